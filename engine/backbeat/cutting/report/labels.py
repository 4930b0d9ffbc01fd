"""The words of the drawing for one stretch of it, placed in percent so that they never stretch.

The page's script writes them anew for the stretch in view; these serve paper, and screens without
script.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterator
from dataclasses import dataclass

from backbeat.cutting.report import drawing
from backbeat.cutting.report.lanes import Edit, Lane

_TIMECODE_PX = 128
_BAR_PX = 34
_NAME_PX = 44
_OFFSET_PX = 32
_SIGN_PX = 7.5
"""Of one letter or figure of the drawing, at most."""
_INSET_PX = 8
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)


@dataclass(frozen=True)
class View:
    """A stretch of the timeline as wide as a screen or a sheet of paper."""

    start: float
    """Frames from the timeline's first frame."""
    frames: float
    """Length, in frames."""
    width: int
    """Pixels it will be about as wide as."""

    @property
    def pixels(self) -> float:
        """Pixels a frame."""
        return self.width / self.frames

    def percent(self, frame: float) -> str:
        """Where a frame lies in the view."""
        return f"{100 * (frame - self.start) / self.frames:.3f}%"

    def has_room(self, frame: float, text: str) -> bool:
        """Whether `text`, beginning at a frame, ends inside the view."""
        room = (self.start + self.frames - frame) * self.pixels
        return _SIGN_PX * len(text) + _INSET_PX <= room

    def holds(self, frame: float) -> bool:
        """Whether a frame lies in the view."""
        return self.start <= frame < self.start + self.frames


def labels(edit: Edit, view: View) -> str:
    """`<text>` elements: timecode, bars, the names of the clips that have room, and moves."""
    parts = [*_timecodes(edit, view), *_bars(edit, view)]
    for number, lane in enumerate(edit.lanes):
        top = drawing.RULER + drawing.BARS + drawing.LANE * number
        parts += [*_names(lane, view, top), *_moves(lane, view, top)]
    return "".join(parts)


def _timecodes(edit: Edit, view: View) -> Iterator[str]:
    nominal = max(1, round(edit.rate))
    steps = [1, 2, 5, 10, *(nominal * count for count in _SECONDS)]
    step = next((step for step in steps if step * view.pixels >= _TIMECODE_PX), steps[-1])
    for count in range(int(view.start / step), math.ceil((view.start + view.frames) / step) + 1):
        frame = _labelled(count * step, nominal) if edit.drop_frame else count * step
        if not view.holds(frame):
            continue
        x, label = view.percent(frame), edit.label(frame)
        yield f'<line class="tick" x1="{x}" x2="{x}" y1="0" y2="{drawing.RULER}"/>'
        if view.has_room(frame, label):
            yield f'<text class="tc" x="{x}" dx="4" y="15">{label}</text>'


def _labelled(label: int, nominal: int) -> int:
    """The frame that drop-frame counting labels so, or the next one where it leaves the label out.

    SMPTE 12M leaves out the first labels of every minute but each tenth.
    """
    dropped, (minutes, rest) = nominal // 15, divmod(label, nominal * 60)
    if minutes % 10 and not rest:
        label += dropped
    return label - dropped * (minutes - minutes // 10)


def _bars(edit: Edit, view: View) -> Iterator[str]:
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
        if (beat.bar - 1) % step == 0 and view.holds(at) and view.has_room(at, str(beat.bar)):
            x, y = view.percent(beat.time_s * rate), drawing.RULER + 14
            yield f'<text class="barno" x="{x}" dx="4" y="{y}">{beat.bar}</text>'


def _names(lane: Lane, view: View, top: int) -> Iterator[str]:
    end = view.start + view.frames
    for span in lane.after:
        left, right = max(span.start, view.start), min(span.end, end)
        room = (right - left) * view.pixels
        if room < _NAME_PX:
            continue
        name = _shortened(span.name, int((room - _INSET_PX) / _SIGN_PX))
        width = f"{100 * (right - left) / view.frames:.3f}%"
        yield (
            f'<svg x="{view.percent(left)}" y="{top + drawing.AFTER_TOP}" width="{width}" '
            f'height="{drawing.AFTER}"><text class="name" x="8" y="25">{html.escape(name)}'
            "</text></svg>"
        )


def _moves(lane: Lane, view: View, top: int) -> Iterator[str]:
    """The move beside each cut that has room before the next."""
    follows = [*(cut.to_frame for cut in lane.cuts[1:]), float("inf")]
    for cut, following in zip(lane.cuts, follows, strict=True):
        move = cut.to_frame - cut.from_frame
        right = max(cut.to_frame, cut.from_frame)
        room = (following - right) * view.pixels >= _OFFSET_PX and view.has_room(
            right, signed(move)
        )
        if move and view.holds(cut.to_frame) and room:
            x, y = view.percent(right), top + drawing.AFTER_TOP - 6
            yield f'<text class="by" x="{x}" dx="6" y="{y}">{signed(move)}</text>'


def _shortened(name: str, signs: int) -> str:
    return name if len(name) <= signs else f"{name[: signs - 1]}…"


def signed(value: float, digits: int | None = None) -> str:
    """A number with its sign, the minus as long as the plus."""
    size = f"{abs(value):.{digits}f}" if digits is not None else f"{abs(value):.6g}"
    if not float(size):
        return size
    return f"{'+' if value > 0 else '−'}{size}"
