"""Reads a timeline of any other format into OpenTimelineIO text."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from backbeat import roots
from backbeat.errors import TimelineError
from backbeat.memory import collector_paused
from backbeat.timeline.bounds import check_size, read_within
from backbeat.timeline.exchange.conversion import Converted
from backbeat.timeline.exchange.formats import BUNDLE, Format
from backbeat.timeline.exchange.objects import Json

INFO = "Info.fcpxml"
"""The document inside an .fcpxmld."""
_MOST_AAF = 1 << 30
"""An AAF is read in parts, and may hold media."""
_SNIFFED = 4096


def converted(path: Path, form: Format) -> tuple[bytes, tuple[str, ...]]:
    """The file as OpenTimelineIO JSON, and notes on what was guessed or left out.

    The same file gives the same bytes.

    Raises:
        TimelineError: it cannot be read as that format.
        OSError: the file cannot be read.
    """
    with collector_paused():
        found = _read(path, form)
        text = _text(found.tree)
    return text.encode(errors="replace") + b"\n", found.notes


def _text(tree: Json) -> str:
    """The JSON of a timeline, with an item of its tracks on each line.

    Only without an indent does the standard library write at full speed.
    """
    stack = tree.get("tracks")
    tracks = stack.get("children") if isinstance(stack, dict) else None
    if not isinstance(stack, dict) or not isinstance(tracks, list):
        return json.dumps(tree, ensure_ascii=False, allow_nan=False)
    lines = []
    for track in tracks:
        children = track.get("children", [])
        if not children:
            lines.append(json.dumps(track, ensure_ascii=False, allow_nan=False))
            continue
        items = ",\n".join(
            json.dumps(child, ensure_ascii=False, allow_nan=False) for child in children
        )
        rest = {key: value for key, value in track.items() if key != "children"}
        opening = json.dumps(rest, ensure_ascii=False, allow_nan=False)[:-1]
        lines.append(f'{opening}, "children": [\n{items}\n]}}')
    inner = {key: value for key, value in stack.items() if key != "children"}
    outer = {key: value for key, value in tree.items() if key != "tracks"}
    opening = json.dumps(outer, ensure_ascii=False, allow_nan=False)[:-1]
    middle = json.dumps(inner, ensure_ascii=False, allow_nan=False)[:-1]
    joined = ",\n".join(lines)
    return f'{opening},\n"tracks": {middle}, "children": [\n{joined}\n]}}}}'


def _read(path: Path, form: Format) -> Converted:
    if form is Format.AAF:
        from backbeat.timeline.exchange import aaf_reading

        _check_file(path, _MOST_AAF)
        return aaf_reading.read(path)
    file = path / INFO if path.suffix.lower() == BUNDLE and path.is_dir() else path
    roots.check_read(file)
    _check_file(file)
    with file.open("rb") as opened:
        data = read_within(path, opened)
    if not data.strip():
        raise TimelineError(f"{path} is empty.", "Export it again from the editor.")
    if form is Format.EDL:
        from backbeat.timeline.exchange import edl_reading

        return edl_reading.read(data, path)
    if form is Format.FCPXML or b"<fcpxml" in data[:_SNIFFED]:
        from backbeat.timeline.exchange import fcpxml_reading

        return fcpxml_reading.read(data, path)
    from backbeat.timeline.exchange import fcp7_reading

    return fcp7_reading.read(data, path)


def _check_file(path: Path, most: int | None = None) -> None:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(str(path))
    if not stat.S_ISREG(status.st_mode):
        raise TimelineError(f"{path} is a device or a pipe, not a file.", "Name a timeline.")
    if most is None:
        check_size(path, status.st_size)
    elif status.st_size > most:
        raise TimelineError(
            f"{path} is an AAF of over a gibibyte.", "Export it again without its media inside."
        )
