"""The straight line that the delays of many windows lie on: an offset, and a clock's drift.

First the line along which the correlations of all windows add up to most (a Radon transform over
offset and drift), which stands even where no single window can be told from noise. Then each
window's own peak near it, to parts of a sample, and a robust fit through those.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.sync.align.arrays import Bools, Float32s, Float64s
from backbeat.sync.align.bands import RATE
from backbeat.sync.align.delays import Correlations
from backbeat.sync.align.steps import COARSE, widened

_MOST_SLOPES = 241
_MAX_DRIFT = 0.0025
_NEAR_S = 0.0015
"""A window's own peak is looked for within this of the first line."""
_FAR = 4.0
"""Residuals of so many typical ones count for nothing: Tukey's biweight."""
_LEAST_SPREAD_S = 0.00002
_ROUNDS = 12


@dataclass(frozen=True, eq=False)
class Line:
    """Where the sound of a stretch of a recording lies in the reference."""

    at_s: float
    """Time in the recording that `offset_s` is of: the middle of the windows."""
    offset_s: float
    """That time in the reference, less `at_s`."""
    drift: float
    """By how much the recording's seconds are longer in the reference."""
    score: float
    """How far the correlations along the line stand out from those beside it, in standard
    deviations."""
    times_s: Float64s
    """Of the windows, in the recording, shape (k,)."""
    residuals_s: Float64s
    """Of each window's own peak near the line, shape (k,)."""
    heights: Float32s
    """Of those peaks, in standard deviations of each window, shape (k,)."""
    agree: Bools
    """Which of the windows lie on the line, shape (k,)."""

    def offset_at(self, time_s: float) -> float:
        """The offset at a time of the recording."""
        return self.offset_s + self.drift * (time_s - self.at_s)


def fit(windows: Correlations, freedom: float) -> Line | None:
    """The line through some windows; None without windows.

    Args:
        windows: the correlations.
        freedom: how far from what is foreseen the drift may be.
    """
    if not len(windows.times_s):
        return None
    at = float(windows.times_s.mean())
    times = windows.times_s - at
    shift, slope, score = _first_line(windows.peaks, times, windows.moved_s, freedom)
    delays, heights = _own_peaks(windows.peaks, shift + slope * times - windows.moved_s)
    delays += windows.moved_s
    shift, slope, weights = _robust(times, delays, heights, shift, slope, freedom)
    foreseen = windows.foreseen
    return Line(
        at_s=at,
        offset_s=foreseen.offset_s + foreseen.drift * at + shift,
        drift=foreseen.drift + slope,
        score=score,
        times_s=windows.times_s,
        residuals_s=delays - (shift + slope * times),
        heights=heights,
        agree=weights > 0,
    )


def _first_line(
    peaks: Float32s, times: Float64s, moved_s: Float64s, freedom: float
) -> tuple[float, float, float]:
    """Delay at time 0, growth a second, and score of the line along which most adds up."""
    smooth = widened(peaks)
    half = max(float(np.abs(times).max()), 1e-6)
    step_s = COARSE / RATE
    count = int(np.clip(2 * np.ceil(freedom * half / step_s) + 1, 1, _MOST_SLOPES))
    slopes = np.linspace(-freedom, freedom, count) if count > 1 else np.zeros(1)
    columns = smooth.shape[1]
    centre = columns // 2
    best = (-np.inf, 0.0, 0.0)
    norm = np.sqrt(len(times))
    for slope in slopes:
        moves = np.round((slope * times - moved_s) / step_s).astype(int)
        total = np.zeros(columns)
        heard = np.zeros(columns)
        for row, move in zip(smooth, moves, strict=True):
            low, high = max(0, -move), min(columns, columns - move)
            if low < high:
                total[low:high] += row[low + move : high + move]
                heard[low:high] += 1
        level = total / np.maximum(heard, 1) * norm
        level[heard < 0.5 * len(times)] = -np.inf
        top = int(level.argmax())
        if level[top] > best[0]:
            best = (float(level[top]), (top - centre) * step_s, float(slope))
    return best[1], best[2], best[0]


def _own_peaks(peaks: Float32s, expected_s: Float64s) -> tuple[Float64s, Float32s]:
    """Delay and height of the highest peak of each window near what is expected."""
    reach = peaks.shape[1] // 2
    near = round(_NEAR_S * RATE)
    delays = np.zeros(len(peaks))
    heights = np.zeros(len(peaks), np.float32)
    for index, (row, expected) in enumerate(zip(peaks, expected_s, strict=True)):
        middle = int(np.clip(round(expected * RATE) + reach, 1, 2 * reach - 1))
        low, high = max(1, middle - near), min(2 * reach, middle + near + 1)
        top = low + int(np.abs(row[low:high]).argmax())
        before, here, after = (abs(float(value)) for value in row[top - 1 : top + 2])
        bend = before - 2 * here + after
        part = 0.5 * (before - after) / bend if bend < 0 else 0.0
        delays[index] = (top - reach + float(np.clip(part, -0.5, 0.5))) / RATE
        heights[index] = here
    return delays, heights


def _robust(
    times: Float64s,
    delays: Float64s,
    heights: Float32s,
    shift: float,
    slope: float,
    freedom: float,
) -> tuple[float, float, Float64s]:
    """Weighted least squares by Tukey's biweight, from a first line on."""
    strength = np.maximum(heights.astype(float) - 3.0, 0.05) ** 2
    weights = np.ones(len(times))
    for _ in range(_ROUNDS):
        residuals = delays - (shift + slope * times)
        typical = 1.4826 * float(_weighted_median(np.abs(residuals), strength))
        scaled = residuals / (_FAR * max(typical, _LEAST_SPREAD_S))
        weights = np.where(np.abs(scaled) < 1, (1 - scaled**2) ** 2, 0.0)
        total = strength * weights
        if np.count_nonzero(total) < 2:
            break
        mean_t, mean_d = np.average(times, weights=total), np.average(delays, weights=total)
        spread = float(np.sum(total * (times - mean_t) ** 2))
        if spread > 0:
            steeper = float(np.sum(total * (times - mean_t) * (delays - mean_d))) / spread
            slope = float(np.clip(steeper, -freedom - _MAX_DRIFT, freedom + _MAX_DRIFT))
        shift = float(mean_d - slope * mean_t)
    return shift, slope, weights


def _weighted_median(values: Float64s, weights: Float64s) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
