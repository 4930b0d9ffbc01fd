"""What sticks out of a bed: a bark, a horn, which would be heard again with every loop."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.found import Samples

Span = tuple[int, int]
"""First sample, and the first after it."""

_FRAME_S = 0.04
_LOWEST_HZ, _BANDS = 90.0, 7
"""Octaves from there on."""
_OVER_DB, _OVER_DEVIATIONS = 9.0, 6.0
"""How far above its usual level a band must be: by as much, and by as many deviations."""
_FADE_DB, _SMOOTH_S = 4.0, 0.4
"""How far below its usual level a recording is still fading in."""
_BEFORE_S, _AFTER_S = 0.1, 0.35
_LEAST_S = 1.5
"""Shortest stretch without one that is of use."""
_LEAST_SHARE = 0.4
"""A bed with less than this left is made of such things, and is used as it is."""


def steady_spans(samples: Samples, rate: int) -> list[Span]:
    """Stretches of a bed in which nothing sticks out, in order; all of it where all does.

    Args:
        samples: shape (n, channels).
        rate: in Hz.
    """
    whole = [(0, len(samples))]
    hop = round(_FRAME_S * rate)
    if len(samples) < 4 * _LEAST_S * rate:
        return whole
    octaves = _octaves(samples, rate, hop)
    sticks_out = _widened(_outliers(octaves)) | _fades(octaves)
    edges = np.flatnonzero(np.diff(np.concatenate([[1], sticks_out, [1]])))
    found = [
        (int(first) * hop, min(int(end) * hop, len(samples)))
        for first, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    found = [(first, end) for first, end in found if end - first >= _LEAST_S * rate]
    left = sum(end - first for first, end in found)
    return found if left >= _LEAST_SHARE * len(samples) else whole


def _octaves(samples: Samples, rate: int, hop: int) -> NDArray[np.float64]:
    """Levels of bands frame by frame in dB, shape (frames, bands)."""
    line = samples.mean(axis=1)
    frames = line[: len(line) // hop * hop].reshape(-1, hop) * np.hanning(hop).astype(np.float32)
    power = np.square(np.abs(np.fft.rfft(frames, axis=1)))
    hz = np.fft.rfftfreq(hop, 1 / rate)
    levels = []
    for octave in range(_BANDS):
        low = _LOWEST_HZ * 2**octave
        band = power[:, (hz >= low) & (hz < 2 * low)]
        levels.append(10 * np.log10(band.sum(axis=1, dtype=np.float64) + 1e-10))
    return np.stack(levels, axis=1)


def _outliers(levels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Frames in which a band is far above its usual level, shape (frames,)."""
    usual = np.median(levels, axis=0)
    deviation = 1.48 * np.median(np.abs(levels - usual), axis=0)
    over = np.maximum(_OVER_DB, _OVER_DEVIATIONS * deviation)
    return np.asarray((levels - usual > over).any(axis=1), np.bool_)


def _fades(levels: NDArray[np.float64]) -> NDArray[np.int8]:
    """Frames at both ends where a recording fades in and out, shape (frames,)."""
    power = (10 ** (levels / 10)).sum(axis=1)
    width = round(_SMOOTH_S / _FRAME_S)
    smooth = 10 * np.log10(np.convolve(power, np.ones(width) / width, mode="same"))
    there = np.flatnonzero(smooth > np.median(smooth) - _FADE_DB)
    faded = np.ones(len(levels), np.int8)
    faded[there[0] : there[-1] + 1] = 0
    return faded


def _widened(frames: NDArray[np.bool_]) -> NDArray[np.int8]:
    """With what comes just before, and what rings after."""
    before, after = round(_BEFORE_S / _FRAME_S), round(_AFTER_S / _FRAME_S)
    padded = np.pad(frames, (after, before))
    around = np.lib.stride_tricks.sliding_window_view(padded, before + after + 1)
    return np.asarray(around.any(axis=1), np.int8)
