"""Runs the beat network: log-odds of beat and downbeat in every 20 ms of a recording."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from backbeat.models.sessions import open_session
from backbeat.music.arrays import Float32s
from backbeat.music.mel import count_frames, level_gain, log_mel
from backbeat.progress import SILENT, Progress
from backbeat.sliced_sound import Mono

_STEP = 4
"""The network's input length must be a multiple of this many frames."""
_CORE = 6000
_CONTEXT = 1200
"""Frames of context on either side of a chunk: more than the receptive field, so that chunking
does not change the output."""
_SILENCE = 100
"""Frames of silence padded before a recording, so that an onset at the first sample looks like the
onsets the network was trained on."""


@lru_cache(maxsize=1)
def _model() -> bytes:
    return (resources.files("backbeat.models") / "weights" / "beats.onnx").read_bytes()


@lru_cache(maxsize=1)
def model_sha256() -> str:
    """Digest of the weights."""
    return hashlib.sha256(_model()).hexdigest()


@lru_cache(maxsize=1)
def _session() -> Any:
    return open_session(_model())


def activations(samples: Mono, progress: Progress = SILENT) -> Float32s:
    """Log-odds of beat and downbeat in each frame of `mel`, for mono `samples` at `RATE`.

    Returns:
        shape (frames, 2).

    Raises:
        CancelledError: the job was asked to stop.
    """
    count, gain = count_frames(samples), level_gain(samples)
    out = np.empty((count, 2), np.float32)
    for first in range(0, count, _CORE):
        progress(first / count, "Tracking beats")
        last = min(first + _CORE, count)
        start = max(0, first - _CONTEXT)
        seen = log_mel(samples, gain, start, min(count, last + _CONTEXT))
        lead = _SILENCE if start == 0 else 0
        padded = np.pad(seen, ((lead, -(lead + len(seen)) % _STEP), (0, 0)))
        (logits,) = _session().run(None, {"mel": padded[np.newaxis]})
        out[first:last] = logits[0, lead + first - start : lead + last - start]
    return out
