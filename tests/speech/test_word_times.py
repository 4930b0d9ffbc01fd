"""Where words start and end, from rough borders and the sound."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from backbeat.speech.word_times import word_times

RATE = 16000


def _bursts(*spans: tuple[float, float], length_s: float) -> NDArray[np.float32]:
    """Noise in some stretches, near silence elsewhere."""
    rng = np.random.default_rng(3)
    sound = rng.standard_normal(round(length_s * RATE)) * 1e-4
    for start, end in spans:
        part = slice(round(start * RATE), round(end * RATE))
        sound[part] += 0.1 * rng.standard_normal(part.stop - part.start)
    return sound.astype(np.float32)


def test_pauses_are_no_part_of_words() -> None:
    sound = _bursts((0.4, 0.8), (1.2, 1.7), length_s=2.2)
    times = word_times(sound, np.array([0.0, 0.9, 1.9]))
    assert times == pytest.approx(np.array([[0.4, 0.8], [1.2, 1.7]]), abs=0.03)


def test_a_border_moves_to_the_change_of_sound() -> None:
    time = np.arange(2 * RATE) / RATE
    noise = np.random.default_rng(1).standard_normal(len(time))
    hiss = np.diff(noise, prepend=0.0) / 2 * np.where(time < 1.0, 0.0, 1.0)
    hum = np.convolve(noise, [1.0, 1.0, 1.0], "same") * np.where(time < 1.0, 1.0, 0.0)
    times = word_times((0.1 * (hum + hiss)).astype(np.float32), np.array([0.0, 0.92, 1.95]))
    assert times[0, 1] == times[1, 0] == pytest.approx(1.0, abs=0.03)


@given(
    borders=st.lists(st.floats(0, 3), min_size=2, max_size=12).map(sorted),
    speech=st.lists(st.floats(0, 2.9), max_size=6).map(sorted),
    length_s=st.floats(0.01, 3),
)
def test_words_stay_in_order_and_inside(
    borders: list[float], speech: list[float], length_s: float
) -> None:
    spans = list(zip(speech[::2], speech[1::2], strict=False))
    sound = _bursts(*spans, length_s=3.0)[: round(length_s * RATE)]
    times = word_times(sound, np.array(borders))
    flat = times.reshape(-1)
    assert times.shape == (len(borders) - 1, 2)
    assert (np.diff(flat) >= 0).all() and flat[0] >= 0 and flat[-1] <= len(sound) / RATE + 1e-9
