"""Clips that were slipped or retimed: figures, sentences and tables of the report."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from backbeat.cutting.report.labels import signed
from backbeat.cutting.report.lanes import ACTIONS, SnappedEdit
from backbeat.cutting.report.summary import quantity
from backbeat.cutting.report.template import text
from backbeat.v1.cutting_pb2 import Cut, Slip, SyncMap

Figure = tuple[str, str, str, str]
"""CSS class, term, figure and unit."""


def slip_figures(slips: Sequence[Slip]) -> list[Figure]:
    """The figures of the page's head after a slip, which moves no cut."""
    errors = _errors(slips)
    largest = max((slip.frames for slip in slips), key=abs, default=0.0)
    milliseconds = " ms" if errors else ""
    return [
        ("moved", "Slipped", f"{_count(slips, Cut.ACTION_MOVED):,}", ""),
        ("kept", "Kept", f"{_count(slips, Cut.ACTION_KEPT):,}", ""),
        ("skipped", "Left", f"{_count(slips, Cut.ACTION_SKIPPED):,}", ""),
        ("", "Largest slip", signed(largest) if largest else "–", " fr" if largest else ""),
        ("", "Mean error", f"{statistics.fmean(errors):.1f}" if errors else "–", milliseconds),
        ("", "Largest error", f"{max(errors):.1f}" if errors else "–", milliseconds),
    ]


def slip_sentences(slips: Sequence[Slip]) -> list[str]:
    """What a slip did, in words."""
    lines = [
        f"Of {quantity(len(slips), 'clip')}, {_count(slips, Cut.ACTION_MOVED):,} slipped, "
        f"{_count(slips, Cut.ACTION_KEPT):,} had the strongest motion on a beat already, and "
        f"{_count(slips, Cut.ACTION_SKIPPED):,} could not be slipped. Every cut is where it was."
    ]
    errors = _errors(slips)
    if errors:
        lines.append(
            f"The strongest motion of the others lies {statistics.fmean(errors):.1f} ms from its "
            f"beat on average, {max(errors):.1f} ms at most, as the picture was measured."
        )
    return lines


def speed_sentences(sync_map: SyncMap) -> list[str]:
    """What a retime did to speeds, in words; none where it changed none."""
    factors = [one.to_speed / one.from_speed for one in sync_map.speed_changes if one.from_speed]
    if not factors:
        return []
    plays = "clip plays" if len(factors) == 1 else "clips play"
    return [
        f"{len(factors):,} {plays} at another speed, {100 * min(factors):.1f} to "
        f"{100 * max(factors):.1f} % of what it was."
    ]


def tables(edit: SnappedEdit) -> str:
    """A table of the slips and one of the changes of speed, as HTML; empty where there are none."""
    return _slip_table(edit) + _speed_table(edit.sync_map)


def _slip_table(edit: SnappedEdit) -> str:
    columns = [
        *(("Track", ""), ("#", "n"), ("Timecode", "t"), ("Clip", ""), ("Slipped", "n")),
        *(("Beat", "t"), ("Error, ms", "n"), ("Action", "act"), ("Why", "why")),
    ]
    rows = [
        (
            ACTIONS.get(slip.action, "kept"),
            [
                slip.track,
                f"{slip.index + 1}",
                edit.label(slip.start_frame),
                slip.name,
                signed(slip.frames),
                f"B{slip.bar}.{slip.beat}" if slip.HasField("beat_time_s") else "–",
                signed(slip.error_ms, 1) if slip.HasField("error_ms") else "–",
                _SLIP_ACTIONS.get(slip.action, "kept"),
                slip.reason,
            ],
        )
        for slip in edit.sync_map.slips
    ]
    return _table("Clips slipped", columns, rows)


def _speed_table(sync_map: SyncMap) -> str:
    columns = [("Track", ""), ("#", "n"), ("Clip", ""), ("Speed before", "n"), ("Now", "n")]
    rows = [
        (
            "moved",
            [
                one.track,
                f"{one.index + 1}",
                one.name,
                f"{100 * one.from_speed:.2f} %",
                f"{100 * one.to_speed:.2f} %",
            ],
        )
        for one in sync_map.speed_changes
    ]
    return _table("Clips retimed", columns, rows)


_SLIP_ACTIONS = {Cut.ACTION_MOVED: "slipped", Cut.ACTION_KEPT: "kept", Cut.ACTION_SKIPPED: "left"}


def _table(
    title: str, columns: Sequence[tuple[str, str]], rows: Iterable[tuple[str, Sequence[str]]]
) -> str:
    """Rows are a CSS class and the words of the cells."""
    body = "".join(
        f'<tr class="{kind}">'
        + "".join(
            f'<td class="{column}">{text(words)}</td>'
            for (_, column), words in zip(columns, cells, strict=True)
        )
        + "</tr>"
        for kind, cells in rows
    )
    if not body:
        return ""
    heads = "".join(f'<th scope="col" class="{column}">{name}</th>' for name, column in columns)
    return (
        f'<section class="changed" aria-label="{title}"><div class="tools"><h2>{title}</h2></div>'
        f'<div class="rolls" tabindex="0" aria-label="Table: {title}"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div></section>"
    )


def _count(slips: Sequence[Slip], action: Cut.Action) -> int:
    return sum(slip.action == action for slip in slips)


def _errors(slips: Sequence[Slip]) -> list[float]:
    return [
        abs(slip.error_ms)
        for slip in slips
        if slip.action != Cut.ACTION_SKIPPED and slip.HasField("error_ms")
    ]
