"""When words start and end, from where the decoder looked and from the sound itself.

Cross-attention says where a word is to about 100 ms, a little early. Pauses are then taken out of
the words beside them, and borders between words that touch move to the nearest change of sound.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.models.whisper_mel import HOP, RATE, log_mel

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_EARLY_S = 0.045
"""How much too early attention is, measured on read and on generated speech."""
_NEAR_S = 0.15
"""How far a pause may be from where attention has a border."""
_PAUSE_S = 0.08
_LOUDNESS = 0.2
"""Loudness of a pause, of the way from the quietest to the loudest sounds, in dB."""
_SNAP_S, _REACH_S, _WEIGHT = 0.04, 0.08, 5.0
"""How far a border moves to a change of sound: tolerance, limit, weight of the change."""
_SHORTEST_S = 0.04
_FRAMES_PER_S = RATE // HOP
_LEAST_SAMPLES = 2 * RATE // 10


def word_times(samples: Float32s, borders: Float64s) -> Float64s:
    """Start and end of each word, in seconds, shape (words, 2); in order, none overlap.

    Args:
        samples: of the window, mono at 16 kHz, shape (n,).
        borders: where attention has the start of each word and the end of the last, in seconds,
            shape (words + 1,), rising.
    """
    borders = np.maximum.accumulate(borders + _EARLY_S)
    length = len(samples) / RATE
    if len(samples) < _LEAST_SAMPLES:
        borders = np.clip(borders, 0.0, length)
        return np.stack([borders[:-1], borders[1:]], axis=1)
    pauses, change = _pauses(samples), _change(samples)
    starts, ends = np.empty(len(borders)), np.empty(len(borders))
    for place, border in enumerate(borders):
        before = borders[place - 1] if place else -np.inf
        after = borders[place + 1] if place + 1 < len(borders) else np.inf
        pause = _pause_at(border, before, after, pauses)
        if pause is None:
            pause = (_snapped(border, change),) * 2
        ends[place], starts[place] = pause
    times = np.stack([starts[:-1], ends[1:]], axis=1)
    return _in_order(np.clip(times, 0.0, length))


def _pause_at(
    border: float, before: float, after: float, pauses: list[tuple[float, float]]
) -> tuple[float, float] | None:
    """The longest pause near a border, as far as it leaves something of the words beside it."""
    low = max(border - _NEAR_S, (border + before) / 2)
    high = min(border + _NEAR_S, (border + after) / 2)
    near = [pause for pause in pauses if pause[0] < high and pause[1] > low]
    if not near:
        return None
    start, end = max(near, key=lambda pause: pause[1] - pause[0])
    start, end = max(start, before + _SHORTEST_S), min(end, after - _SHORTEST_S)
    return (start, end) if start <= end else None


def _snapped(border: float, change: Float64s) -> float:
    first = max(0, round((border - _REACH_S) * _FRAMES_PER_S))
    frames = np.arange(first, min(len(change), round((border + _REACH_S) * _FRAMES_PER_S) + 1))
    if not len(frames):
        return border
    away = (frames / _FRAMES_PER_S - border) / _SNAP_S
    return float(frames[np.argmax(_WEIGHT * change[frames] - away**2)] / _FRAMES_PER_S)


def _in_order(times: Float64s) -> Float64s:
    """Times of which none overlap and none end before they start."""
    flat = np.maximum.accumulate(times.reshape(-1))
    return flat.reshape(-1, 2)


def _pauses(samples: Float32s) -> list[tuple[float, float]]:
    """Stretches that are quiet for this window, in seconds."""
    loudness = _loudness(samples)
    low, high = np.percentile(loudness, (5, 95))
    is_quiet = loudness < low + _LOUDNESS * (high - low)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_quiet.astype(np.int8), [0]])))
    stretches = [(a / _FRAMES_PER_S, b / _FRAMES_PER_S) for a, b in edges.reshape(-1, 2).tolist()]
    return [(start, end) for start, end in stretches if end - start >= _PAUSE_S]


def _loudness(samples: Float32s) -> Float64s:
    """Power in dB every 10 ms, the low end turned down."""
    bright = np.diff(samples, prepend=samples[:1]) + 0.1 * samples
    width = 2 * HOP
    padded = np.pad(bright.astype(np.float64), width // 2)
    sums = np.cumsum(np.concatenate([[0.0], padded**2]))
    starts = np.arange(0, len(samples), HOP)
    power = (sums[starts + width] - sums[starts]) / width
    return np.asarray(10 * np.log10(power + 1e-10), np.float64)


def _change(samples: Float32s) -> Float64s:
    """How much the spectrum changes at each frame of 10 ms."""
    mel = log_mel(samples).astype(np.float64)
    change = np.zeros(mel.shape[1])
    change[2:-2] = np.abs(
        (mel[:, 2:-2] + mel[:, 3:-1]) / 2 - (mel[:, :-4] + mel[:, 1:-3]) / 2
    ).mean(axis=0)
    return change
