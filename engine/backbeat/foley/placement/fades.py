"""Fades: what keeps the ends of a sound from clicking."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.found import Samples

Float32s = NDArray[np.float32]


def rising(count: int) -> Float32s:
    """Factors from near 0 to near 1 whose squares, with those of `falling`, add up to 1."""
    return np.sin(np.pi / 2 * (np.arange(count) + 0.5) / max(count, 1)).astype(np.float32)


def falling(count: int) -> Float32s:
    """`rising` backwards."""
    return rising(count)[::-1]


def faded(samples: Samples, into: int, out: int) -> Samples:
    """A copy that fades in and out over so many samples, half of it each at most."""
    made = samples.copy()
    into, out = min(into, len(made) // 2), min(out, len(made) // 2)
    if into:
        made[:into] *= rising(into)[:, np.newaxis] ** 2
    if out:
        made[len(made) - out :] *= falling(out)[:, np.newaxis] ** 2
    return made
