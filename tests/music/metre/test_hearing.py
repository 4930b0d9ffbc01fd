"""The second hearing tells downbeats from other beats."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from backbeat.music.arrays import RATE
from backbeat.music.harmony import pitch_strengths
from backbeat.music.metre import bar_starts, hearing
from backbeat.music.metre.features import Heard, halves
from backbeat.music.network_tracker import NetworkTracker
from backbeat.music.novelty import novelty
from backbeat.music.tracker import ANY, BeatTrack
from backbeat.progress import SILENT
from tests.music import synth
from tests.music.steady_songs import SteadySong, steady_song

SEEDS = (0, 1, 2, 3)
"""Songs in four, three, four and two that hold no trap."""


@lru_cache(maxsize=len(SEEDS))
def heard(seed: int) -> tuple[SteadySong, BeatTrack, Heard]:
    song = steady_song(seed)
    track = NetworkTracker().track(song.mono, RATE, ANY, SILENT)
    assert track.activations is not None
    pitches = pitch_strengths(song.mono, RATE, SILENT)
    return song, track, Heard(track.activations, pitches, novelty(song.mono, RATE, SILENT))


@pytest.mark.parametrize("seed", SEEDS)
def test_downbeats_have_more_than_other_beats(seed: int) -> None:
    song, _, known = heard(seed)
    log_odds = bar_starts(song.beats, known)
    assert log_odds is not None
    down = np.isin(song.beats, song.downbeats)
    assert np.median(log_odds[down]) > np.median(log_odds[~down]) + 2


def test_a_long_song_is_heard_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    song, _, known = heard(0)
    pulses = halves(song.beats)
    whole = hearing.hear(known, pulses)
    monkeypatch.setattr(hearing, "_CORE", 16)
    parts = hearing.hear(known, pulses)
    assert parts.shape == whole.shape == (len(pulses), 2)
    assert np.corrcoef(parts[:, 0], whole[:, 0])[0, 1] > 0.98


def test_of_few_beats_nothing_is_said() -> None:
    _, track, known = heard(0)
    assert bar_starts(track.times[:3], known) is None


def test_of_bare_clicks_nothing_is_said() -> None:
    clicks = synth.place([synth.click()], np.arange(0.5, 20, 0.5), 21)
    track = NetworkTracker().track(clicks, RATE, ANY, SILENT)
    assert track.activations is not None and len(track.times) > 30
    known = Heard(
        track.activations, pitch_strengths(clicks, RATE, SILENT), novelty(clicks, RATE, SILENT)
    )
    assert bar_starts(track.times, known) is None
