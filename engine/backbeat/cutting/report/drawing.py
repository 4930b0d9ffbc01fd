"""The timeline as SVG: a few long paths, x in frames and y in pixels.

The drawing is stretched horizontally to any width; strokes keep their width
(`non-scaling-stroke`), and dots are strokes of nearly no length, so they stay round. The number of
elements does not depend on the number of cuts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from backbeat.cutting.report.lanes import ACTIONS, Lane, SnappedEdit, Span
from backbeat.cutting.report.waveform import Waveform

RULER = 22
"""Height of the timecode row, in pixels."""
BARS = 20
"""Height of the row of bar numbers."""
LANE = 84
"""Height of one track."""
BEFORE_TOP, BEFORE = 10, 7
"""Top, within its lane, and height of the edit before the snap, in pixels."""
AFTER_TOP, AFTER = 36, 40
"""Top, within its lane, and height of the edit after the snap, in pixels."""
MUSIC = 96
"""Height of the waveform's row."""
_MAX_BINS = 12_000


@dataclass(frozen=True)
class Heights:
    """Vertical positions of the rows, in pixels from the top."""

    first_lane: int
    music: int
    """Top of the waveform's row."""
    total: int


def heights_of(edit: SnappedEdit, waveform: Waveform | None) -> Heights:
    """The layout of the rows."""
    music = RULER + BARS + LANE * len(edit.lanes)
    return Heights(RULER + BARS, music, music + (MUSIC if waveform is not None else 8))


def geometry(edit: SnappedEdit, waveform: Waveform | None) -> str:
    """The drawing without labels: `<path>` elements, x in frames, y in pixels."""
    heights = heights_of(edit, waveform)
    tops = [heights.first_lane + LANE * number for number in range(len(edit.lanes))]
    parts = [f'<path class="ground" d="M0 {RULER}H{coordinate(edit.frames)}"/>']
    for top in [*tops, heights.music]:
        parts.append(f'<path class="ground" d="M0 {top}H{coordinate(edit.frames)}"/>')
    if waveform is not None and len(waveform.lows):
        parts.append(wave(waveform, float(edit.rate), heights.music + MUSIC // 2, MUSIC - 16))
    for lane, top in zip(edit.lanes, tops, strict=True):
        parts.append(_path("was", _boxes(lane.before, top + BEFORE_TOP, BEFORE)))
        parts.append(_path("clip", _boxes(lane.after, top + AFTER_TOP, AFTER)))
    parts += _grid(edit, heights)
    for action in ("through", "kept", "skipped", "moved"):
        parts += _cuts(edit.lanes, tops, action)
    return "".join(parts)


def _grid(edit: SnappedEdit, heights: Heights) -> list[str]:
    rate = float(edit.rate)
    lines: dict[bool, list[str]] = {True: [], False: []}
    for beat in edit.sync_map.grid:
        top = RULER + (4 if beat.beat == 1 else 12)
        lines[beat.beat == 1].append(f"M{coordinate(beat.time_s * rate)} {top}V{heights.total}")
    return [_path("beat", lines[False]), _path("bar", lines[True])]


def _cuts(lanes: Iterable[Lane], tops: list[int], action: str) -> list[str]:
    """A line for each cut from its old position to its new one, with a mark at the new one."""
    lines: list[str] = []
    marks: list[str] = []
    for lane, top in zip(lanes, tops, strict=True):
        was, after_top = top + BEFORE_TOP - 2, top + AFTER_TOP
        end = after_top + AFTER
        for cut in lane.cuts:
            if ACTIONS.get(cut.action, "kept") != action:
                continue
            source, goal = coordinate(cut.from_frame), coordinate(cut.to_frame)
            lines.append(f"M{source} {was}v{BEFORE + 4}L{goal} {after_top}V{end}")
            marks.append(f"M{goal} {after_top}h.01")
    if action == "through":
        return [_path("cut through", lines)]
    drawn = [_path(f"cut {action}", lines), _path(f"mark {action}", marks)]
    return [*drawn, _path(f"core {action}", marks)] if action == "kept" else drawn


def wave(waveform: Waveform, rate: float, middle: int, height: int) -> str:
    """A filled outline along the maxima and back along the minima.

    Args:
        waveform: the music.
        rate: frames a second.
        middle: vertical position of silence, in pixels.
        height: of full scale, both ways, in pixels.
    """
    waveform = waveform.coarser(_MAX_BINS)
    highs = np.rint(-100 * waveform.highs).astype(int)
    # At least two high, so that silence is a line.
    lows = np.maximum(np.rint(-100 * waveform.lows).astype(int), highs + 2)
    forward = " ".join(f"1 {rise}" for rise in np.diff(highs))
    backward = " ".join(f"-1 {rise}" for rise in np.diff(lows[::-1]))
    step = waveform.bin_s * rate
    start = (waveform.start_s + waveform.bin_s / 2) * rate
    transform = f"translate({start:.3f} {middle}) scale({step:.6f} {height / 200:.3f})"
    outline = (
        f"M0 {highs[0]}l{forward}V{lows[-1]}l{backward}z" if forward else f"M0 {highs[0]}V{lows[0]}"
    )
    return f'<path class="wave" transform="{transform}" d="{outline}"/>'


def _boxes(spans: Iterable[Span], top: int, height: int) -> list[str]:
    return [
        f"M{coordinate(span.start)} {top}H{coordinate(span.end)}v{height}H{coordinate(span.start)}z"
        for span in spans
    ]


def _path(kind: str, pieces: list[str]) -> str:
    return f'<path class="{kind}" d="{"".join(pieces)}"/>' if pieces else ""


def coordinate(value: float) -> str:
    """A number of a path, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value != int(value) else f"{int(value)}"
