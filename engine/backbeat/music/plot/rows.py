"""Layout: time runs from left to right, and long recordings are split into rows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from backbeat.drawing.scene import Points

WIDTH = 1600
LEFT, RIGHT = 64, 24
"""Margins of a row in pixels; the left one holds the loudness scale."""
HEADER, FOOTER = 92, 48
_ROW_S = 600.0
"""Longer recordings are split into rows."""
_MAX_ROWS = 12
_STEPS_S = (60, 120, 300, 600, 900, 1200, 1800, 3600)


@dataclass(frozen=True)
class Heights:
    """Heights of the lanes of a row from the top, in pixels."""

    sections: int
    events: int
    """Builds, drops and accents."""
    wave: int
    bars: int
    energy: int
    clock: int
    gap: int
    """Below it."""
    label: float
    """Size of section names."""
    small: float
    """Size of numbers."""

    @property
    def total(self) -> int:
        """Height of a row with the gap below it."""
        return (
            self.sections + self.events + self.wave + self.bars + self.energy + self.clock
            + self.gap
        )  # fmt: skip


_ROOMY = Heights(34, 30, 170, 36, 130, 22, 8, 14, 12)
_DENSE = Heights(24, 18, 76, 26, 52, 16, 18, 11.5, 10)


@dataclass(frozen=True)
class Row:
    """A stretch of the recording across the drawing."""

    start_s: float
    end_s: float
    """Of the music in it."""
    span_s: float
    """That the whole width stands for."""
    top: float
    heights: Heights

    @property
    def pixels(self) -> float:
        """Pixels a second."""
        return (WIDTH - LEFT - RIGHT) / self.span_s

    @property
    def right(self) -> float:
        """x where the music of the row ends."""
        return self.x(self.end_s)

    @property
    def wave_top(self) -> float:
        """Top of the waveform's lane."""
        return self.top + self.heights.sections + self.heights.events

    @property
    def bars_top(self) -> float:
        """Top of the bars' lane."""
        return self.wave_top + self.heights.wave

    @property
    def energy_top(self) -> float:
        """Of the loudness's lane."""
        return self.bars_top + self.heights.bars

    @property
    def energy_bottom(self) -> float:
        """Of the loudness's lane."""
        return self.energy_top + self.heights.energy

    def x(self, seconds: float) -> float:
        """x of a time, clamped to the row."""
        within = min(max(seconds, self.start_s), self.end_s)
        return LEFT + (within - self.start_s) * self.pixels

    def holds(self, seconds: float) -> bool:
        """Whether a time lies in the row."""
        return self.start_s <= seconds < self.end_s

    def touches(self, start_s: float, end_s: float) -> bool:
        """Whether a span overlaps the row."""
        return start_s < self.end_s and end_s > self.start_s


def rows_of(duration_s: float, has_sections: bool, has_events: bool) -> list[Row]:
    """The rows of a recording; one for a song, up to a dozen for an hour and more.

    Lanes of sections and events are left out where there are none.
    """
    roomy, dense = (
        replace(
            heights,
            sections=heights.sections if has_sections else 0,
            events=heights.events if has_events else 0,
        )
        for heights in (_ROOMY, _DENSE)
    )
    if duration_s <= _ROW_S:
        span = max(duration_s, 1e-3)
        return [Row(0.0, span, span, HEADER, roomy)]
    steps = [*_STEPS_S, math.ceil(duration_s / _MAX_ROWS)]
    span = next(
        step for step in steps if step >= _ROW_S / 2 and math.ceil(duration_s / step) <= _MAX_ROWS
    )
    count = math.ceil(duration_s / span)
    return [
        Row(n * span, min((n + 1) * span, duration_s), span, HEADER + n * dense.total, dense)
        for n in range(count)
    ]


def points(xs: npt.ArrayLike, ys: npt.ArrayLike) -> Points:
    """Points from their x and y."""
    return np.column_stack([np.asarray(xs, np.float64), np.asarray(ys, np.float64)])
