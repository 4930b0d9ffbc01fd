"""The report page: the template, style sheet and script of this folder with one sync map."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator

from backbeat.cutting.report import drawing
from backbeat.cutting.report.by_mode import Figure, slip_figures, tables
from backbeat.cutting.report.labels import View, labels, signed
from backbeat.cutting.report.lanes import ACTIONS, Lane, SnappedEdit, edit_of
from backbeat.cutting.report.summary import Summary, about, quantity, sentences, summarize
from backbeat.cutting.report.waveform import Waveform
from backbeat.drawing.pages import digest, fill, json_text, packaged, scheme, text
from backbeat.files.seal import MARK
from backbeat.v1.cutting_pb2 import SNAP_MODE_SLIP, Cut, SyncMap

MAX_ROWS = 2000
"""Number of cuts up to which the HTML holds the table; above it, the page's script writes it."""
_SCREEN_PX = 1240
_PAPER_PX = 960
_PAPER_ROW_S = 20.0
_MAX_PAPER_ROWS = 24
_MAX_REASONS = 8
_THROUGH_FILTER = (
    '<button type="button" data-show="through" aria-pressed="false">Through edits</button>'
)
_LABELS = {"through": "through edit"}
"""Actions whose name on the page differs from their CSS class."""


def render(sync_map: SyncMap, waveform: Waveform | None, title: str) -> str:
    """One self-contained HTML page.

    Args:
        sync_map: the record of the snap.
        waveform: the music in timeline time; None leaves it out.
        title: name of the timeline.

    Raises:
        RequestError: the map names no frame rate.
    """
    edit = edit_of(sync_map)
    summary = summarize(edit)
    style = scheme() + packaged("backbeat.cutting.report", "page.css")
    script = packaged("backbeat.cutting.report", "page.js")
    static = len(sync_map.cuts) <= MAX_ROWS
    heights = drawing.heights_of(edit, waveform)
    fields = {
        "generator": MARK,
        "style_hash": digest(style),
        "script_hash": digest(script),
        "style": style,
        "script": script,
        "title": text(title),
        "about": _about(edit),
        "summary": " ".join(html.escape(words) for words in sentences(edit, summary)),
        "warnings": _warnings(sync_map),
        "figures": _figures(sync_map, summary),
        "height": f"{heights.total}",
        "heads": _heads(edit, waveform),
        "geometry": drawing.geometry(edit, waveform),
        "frames": f"{edit.frames:g}" if edit.frames < 1e6 else f"{int(edit.frames)}",
        "labels": labels(edit, View(0, edit.frames, _SCREEN_PX)),
        "density": _density(edit, _SCREEN_PX / edit.frames),
        "paper": _paper(edit, waveform, heights.total),
        "skipped": "" if sync_map.mode == SNAP_MODE_SLIP else _skipped(summary),
        "by_mode": tables(edit),
        "through_key": '<li class="through">through edit</li>' if summary.through else "",
        "through_filter": _THROUGH_FILTER if summary.through else "",
        "rows": "".join(_rows(edit)) if static else "",
        "no_rows": "" if static else _needs_script(len(sync_map.cuts)),
        "data": json_text(_data(edit)),
        "made_by": _made_by(sync_map),
    }
    return fill(packaged("backbeat.cutting.report", "page.html"), fields)


def _about(edit: SnappedEdit) -> str:
    terms = about(edit)
    return "".join(f"<div><dt>{term}</dt><dd>{text(words)}</dd></div>" for term, words in terms)


def _warnings(sync_map: SyncMap) -> str:
    if not sync_map.warnings:
        return ""
    items = "".join(f"<li>{text(warning)}</li>" for warning in sync_map.warnings)
    return f'<section class="warnings"><h2>Warnings</h2><ul>{items}</ul></section>'


def _figures(sync_map: SyncMap, summary: Summary) -> str:
    is_slip = sync_map.mode == SNAP_MODE_SLIP
    return "".join(
        f'<div class="{kind}"><dt>{term}</dt><dd>{figure}<small>{unit}</small></dd></div>'
        for kind, term, figure, unit in (slip_figures(sync_map) if is_slip else _cuts(summary))
    )


def _cuts(summary: Summary) -> list[Figure]:
    move = summary.largest
    farthest = "–" if move is None else signed(move.to_frame - move.from_frame)
    through = [("through", "Through edits", f"{summary.through:,}", "")] if summary.through else []
    return [
        ("moved", "Moved", f"{summary.moved:,}", ""),
        ("kept", "Kept", f"{summary.kept:,}", ""),
        ("skipped", "Skipped", f"{summary.skipped:,}", ""),
        *through,
        ("", "Largest move", farthest, " fr" if move is not None else ""),
        ("", "Mean error", *_milliseconds(summary.mean_ms)),
        ("", "Largest error", *_milliseconds(summary.max_ms)),
    ]


def _milliseconds(value: float | None) -> tuple[str, str]:
    return ("–", "") if value is None else (f"{value:.1f}", " ms")


def _heads(edit: SnappedEdit, waveform: Waveform | None) -> str:
    rows = [("timecode", "Timecode", ""), ("bars", "Bar", "")]
    rows += [("lane", lane.track, quantity(_cut_count(lane), "cut")) for lane in edit.lanes]
    if waveform is not None:
        rows.append(("music", "Music", ""))
    return "".join(
        f'<div class="{kind}"><b>{text(name)}</b>{f"<span>{cuts}</span>" if cuts else ""}</div>'
        for kind, name, cuts in rows
    )


def _cut_count(lane: Lane) -> int:
    return sum(cut.action != Cut.ACTION_THROUGH_EDIT for cut in lane.cuts)


def _density(edit: SnappedEdit, pixels: float) -> str:
    """CSS classes that hide lines which would merge at so many pixels per frame."""
    grid, rate = edit.sync_map.grid, float(edit.rate)
    beat = (grid[-1].time_s - grid[0].time_s) * rate * pixels / len(grid) if grid else math.inf
    longest = max((len(lane.cuts) for lane in edit.lanes), default=0)
    cut = edit.frames * pixels / longest if longest else math.inf
    classes = ["beats-close" if beat < 5 else "", "bars-close" if beat < 1.5 else ""]
    classes.append("cuts-close" if cut < 9 else "")
    return " ".join(name for name in classes if name)


def _paper(edit: SnappedEdit, waveform: Waveform | None, height: int) -> str:
    """The timeline in rows, for print."""
    count = math.ceil(edit.frames / (_PAPER_ROW_S * float(edit.rate)))
    count = max(1, min(count, _MAX_PAPER_ROWS))
    length = math.ceil(edit.frames / count)
    heads = _heads(edit, waveform)
    rows = []
    for number in range(count):
        view = View(number * length, length, _PAPER_PX)
        rows.append(
            f'<div class="strip"><div class="heads">{heads}</div>'
            f'<svg class="{_density(edit, view.pixels)}" height="{height}" aria-hidden="true">'
            f'<svg width="100%" height="{height}" preserveAspectRatio="none" '
            f'viewBox="{view.start} 0 {length} {height}"><use href="#geometry"/></svg>'
            f"{labels(edit, view)}</svg></div>"
        )
    return "".join(rows)


def _skipped(summary: Summary) -> str:
    if not summary.skipped:
        return ""
    items = "".join(
        f"<li><b>{count:,}</b> <span>{text(reason or 'no reason was given')}</span></li>"
        for reason, count in summary.skipped_because[:_MAX_REASONS]
    )
    others = sum(count for _, count in summary.skipped_because[_MAX_REASONS:])
    if others:
        items += f"<li><b>{others:,}</b> <span>for other reasons, named in the table</span></li>"
    return f'<section class="reasons"><h2>Why cuts were skipped</h2><ul>{items}</ul></section>'


def _rows(edit: SnappedEdit) -> Iterator[str]:
    for number, cut in enumerate(edit.sync_map.cuts):
        action = ACTIONS.get(cut.action, "kept")
        move = cut.to_frame - cut.from_frame
        cells = [
            ("", text(cut.track)),
            ("n", f"{cut.index + 1}"),
            ("t", text(cut.timecode or edit.label(cut.to_frame))),
            ("n", f"{cut.from_frame:.12g}"),
            ("n", f"{cut.to_frame:.12g}"),
            ("n", signed(move)),
            ("t", f"B{cut.bar}.{cut.beat}" if cut.HasField("beat_time_s") else "–"),
            ("n", signed(cut.error_ms, 1) if cut.HasField("error_ms") else "–"),
            ("act", _LABELS.get(action, action)),
            ("", _outgoing_and_incoming(cut)),
            ("why", text(cut.reason)),
        ]
        filled = "".join(
            f'<td class="{kind}">{words}</td>' if kind else f"<td>{words}</td>"
            for kind, words in cells
        )
        yield f'<tr id="c{number}" class="{action}">{filled}</tr>'


def _outgoing_and_incoming(cut: Cut) -> str:
    return f"{text(cut.outgoing) or 'gap'} → {text(cut.incoming) or 'gap'}"


def _needs_script(count: int) -> str:
    return (
        f"<noscript><p>The table of {count:,} cuts is written by a script, and scripts are off. "
        "Every cut is also in the sync map beside this page.</p></noscript>"
    )


def _data(edit: SnappedEdit) -> dict[str, object]:
    """The data of the page's script; repeated texts are stored once and referred to by number."""
    words: dict[str, int] = {}

    def number(text: str) -> int:
        return words.setdefault(text, len(words))

    tracks = {lane.track: place for place, lane in enumerate(edit.lanes)}
    actions = list(ACTIONS.values())
    cuts = [
        [
            tracks[cut.track],
            cut.index,
            round(cut.from_frame, 4),
            round(cut.to_frame, 4),
            round(cut.beat_time_s, 5) if cut.HasField("beat_time_s") else None,
            cut.bar,
            cut.beat,
            round(cut.error_ms, 3) if cut.HasField("error_ms") else None,
            actions.index(ACTIONS.get(cut.action, "kept")),
            number(cut.reason),
            number(cut.outgoing),
            number(cut.incoming),
        ]
        for cut in edit.sync_map.cuts
    ]
    rate = float(edit.rate)
    return {
        "rate": rate,
        "nominal": max(1, round(rate)),
        "start": edit.start,
        "drop": edit.drop_frame,
        "frames": edit.frames,
        "beats": len(edit.sync_map.grid),
        "tracks": list(tracks),
        "bars": [[round(b.time_s * rate, 2), b.bar] for b in edit.sync_map.grid if b.beat == 1],
        "heights": [drawing.RULER, drawing.BARS, drawing.LANE, drawing.AFTER_TOP, drawing.AFTER],
        "cuts": cuts,
        "words": list(words),
    }


def _made_by(sync_map: SyncMap) -> str:
    sources = [
        f"Backbeat {sync_map.engine_version}" if sync_map.engine_version else "Backbeat",
        f"edit sha256 {sync_map.edit_sha256}" if sync_map.edit_sha256 else "",
        f"music sha256 {sync_map.spine.sha256}" if sync_map.spine.sha256 else "",
    ]
    return "".join(f"<span>{text(source)}</span>" for source in sources if source)
