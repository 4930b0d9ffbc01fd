"""Every second beat goes where both hearings say that it is none."""

from __future__ import annotations

import numpy as np
import pytest

from backbeat.music.arrays import RATE
from backbeat.music.harmony import pitch_strengths
from backbeat.music.metre import levelled
from backbeat.music.metre.features import Heard
from backbeat.music.metre.halving import are_none, weaker_half
from backbeat.music.network_tracker import NetworkTracker
from backbeat.music.novelty import novelty
from backbeat.music.regrid import doubled
from backbeat.music.tracker import ANY, BeatTrack
from backbeat.progress import SILENT
from tests.music.steady_songs import steady_song


def track(bpm: float, strong: float, weak: float, count: int = 40) -> BeatTrack:
    """Beats of which the first, third and so on are strong."""
    confidence = np.where(np.arange(count) % 2 == 0, strong, weak)
    return BeatTrack(np.arange(count) * 60 / bpm, confidence)


def test_the_weaker_beats_of_a_fast_track_are_told() -> None:
    assert weaker_half(track(150, 0.9, 0.3)) == 1
    assert weaker_half(track(150, 0.3, 0.9)) == 0


@pytest.mark.parametrize(
    "one", [track(150, 0.9, 0.8), track(90, 0.9, 0.3), track(150, 0.9, 0.3, count=10)]
)
def test_about_equal_slow_or_few_beats_stay(one: BeatTrack) -> None:
    assert weaker_half(one) is None


def test_an_even_answer_is_no_denial() -> None:
    assert are_none(np.full(8, -3.0))
    assert not are_none(np.zeros(8))


def test_only_what_both_hear_is_taken_out() -> None:
    song = steady_song(0)
    found = NetworkTracker().track(song.mono, RATE, ANY, SILENT)
    assert found.activations is not None
    pitches = pitch_strengths(song.mono, RATE, SILENT)
    heard = Heard(found.activations, pitches, novelty(song.mono, RATE, SILENT))
    assert levelled(found, heard) is found
    assert np.array_equal(levelled(doubled(found), heard).times, found.times)
