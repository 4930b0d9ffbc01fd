"""Noise of any colour, and how its loudness goes in time.

Everything is shaped in the frequency domain over the whole length, so that what is made is
periodic: its end joins its beginning, and a bed loops without a seam.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Signal = NDArray[np.float32]
"""Shape (n,)."""


def fast_length(n: int) -> int:
    """The shortest length from `n` on whose prime factors are 2, 3 and 5."""
    best = 1 << max(0, n - 1).bit_length()
    five = 1
    while five < best:
        three = five
        while three < best:
            two = three
            while two < n:
                two *= 2
            best = min(best, two)
            three *= 3
        five *= 5
    return best


def white(rng: np.random.Generator, n: int) -> Signal:
    """Noise of standard deviation 1."""
    return rng.standard_normal(n, dtype=np.float32)


def spectrum_db(frequencies: NDArray[np.float32], points: Sequence[tuple[float, float]]) -> Signal:
    """Gains at `frequencies` (Hz) of a line through points of (Hz, dB), straight over log Hz."""
    hz, db = np.asarray(points, np.float32).T
    at = np.interp(np.log(np.maximum(frequencies, 1.0)), np.log(hz), db)
    return np.asarray(10.0 ** (at / 20.0), np.float32)


def frequencies(n: int, rate: int) -> NDArray[np.float32]:
    """Of the bins of a real transform of `n` samples, in Hz."""
    return np.fft.rfftfreq(n, 1.0 / rate).astype(np.float32)


def coloured(
    rng: np.random.Generator, n: int, rate: int, points: Sequence[tuple[float, float]]
) -> Signal:
    """Periodic noise with a spectrum through points of (Hz, dB); root mean square 1."""
    bins = np.fft.rfft(white(rng, n)) * spectrum_db(frequencies(n, rate), points)
    bins[0] = 0
    made = np.fft.irfft(bins, n).astype(np.float32)
    return made / (_rms(made) + np.float32(1e-12))


@dataclass(frozen=True, slots=True)
class Band:
    """A band of noise that dies away."""

    low: float
    high: float
    """Edges in Hz."""
    level_db: float
    """At its beginning."""
    t60_s: float
    """How long it takes to fall by 60 dB."""


def dying(rng: np.random.Generator, n: int, rate: int, bands: Sequence[Band]) -> Signal:
    """Noise whose bands start at once and die away each in its own time.

    Levels are of densities: a wide band of the same level is as loud in each part of it.
    """
    bins = np.fft.rfft(white(rng, n))
    hz = np.maximum(frequencies(n, rate), 1.0)
    masks = np.stack([_mask(hz, band) for band in bands])
    parts = np.fft.irfft(bins[None] * masks, n, axis=1).astype(np.float32)
    time = np.arange(n, dtype=np.float32) / rate
    falls = np.array([-6.9078 / band.t60_s for band in bands], np.float32)
    parts *= np.exp(falls[:, None] * time[None])
    return np.asarray(parts.sum(axis=0), np.float32)


def _mask(hz: NDArray[np.float32], band: Band) -> NDArray[np.float32]:
    """A band's gains: flat, with skirts of a third of an octave."""
    away = np.maximum(np.log2(band.low / hz), np.log2(hz / band.high))
    skirt = np.clip(0.5 - away * 1.5, 0.0, 1.0)
    gain: NDArray[np.float32] = (np.sin(skirt * np.pi / 2) ** 2).astype(np.float32)
    return gain * np.float32(10.0 ** (band.level_db / 20.0))


def moving(
    noise: Signal, rate: int, gains: NDArray[np.float32], centres: NDArray[np.float32]
) -> Signal:
    """Noise with a spectrum that changes in time, periodic as its gains are.

    Args:
        noise: what is shaped.
        rate: of its samples, in Hz.
        gains: shape (frames, bands), spread evenly over the length, the first at its start.
        centres: of the bands, in Hz, rising, two at least.
    """
    n = len(noise)
    window_length = min(2048, max(256, 2 * (n // 8)))
    hop = window_length // 2
    # On past the end, where the frames fall elsewhere than at the beginning.
    frames = -(-(n + hop) // hop)
    places = np.arange(-hop, (frames + 1) * hop)
    window = np.sin(np.pi * (np.arange(window_length, dtype=np.float32) + 0.5) / window_length)
    padded = np.take(noise, places, mode="wrap")
    cut = np.lib.stride_tricks.sliding_window_view(padded, window_length)[::hop]
    bins = np.fft.rfft(cut * window, axis=1)
    at = (np.arange(len(cut)) * hop % n) / n * len(gains)
    rows = _periodic(gains, at)
    hz = np.maximum(frequencies(window_length, rate), 1.0)
    place = np.interp(np.log(hz), np.log(centres), np.arange(len(centres)))
    low = np.minimum(place.astype(int), len(centres) - 2)
    part = (place - low).astype(np.float32)
    shape = rows[:, low] * (1 - part) + rows[:, low + 1] * part
    pieces = np.fft.irfft(bins * shape, window_length, axis=1).astype(np.float32) * window
    made = np.zeros((len(cut) + 1, hop), np.float32)
    made[:-1] += pieces[:, :hop]
    made[1:] += pieces[:, hop:]
    whole = made.reshape(-1)[hop:]
    turn = np.linspace(0, 1, min(hop, n), dtype=np.float32)
    start = whole[: len(turn)] * turn + whole[n : n + len(turn)] * (1 - turn)
    return np.concatenate([start, whole[len(turn) : n]])


def moving_once(
    rng: np.random.Generator,
    n: int,
    rate: int,
    gains: NDArray[np.float32],
    centres: NDArray[np.float32],
) -> Signal:
    """White noise with a spectrum that changes in time, which begins and ends with its gains.

    As `moving`, but nothing of its end reaches its beginning.
    """
    silent = max(1, -(-len(gains) * 2048 // n))
    rows = np.concatenate([gains, np.zeros((silent, gains.shape[1]), np.float32)])
    long = round(n * len(rows) / len(gains))
    return moving(white(rng, long), rate, rows, centres)[:n]


def _periodic(rows: NDArray[np.float32], at: NDArray[np.float64]) -> NDArray[np.float32]:
    """Rows between rows, round and round."""
    low = np.floor(at).astype(int)
    part = (at - low).astype(np.float32)[:, None]
    count = len(rows)
    return np.asarray(rows[low % count] * (1 - part) + rows[(low + 1) % count] * part, np.float32)


def wander(
    rng: np.random.Generator, n: int, rate: float, hz: float, *, slope: float = 1.0
) -> Signal:
    """A slow periodic random curve of standard deviation 1, about 0.

    Args:
        rng: where it comes from.
        n: how many values.
        rate: values a second.
        hz: up to where it moves as it likes; above, its power falls.
        slope: how steeply, as a power of the frequency.
    """
    bins = np.fft.rfft(white(rng, n))
    at = np.fft.rfftfreq(n, 1.0 / rate)
    bins *= 1.0 / (1.0 + (at / hz) ** 2) ** slope
    bins[0] = 0
    made = np.fft.irfft(bins, n).astype(np.float32)
    return made / (_rms(made) + np.float32(1e-12))


def stretched(curve: NDArray[np.float32], n: int) -> Signal:
    """A periodic curve drawn over `n` samples, straight between its values."""
    at = np.arange(n, dtype=np.float64) * (len(curve) / n)
    closed = np.append(curve, curve[0])
    return np.asarray(np.interp(at, np.arange(len(closed)), closed), np.float32)


def drawn(signal: Signal, n: int, times: int) -> Signal:
    """A periodic signal, `times` times over, on `n` samples."""
    bins = np.fft.rfft(signal)
    spread = np.zeros(n // 2 + 1, np.complex64)
    used = min(len(bins), (len(spread) - 1) // times + 1)
    spread[: used * times : times] = bins[:used]
    return (np.fft.irfft(spread, n) * (n / len(signal))).astype(np.float32)


def _rms(signal: Signal) -> np.float32:
    return np.float32(np.sqrt(np.mean(np.square(signal), dtype=np.float64)))
