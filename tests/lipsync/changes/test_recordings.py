"""Recordings that are copies of one another in part."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from backbeat.lipsync.changes.recordings import RATE, same_in
from tests import espeak
from tests.espeak import MONOLOGUE


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    samples, _ = espeak.say(MONOLOGUE.split(".")[1] + ".", speed=140)
    return samples


@pytest.fixture(scope="module")
def other() -> np.ndarray:
    samples, _ = espeak.say("Nobody in this room has ever met him.", speed=150)
    return samples


def _changed(speech: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Another line from 2 s to 3.5 s."""
    new = speech.copy()
    new[2 * RATE : 7 * RATE // 2] = other[RATE : 5 * RATE // 2]
    return new


def _noise(count: int, level: float) -> np.ndarray:
    return np.random.default_rng(1).normal(0, level, count).astype(np.float32)


def _assert_replaced(found: list[tuple[float, float]], length_s: float) -> None:
    edges = [edge for span in found for edge in span]
    assert edges == sorted(edges)
    left = [(0.0, found[0][0])] if found[0][0] > 0 else []
    left += [(one[1], two[0]) for one, two in pairwise(found)]
    if found[-1][1] < length_s - 0.03:
        left.append((found[-1][1], length_s))
    assert left == [(pytest.approx(2.0, abs=0.06), pytest.approx(3.5, abs=0.06))]


def test_a_line_that_was_replaced_is_found(speech: np.ndarray, other: np.ndarray) -> None:
    found = same_in(speech, _changed(speech, other))
    assert found.fits
    _assert_replaced([(span.start_s, span.end_s) for span in found.spans], len(speech) / RATE)


def test_level_noise_and_equalising_do_not_hide_what_is_the_same(
    speech: np.ndarray, other: np.ndarray
) -> None:
    new = _changed(speech, other)
    treated = 0.3 * new + _noise(len(new), 3e-4)
    treated[1:] -= 0.4 * treated[:-1].copy()
    found = same_in(speech, treated.astype(np.float32))
    assert found.fits
    _assert_replaced([(span.start_s, span.end_s) for span in found.spans], len(speech) / RATE)


def test_a_delay_is_measured(speech: np.ndarray) -> None:
    late = np.concatenate([np.zeros(1920, np.float32), speech])
    found = same_in(speech, late)
    assert found.delay_s == pytest.approx(0.12, abs=1e-4)
    assert not found.fits


def test_the_same_words_said_otherwise_are_not_the_same(speech: np.ndarray) -> None:
    again, _ = espeak.say(MONOLOGUE.split(".")[1] + ".", voice="en+f3", speed=140)
    assert not same_in(speech, again).spans
    assert not same_in(speech, _noise(len(speech), 0.1)).spans
    assert not same_in(speech, np.zeros_like(speech)).spans
    assert not same_in(speech[:100], speech[:100]).spans
