"""Clips that are late or early by a known time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.cutting.measuring.picture import late_s, strongest_change_s
from backbeat.cutting.measuring.sound import REACH_S, late_in_song, late_on_beats

RATE = 22050


def noise(seed: int, seconds: float) -> np.ndarray:
    # Brown noise: most of its energy is low, as that of music.
    white = np.random.default_rng(seed).normal(0, 0.1, round(seconds * RATE))
    return np.convolve(white, np.exp(-np.arange(40) / 8), "same").astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 99), st.floats(-1.9, 1.9), st.floats(0, 1.0))
def test_sound_that_holds_the_song_is_as_late_as_it_is(
    seed: int, late: float, other: float
) -> None:
    song = noise(seed, 7)
    start = round((REACH_S - late) * RATE)
    own = song[start : start + 3 * RATE] + np.float32(other) * noise(seed + 1000, 3)
    found = late_in_song(own, song, RATE)
    assert found is not None
    assert found.seconds == pytest.approx(late, abs=2 / RATE)
    assert 0.3 < found.confidence <= 1


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99))
def test_sound_without_the_song_is_not_taken_for_it(seed: int) -> None:
    assert late_in_song(noise(seed, 3), noise(seed + 500, 7), RATE) is None


def clicks(times: np.ndarray, seconds: float) -> np.ndarray:
    out = np.zeros(round(seconds * RATE), np.float32)
    for time in times:
        at = round(time * RATE)
        click = np.exp(-np.arange(RATE // 20) / 200) * 0.5
        out[at : at + len(click)] += click[: len(out) - at].astype(np.float32)
    return out


@pytest.mark.parametrize("late", [-0.11, 0.0, 0.04, 0.15])
def test_steps_on_the_beats_are_as_late_as_they_are(late: float) -> None:
    beats = np.arange(0, 20, 0.5)
    own = clicks(np.arange(0.5, 3.8, 0.5) + late, 4)
    found = late_on_beats(own, RATE, 4.0, beats)
    assert found is not None
    assert found.seconds == pytest.approx(late, abs=0.005)


def test_sounds_at_no_particular_time_and_silence_follow_no_beats() -> None:
    beats = np.arange(0, 20, 0.5)
    anywhere = clicks(np.array([0.1, 0.71, 1.33, 1.95, 2.52, 2.9, 3.38]), 4)
    assert late_on_beats(anywhere, RATE, 0, beats) is None
    silence = np.zeros(4 * RATE, np.float32)
    assert late_on_beats(silence, RATE, 0, beats) is None
    assert late_in_song(silence, np.zeros(8 * RATE, np.float32), RATE) is None
    assert late_on_beats(anywhere, RATE, 0, np.zeros(0)) is None


def test_the_moment_of_the_strongest_change() -> None:
    times = np.arange(50) / 25
    pictures = np.zeros((50, 20, 40), np.uint8)
    # A bar that creeps, and leaps between pictures 29 and 32.
    place = np.cumsum([1 if k % 5 == 0 else 0 for k in range(50)])
    place[30:] += 8
    place[31:] += 10
    for picture, left in zip(pictures, place, strict=True):
        picture[:, left : left + 6] = 200
    moment = strongest_change_s(times, pictures)
    assert moment == pytest.approx(30.5 / 25, abs=0.021)
    assert strongest_change_s(times, np.zeros((50, 20, 40), np.uint8)) is None
    assert late_s(1.2, np.array([1.0, 1.5])) == pytest.approx(0.2)
    assert late_s(1.4, np.array([1.0, 1.5])) == pytest.approx(-0.1)
    assert late_s(1.0, np.zeros(0)) is None
    assert late_s(3.0, np.array([1.0, 1.5])) is None, "the music is over"
