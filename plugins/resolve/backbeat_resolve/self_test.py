"""Self-test: harmless calls on a scratch timeline, and a report of what holds on this Resolve.

Nobody at Backbeat has run Resolve: what is built on are published reports. This entry says which of
them hold here; its JSON file is what to attach to a bug.
"""

import json
import platform
import re
import sys
import time
from pathlib import Path
from typing import Any, List, NamedTuple, Optional, Tuple

from backbeat_resolve import engine, timelines
from backbeat_resolve.host import Host, ask, can, file_of, same
from backbeat_resolve.problems import Problem
from backbeat_resolve.run import Run

TITLE = "Self-test"

_NAME = "Backbeat self-test"
_MANY = 20
_START = "02:00:00:00"
_TIMECODE = re.compile(r"\d{2,}:\d{2}:\d{2}[:;]\d{2,}$")
_NEWER = (
    ("Timeline", "GetSelectedClips", "21.0.4"),
    ("MediaPool", "GetSelectedClips", "19.0.2"),
    ("Timeline", "NormalizeAudioLevel", "21.1"),
    ("Timeline", "GetMarkInOut", "19.1"),
    ("Timeline", "AddTrack", "18.5"),
    ("Timeline", "SetStartTimecode", "18.0"),
    ("MediaPool", "AppendToTimeline", "16.2"),
)


class Row(NamedTuple):
    """One report, and whether it holds here."""

    about: str
    reported: str
    holds: Optional[bool]
    """None: it could not be determined."""
    seen: str


def run(run: Run) -> str:
    """Runs the entry; returns the final message. Raises: Problem."""
    host = run.host
    project = ask(ask(host.resolve, "GetProjectManager"), "GetCurrentProject")
    if project is None:
        raise Problem(
            "No project is open.",
            "Open one; the self-test adds a timeline to it and takes it away again.",
        )
    rows = _environment(run) + _on_scratch(run, project)
    path = run.folder / "self-test {}.json".format(time.strftime("%Y-%m-%d %H%M%S"))
    said = {
        "resolve": host.named,
        "python": sys.version,
        "system": platform.platform(),
        "plugin": run.installed.version,
        "rows": [dict(row._asdict()) for row in rows],
    }
    path.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return _told(host, rows, path)


def _told(host: Host, rows: List[Row], path: Path) -> str:
    holds = [row.holds for row in rows]
    lines = [
        "{}: {} reports hold, {} differ, {} cannot be told.".format(
            host.named, holds.count(True), holds.count(False), holds.count(None)
        )
    ]
    for row in rows:
        mark = {True: "holds", False: "DIFFERS", None: "unknown"}[row.holds]
        lines.append("{:8} {}: {} ({})".format(mark, row.about, row.reported, row.seen))
    lines.append("The whole report: {}".format(path))
    return "\n".join(lines)


def _environment(run: Run) -> List[Row]:
    found = engine.find(run.installed.home)
    seen = "running, version {}".format(found.version) if found else "not running; started on need"
    return [
        Row(
            "python",
            "3.6 or newer, 64 bit",
            sys.version_info >= (3, 6) and sys.maxsize > 2**32,
            platform.python_version(),
        ),
        Row(
            "engine",
            "found in {}".format(run.installed.home),
            None if found is None else True,
            seen,
        ),
        Row(
            "windows",
            "Studio shows scripts windows; the free edition before 19.1",
            (run.talk.window is not None) == (run.host.studio or run.host.version < (19, 1)),
            "shown" if run.talk.window is not None else "none",
        ),
    ]


def _on_scratch(run: Run, project: Any) -> List[Row]:
    """Rows that need a timeline: one is made, and deleted whatever happens."""
    pool = ask(project, "GetMediaPool")
    before, folder = ask(project, "GetCurrentTimeline"), ask(pool, "GetCurrentFolder")
    name = timelines.free_name(project, _NAME)
    scratch = ask(pool, "CreateEmptyTimeline", name)
    if scratch is None:
        raise Problem("Resolve made no scratch timeline.", "Close its dialogs and try again.")
    try:
        return _rows(run, project, pool, scratch)
    finally:
        if before is not None:
            ask(project, "SetCurrentTimeline", before)
        ask(pool, "DeleteTimelines", [scratch])
        if folder is not None:
            ask(pool, "SetCurrentFolder", folder)


def _rows(run: Run, project: Any, pool: Any, scratch: Any) -> List[Row]:
    current = ask(project, "GetCurrentTimeline")
    rows = [
        Row(
            "new timeline",
            "a new timeline becomes the current one",
            same(current, scratch),
            "looked",
        ),
        Row(
            "start frame",
            "frames count from the start timecode",
            None,
            str(ask(scratch, "GetStartFrame")),
        ),
        Row(
            "unknown names",
            "hasattr is always true, and an unknown name reads None",
            hasattr(scratch, "NoSuchCall") and not can(scratch, "NoSuchCall"),
            "looked",
        ),
    ]
    objects = {"Timeline": scratch, "MediaPool": pool}
    rows.extend(
        Row(
            "{}.{}".format(kind, call),
            "there since {}".format(since),
            can(objects[kind], call) == (run.host.version >= _numbers(since)),
            "there" if can(objects[kind], call) else "not there",
        )
        for kind, call, since in _NEWER
    )
    rows.extend(_cut_rows(pool, scratch))
    rows.extend(_marker_rows(scratch))
    rows.extend(_file_rows(run, project, pool, scratch))
    return rows


def _cut_rows(pool: Any, scratch: Any) -> List[Row]:
    """What Cut to Music rests on: the clips of the pool, and where a new timeline starts."""
    folder = ask(pool, "GetCurrentFolder")
    listed = list(ask(folder, "GetClipList") or []) if folder is not None else []
    with_file = [item for item in listed if file_of(item)]
    lengths = [str(item.GetClipProperty("Duration") or "") for item in with_file]
    rows = [
        Row(
            "clips of the bin",
            "their durations read as timecodes",
            all(_TIMECODE.match(length) for length in lengths) if lengths else None,
            ", ".join(lengths[:3]) or "no clip with a file",
        )
    ]
    if can(pool, "GetSelectedClips"):
        selected = pool.GetSelectedClips()
        rows.append(
            Row(
                "selected clips",
                "the pool lists them",
                isinstance(selected, list),
                "{} selected".format(len(selected) if isinstance(selected, list) else selected),
            )
        )
    if can(scratch, "SetStartTimecode"):
        said = bool(ask(scratch, "SetStartTimecode", _START))
        seen = str(ask(scratch, "GetStartTimecode"))
        rows.append(
            Row(
                "start timecode",
                "can be set on a new timeline",
                said and seen.replace(";", ":") == _START,
                "said {}, reads {}".format(said, seen),
            )
        )
    return rows


def _marker_rows(scratch: Any) -> List[Row]:
    def add(frame: int, name: str = "x", color: str = "Red", duration: int = 1) -> bool:
        return bool(ask(scratch, "AddMarker", frame, color, name, "bb:self-test", duration, "t"))

    first, again = add(0), add(0, "y")
    keys = [repr(key) for key in ask(scratch, "GetMarkers") or {}]
    started = time.monotonic()
    added = sum(add(frame) for frame in range(1, _MANY + 1))
    each_ms = 1000 * (time.monotonic() - started) / _MANY
    cleared = bool(ask(scratch, "DeleteMarkersByColor", "All"))
    return [
        Row(
            "markers",
            "a frame takes one marker; a second is refused",
            first and not again,
            "first {}, second {}".format(first, again),
        ),
        Row(
            "marker frames",
            "count from the timeline's first frame, and read as floats",
            keys == ["0.0"],
            ", ".join(keys),
        ),
        Row(
            "marker refusals",
            "no name, no length, a negative frame, an unknown colour",
            not (add(50, "") or add(51, "x", "Red", 0) or add(-1) or add(52, "x", "Beige")),
            "tried",
        ),
        Row(
            "marker cost",
            "about 17 ms each",
            None,
            "{:.1f} ms each, {} of {} added".format(each_ms, added, _MANY),
        ),
        Row(
            "markers cleared",
            "DeleteMarkersByColor('All') takes all",
            cleared,
            str(len(ask(scratch, "GetMarkers") or {})),
        ),
    ]


def _file_rows(run: Run, project: Any, pool: Any, scratch: Any) -> List[Row]:
    """Out as OpenTimelineIO with a marker, and in again."""
    ask(scratch, "AddMarker", 3, "Red", "B1.1", "bb:self-test", 1, "backbeat:self-test")
    path = run.folder / "self-test.otio"
    made = None
    try:
        kind = getattr(run.host.resolve, "EXPORT_OTIO", None)
        said = bool(kind is not None and ask(scratch, "Export", str(path), kind))
        size = path.stat().st_size if path.is_file() else 0
        rows = [
            Row(
                "export",
                "writes OpenTimelineIO",
                bool(size),
                "said {}, {} bytes".format(said, size),
            )
        ]
        if size:
            options = {"timelineName": timelines.free_name(project, _NAME)}
            made = ask(pool, "ImportTimelineFromFile", str(path), options)
            again = ask(pool, "ImportTimelineFromFile", str(path), options)
            there = sorted(ask(made, "GetMarkers") or {}) if made is not None else []
            rows.append(Row("import", "takes it back", made is not None, "looked"))
            rows.append(Row("import name", "refuses a name that is taken", again is None, "tried"))
            rows.append(
                Row(
                    "timeline markers",
                    "come back at the same frame (not established)",
                    None if made is None else there == [3.0],
                    ", ".join(map(str, there)) or "none",
                )
            )
            if again is not None:
                ask(pool, "DeleteTimelines", [again])
        return rows
    finally:
        if made is not None:
            ask(pool, "DeleteTimelines", [made])
        if path.is_file():
            path.unlink()


def _numbers(version: str) -> Tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
