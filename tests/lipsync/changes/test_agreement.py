"""The same word by two speakers, in time and out of time."""

from __future__ import annotations

import numpy as np
import pytest

from backbeat.footage.footage import Span
from backbeat.lipsync.changes.agreement import ALIKE, likeness
from backbeat.models.visemes import STEP_S
from backbeat.speech.sounds import by_small_networks
from tests import espeak
from tests.espeak import MONOLOGUE, TimedWord

SENTENCES = [" ".join(sentence.split()) + "." for sentence in MONOLOGUE.split(".")[:6]]


@pytest.fixture(scope="module")
def pairs() -> list[tuple[np.ndarray, np.ndarray, list[TimedWord], list[TimedWord]]]:
    """Kinds of sounds and words of the same sentences by two speakers, who drift apart."""
    found = []
    for sentence in SENTENCES:
        own, own_words = espeak.say(sentence, "en", 150)
        new, new_words = espeak.say(sentence, "en-us+f3", 150)
        found.append((by_small_networks(own), by_small_networks(new), own_words, new_words))
    return found


def test_a_mouth_fits_words_that_are_said_at_the_same_time(
    pairs: list[tuple[np.ndarray, np.ndarray, list[TimedWord], list[TimedWord]]],
) -> None:
    near, far = [], []
    for own, new, own_words, new_words in pairs:
        for before, now in zip(own_words, new_words, strict=True):
            delay_s = (before.start_s - now.start_s + before.end_s - now.end_s) / 2
            found = likeness(own, new, STEP_S, Span(now.start_s, now.end_s)) >= ALIKE
            if abs(delay_s) < 0.035:
                near.append(found)
            elif abs(delay_s) > 0.065:
                far.append(found)
    assert len(near) > 25
    assert len(far) > 15
    assert np.mean(near) >= 0.9
    assert np.mean(far) <= 0.1


def test_a_mouth_fits_no_other_words(
    pairs: list[tuple[np.ndarray, np.ndarray, list[TimedWord], list[TimedWord]]],
) -> None:
    others = [
        likeness(pairs[place - 1][0], new, STEP_S, Span(word.start_s, word.end_s)) >= ALIKE
        for place, (_, new, _, words) in enumerate(pairs)
        for word in words
    ]
    assert len(others) > 60
    assert np.mean(others) <= 0.06
