"""Hears speech as lip-sync needs it: features, kinds of sounds, and the lips it lets expect."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError, NotFoundError
from backbeat.lipsync.bank.hearing import Voice
from backbeat.lipsync.lines import Speech
from backbeat.models.visemes import STEP_S
from backbeat.progress import SILENT, Progress
from backbeat.speech.sounds import by_small_networks
from backbeat.sync.lips.expected import by_features, by_sounds
from backbeat.workflows.visemes.hearing import at_rest_unspoken

Float32s = NDArray[np.float32]


def listened(samples: Float32s, progress: Progress = SILENT) -> Speech:
    """Speech without its text: by the speech model where it is, else by the small networks.

    Args:
        samples: mono at 16 kHz, shape (n,).
        progress: may cancel.

    Raises:
        CancelledError: the job was cancelled.
    """
    small = by_small_networks(samples)
    features = _features(samples, progress)
    likely = small if features is None else _by_both(features, small)
    return Speech(samples, features, at_rest_unspoken(likely, samples), STEP_S)


def voice_of(speech: Speech) -> Voice:
    """Speech, with the movement of lips that it lets expect."""
    if speech.features is not None:
        expected = by_features(speech.features)
    else:
        expected = by_sounds(by_small_networks(speech.samples))
    return Voice(speech, expected.lips)


def _features(samples: Float32s, progress: Progress) -> Float32s | None:
    """Features of the speech model; None where it was not pulled, or cannot be run here."""
    from backbeat.models.whisper import Whisper
    from backbeat.speech.features import speech_features

    try:
        model = Whisper()
    except (NotFoundError, InputError):
        return None
    return speech_features(samples, model, progress)


def _by_both(features: Float32s, small: Float32s) -> Float32s:
    """As `visemes.hearing.by_speech_model`, of features that are there already."""
    from backbeat.models.visemes import SoundsOfFeatures

    large = np.concatenate([small[:0], *SoundsOfFeatures().probabilities([features])])
    count = min(len(small), len(large))
    return np.concatenate([(small[:count] + large[:count]) / 2, large[count:]])
