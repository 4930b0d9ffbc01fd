"""What a voice lets expect of the lips, without the speech model."""

from __future__ import annotations

import numpy as np
import pytest

from backbeat.lipsync.visemes.sounds import CLOSED, SOUNDS
from backbeat.speech.sounds import by_small_networks
from backbeat.speech.spectrum import RATE
from backbeat.sync.lips.expected import by_sounds, by_spectrum

_OPEN = SOUNDS.index("aa")


def _said(kinds: list[int]) -> np.ndarray:
    likely = np.zeros((len(kinds), len(SOUNDS)), np.float32)
    likely[np.arange(len(kinds)), kinds] = 1
    return likely


def test_lips_close_in_the_middle_of_a_closing_sound() -> None:
    kinds = [_OPEN] * 100
    kinds[48:53] = [CLOSED] * 5  # 0.96 s to 1.06 s
    expected = by_sounds(_said(kinds))
    assert len(expected.lips) == len(expected.closed) == 200
    assert expected.closed.argmax() * 0.01 == pytest.approx(1.01, abs=0.025)
    assert expected.lips[80:120, 0].argmin() * 0.01 + 0.8 == pytest.approx(1.01, abs=0.03)


def test_a_minute_and_more_is_answered_as_one_piece() -> None:
    rng = np.random.default_rng(3)
    kinds = np.repeat(rng.integers(0, len(SOUNDS), 700), 5)  # 70 s
    long = by_sounds(_said(list(kinds))).closed
    part = by_sounds(_said(list(kinds[2500:]))).closed
    np.testing.assert_allclose(long[5100:6900], part[100:1900], atol=1e-5)


def test_no_sound_lets_expect_nothing() -> None:
    expected = by_spectrum(np.zeros(0, np.float32))
    assert len(expected.lips) == len(expected.closed) == 0
    assert expected.method == "spectrum"


def test_the_spectrum_is_heard_as_the_sounds_in_it() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 3 * RATE).astype(np.float32)
    found, wanted = by_spectrum(noise), by_sounds(by_small_networks(noise))
    np.testing.assert_array_equal(found.lips, wanted.lips)
