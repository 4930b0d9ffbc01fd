"""What a snap by slip, retime or ripple did, for its report."""

from __future__ import annotations

import html
import statistics
from collections.abc import Sequence

from backbeat.cutting.report.labels import signed
from backbeat.cutting.report.lanes import ACTIONS, SnappedEdit
from backbeat.drawing.pages import text
from backbeat.v1.cutting_pb2 import (
    SNAP_MODE_RETIME,
    SNAP_MODE_RIPPLE,
    SNAP_MODE_SLIP,
    Cut,
    Slip,
    SpeedChange,
    SyncMap,
)

MAX_ROWS = 2000
"""Most rows of a table; the sync map beside the page has all."""
_NAMES = {SNAP_MODE_RETIME: "retime", SNAP_MODE_RIPPLE: "ripple", SNAP_MODE_SLIP: "slip"}
Figure = tuple[str, str, str, str]
"""CSS class, term, figure and unit."""


def mode_name(sync_map: SyncMap) -> str:
    """The mode; empty for a roll, the usual one."""
    return _NAMES.get(sync_map.mode, "")


def slip_figures(sync_map: SyncMap) -> list[Figure]:
    """The figures of the page's head, of a slip."""
    actions = [slip.action for slip in sync_map.slips]
    errors = [abs(slip.error_ms) for slip in sync_map.slips if slip.HasField("error_ms")]
    unit = " ms" if errors else ""
    farthest = max((slip.frames for slip in sync_map.slips), key=abs, default=0.0)
    moved, kept = actions.count(Cut.ACTION_MOVED), actions.count(Cut.ACTION_KEPT)
    return [
        ("moved", "Clips slipped", f"{moved:,}", ""),
        ("kept", "On a beat before", f"{kept:,}", ""),
        ("skipped", "Left", f"{actions.count(Cut.ACTION_SKIPPED):,}", ""),
        ("", "Largest slip", signed(farthest) if farthest else "–", " fr" if farthest else ""),
        ("", "Mean error", f"{statistics.fmean(errors):.1f}" if errors else "–", unit),
        ("", "Largest error", f"{max(errors):.1f}" if errors else "–", unit),
    ]


def slip_sentence(sync_map: SyncMap) -> str:
    """What a slip did, in words."""
    actions = [slip.action for slip in sync_map.slips]
    moved, kept = actions.count(Cut.ACTION_MOVED), actions.count(Cut.ACTION_KEPT)
    left = actions.count(Cut.ACTION_SKIPPED)
    clips = "1 clip" if len(actions) == 1 else f"{len(actions):,} clips"
    return (
        f"Of {clips}, {moved:,} start elsewhere in their media now, so that their strongest motion "
        f"is on a beat; {kept:,} had it there, and {left:,} were left. "
        "No cut moved."
    )


def tables(edit: SnappedEdit) -> str:
    """Tables of the clips that were slipped or retimed; empty without any."""
    sync_map = edit.sync_map
    parts = []
    if sync_map.slips:
        heads = ("Track", "#", "From", "Clip", "Slipped", "Beat", "Error, ms", "Action", "Why")
        rows = [_slip_row(edit, slip) for slip in sync_map.slips[:MAX_ROWS]]
        parts.append(_table("Clips", heads, rows, len(sync_map.slips)))
    if sync_map.speed_changes:
        rows = [_speed_row(change) for change in sync_map.speed_changes[:MAX_ROWS]]
        speeds = ("Track", "#", "Clip", "Speed before", "Speed now")
        parts.append(_table("Speeds", speeds, rows, len(sync_map.speed_changes)))
    return "".join(parts)


def _slip_row(edit: SnappedEdit, slip: Slip) -> str:
    action = ACTIONS.get(slip.action, "kept")
    on_beat = slip.HasField("beat_time_s")
    cells = (
        ("", text(slip.track)),
        ("n", f"{slip.index + 1}"),
        ("t", text(edit.label(slip.start_frame))),
        ("", text(slip.name)),
        ("n", signed(slip.frames) if slip.frames else "–"),
        ("t", f"B{slip.bar}.{slip.beat}" if on_beat else "–"),
        ("n", signed(slip.error_ms, 1) if slip.HasField("error_ms") else "–"),
        ("act", action),
        ("why", text(slip.reason)),
    )
    return f'<tr class="{action}">{_cells(cells)}</tr>'


def _speed_row(change: SpeedChange) -> str:
    cells = (
        ("", text(change.track)),
        ("n", f"{change.index + 1}"),
        ("", text(change.name)),
        ("n", f"{100 * change.from_speed:.2f} %"),
        ("n", f"{100 * change.to_speed:.2f} %"),
    )
    return f"<tr>{_cells(cells)}</tr>"


def _cells(cells: Sequence[tuple[str, str]]) -> str:
    return "".join(
        f'<td class="{kind}">{words}</td>' if kind else f"<td>{words}</td>" for kind, words in cells
    )


def _table(title: str, heads: Sequence[str], rows: Sequence[str], count: int) -> str:
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in heads)
    more = ""
    if count > len(rows):
        more = f"<p>The sync map beside this page has all {count:,}.</p>"
    return (
        f'<section class="cuts by-mode" aria-label="{title}">'
        f'<div class="tools"><h2>{title}</h2></div>'
        f'<div class="pane rolls" tabindex="0" aria-label="Table: {title}"><table><thead><tr>{head}'
        f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div>{more}</section>"
    )
