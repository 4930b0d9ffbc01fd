"""The second hearing puts a song at the level that people tap, and leaves it where it is right."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import mir_eval
import numpy as np
import pytest

from backbeat.music.arrays import RATE
from backbeat.music.harmony import pitch_strengths
from backbeat.music.metre import bar_starts, hearing, levelled
from backbeat.music.metre.features import Heard, halves
from backbeat.music.network_tracker import NetworkTracker
from backbeat.music.novelty import novelty
from backbeat.music.tracker import ANY, BeatTrack
from backbeat.progress import SILENT
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


def f_measure(song: SteadySong, times: np.ndarray) -> float:
    return float(mir_eval.beat.f_measure(song.beats, times))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_right_stays(seed: int) -> None:
    song, track, known = heard(seed)
    assert f_measure(song, levelled(replace(track, times=song.beats), known).times) > 0.97


@pytest.mark.parametrize("seed", SEEDS)
def test_off_beats_are_put_on_the_beats(seed: int) -> None:
    song, track, known = heard(seed)
    off = (song.beats[1:] + song.beats[:-1]) / 2
    assert f_measure(song, off) < 0.1
    assert f_measure(song, levelled(replace(track, times=off), known).times) > 0.9


@pytest.mark.parametrize("seed", SEEDS)
def test_beats_at_twice_the_tempo_are_halved(seed: int) -> None:
    song, track, known = heard(seed)
    double = halves(song.beats)
    assert f_measure(song, levelled(replace(track, times=double), known).times) > 0.9


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
    few = replace(track, times=track.times[:3])
    assert levelled(few, known) is few
    assert bar_starts(track.times[:3], known) is None
