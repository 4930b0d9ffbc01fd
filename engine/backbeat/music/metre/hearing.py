"""The second hearing: which half beats of a song are beats and downbeats, judged by all around."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from backbeat.models.sessions import open_session
from backbeat.music.arrays import Float64s
from backbeat.music.metre.features import Heard, describe, extended

_CORE = 512
_CONTEXT = 128
"""Pulses on either side of a chunk that are seen with it: 16 bars of four."""
FEWEST = 8
"""Pulses below which nothing can be said."""


@lru_cache(maxsize=1)
def _model() -> bytes:
    return (resources.files("backbeat.models") / "weights" / "metre.onnx").read_bytes()


@lru_cache(maxsize=1)
def _session() -> Any:
    return open_session(_model())


def hear(heard: Heard, pulses: Float64s) -> Float64s:
    """Log-odds that each pulse is a beat, and a downbeat.

    Args:
        heard: the recording.
        pulses: seconds, rising, at least `FEWEST`; shape (n,).

    Returns:
        shape (n, 2).
    """
    features = extended(describe(heard, pulses))
    out = np.empty((len(pulses), 2))
    for first in range(0, len(pulses), _CORE):
        last = min(first + _CORE, len(pulses))
        start = max(0, first - _CONTEXT)
        seen = features[start : last + _CONTEXT]
        (logits,) = _session().run(None, {"features": seen[np.newaxis]})
        out[first:last] = logits[0, first - start : last - start]
    return out
