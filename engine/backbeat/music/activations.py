"""Runs the beat network: log-odds of beat and downbeat in every 20 ms of a recording."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from backbeat.models.sessions import open_session
from backbeat.music.arrays import Float32s
from backbeat.music.mel import WIDE_BANDS, count_frames, level_gain, log_mel, wide_bands
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


@dataclass(frozen=True)
class Activations:
    """What the network makes of each frame of `mel`, and what it saw there."""

    log_odds: Float32s
    """Of beat and downbeat, shape (frames, 2)."""
    bands: Float32s
    """The spectrogram in wide bands, shape (frames, `mel.WIDE_BANDS`)."""


def activations(samples: Mono, progress: Progress = SILENT) -> Activations:
    """Runs the network over mono `samples` at `RATE`.

    Raises:
        CancelledError: the job was asked to stop.
    """
    count, gain = count_frames(samples), level_gain(samples)
    out = np.empty((count, 2), np.float32)
    bands = np.empty((count, WIDE_BANDS), np.float32)
    for first in range(0, count, _CORE):
        progress(first / count, "Tracking beats")
        last = min(first + _CORE, count)
        start = max(0, first - _CONTEXT)
        seen = log_mel(samples, gain, start, min(count, last + _CONTEXT))
        bands[first:last] = wide_bands(seen[first - start : last - start])
        lead = _SILENCE if start == 0 else 0
        padded = np.pad(seen, ((lead, -(lead + len(seen)) % _STEP), (0, 0)))
        (logits,) = _session().run(None, {"mel": padded[np.newaxis]})
        out[first:last] = logits[0, lead + first - start : lead + last - start]
    return Activations(out, bands)
