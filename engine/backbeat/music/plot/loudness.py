"""Draws loudness over time with a scale in LUFS, and the energy levels below it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from backbeat.drawing import colors
from backbeat.drawing.scene import Curve, Lines, Rect, Scene, Shape, Text
from backbeat.music.plot import theme
from backbeat.music.plot.outline import Columns
from backbeat.music.plot.rows import LEFT, Row, points
from backbeat.v1.music_pb2 import Energy

_LOWEST, _HIGHEST = -70, 10
_MIN_SPAN = 20
_STEP = 5
_LEVEL = 4
"""Height of the strip of levels."""
_QUIET_SHARE = 5
"""Percentage of a recording that may lie below the scale."""


@dataclass(frozen=True)
class Scale:
    """The loudness at both ends of the lane, in LUFS."""

    low: int
    high: int

    @classmethod
    def of(cls, energy: Energy) -> Scale:
        """A scale in steps of 5 LU that fits the recording."""
        values = np.asarray(energy.momentary_lufs or energy.lufs, np.float64)
        heard = values[values > _LOWEST]
        if not len(heard):
            return cls(-60, 0)
        high = min(math.ceil(heard.max() / _STEP) * _STEP, _HIGHEST)
        low = math.floor(np.percentile(heard, _QUIET_SHARE) / _STEP) * _STEP
        return cls(max(min(low, high - _MIN_SPAN), _LOWEST), high)


def draw_energy(scene: Scene, row: Row, energy: Energy, scale: Scale) -> None:
    """Draws the loudness of a row: short-term as an area, momentary as a fine line."""
    _draw_scale(scene, row, scale)
    xs, momentary = _columns(row, energy.momentary_lufs, energy.rate_hz, np.maximum)
    if len(momentary):
        scene.add(Curve(points(xs, _ys(row, momentary, scale)), colors.MOMENTARY, 1.0))
    xs, values = _columns(row, energy.lufs, energy.rate_hz, np.add)
    if len(values):
        ys = _ys(row, values, scale)
        around = points([xs[0], *xs, xs[-1]], [row.energy_bottom, *ys, row.energy_bottom])
        scene.add(Shape(around, colors.ENERGY, 0.28), Curve(points(xs, ys), colors.ENERGY, 1.75))
    for span in energy.spans:
        if row.touches(span.start_s, span.end_s) and span.level in theme.LEVELS:
            left, right = row.x(span.start_s), row.x(span.end_s)
            top = row.energy_bottom - _LEVEL
            scene.add(Rect(left, top, right - left, _LEVEL, theme.LEVELS[span.level]))


def _draw_scale(scene: Scene, row: Row, scale: Scale) -> None:
    size = row.heights.small
    each = row.heights.energy / (scale.high - scale.low)
    step = next((s for s in (_STEP, 10) if s * each >= size + 8), 20)
    marks = [at for at in range(scale.low, scale.high + 1) if at % step == 0]
    ys = _ys(row, np.array(marks, np.float64), scale)
    ends = np.full_like(ys, LEFT), np.full_like(ys, row.right)
    scene.add(Lines(np.column_stack([ends[0], ys, ends[1], ys]), colors.RULE, 1.0))
    for at, y in zip(marks, ys.tolist(), strict=True):
        words = str(at).replace("-", "−")
        scene.add(Text(LEFT - 8, y + size * 0.36, words, size, colors.DIM, "end"))
    scene.add(Text(LEFT - 8, row.energy_top - 11, "LUFS", size - 1, colors.DIM, "end"))


def _ys(row: Row, values: Columns, scale: Scale) -> Columns:
    share = (np.clip(values, scale.low, scale.high) - scale.low) / (scale.high - scale.low)
    ys: Columns = row.energy_bottom - share * row.heights.energy
    return ys


def _columns(row: Row, values: object, rate_hz: float, joined: np.ufunc) -> tuple[Columns, Columns]:
    """x and value of each point of a row's curve, one a pixel at most."""
    curve = np.asarray(values, np.float64)
    if not len(curve) or not rate_hz > 0:
        return np.zeros(0), np.zeros(0)
    first, last = (round(at * rate_hz) for at in (row.start_s, row.end_s))
    # One value more on each side, so that adjacent rows join.
    part = curve[first : last + 1]
    if not len(part):
        return np.zeros(0), np.zeros(0)
    factor = max(1, math.ceil(len(part) / max(1.0, row.right - LEFT)))
    edges = np.arange(0, len(part), factor)
    merged = joined.reduceat(part, edges)
    if joined is np.add:
        merged = merged / np.diff([*edges.tolist(), len(part)])
    times = (first + edges + (factor - 1) / 2) / rate_hz
    xs = np.array([row.x(at) for at in times.tolist()])
    # The last step lasts as long as the others.
    return np.append(xs, row.x((first + len(part)) / rate_hz)), np.append(merged, merged[-1])
