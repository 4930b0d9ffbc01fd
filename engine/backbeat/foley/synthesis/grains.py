"""Many small sounds: grains under a shoe, drops, crackles (after Cook's PhISEM, 1997)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.synthesis.noise import Signal

_LONG = 3.5
"""Time constants after which a grain has ended."""


@dataclass(frozen=True, slots=True)
class Grain:
    """What one of them sounds like, give or take."""

    hz: float
    """Where it rings, as a median."""
    spread: float
    """Of that, as a standard deviation of its logarithm."""
    long_s: float
    """Time constant of its fall, as a median."""
    noise: float
    """How much of it is noise, from 0 to 1."""
    vary: float = 0.4
    """Of its length, as a standard deviation of its logarithm."""


def scatter(
    rng: np.random.Generator,
    grain: Grain,
    at: NDArray[np.int64],
    levels: NDArray[np.float32],
    n: int,
    rate: int,
    *,
    kinds: int = 48,
    periodic: bool = False,
) -> Signal:
    """Grains put where they happen.

    Args:
        rng: of what makes each of them another.
        grain: what they sound like.
        at: samples at which they start.
        levels: of each, as factors.
        n: samples.
        rate: in Hz.
        kinds: how many different ones there are.
        periodic: those that reach over the end go on at the beginning.
    """
    made = np.zeros(n, np.float64)
    if not len(at):
        return made.astype(np.float32)
    bank = _bank(rng, grain, min(kinds, len(at)), rate)
    which = rng.integers(0, len(bank), len(at))
    length = bank.shape[1]
    step = max(1, 2_000_000 // length)
    for start in range(0, len(at), step):
        chosen = slice(start, start + step)
        places = at[chosen, None] + np.arange(length)
        values = bank[which[chosen]] * levels[chosen, None]
        if periodic:
            places %= n
        else:
            values = values * (places < n)
            places = np.minimum(places, n - 1)
        made += np.bincount(places.ravel(), values.ravel(), minlength=n)
    return made.astype(np.float32)


def _bank(rng: np.random.Generator, grain: Grain, kinds: int, rate: int) -> NDArray[np.float32]:
    """Shape (kinds, samples): grains of about the same energy."""
    long_s = grain.long_s * np.exp(grain.vary * rng.normal(0, 1, kinds).clip(-2, 1.5))
    length = int(np.ceil(float(long_s.max()) * _LONG * rate)) + 8
    time = np.arange(length, dtype=np.float32) / rate
    hz = np.minimum(grain.hz * np.exp(rng.normal(0, grain.spread, kinds)), 0.45 * rate)
    tone = np.sin(2 * np.pi * hz[:, None] * time + rng.uniform(0, 2 * np.pi, kinds)[:, None])
    # Noise about the same frequency: the tone, scrambled faster than it turns.
    hiss = rng.standard_normal((kinds, length), dtype=np.float32)
    bins = np.fft.rfft(hiss, axis=1)
    at = np.fft.rfftfreq(length, 1 / rate)
    bins /= 1.0 + ((at[None] - hz[:, None]) / (0.6 * hz[:, None])) ** 2
    hiss = np.fft.irfft(bins, length, axis=1).astype(np.float32)
    hiss /= np.sqrt(np.mean(hiss**2, axis=1, keepdims=True)) + 1e-9
    body = (1 - grain.noise) * tone * 1.4 + grain.noise * hiss
    end = np.exp(-_LONG)
    fall = np.maximum(np.exp(-time[None] / long_s[:, None]) - end, 0) / (1 - end)
    rise = np.minimum(1.0, (np.arange(length) + 1) / max(1.0, 0.0002 * rate))
    made = body * fall * rise
    made /= np.sqrt(np.sum(made**2, axis=1, keepdims=True)) + 1e-9
    return np.asarray(made * np.sqrt(0.002 * rate), np.float32)


def moments(rng: np.random.Generator, per_s: NDArray[np.float32], rate: int) -> NDArray[np.int64]:
    """Samples at which things happen by chance, as often a second as each sample's value says."""
    total = np.cumsum(per_s, dtype=np.float64) / rate
    count = int(rng.poisson(max(0.0, float(total[-1]))))
    places = np.searchsorted(total, np.sort(rng.uniform(0, total[-1], count)))
    return np.minimum(places, len(per_s) - 1).astype(np.int64)
