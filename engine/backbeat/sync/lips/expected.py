"""The movement of lips that a voice lets expect.

Two small linear maps of our own, trained on generated speech alone (`engine/training/lips`): one
hears the features of the speech model, the other, less well, the kinds of speech sounds that the
small networks for visemes find in a spectrum. Both know nothing of any person's face; what they
give is compared with what is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from backbeat.models.sessions import open_session
from backbeat.speech.sounds import by_small_networks
from backbeat.sync.lips.movement import FEATURES, speech_band

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

FEATURE_RATE = 50
"""Rows of the speech model's features a second."""

_CHUNK_S, _CONTEXT_S = 60, 1
"""Sound taken at once, and what is heard around it."""
_LEAST_LIKELY = 1e-3
"""Probability of a sound below which it counts as this likely: what is smaller is a guess."""
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
        samples: one channel at `speech.spectrum.RATE`, shape (n,), sample 0 at the first picture.
    """
    return by_sounds(by_small_networks(samples))


def by_sounds(likely: Float32s) -> Expected:
    """As `by_spectrum`, of the sounds that were found in it.

    Args:
        likely: probability of each kind, shape (n, 18), as `speech.sounds.by_small_networks` gives.
    """
    return _expected(logarithms(likely), "spectrum", 0.5)


def logarithms(likely: Float32s) -> Float32s:
    """Probabilities as the map takes them; same shape."""
    return np.asarray(np.log(likely.clip(_LEAST_LIKELY)), np.float32)


def by_features(features: Float32s) -> Expected:
    """The movement expected from the speech model's features.

    Args:
        features: shape (n, 512), `FEATURE_RATE` rows a second.
    """
    return _expected(features, "features", 0.0)


def _expected(voice: Float32s, method: str, middle: float) -> Expected:
    """The answer of a map to rows of which number k is about (k + `middle`) / `FEATURE_RATE`."""
    session = open_session(
        (resources.files("backbeat.models") / "weights" / f"lips_{method}.onnx").read_bytes()
    )
    chunk = _CHUNK_S * FEATURE_RATE
    parts = [_of_chunk(session, voice, first, chunk) for first in range(0, len(voice), chunk)]
    if not parts:
        return Expected(np.zeros((0, FEATURES)), np.zeros(0), method)
    found = np.concatenate(parts)
    rows = np.arange(len(found))
    at = np.arange(len(found) * _STEPS_PER_S // FEATURE_RATE) * FEATURE_RATE / _STEPS_PER_S - middle
    steps = np.stack([np.interp(at, rows, column) for column in found.T], 1)
    return Expected(speech_band(steps[:, :FEATURES]), steps[:, FEATURES], method)


def _of_chunk(session: Any, voice: Float32s, first: int, count: int) -> Float64s:
    last = min(len(voice), first + count)
    context = _CONTEXT_S * FEATURE_RATE
    start, end = max(0, first - context), min(len(voice), last + context)
    (answer,) = session.run(["lips"], {"voice": voice[np.newaxis, start:end].astype(np.float32)})
    return np.asarray(answer[0][first - start : last - start], np.float64)
