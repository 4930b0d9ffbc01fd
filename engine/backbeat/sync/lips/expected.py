"""The movement of lips that a voice lets expect.

Two small networks of our own, trained on generated speech alone (`engine/training/lips`): one hears
the features of the speech model, the other, less well, a spectrum. Both know nothing of any
person's face; what they give is compared with what is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from backbeat.models.sessions import open_session
from backbeat.sync.lips.movement import FEATURES, speech_band
from backbeat.sync.lips.spectrum import log_mel

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

FEATURE_RATE = 50
"""Rows of the speech model's features a second."""

_CHUNK_S, _CONTEXT_S, _LEVEL_S = 60, 1, 30
"""Sound taken at once; what is heard around it; what its level is taken from, further around."""
_STEPS_PER_S = 100


@dataclass(frozen=True, eq=False)
class Expected:
    """What the lips should do while a recording is heard."""

    lips: Float64s
    """Movement at the speed of speech, in deviations; shape (n, 8), in steps of 10 ms."""
    closed: Float64s
    """How likely the lips are closed for a "p", "b" or "m", in a scale of its own; shape (n,)."""
    method: str
    """"features" or "spectrum", as in a sync report."""


def by_spectrum(samples: Float32s) -> Expected:
    """The movement expected from the spectrum of a voice.

    Args:
        samples: one channel at `spectrum.RATE`, shape (n,), sample 0 at the first picture.
    """
    return of_spectrum(log_mel(samples))


def of_spectrum(spectrum: Float32s) -> Expected:
    """As `by_spectrum`, of what `spectrum.log_mel` gives."""
    return _expected(spectrum, _STEPS_PER_S, "spectrum")


def by_features(features: Float32s) -> Expected:
    """The movement expected from the speech model's features.

    Args:
        features: shape (n, 512), `FEATURE_RATE` rows a second.
    """
    return _expected(features, FEATURE_RATE, "features")


def _expected(voice: Float32s, rate: int, method: str) -> Expected:
    session = open_session(
        (resources.files("backbeat.models") / "weights" / f"lips_{method}.onnx").read_bytes()
    )
    parts = [
        _of_chunk(session, voice, first, rate) for first in range(0, len(voice), _CHUNK_S * rate)
    ]
    found = np.concatenate(parts) if parts else np.zeros((0, FEATURES + 1))
    if rate != _STEPS_PER_S:
        at = np.arange(len(found) * _STEPS_PER_S // rate) * rate / _STEPS_PER_S
        rows = np.arange(len(found))
        found = np.stack([np.interp(at, rows, column) for column in found.T], 1)
    return Expected(speech_band(found[:, :FEATURES]), found[:, FEATURES], method)


def _of_chunk(session: Any, voice: Float32s, first: int, rate: int) -> Float64s:
    last = min(len(voice), first + _CHUNK_S * rate)
    start, end = max(0, first - _CONTEXT_S * rate), min(len(voice), last + _CONTEXT_S * rate)
    heard = voice[start:end].astype(np.float32)
    if rate == _STEPS_PER_S:
        around = voice[max(0, first - _LEVEL_S * rate) : last + _LEVEL_S * rate]
        heard = (heard - around.mean(0)) / (around.std(0) + np.float32(1e-3))
    (answer,) = session.run(["lips"], {"voice": heard[np.newaxis]})
    return np.asarray(answer[0][first - start : last - start], np.float64)
