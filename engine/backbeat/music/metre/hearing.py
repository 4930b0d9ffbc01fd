"""Runs the network of the second hearing: log-odds of beat and downbeat of each half beat."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from backbeat.models.sessions import open_session
from backbeat.music.arrays import Float32s, Float64s

_CORE, _CONTEXT = 512, 128
"""Pulses that are answered at once, and those heard on either side of them: attention costs the
square, and nothing in music reaches further than some sixteen bars."""


@lru_cache(maxsize=1)
def _model() -> bytes:
    return (resources.files("backbeat.models") / "weights" / "metre.onnx").read_bytes()


@lru_cache(maxsize=1)
def model_sha256() -> str:
    """Digest of the weights."""
    return hashlib.sha256(_model()).hexdigest()


@lru_cache(maxsize=1)
def _session() -> Any:
    return open_session(_model())


def second_hearing(features: Float32s) -> Float64s:
    """Log-odds of beat and downbeat of each pulse.

    Args:
        features: from `features.describe`, shape (n, SIZE).

    Returns:
        shape (n, 2).
    """
    out = np.empty((len(features), 2), np.float64)
    for first in range(0, len(features), _CORE):
        last = min(first + _CORE, len(features))
        start, stop = max(0, first - _CONTEXT), min(len(features), last + _CONTEXT)
        (logits,) = _session().run(None, {"features": features[np.newaxis, start:stop]})
        out[first:last] = logits[0, first - start : last - start]
    return out
