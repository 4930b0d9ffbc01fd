"""The waveform's envelope, one pixel column at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.music.arrays import Float32s, Ints

Columns = npt.NDArray[np.float64]
"""Shape (..., n), one value a column."""
_AT_ONCE = 64
"""Columns measured at once: the copies that this takes are far smaller than the sound."""


@dataclass(frozen=True, eq=False)
class Outline:
    """Envelope of each column, full scale 1.0."""

    lows: Columns
    """Minimum."""
    highs: Columns
    """Maximum."""
    body: Columns
    """Root mean square."""


def outline(samples: Float32s, columns: int) -> Outline:
    """Outlines a stretch of sound.

    Args:
        samples: shape (n, channels); empty is silence.
        columns: how many, 1 or more.
    """
    if not len(samples):
        nothing = np.zeros(columns)
        return Outline(nothing, nothing, nothing)
    edges = np.append(np.arange(columns) * len(samples) // columns, len(samples))
    found = []
    for first in range(0, columns, _AT_ONCE):
        starts = edges[first : min(first + _AT_ONCE, columns)]
        # Columns narrower than a sample show the sample they lie in.
        end = max(edges[first + len(starts)], starts[-1] + 1)
        found.append(_measured(samples[starts[0] : end], starts - starts[0]))
    lows, highs, power = np.concatenate(found, axis=1)
    body = np.sqrt(power / np.maximum(np.diff(edges), 1))
    return Outline(np.minimum(lows, 0), np.maximum(highs, 0), body)


def _measured(samples: Float32s, edges: Ints) -> Columns:
    """Minimum, maximum and sum of squares from each edge to the next, shape (3, edges)."""
    lows = np.minimum.reduceat(samples.min(axis=1), edges).astype(np.float64)
    highs = np.maximum.reduceat(samples.max(axis=1), edges).astype(np.float64)
    power = np.square(samples, dtype=np.float32).mean(axis=1)
    return np.stack([lows, highs, np.add.reduceat(power, edges, dtype=np.float64)])
