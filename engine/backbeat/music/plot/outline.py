"""The waveform's envelope, one pixel column at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.music.arrays import Float32s

Columns = npt.NDArray[np.float64]
"""Shape (n,), one value a column."""


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
    edges = np.arange(columns) * len(samples) // columns
    # Columns narrower than a sample show the sample they lie in.
    lows = np.minimum.reduceat(samples.min(axis=1), edges).astype(np.float64)
    highs = np.maximum.reduceat(samples.max(axis=1), edges).astype(np.float64)
    power = np.square(samples, dtype=np.float32).mean(axis=1)
    counts = np.maximum(np.diff([*edges.tolist(), len(samples)]), 1)
    body = np.sqrt(np.add.reduceat(power, edges, dtype=np.float64) / counts)
    return Outline(np.minimum(lows, 0), np.maximum(highs, 0), body)
