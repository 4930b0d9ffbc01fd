"""The labels of the drawing for one view, placed in percent so that the text is not stretched.

The page's script writes them again for the part in view; these are for print, and for browsers
without scripts.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterator
from dataclasses import dataclass

from backbeat.cutting.report import drawing
from backbeat.cutting.report.lanes import Lane, SnappedEdit

_TIMECODE_PX = 128
_BAR_PX = 34
_NAME_PX = 44
_OFFSET_PX = 32
_CHARACTER_PX = 7.5
"""Maximum width of one character of the drawing, in pixels."""
_INSET_PX = 8
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)


@dataclass(frozen=True)
class View:
    """A part of the timeline, shown across the width of a screen or a sheet of paper."""

    start: float
    """Frames from the timeline's first frame."""
    frames: float
    """Length, in frames."""
    width: int
    """Approximate width, in pixels."""

    @property
    def pixels(self) -> float:
        """Pixels per frame."""
        return self.width / self.frames

    def percent(self, frame: float) -> str:
        """The x position of a frame, in percent of the view."""
        return f"{100 * (frame - self.start) / self.frames:.3f}%"

    def fits(self, frame: float, text: str) -> bool:
        """Whether `text`, beginning at a frame, ends inside the view."""
        width_px = (self.start + self.frames - frame) * self.pixels
        return _CHARACTER_PX * len(text) + _INSET_PX <= width_px

    def holds(self, frame: float) -> bool:
        """Whether a frame lies in the view."""
        return self.start <= frame < self.start + self.frames


def labels(edit: SnappedEdit, view: View) -> str:
    """`<text>` elements: timecode, bar numbers, clip names where they fit, and moves in frames."""
    parts = [*_timecodes(edit, view), *_bars(edit, view)]
    for number, lane in enumerate(edit.lanes):
        top = drawing.RULER + drawing.BARS + drawing.LANE * number
        parts += [*_names(lane, view, top), *_moves(lane, view, top)]
    return "".join(parts)


def _timecodes(edit: SnappedEdit, view: View) -> Iterator[str]:
    nominal = max(1, round(edit.rate))
    steps = [1, 2, 5, 10, *(nominal * count for count in _SECONDS)]
    step = next((step for step in steps if step * view.pixels >= _TIMECODE_PX), steps[-1])
    for count in range(int(view.start / step), math.ceil((view.start + view.frames) / step) + 1):
        frame = _labelled(count * step, nominal) if edit.drop_frame else count * step
        if not view.holds(frame):
            continue
        x, label = view.percent(frame), edit.label(frame)
        yield f'<line class="tick" x1="{x}" x2="{x}" y1="0" y2="{drawing.RULER}"/>'
        if view.fits(frame, label):
            yield f'<text class="tc" x="{x}" dx="4" y="15">{label}</text>'


def _labelled(label: int, nominal: int) -> int:
    """The frame with this label in drop-frame timecode, or the next one where the label is dropped.

    SMPTE 12M leaves out the first labels of every minute but each tenth.
    """
    dropped, (minutes, rest) = nominal // 15, divmod(label, nominal * 60)
    if minutes % 10 and not rest:
        label += dropped
    return label - dropped * (minutes - minutes // 10)


def _bars(edit: SnappedEdit, view: View) -> Iterator[str]:
    downbeats = [beat for beat in edit.sync_map.grid if beat.beat == 1]
    if not downbeats:
        return
    rate = float(edit.rate)
    span = (downbeats[-1].time_s - downbeats[0].time_s) * rate * view.pixels
    each = span / max(len(downbeats) - 1, 1)
    step = 1
    while 0 < each * step < _BAR_PX:
        step *= 2
    for beat in downbeats:
        at = beat.time_s * rate
        if (beat.bar - 1) % step == 0 and view.holds(at) and view.fits(at, str(beat.bar)):
            x, y = view.percent(beat.time_s * rate), drawing.RULER + 14
            yield f'<text class="barno" x="{x}" dx="4" y="{y}">{beat.bar}</text>'


def _names(lane: Lane, view: View, top: int) -> Iterator[str]:
    end = view.start + view.frames
    for span in lane.after:
        left, right = max(span.start, view.start), min(span.end, end)
        width_px = (right - left) * view.pixels
        if width_px < _NAME_PX:
            continue
        name = _shortened(span.name, int((width_px - _INSET_PX) / _CHARACTER_PX))
        width = f"{100 * (right - left) / view.frames:.3f}%"
        yield (
            f'<svg x="{view.percent(left)}" y="{top + drawing.AFTER_TOP}" width="{width}" '
            f'height="{drawing.AFTER}"><text class="name" x="8" y="25">{html.escape(name)}'
            "</text></svg>"
        )


def _moves(lane: Lane, view: View, top: int) -> Iterator[str]:
    """The move, in frames, beside each cut where it fits before the next."""
    follows = [*(cut.to_frame for cut in lane.cuts[1:]), float("inf")]
    for cut, following in zip(lane.cuts, follows, strict=True):
        move = cut.to_frame - cut.from_frame
        right = max(cut.to_frame, cut.from_frame)
        has_space = (following - right) * view.pixels >= _OFFSET_PX and view.fits(
            right, signed(move)
        )
        if move and view.holds(cut.to_frame) and has_space:
            x, y = view.percent(right), top + drawing.AFTER_TOP - 6
            yield f'<text class="by" x="{x}" dx="6" y="{y}">{signed(move)}</text>'


def _shortened(name: str, max_characters: int) -> str:
    return name if len(name) <= max_characters else f"{name[: max_characters - 1]}…"


def signed(value: float, digits: int | None = None) -> str:
    """A number with its sign, the minus as long as the plus."""
    size = f"{abs(value):.{digits}f}" if digits is not None else f"{abs(value):.6g}"
    if not float(size):
        return size
    return f"{'+' if value > 0 else '−'}{size}"
