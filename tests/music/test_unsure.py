"""How sure beats are, of music, of noises, and of beats made up here."""

from __future__ import annotations

import numpy as np
import pytest

from backbeat.music import analyze
from backbeat.music.evidence import Evidence
from backbeat.music.tracker import BeatTrack
from backbeat.music.unsure import FoundBars, Judgement, judge
from backbeat.v1.music_pb2 import (
    TEMPO_SCALE_HALF,
    UNSURE_BARS,
    UNSURE_NO_BEAT,
    UNSURE_TEMPO,
    UNSURE_WANDERING,
    BeatOptions,
    MusicAnalysis,
    MusicEdits,
    UserBeat,
)
from tests.music import synth
from tests.music.noises import NOISES, applause

COUNT = 64


def analysed(samples: synth.Mono, **options: object) -> MusicAnalysis:
    return analyze(samples[:, np.newaxis], synth.RATE, BeatOptions(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize("bpm", [70, 90, 120, 140, 170])
def test_a_song_is_sure(bpm: float) -> None:
    found = analysed(synth.song(bpm, 20)[0])
    assert list(found.unsure) == [] and found.confidence > 0.9


@pytest.mark.parametrize("name", NOISES)
@pytest.mark.parametrize("seconds", [12, 30])
def test_noises_have_no_beat(name: str, seconds: float) -> None:
    found = analysed(NOISES[name](seconds, seed=7))
    assert list(found.unsure) == [UNSURE_NO_BEAT]
    assert found.confidence < 0.3
    assert found.warnings


@pytest.mark.parametrize("bpm", [80, 100, 120, 160])
def test_a_metronome_keeps_time(bpm: float) -> None:
    times = synth.grid(bpm, 24)
    found = analysed(synth.place([synth.click()], times, 24))
    assert UNSURE_NO_BEAT not in found.unsure
    assert not found.warnings


@pytest.mark.parametrize(
    "told",
    [
        {"tempo_bpm": 120, "first_downbeat_s": 0.5},
        {"taps_s": [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]},
        {"first_downbeat_s": 0.5},
        {"edits": MusicEdits(beats=[UserBeat(time_s=1.0)])},
    ],
    ids=["tempo and downbeat", "taps", "downbeat", "a beat"],
)
def test_what_the_user_says_is_not_doubted(told: dict[str, object]) -> None:
    assert UNSURE_NO_BEAT not in analysed(applause(12), **told).unsure


def test_beats_that_the_user_laid_out_are_right() -> None:
    assert analysed(applause(12), tempo_bpm=120, first_downbeat_s=0.5).confidence == 1


def test_limits_of_the_tempo_make_no_beat() -> None:
    found = analysed(applause(12), min_tempo_bpm=100, max_tempo_bpm=140)
    assert list(found.unsure) == [UNSURE_NO_BEAT]


def track(
    strength: float = 0.8,
    weaker: float = 0.8,
    between: float = 0.0,
    stretch: float = 0.0,
    step_s: float = 0.5,
) -> BeatTrack:
    """Beats at 120 a minute; every second one is `weaker`, and the last half is slower."""
    steps = np.where(np.arange(COUNT) < COUNT // 2, step_s, step_s * np.exp(stretch))
    times = np.cumsum(steps)
    confidence = np.where(np.arange(COUNT) % 2, weaker, strength)
    midway = (times[1:] + times[:-1]) / 2
    moments = np.concatenate([times, midway])
    weights = np.concatenate([confidence, np.full(COUNT - 1, between)])
    order = np.argsort(moments)
    evidence = Evidence(moments[order], weights[order])
    return BeatTrack(times, confidence, np.full(COUNT, 0.5), evidence=evidence)


def bars(more: float = 6.0) -> FoundBars:
    """Bars of four whose downbeats have so much more than the other beats."""
    beat = np.arange(COUNT) % 4 + 1
    return FoundBars(np.where(beat == 1, more, 0.0), beat)


def judged(beats: BeatTrack, found: FoundBars | None = None, **options: object) -> Judgement:
    return judge(beats, found or bars(), BeatOptions(**options))  # type: ignore[arg-type]


def test_clear_even_beats_are_sure() -> None:
    found = judged(track())
    assert found.unsure == () and found.confidence == pytest.approx(0.99)


def test_every_second_beat_weak_may_be_half_the_tempo() -> None:
    weak = track(weaker=0.5)
    assert judged(weak).unsure == (UNSURE_TEMPO,)
    assert judged(weak, tempo_scale=TEMPO_SCALE_HALF).unsure == ()
    assert judged(weak, tempo_bpm=120).unsure == ()


def test_as_much_between_beats_may_be_another_tempo() -> None:
    found = judged(track(between=0.5))
    assert found.unsure == (UNSURE_TEMPO,)
    assert found.confidence is not None and found.confidence < judged(track()).confidence  # type: ignore[operator]


def test_a_tempo_that_wanders_is_said() -> None:
    assert judged(track(stretch=0.3)).unsure == (UNSURE_WANDERING,)
    assert judged(track(stretch=0.05)).unsure == ()
    assert judged(track(stretch=0.3), fixed_grid=True).unsure == ()


def test_bars_that_another_beat_may_start_are_said() -> None:
    assert judged(track(), bars(1.0)).unsure == (UNSURE_BARS,)
    assert judged(track(), bars(1.0), first_downbeat_s=0.5).unsure == ()
    assert judged(track(), bars(1.0), shift_beats=1).unsure == ()


def test_weak_uneven_beats_are_none_and_weak_even_ones_a_metronome() -> None:
    even = track(0.2, 0.2)
    assert UNSURE_NO_BEAT not in judged(even).unsure
    late = np.random.default_rng(0).normal(0, 0.05, COUNT)
    uneven = BeatTrack(
        even.times + late, even.confidence, even.downbeat_strength, "", even.evidence
    )
    assert judged(uneven).unsure == (UNSURE_NO_BEAT,)


def test_a_tracker_that_tells_no_evidence_gets_no_confidence() -> None:
    even = track(weaker=0.5)
    bare = BeatTrack(even.times, even.confidence)
    assert judged(bare) == Judgement(None, ())


def test_no_beats_at_all() -> None:
    nothing = BeatTrack(np.zeros(0), np.zeros(0))
    found = judge(nothing, FoundBars(np.zeros(0), np.zeros(0, np.intp)), BeatOptions())
    assert found == Judgement(0.0, (UNSURE_NO_BEAT,))
