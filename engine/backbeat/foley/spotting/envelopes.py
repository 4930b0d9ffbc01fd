"""The power of sound in four bands, a thousandth of a second at a time."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

STEP_S = 0.001
"""From one value to the next."""
EDGES_HZ = (40.0, 300.0, 1500.0, 5000.0, 14000.0)
"""Edges of the bands: body, wood and voice, attack, air."""
_WINDOW_S = 0.005
_BLOCK = 20_000
"""Steps to one transform: of twenty seconds."""
FLOOR_DB = -90.0


def envelopes(samples: Float32s, rate: int) -> Float32s:
    """Power in each band at the end of each step, shape (bands, steps).

    Args:
        samples: shape (n,), mono, full scale 1.0.
        rate: in Hz, a multiple of 1000 or 44,100.
    """
    hop, width = rate * STEP_S, round(rate * _WINDOW_S)
    count = int(len(samples) / hop)
    ends = np.round((np.arange(count) + 1) * hop).astype(np.int64)
    # Before the start it goes on backwards: a recording that begins is no onset.
    head = samples[width - 1 :: -1] if len(samples) >= width else np.zeros(width, np.float32)
    padded = np.concatenate([head, samples]).astype(np.float32, copy=False)
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)
    # Its end weighs most, so that what is to come is not heard before.
    shape = np.sin(np.pi * np.sqrt((np.arange(width) + 0.5) / width)).astype(np.float32)
    size = 1 << (width - 1).bit_length()
    bins = np.fft.rfftfreq(size, 1 / rate)
    members = [
        np.flatnonzero((low <= bins) & (bins < high)) for low, high in itertools.pairwise(EDGES_HZ)
    ]
    # The lowest band is narrower than a bin of so short a window: its is the first one.
    members[0] = np.union1d(members[0], [1])
    found = np.zeros((len(members), count), np.float32)
    for first in range(0, count, _BLOCK):
        frames = windows[ends[first : first + _BLOCK]] * shape
        power = np.square(np.abs(np.fft.rfft(frames, size, axis=1))).astype(np.float32)
        for band, own in enumerate(members):
            found[band, first : first + _BLOCK] = power[:, own].sum(axis=1)
    return found / np.float32(np.square(shape).sum() * size / 2)


def decibels(power: Float32s) -> Float32s:
    """Power in dB, no less than `FLOOR_DB`."""
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (FLOOR_DB / 10))), np.float32)


def smoothed(values: Float32s, steps: int) -> Float32s:
    """The mean of each value and those before it along the last axis, over `steps`."""
    padded = np.concatenate([np.repeat(values[..., :1], steps, axis=-1), values], axis=-1)
    sums = np.cumsum(padded, axis=-1, dtype=np.float64)
    return np.asarray((sums[..., steps:] - sums[..., :-steps]) / steps, np.float32)


def highest_before(values: Float32s, steps: int) -> Float32s:
    """The highest of each value and those before it along the last axis, over `steps`."""
    padded = np.concatenate([np.repeat(values[..., :1], steps - 1, axis=-1), values], axis=-1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, steps, axis=-1)
    return np.asarray(windows.max(axis=-1), np.float32)


def later(values: Float32s, steps: int) -> Float32s:
    """Values moved later by some steps along the last axis, the first repeated; earlier if
    negative, the last repeated."""
    if not steps:
        return values
    if steps > 0:
        head = np.repeat(values[..., :1], steps, axis=-1)
        return np.concatenate([head, values[..., :-steps]], axis=-1)
    tail = np.repeat(values[..., -1:], -steps, axis=-1)
    return np.concatenate([values[..., -steps:], tail], axis=-1)


def after(values: Float32s, places: NDArray[np.int64], low: int, high: int) -> Float32s:
    """Values from `low` to `high` steps after each place, shape (n, high - low)."""
    at = places[:, None] + np.arange(low, high)[None, :]
    return np.asarray(values[np.clip(at, 0, len(values) - 1)], np.float32)
