"""Where a recording is the same as another one: not said again, but copied, encoded, made louder.

Two recordings of the same moment agree sample by sample, up to their level and what an encoder
leaves; the same words said twice do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import Span

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Bools = NDArray[np.bool_]

RATE = 16_000
"""Sample rate of the sound, in Hz."""

_HOP, _WINDOW = 320, 1024
"""Samples from one comparison to the next, and in one: 20 and 64 ms."""
_ALIKE = 0.75
"""Correlation from which a window is the same sound."""
_QUIET_DB = 30.0
"""How far below its loud passages a recording counts as silent."""
_SHORTEST = 10
"""Windows in a row that make a stretch that is the same: less is chance."""
_GAP = 3
"""Windows in a row that may differ in it, as at a consonant that an encoder spoils."""
_REACH_S, _FINE_S = 0.5, 0.025
"""Longest delay that is looked for; longest with which a mouth still fits."""


@dataclass(frozen=True)
class Same:
    """Where two recordings are the same."""

    spans: tuple[Span, ...]
    """In seconds of the new one; in order, apart. Silence between what is the same belongs to it.
    """
    delay_s: float
    """By how much the new one is late against the other. 0 where nothing is the same."""

    @property
    def fits(self) -> bool:
        """Whether the delay is so short that a mouth still fits the sound."""
        return abs(self.delay_s) <= _FINE_S


def same_in(own: Float32s, new: Float32s) -> Same:
    """Compares two recordings that begin together, or nearly so.

    Args:
        own: mono at `RATE`, shape (n,).
        new: likewise, shape (m,).
    """
    count = min(len(own), len(new))
    if count < _WINDOW * 2:
        return Same((), 0.0)
    first, second = _bright(own), _bright(new)
    lag = _lag(first[:count], second[:count])
    moved = _moved(first, lag, len(new))
    alike = _correlations(moved, second) > _ALIKE
    silent = _silent(moved) & _silent(second)
    spans = _spans(alike, silent)
    return Same(tuple(spans), lag / RATE if spans else 0.0)


def _bright(samples: Float32s) -> Float32s:
    """Without the low end, whose phase every filter turns."""
    return np.diff(samples, prepend=samples[:1]).astype(np.float32)


def _lag(own: Float32s, new: Float32s) -> int:
    """By how many samples the new recording is late, as most of it says (phase correlation with
    the spectrum half whitened: Knapp and Carter 1976)."""
    size = 1 << (len(own) + len(new) - 1).bit_length()
    cross = np.fft.rfft(new, size) * np.conj(np.fft.rfft(own, size))
    curve = np.fft.irfft(cross / np.sqrt(np.abs(cross) + 1e-12), size)
    reach = min(round(_REACH_S * RATE), len(own) - 1)
    near = np.concatenate([curve[-reach:], curve[: reach + 1]])
    return int(near.argmax()) - reach


def _moved(samples: Float32s, lag: int, count: int) -> Float32s:
    """Samples later by `lag`, `count` of them; silence where there are none."""
    result = np.zeros(count, np.float32)
    first, last = max(0, lag), min(count, len(samples) + lag)
    if last > first:
        result[first:last] = samples[first - lag : last - lag]
    return result


def _correlations(own: Float32s, new: Float32s) -> Float64s:
    product, power, other = (_sums(one * two) for one, two in ((own, new), (own, own), (new, new)))
    return np.asarray(product / np.sqrt(np.maximum(power * other, 1e-20)), np.float64)


def _silent(samples: Float32s) -> Bools:
    level = 10 * np.log10(_sums(samples * samples) / _WINDOW + 1e-12)
    return np.asarray(level < np.percentile(level, 95) - _QUIET_DB, np.bool_)


def _sums(values: Float32s) -> Float64s:
    """Of windows around each hop, shape (ceil(n / _HOP),)."""
    padded = np.pad(values.astype(np.float64), (_WINDOW // 2, _WINDOW))
    total = np.concatenate([[0.0], np.cumsum(padded)])
    starts = np.arange(0, len(values), _HOP) + _HOP // 2
    return np.asarray(total[starts + _WINDOW] - total[starts], np.float64)


def _spans(alike: Bools, silent: Bools) -> list[Span]:
    """Long runs of windows that are alike; what differs for a moment, or is silence, bridged."""
    heard = alike & ~silent
    bridged = _bridged(heard, silent)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], bridged.astype(np.int8), [0]])))
    spans: list[Span] = []
    for first, last in edges.reshape(-1, 2):
        if int(heard[first:last].sum()) >= _SHORTEST:
            # A window sees what is around its middle, so that a border lies inside of the run.
            start = first * _HOP / RATE if first == 0 else (first + 1) * _HOP / RATE
            end = last * _HOP / RATE if last == len(bridged) else (last - 1) * _HOP / RATE
            spans.append(Span(float(start), float(end)))
    return spans


def _bridged(heard: Bools, silent: Bools) -> Bools:
    """Runs of `heard` and of silence, with the short gaps between them."""
    result = heard | silent
    edges = np.flatnonzero(np.diff(np.concatenate([[1], result.astype(np.int8), [1]])))
    for first, last in edges.reshape(-1, 2):
        if last - first <= _GAP and first > 0 and last < len(result):
            result[first:last] = True
    return result
