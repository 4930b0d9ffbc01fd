"""The bars of a recording and their acoustic features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float32s, Float64s, Ints
from backbeat.music.blocks import BLOCK_RATE, Blocks
from backbeat.v1.music_pb2 import Beat

_FLOOR_DB = 60.0
"""How far below the loudest band of the loudest bar anything counts as sound."""
_CLASSES = ((0, 4), (4, 10), (10, 16))
"""Bands whose rises are taken together: kick and bass, body, cymbals."""
_FULL_RISE_DB = 12.0
_STEPS = 8
_RING_OUT_BARS = 2.5
_LOW_BANDS = slice(0, 3)
_HIGH_BANDS = slice(9, 16)


@dataclass(frozen=True)
class Grid:
    """Bars, each from one downbeat to the next."""

    edges: Float64s
    """Where bars begin, in seconds, and the end of the last; shape (n + 1,)."""
    duration_s: float
    """Of the file. It may begin before the first bar, and ring out after the last."""
    numbers: Ints
    """The number of each bar, 0 for what lies before the first downbeat; shape (n,)."""
    lengths: Float64s
    """In bars of the usual length, a whole number, 1 or more; shape (n,)."""

    def __len__(self) -> int:
        return len(self.numbers)

    def seconds(self, index: int) -> float:
        """When the bar at `index` begins; the first and the last reach to the file's ends."""
        if index == 0:
            return 0.0
        return self.duration_s if index == len(self) else float(self.edges[index])


@dataclass(frozen=True)
class BarFeatures:
    """Acoustic features of each bar, shape (n, ...)."""

    timbre: Float64s
    """Level of each band in dB, shape (n, 16)."""
    chroma: Float64s
    """Pitch classes, of unit length, shape (n, 12)."""
    rhythm: Float64s
    """Onset density in lows, mids and highs, 0 to 1, in each eighth of the bar, shape (n, 24)."""
    low_db: Float64s
    """Level of kick and bass, shape (n,)."""
    high_db: Float64s
    """Level above 1.7 kHz, shape (n,)."""
    onset_density: Float64s
    """Onset density over all bands, 0 to 1, shape (n,)."""


def grid(beats: Sequence[Beat], duration_s: float) -> Grid:
    """The bars of a file; one bar, of number 0, where there are no downbeats.

    A pick-up shorter than a bar belongs to the first bar. A last beat that rings out is no bar of
    its own; a long decay belongs to the last bar.
    """
    downbeats = [(beat.time_s, beat.bar) for beat in beats if beat.beat == 1]
    if not downbeats:
        return Grid(np.array([0.0, duration_s]), duration_s, np.zeros(1, np.intp), np.ones(1))
    edges = np.array([time for time, _ in downbeats])
    numbers = np.array([number for _, number in downbeats], np.intp)
    usual = float(np.median(np.diff(edges))) if len(edges) > 1 else duration_s - edges[0]
    left = duration_s - edges[-1]
    rings_out = left < 0.5 * usual or (beats[-1].beat == 1 and left < _RING_OUT_BARS * usual)
    if len(edges) > 1 and rings_out:
        numbers = numbers[:-1]
    else:
        edges = np.append(edges, edges[-1] + (usual if left < _RING_OUT_BARS * usual else left))
    if edges[0] >= usual:
        edges, numbers = np.append(0.0, edges), np.append(0, numbers)
    elif beats[0].bar == 0:
        numbers[0] = 0
    edges = np.minimum(edges, duration_s)
    lengths = np.maximum(np.round(np.diff(edges) / max(usual, 1e-9)), 1)
    return Grid(edges, duration_s, numbers, lengths)


def features_of_bars(blocks: Blocks, bars: Grid) -> BarFeatures:
    """Acoustic features of each bar of `bars`."""
    power = np.asarray(_mean(blocks.bands, bars.edges), np.float64)
    decibels = 10 * np.log10(np.maximum(power, 1e-20))
    floor = float(decibels.max(initial=-200.0)) - _FLOOR_DB
    level = np.maximum(decibels, floor)
    eighths = _mean(_rises(blocks.bands, floor), _divided(bars.edges)).reshape(len(bars), -1)
    pitches = np.sqrt(_mean(blocks.pitches, bars.edges))
    # Drums spread over all pitch classes: the quietest ones measure them, and they are subtracted.
    pitches = pitches - np.sort(pitches, axis=1)[:, 3:4]
    chroma = _unit(np.maximum(pitches, 0))
    return BarFeatures(
        timbre=level,
        chroma=chroma,
        rhythm=eighths,
        low_db=_level(power[:, _LOW_BANDS], floor),
        high_db=_level(power[:, _HIGH_BANDS], floor),
        onset_density=eighths.mean(axis=1),
    )


def bar_means(values: Float64s, edges: Float64s) -> Float64s:
    """Mean of values in steps of 100 ms, shape (n,), between `edges` in seconds."""
    return _mean(values[:, np.newaxis], edges)[:, 0]


def _mean(values: Float32s | Float64s, edges: Float64s) -> Float64s:
    """Mean over each bar of values a block, blocks on an edge by halves; shape (bars, ...)."""
    total = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, dtype=np.float64, out=total[1:])
    place = np.clip(edges * BLOCK_RATE, 0, len(values))
    whole = np.minimum(place.astype(np.intp), max(len(values) - 1, 0))
    part = (place - whole)[:, np.newaxis]
    at = total[whole] + part * (total[np.minimum(whole + 1, len(values))] - total[whole])
    width = np.maximum(np.diff(place), 1e-9)[:, np.newaxis]
    return np.asarray(np.maximum(np.diff(at, axis=0), 0) / width, np.float64)


def _rises(bands: Float32s, floor: float) -> Float32s:
    """How much louder each block is than the one before, 0 to 1, shape (blocks, 3)."""
    level = np.log10(np.maximum(bands, np.float32(10 ** (floor / 10)))) * np.float32(10)
    risen = np.zeros_like(level)
    np.clip(level[1:] - level[:-1], 0, _FULL_RISE_DB, out=risen[1:])
    means = [risen[:, low:high].mean(axis=1) for low, high in _CLASSES]
    return np.asarray(np.stack(means, axis=1) / _FULL_RISE_DB, np.float32)


def _divided(edges: Float64s) -> Float64s:
    """Bars in `_STEPS` parts each."""
    inside = np.linspace(0, 1, _STEPS, endpoint=False)
    starts = edges[:-1, np.newaxis] + np.diff(edges)[:, np.newaxis] * inside
    return np.append(starts.ravel(), edges[-1])


def _level(power: Float64s, floor: float) -> Float64s:
    decibels = 10 * np.log10(np.maximum(power.sum(axis=1), 1e-20))
    return np.asarray(np.maximum(decibels, floor), np.float64)


def _unit(values: Float64s) -> Float64s:
    length = np.linalg.norm(values, axis=1, keepdims=True)
    return np.asarray(values / np.maximum(length, 1e-9), np.float64)
