"""The movement of lips as it is compared with a voice: even steps, the speed of speech."""

from __future__ import annotations

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
_ENDS = 150
"""Steps by which either end is continued."""
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

    The gain of a second-order Butterworth band-pass applied forwards and backwards, on the
    spectrum; ends are continued by turning them over.
    """
    count = len(signal)
    if count < 8:
        return np.zeros_like(signal)
    centred = signal - np.median(signal, 0)
    reach = min(count - 1, _ENDS)
    before = 2 * centred[:1] - centred[reach:0:-1]
    after = 2 * centred[-1:] - centred[-2 : -reach - 2 : -1]
    extended = np.concatenate([before, centred, after])
    spectrum = np.fft.rfft(extended, axis=0) * _gain(len(extended))[:, np.newaxis]
    filtered = np.fft.irfft(spectrum, len(extended), axis=0)[reach : reach + count]
    deviation = filtered.std(0)
    scaled = filtered / np.where(deviation > 1e-9, deviation, np.inf)
    return np.asarray(np.clip(scaled, -_OUTLIER, _OUTLIER), np.float64)


def _gain(count: int) -> Float64s:
    """Of each frequency of a spectrum of `count` steps."""
    hz = np.fft.rfftfreq(count, STEP_S)
    hz[0] = 1e-9
    bend = (hz**2 - _SLOW_HZ * _FAST_HZ) / (hz * (_FAST_HZ - _SLOW_HZ))
    return np.asarray(1 / (1 + bend**4), np.float64)
