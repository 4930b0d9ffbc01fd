"""What the user says of tempo, beats and bars holds for all that follows."""

from __future__ import annotations

from functools import lru_cache

import mir_eval
import numpy as np
import pytest

from backbeat import music
from backbeat.errors import InputError
from backbeat.v1.music_pb2 import (
    TEMPO_SCALE_DOUBLE,
    TEMPO_SCALE_HALF,
    BeatOptions,
    MusicAnalysis,
    MusicEdits,
    UserBeat,
)
from tests.music import synth
from tests.music.steady_songs import steady_song

SONGS = 60
EVERY = 6
"""Of the songs that are heard in any case."""


def hear(mono: np.ndarray, **options: object) -> MusicAnalysis:
    return music.analyze(mono[:, np.newaxis], synth.RATE, BeatOptions(**options))  # type: ignore[arg-type]


def times(analysis: MusicAnalysis) -> np.ndarray:
    return np.array([beat.time_s for beat in analysis.beats])


def downbeats(analysis: MusicAnalysis) -> np.ndarray:
    return np.array([beat.time_s for beat in analysis.beats if beat.beat == 1])


@lru_cache(maxsize=1)
def plain() -> tuple[np.ndarray, np.ndarray]:
    return synth.song(112, 25)


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(seed, marks=[] if seed % (EVERY + 1) == 0 else pytest.mark.whole)
        for seed in range(SONGS)
    ],
)
def test_a_tempo_and_one_downbeat_are_enough_for_steady_music(seed: int) -> None:
    song = steady_song(seed)
    known = float(np.random.default_rng(seed).choice(song.downbeats))
    # 6/8 in two and 4/4 sound alike, so there the user says how many beats are counted.
    beats_per_bar = 2 if song.metre == 2 else 0
    found = hear(
        song.mono,
        tempo_bpm=round(song.bpm, 1),
        first_downbeat_s=known,
        beats_per_bar=beats_per_bar,
    )
    # What rings on after the last drum may hold another beat.
    ends = song.beats[-1] + 0.1
    for true, heard in ((song.beats, times(found)), (song.downbeats, downbeats(found))):
        assert mir_eval.beat.f_measure(true, heard[heard <= ends], 0.03) >= 0.99, song.trap


@pytest.mark.parametrize("offset", [0, 1, 2, 3])
@pytest.mark.parametrize("place", [0, 17, 40])
def test_a_downbeat_holds_in_all_bars(offset: int, place: int) -> None:
    mono, beats = plain()
    known = beats[min(place + offset, len(beats) - 1)]
    found = hear(mono, first_downbeat_s=known)
    counted = [round((time - known) * 112 / 60) % 4 for time in downbeats(found)]
    assert set(counted) == {0}
    assert len(counted) >= 11


def test_a_downbeat_between_the_beats_moves_them_all() -> None:
    mono, beats = plain()
    known = beats[10] + 30 / 112
    found = times(hear(mono, first_downbeat_s=known))
    turns = (found - known) * 112 / 60
    assert np.abs(turns - np.round(turns)).max() < 0.06
    assert len(found) >= 44


def test_another_downbeat_of_the_user_counts_anew_from_there() -> None:
    mono, beats = plain()
    edits = MusicEdits(beats=[UserBeat(time_s=beats[21], downbeat=True)])
    found = downbeats(hear(mono, first_downbeat_s=beats[1], edits=edits))
    places = [int(np.abs(beats - time).argmin()) for time in found if time <= beats[-1] + 0.1]
    assert places == [*range(1, 21, 4), *range(21, len(beats), 4)]


def test_a_downbeat_holds_across_a_stretch_without_beats() -> None:
    mono, beats = plain()
    cut = mono.copy()
    cut[round(beats[14] * synth.RATE) - 400 : round(beats[27] * synth.RATE) - 400] = 0
    found = hear(cut, first_downbeat_s=beats[2])
    assert np.diff(times(found)).max() < 0.6
    after = [time for time in downbeats(found) if beats[28] < time <= beats[-1] + 0.1]
    assert [int(np.abs(beats - time).argmin()) % 4 for time in after] == [2] * len(after)
    assert after


@pytest.mark.parametrize("place", [6, 7])
def test_half_the_tempo_keeps_the_beat_that_is_known(place: int) -> None:
    mono, beats = plain()
    expected = beats[place % 2 :: 2]
    for options in (
        {"first_downbeat_s": float(beats[place])},
        {"edits": MusicEdits(beats=[UserBeat(time_s=float(beats[place]), moves=True)])},
    ):
        found = times(hear(mono, tempo_scale=TEMPO_SCALE_HALF, **options))
        assert found[: len(expected)] == pytest.approx(expected, abs=0.03)
    twice = times(hear(mono, tempo_scale=TEMPO_SCALE_DOUBLE, first_downbeat_s=float(beats[7])))
    assert np.abs(twice - beats[7]).min() < 1e-6
    assert np.diff(twice) == pytest.approx(30 / 112, abs=0.03)


@pytest.mark.parametrize("bpm", [40, 72, 90, 130, 150, 210, 300])
def test_a_tempo_far_from_what_is_heard_still_has_beats(bpm: float) -> None:
    mono, _ = plain()
    found = hear(mono, tempo_bpm=bpm)
    assert found.tempo_bpm == pytest.approx(bpm, rel=0.03)
    assert len(found.beats) > 0.75 * 25 * bpm / 60
    assert found.warnings


@pytest.mark.parametrize("kind", ["noise", "tone", "silence"])
def test_a_tempo_that_nothing_speaks_for_is_said_or_laid_out(kind: str) -> None:
    count = 10 * synth.RATE
    mono = {
        "noise": 0.1 * np.random.default_rng(0).standard_normal(count),
        "tone": 0.1 * np.sin(np.arange(count) * 0.1),
        "silence": np.zeros(count),
    }[kind].astype(np.float32)
    with pytest.raises(InputError, match="beats at 120 bpm could lie on"):
        hear(mono, tempo_bpm=120)
    found = times(hear(mono, tempo_bpm=120, first_downbeat_s=1.0))
    assert found == pytest.approx(np.arange(len(found)) * 0.5, abs=1e-6)
    assert len(found) >= 20


def test_taps_lead_to_the_beats_of_the_music() -> None:
    mono, beats = plain()
    random = np.random.default_rng(3)
    tapped = np.delete(beats[6:30], [4, 11, 12]) + 0.04
    tapped += random.normal(0, 0.015, len(tapped))
    found = hear(mono, taps_s=tapped.tolist())
    heard = times(found)
    assert heard[: len(beats)] == pytest.approx(beats, abs=0.012)
    assert "21 taps" in found.corrections[0]
    off_beats = beats + 30 / 112
    moved = times(hear(mono, taps_s=(off_beats[4:20] + 0.02).tolist()))
    away = np.abs(moved[:, None] - off_beats).min(axis=1)
    assert np.median(away) < 0.05


def test_shifted_beats_lie_between_and_bars_start_later() -> None:
    mono, beats = plain()
    half = times(hear(mono, shift_beats=0.5))
    assert half[: len(beats) - 1] == pytest.approx((beats[:-1] + beats[1:]) / 2, abs=0.02)
    late = hear(mono, shift_beats=1)
    assert [beat.beat for beat in late.beats[:6]] == [4, 1, 2, 3, 4, 1]
    assert [beat.bar for beat in late.beats[:6]] == [0, 1, 1, 1, 1, 2]


@pytest.mark.parametrize("bars", [2, -3])
def test_shifted_bars_change_numbers_and_nothing_else(bars: int) -> None:
    mono, _ = plain()
    usual, other = hear(mono), hear(mono, shift_bars=bars)
    assert [beat.bar for beat in other.beats[:9]] == [1 - bars] * 4 + [2 - bars] * 4 + [3 - bars]
    for named in (other.beats, other.sections, other.phrases, other.drops):
        for one in named:
            one.bar += bars
    del other.corrections[:]
    assert other == usual


def test_each_correction_says_what_it_hit() -> None:
    mono, beats = plain()
    edits = MusicEdits(
        beats=[
            UserBeat(time_s=beats[5] + 0.1, moves=True),
            UserBeat(time_s=beats[9] - 0.1, downbeat=True, moves=True),
        ],
        removed_beats_s=[beats[20] + 0.02, beats[30] + 0.2],
    )
    found = hear(mono, edits=edits, shift_bars=-1)
    text = "\n".join(found.corrections)
    assert "The bar at 0.4" in text
    assert "is bar 2, which was counted as bar 1." in text
    assert f"moved to {beats[5] + 0.1:.3f} s." in text
    assert f"moved to {beats[9] - 0.1:.3f} s, and starts a bar." in text
    assert text.count("was removed") == 1
    assert sum("No beat was removed" in warning for warning in found.warnings) == 1
    named = hear(mono, tempo_bpm=112, first_downbeat_s=beats[5])
    assert len(named.corrections) == 2
    assert "heard as beat 2 of a bar" in named.corrections[1]
    assert not hear(mono).corrections


def test_a_beat_that_hits_nothing_is_said() -> None:
    mono, beats = plain()
    edits = MusicEdits(
        beats=[UserBeat(time_s=beats[5] + away, moves=True) for away in (0.01, 0.06)]
    )
    found = hear(mono, edits=edits)
    assert sum("No beat moved to" in warning for warning in found.warnings) == 1
    assert max(beat.beat for beat in found.beats) == 4
