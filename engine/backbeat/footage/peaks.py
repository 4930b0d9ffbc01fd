"""Peaks of motion: moments when something in the picture moves most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import MotionPeak

_SMOOTHING_S = 0.04
"""Standard deviation of the smoothing: a picture at 25 a second."""
_APART_S = 0.2
_RISE = 0.15
"""Least rise of a peak above the higher of the valleys beside it, as a share of its height."""
_LEAST = 0.05
"""Least height, in picture widths a second: slower motion has no moment."""
_USUAL = 1.5
"""Height of the strongest motion usual in footage, in picture widths a second."""


def smoothed(action: NDArray[np.float32], times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Action over time, smoothed by a Gaussian; pictures need not be evenly spaced."""
    values = np.asarray(action, np.float64)
    if len(values) < 3:
        return values
    step = float(np.median(np.diff(times_s))) or 0.04
    reach = int(np.ceil(3 * _SMOOTHING_S / step))
    total, weight = np.zeros_like(values), np.zeros_like(values)
    for shift in range(-reach, reach + 1):
        here = np.arange(max(0, -shift), min(len(values), len(values) - shift))
        apart = times_s[here + shift] - times_s[here]
        share = np.exp(-0.5 * (apart / _SMOOTHING_S) ** 2)
        total[here] += share * values[here + shift]
        weight[here] += share
    return np.asarray(total / weight, np.float64)


def find_peaks(
    action: NDArray[np.float32],
    times_s: NDArray[np.float64],
    masked: NDArray[np.bool_],
) -> tuple[MotionPeak, ...]:
    """The peaks of a clip, in order of time, at least a fifth of a second apart.

    Args:
        action: as in `Footage`.
        times_s: as in `Footage`.
        masked: pictures whose motion is none, at cuts and flashes; shape of `action`.
    """
    curve = np.where(masked, 0.0, smoothed(np.where(masked, 0, action), times_s))
    if len(curve) < 3:
        return ()
    inner = np.arange(1, len(curve) - 1)
    tops = inner[(curve[inner] > curve[inner - 1]) & (curve[inner] >= curve[inner + 1])]
    tops = tops[(curve[tops] >= _LEAST)]
    kept: list[int] = []
    for top in tops[np.argsort(-curve[tops], kind="stable")]:
        apart = all(abs(times_s[top] - times_s[other]) >= _APART_S for other in kept)
        if apart and _rise(curve, int(top)) >= _RISE * curve[top]:
            kept.append(int(top))
    return tuple(
        MotionPeak(_between(curve, times_s, top), min(1.0, float(curve[top]) / _USUAL))
        for top in sorted(kept)
    )


def _rise(curve: NDArray[np.float64], top: int) -> float:
    """How far a peak stands above the higher of its valleys: its prominence."""
    valleys = []
    for side in (curve[:top][::-1], curve[top + 1 :]):
        higher = np.flatnonzero(side > curve[top])
        reach = side[: higher[0]] if len(higher) else side
        valleys.append(float(reach.min()) if len(reach) else 0.0)
    return float(curve[top]) - max(valleys)


def _between(curve: NDArray[np.float64], times_s: NDArray[np.float64], top: int) -> float:
    """The time of a peak between pictures, by a parabola.

    Motion counts when the picture that shows it appears: so an eye takes it, and so what hits
    between two pictures is off by less than one.
    """
    left, middle, right = curve[top - 1 : top + 2]
    bend = left - 2 * middle + right
    shift = 0.0 if bend == 0 else float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5))
    step = times_s[top + 1] - times_s[top] if shift > 0 else times_s[top] - times_s[top - 1]
    return float(times_s[top] + shift * step)
