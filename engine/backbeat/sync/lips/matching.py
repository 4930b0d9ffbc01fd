"""Compares the movement that a voice lets expect with the movement that is seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.sync.lips.movement import STEP_S

Float64s = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

WEIGHTS = np.array([1.0, 1.0, 0.5, 1.0, 1.0, 0.7, 1.0, 0.25])
"""Of the lip features in a score, in the order of a face track: opening and rounding are heard
best, the chin and the upper lip are seen worst."""
_POWER = 1.5
"""Of each correlation: features that go along with the voice say more than those that do not."""
_PEAK_S = 0.15
"""Half the width of a peak: what is farther from it is another match."""
_LEAST_SEEN_S = 1.0


@dataclass(frozen=True)
class Match:
    """The best offset of one stretch."""

    offset_s: float
    """Positive: the sound is late."""
    score: float
    """Weighted correlation at that offset, −1 to 1."""
    margin: float
    """By how much it exceeds the best score elsewhere."""
    seen_s: float
    """How long the mouth is seen in the stretch."""
    at_edge: bool = False
    """Whether it lies at the end of the search, so that the true one may be beyond."""


def scores(expected: Float64s, lips: Float64s, visible: Bools, at: int, reach: int) -> Float64s:
    """Score of each offset from −`reach` to `reach` steps; shape (2 · reach + 1,).

    Args:
        expected: movement by the voice, shape (m, 8), in steps of `movement.STEP_S`.
        lips: movement that is seen in a stretch, shape (n, 8).
        visible: where the mouth is seen in it, shape (n,).
        at: step of `expected` at which the stretch begins.
        reach: longest offset, in steps.
    """
    moved = _shifted(expected, at, at + len(lips), reach)
    usable = visible & np.isfinite(moved[..., 0])
    weight = usable.astype(np.float64)
    total = weight.sum(1, keepdims=True).clip(1.0)
    voice = np.nan_to_num(moved)
    voice_mean = np.einsum("ki,kij->kj", weight, voice) / total
    lips_mean = weight @ lips / total
    product = np.einsum("ki,kij,ij->kj", weight, voice, lips) / total - voice_mean * lips_mean
    voice_power = np.einsum("ki,kij,kij->kj", weight, voice, voice) / total - voice_mean**2
    lips_power = weight @ lips**2 / total - lips_mean**2
    correlation = product / np.sqrt((voice_power * lips_power).clip(1e-12))
    raised = np.sign(correlation) * np.abs(correlation) ** _POWER
    result = raised @ WEIGHTS / WEIGHTS.sum()
    # An offset at which most of the stretch has no sound cannot be compared with the others.
    result[total[:, 0] < max(0.6 * visible.sum(), 1)] = -1.0
    return np.asarray(result, np.float64)


def best(curve: Float64s, seen_s: float) -> Match | None:
    """The peak of the scores of a stretch, to a fraction of a step.

    Args:
        curve: by `scores`.
        seen_s: how long the mouth is seen in the stretch.

    Returns:
        None where the mouth is seen for less than a second.
    """
    if seen_s < _LEAST_SEEN_S or curve.max() <= 0:
        return None
    reach = (len(curve) - 1) // 2
    peak = int(curve.argmax())
    elsewhere = np.abs(np.arange(len(curve)) - peak) > _PEAK_S / STEP_S
    at_edge = peak in (0, len(curve) - 1)
    fraction = 0.0
    if not at_edge and curve[peak - 1] > -1 and curve[peak + 1] > -1:
        bend = curve[peak - 1] - 2 * curve[peak] + curve[peak + 1]
        fraction = 0.5 * (curve[peak - 1] - curve[peak + 1]) / bend if bend < -1e-12 else 0.0
    return Match(
        offset_s=float((peak - reach + fraction) * STEP_S),
        score=float(curve[peak]),
        margin=float(curve[peak] - curve[elsewhere].max(initial=-1.0)),
        seen_s=seen_s,
        at_edge=at_edge,
    )


def _shifted(expected: Float64s, first: int, last: int, reach: int) -> Float64s:
    """For each offset, the expected movement beside the stretch; NaN where there is no sound."""
    low, high = first - reach, last + reach
    piece = np.full((high - low, expected.shape[1]), np.nan)
    start, end = max(low, 0), min(high, len(expected))
    if end > start:
        piece[start - low : end - low] = expected[start:end]
    windows = np.lib.stride_tricks.sliding_window_view(piece, last - first, axis=0)
    return np.asarray(windows.transpose(0, 2, 1), np.float64)
