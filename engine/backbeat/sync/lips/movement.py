"""The movement of lips as it is compared with a voice: even steps, the speed of speech."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

STEP_S = 0.01
"""From one step to the next."""
FEATURES = 8
"""Lip features, in the order of a face track."""

_SLOW_HZ, _FAST_HZ = 0.5, 9.0
"""Lips that speak move between these; what is slower is expression, what is faster is jitter."""
_LONGEST_GAP_S = 0.25
"""Pictures without the mouth that are bridged."""
_OUTLIER = 6.0
"""Standard deviations from which a step is clipped."""


def steps(duration_s: float) -> int:
    """Number of steps in a stretch of that length."""
    return int(np.floor(duration_s / STEP_S + 1e-6)) + 1


def resampled(
    times_s: Float64s, lips: Float32s, visible: Bools, count: int
) -> tuple[Float64s, Bools]:
    """Lips at even steps from 0 s on, and whether each step is seen.

    Args:
        times_s: when each picture is shown, rising; shape (n,).
        lips: shape (n, 8).
        visible: whether the mouth is seen in the picture; shape (n,).
        count: number of steps.

    Returns:
        Shapes (count, 8) and (count,). Short gaps are bridged by straight lines; in longer ones,
        the values mean nothing.
    """
    grid = np.arange(count) * STEP_S
    used = visible & np.isfinite(lips).all(1)
    if used.sum() < 2:
        return np.zeros((count, FEATURES)), np.zeros(count, np.bool_)
    at, values = times_s[used], lips[used].astype(np.float64)
    result = np.stack([np.interp(grid, at, values[:, i]) for i in range(values.shape[1])], 1)
    after = np.searchsorted(at, grid)
    before = np.clip(after - 1, 0, len(at) - 1)
    following = np.clip(after, 0, len(at) - 1)
    inside = (grid >= at[0] - 0.02) & (grid <= at[-1] + 0.02)
    bridged = (at[following] - at[before] <= _LONGEST_GAP_S) | (
        np.minimum(np.abs(grid - at[before]), np.abs(at[following] - grid)) < 0.02
    )
    return result, inside & bridged


def speech_band(signal: Float64s) -> Float64s:
    """Movement at the speed of speech, 0.5 to 9 Hz, in phase and with deviation 1; shape (n, k).

    Second-order Butterworth forwards and backwards.
    """
    from scipy.signal import sosfiltfilt

    if len(signal) < 8:
        return np.zeros_like(signal)
    centred = signal - np.median(signal, 0)
    filtered = sosfiltfilt(_filter(), centred, axis=0, padlen=min(len(signal) - 1, 150))
    deviation = filtered.std(0)
    scaled = filtered / np.where(deviation > 1e-9, deviation, np.inf)
    return np.asarray(np.clip(scaled, -_OUTLIER, _OUTLIER), np.float64)


@functools.cache
def _filter() -> Float64s:
    from scipy.signal import butter

    band = (_SLOW_HZ, _FAST_HZ)
    return np.asarray(butter(2, band, "band", fs=1 / STEP_S, output="sos"), np.float64)
