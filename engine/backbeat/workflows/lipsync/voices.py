"""Voices of speech: with the movement of lips that it lets expect of anybody."""

from __future__ import annotations

import numpy as np

from backbeat.lipsync.bank.hearing import Voice
from backbeat.lipsync.lines import Speech
from backbeat.speech.sounds import by_small_networks
from backbeat.sync.lips.expected import Expected, by_features, by_sounds


def voice_of(speech: Speech) -> Voice:
    """A voice to choose mouths by."""
    return Voice(speech, expected_of(speech).lips)


def expected_of(speech: Speech) -> Expected:
    """What a speech lets expect of lips; 0 where the speech model did not listen.

    What it did not hear must not count for how much lips move where it did.
    """
    if speech.features is None:
        return by_sounds(by_small_networks(speech.samples))
    heard = speech.features.any(axis=1)
    if heard.all() or not heard.any():
        return by_features(speech.features)
    found = by_features(speech.features[heard])
    # Two steps of 10 ms to a row of features.
    steps = np.repeat(heard, 2)
    lips, closed = np.zeros((len(steps), found.lips.shape[1])), np.zeros(len(steps))
    lips[steps], closed[steps] = found.lips, found.closed
    return Expected(lips, closed, found.method)
