from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat import music
from backbeat.errors import RequestError
from backbeat.music.evidence import Evidence
from backbeat.music.regrid import constant, doubled, halved, moved_by_half
from backbeat.music.tracker import BeatTrack
from backbeat.v1.music_pb2 import TEMPO_SCALE_DOUBLE, TEMPO_SCALE_HALF, BeatOptions
from tests.music import synth


def track(times: np.ndarray) -> BeatTrack:
    return BeatTrack(times, np.full(len(times), 0.9), np.full(len(times), 0.2))


@given(
    bpm=st.floats(60, 190), seconds=st.sampled_from([20.0, 180.0, 3600.0]), seed=st.integers(0, 99)
)
def test_a_wavering_grid_becomes_exact(bpm: float, seconds: float, seed: int) -> None:
    true = np.arange(0.3, seconds, 60 / bpm)
    noise = np.random.default_rng(seed).normal(0, 0.006, len(true))
    found = constant(track(np.sort(true + noise))).times
    assert np.diff(found) == pytest.approx(np.diff(found).mean(), abs=1e-6)
    assert len(found) == len(true)
    assert np.abs(found - true).max() < 0.012


def test_a_grid_passes_through_the_beat_that_is_known() -> None:
    times = np.arange(0.5, 60, 0.5)
    found = constant(track(times), 0.5, beat_s=10.02).times
    assert np.abs(found - 10.02).min() < 1e-9
    assert len(found) == pytest.approx(len(times), abs=1)


@pytest.mark.parametrize("turn", [0.3, 0.45, 0.6])
def test_a_grid_is_not_drawn_off_by_beats_that_jump(turn: float) -> None:
    true = np.arange(0.4, 200, 60 / 140)
    place = round(turn * len(true))
    heard = true + np.random.default_rng(1).normal(0, 0.005, len(true))
    heard[place:] += 30 / 140
    found = constant(track(heard)).times
    assert 60 / np.diff(found).mean() == pytest.approx(140, abs=0.01)
    on_side = true if turn >= 0.5 else true + 30 / 140
    here = slice(3, place - 3) if turn >= 0.5 else slice(place + 3, -3)
    away = np.abs(found[:, None] - on_side[here]).min(axis=0)
    assert away.max() < 0.01


def test_a_grid_takes_what_no_beat_was_made_of_into_account() -> None:
    true = np.arange(0.4, 60, 0.5)
    evidence = Evidence(true, np.full(len(true), 0.9))
    few = true[:20]
    heard = BeatTrack(np.append(few, 59.9), np.full(21, 0.9), None, evidence=evidence)
    assert constant(heard).times == pytest.approx(true, abs=0.01)


def test_half_the_beats_are_those_the_user_knows() -> None:
    times = np.arange(0.5, 30, 0.5)
    loud = BeatTrack(times, np.where(np.arange(len(times)) % 2, 0.2, 0.9))
    assert halved(loud).times[0] == 0.5
    assert halved(loud, [12.03]).times[0] == 1.0
    assert halved(loud, [12.48, 1.0]).times[0] == 0.5


def test_the_off_beats_are_as_loud_as_they_are_heard() -> None:
    times = np.arange(0.5, 10, 0.5)
    evidence = Evidence(np.array([0.75, 1.75]), np.array([0.9, 0.8]))
    moved = moved_by_half(BeatTrack(times, np.full(len(times), 0.4), None, evidence=evidence))
    assert moved.times == pytest.approx(times + 0.25)
    assert moved.confidence[:3] == pytest.approx([0.9, 0.2, 0.8])
    assert moved_by_half(track(times[:1])).times.tolist() == [0.5]


def test_half_and_double() -> None:
    times = np.arange(0.5, 30, 0.5)
    assert np.diff(halved(track(times)).times) == pytest.approx(1.0)
    twice = doubled(track(times))
    assert np.diff(twice.times) == pytest.approx(0.25)
    assert twice.confidence[1] < twice.confidence[0]
    assert len(doubled(track(times[:1])).times) == 1


@pytest.mark.parametrize(
    ("options", "bpm"),
    [
        (BeatOptions(tempo_scale=TEMPO_SCALE_HALF), 60),
        (BeatOptions(tempo_scale=TEMPO_SCALE_DOUBLE), 240),
        (BeatOptions(fixed_grid=True), 120),
        (BeatOptions(fixed_grid=True, tempo_bpm=120), 120),
        (BeatOptions(max_tempo_bpm=80), 60),
    ],
)
def test_what_the_user_wants_is_done(options: BeatOptions, bpm: float) -> None:
    mono, _ = synth.song(120, 20)
    analysis = music.analyze(mono[:, np.newaxis], synth.RATE, options)
    assert analysis.tempo_bpm == pytest.approx(bpm, rel=0.01)
    if options.fixed_grid:
        gaps = np.diff([beat.time_s for beat in analysis.beats])
        assert gaps == pytest.approx(gaps.mean(), abs=1e-6)


@pytest.mark.parametrize("first", [1.0, 1.5, 2.0])
def test_bars_start_where_the_user_says(first: float) -> None:
    mono, _ = synth.song(120, 20)
    options = BeatOptions(first_downbeat_s=first, beats_per_bar=4)
    analysis = music.analyze(mono[:, np.newaxis], synth.RATE, options)
    downbeats = [beat.time_s for beat in analysis.beats if beat.beat == 1]
    assert min(abs(time - first) for time in downbeats) < 1e-6


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (BeatOptions(tempo_bpm=5), "no tempo"),
        (BeatOptions(tempo_bpm=float("nan")), "no tempo"),
        (BeatOptions(min_tempo_bpm=150, max_tempo_bpm=100), "Exchange"),
        (BeatOptions(tempo_bpm=100, min_tempo_bpm=90), "given twice"),
        (BeatOptions(tempo_bpm=100, tempo_scale=TEMPO_SCALE_HALF), "halved or doubled"),
        (BeatOptions(first_downbeat_s=99), "outside the recording"),
        (BeatOptions(first_downbeat_s=-1), "outside the recording"),
        (BeatOptions(shift_beats=0.3), "cannot be shifted by 0.3"),
        (BeatOptions(shift_beats=float("nan")), "cannot be shifted"),
        (BeatOptions(shift_bars=-20000), "cannot be shifted"),
        (BeatOptions(shift_beats=1, first_downbeat_s=1), "shifted away"),
        (BeatOptions(taps_s=[1, 2, 3]), "3 taps are too few"),
        (BeatOptions(taps_s=[1, 2, 3, 9]), "outside the recording"),
        (BeatOptions(taps_s=[1, 2, 3, 4], tempo_bpm=60), "given twice"),
        (BeatOptions(taps_s=[1, 2, 3, 4], tempo_scale=TEMPO_SCALE_HALF), "halved or doubled"),
        (BeatOptions(tracker="librosa", tempo_bpm=100), "support tempo constraints"),
    ],
)
def test_what_makes_no_sense_is_refused(options: BeatOptions, words: str) -> None:
    mono, _ = synth.song(120, 5)
    with pytest.raises(RequestError, match=words):
        music.analyze(mono[:, np.newaxis], synth.RATE, options)
