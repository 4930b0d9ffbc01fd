"""Voices of speech: with the movement of lips that it lets expect of anybody."""

from __future__ import annotations

from backbeat.lipsync.bank.hearing import Voice
from backbeat.lipsync.lines import Speech
from backbeat.speech.sounds import by_small_networks
from backbeat.sync.lips.expected import by_features, by_sounds


def voice_of(speech: Speech) -> Voice:
    """A voice to choose mouths by."""
    if speech.features is not None:
        expected = by_features(speech.features)
    else:
        expected = by_sounds(by_small_networks(speech.samples))
    return Voice(speech, expected.lips)
