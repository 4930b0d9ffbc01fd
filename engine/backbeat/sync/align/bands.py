"""What a recording sounds like from hundredth to hundredth of a second, to find it in another.

Two microphones hear the same event at other levels, with other noise and another room. The levels
of bands, against what they were around that moment, are alike even so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from backbeat.sync.align.arrays import Float32s

RATE = 16000
"""Samples a second that recordings are compared at."""
STEP = 160
"""Samples from one row of features to the next."""
STEPS_PER_S = RATE // STEP
BANDS = 16
_WINDOW = 512
_LOWEST_HZ, _HIGHEST_HZ = 150.0, 6500.0
_ROWS_AT_ONCE = 2048
_FLOOR_DB = 45.0
"""How far below its loud moments (95 of 100 are softer) a band is taken for silent."""
_LEAST_POWER = 1e-10
_AROUND_S = 0.6
"""Changes over more than this are of level, of music or of noise, and tell little."""
_EVEN_S = 4.0
"""Soft stretches count as loud ones do over times longer than this."""
_LEAST_DB = 1.0
"""Changes of less than this are not raised: they are noise."""
_MOST = 3.0


@dataclass(frozen=True, eq=False)
class Heard:
    """A recording, and its features."""

    samples: Float32s
    """Mono at `RATE`, shape (n,); may be a memory map."""
    features: Float32s
    """Shape (m, BANDS): row i is of the sound around sample i * STEP. Zero where it is silent."""
    level_db: Float32s
    """Of all bands together, shape (m,)."""

    @property
    def duration_s(self) -> float:
        """In seconds."""
        return len(self.samples) / RATE


def heard(samples: Float32s) -> Heard:
    """The features of a recording.

    Args:
        samples: mono at `RATE`, shape (n,), float32; may be a memory map of any length.
    """
    levels = band_levels(samples)
    total = levels.sum(axis=1)
    floor = np.float32(
        _LEAST_POWER + 10 ** (-_FLOOR_DB / 10) * (np.percentile(total, 95) if len(total) else 0)
    )
    return Heard(samples, features_of(levels), 10 * np.log10(total + floor))


def band_levels(samples: Float32s) -> Float32s:
    """Power of each band, shape (m, BANDS), float32; m is n / STEP, rounded up."""
    rows = -(-len(samples) // STEP)
    levels = np.zeros((rows, BANDS), np.float32)
    for first, part in _parts(samples, rows):
        levels[first : first + len(part)] = part
    return levels


def features_of(levels: Float32s) -> Float32s:
    """How far each band is from its mean around, evened out over time; of the shape of `levels`."""
    if not levels.any():
        return np.zeros_like(levels)
    loud = np.percentile(levels, 95, axis=0)
    floor = np.maximum(loud, loud.max() * 1e-4) * np.float32(10 ** (-_FLOOR_DB / 10))
    db = 10 * np.log10(levels + floor)
    change = db - _running_mean(db, round(_AROUND_S * STEPS_PER_S))
    power = _running_mean(change * change, round(_EVEN_S * STEPS_PER_S))
    even = change / np.sqrt(power + np.float32(_LEAST_DB**2))
    clipped: Float32s = np.clip(even, -_MOST, _MOST).astype(np.float32)
    return clipped


def _parts(samples: Float32s, rows: int) -> Iterator[tuple[int, Float32s]]:
    half = _WINDOW // 2
    window = np.hanning(_WINDOW).astype(np.float32)
    weights = _band_weights()
    for first in range(0, rows, _ROWS_AT_ONCE):
        count = min(_ROWS_AT_ONCE, rows - first)
        low = first * STEP - half
        high = (first + count - 1) * STEP + half
        part = np.zeros(high - low, np.float32)
        here = samples[max(low, 0) : min(high, len(samples))]
        part[max(-low, 0) : max(-low, 0) + len(here)] = here
        frames = np.lib.stride_tricks.sliding_window_view(part, _WINDOW)[::STEP]
        spectrum = np.fft.rfft(frames * window, axis=1)
        yield first, (spectrum.real**2 + spectrum.imag**2).astype(np.float32) @ weights


def _band_weights() -> Float32s:
    """Triangles, evenly spaced on the mel scale, shape (bins, BANDS)."""
    lowest, highest = (2595 * np.log10(1 + hz / 700) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    edges = 700 * (10 ** (np.linspace(lowest, highest, BANDS + 2) / 2595) - 1)
    hz = np.fft.rfftfreq(_WINDOW, 1 / RATE)[:, np.newaxis]
    rising = (hz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hz) / (edges[2:] - edges[1:-1])
    return np.maximum(np.minimum(rising, falling), 0).astype(np.float32)


def _running_mean(values: Float32s, around: int) -> Float32s:
    """Mean over `around` rows on either side, fewer at the ends."""
    total = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=total[1:])
    rows = np.arange(len(values))
    low = np.maximum(rows - around, 0)
    high = np.minimum(rows + around + 1, len(values))
    mean: Float32s = ((total[high] - total[low]) / (high - low)[:, np.newaxis]).astype(np.float32)
    return mean
