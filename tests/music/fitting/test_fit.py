"""Songs shortened and lengthened, and what is heard at the joins."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.errors import CancelledError, InputError, RequestError
from backbeat.music.arrays import Float32s, Float64s
from backbeat.music.fitting import SongEdit, fit, messages, render
from backbeat.progress import Progress
from backbeat.v1.music_pb2 import MusicAnalysis
from tests.music.fitting import songs
from tests.music.fitting.songs import RATE, Song

FORMS = ("pop", "club", "layers", "drumless", "rock")


def fitted(song: Song, length_s: float) -> SongEdit:
    return fit(song.samples, RATE, song.analysis, length_s)


def assert_whole(song: Song, edit: SongEdit) -> None:
    """Stretches follow each other, lie in the song with their fades, and keep both its ends."""
    assert edit.stretches[0].start_s == edit.stretches[0].source_start_s == 0
    assert edit.length_s == sum(stretch.length_s for stretch in edit.stretches)
    assert len(edit.joins) == len(edit.stretches) - 1
    end = Fraction(len(song.samples), RATE)
    trimmed = end - edit.stretches[-1].source_end_s
    # Less than a sample is rounding.
    assert abs(trimmed) < Fraction(1, RATE) or (trimmed > 0 and edit.fade_out_s > 0)
    for (before, after), join in zip(pairwise(edit.stretches), edit.joins, strict=True):
        assert after.start_s == before.end_s
        assert before.length_s > 0
        assert after.source_start_s - after.crossfade_s / 2 >= 0
        assert before.source_end_s + after.crossfade_s / 2 <= end
        # The crossfade is over when the downbeat comes.
        assert after.start_s + after.crossfade_s / 2 <= join.time_s
        assert join.time_s - after.start_s < Fraction(1, 4)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("times", [0.2, 0.5, 0.7, 1.5, 3.0])
def test_a_song_lasts_as_long_as_asked_within_half_a_bar(form: str, times: float) -> None:
    song = songs.piece(form)
    length_s = times * song.analysis.duration_s
    edit = fitted(song, length_s)
    assert_whole(song, edit)
    assert abs(float(edit.length_s) - length_s) <= song.bar_s / 2 + 0.05
    assert 1 <= len(edit.joins) <= 2 + times * 3
    assert not any("long, not" in warning for warning in edit.warnings)


@settings(max_examples=40)
@given(st.floats(8, 120), st.sampled_from(["loop", "pop"]))
def test_every_length_is_met_or_said_to_be_missed(length_s: float, which: str) -> None:
    song = songs.loop() if which == "loop" else songs.piece(which)
    edit = fitted(song, length_s)
    assert_whole(song, edit)
    missed = abs(float(edit.length_s) - length_s) > song.bar_s / 2 + 0.1
    assert missed == any("long, not" in warning for warning in edit.warnings)


def test_chords_go_on_in_their_order() -> None:
    song = songs.loop()
    # 40 s have twenty bars of four chords; four bars are 8 s.
    for length_s in (24.0, 32.0, 56.0, 88.0):
        edit = fitted(song, length_s)
        for join in edit.joins:
            assert (join.from_bar - join.to_bar) % 4 == 0
            assert join.phrase_kept
            assert join.alike > 0.85
            assert join.harmony < 0.1
            assert abs(join.loudness_lu) < 1
        assert not edit.warnings


def kicks(samples: Float32s) -> Float64s:
    """When loud lows start, in seconds, found without any analysis of ours."""
    from scipy import signal

    low = signal.sosfilt(signal.butter(4, 200, "low", fs=RATE, output="sos"), samples[:, 0])
    level = np.sqrt(np.convolve(np.square(low), np.ones(64) / 64, mode="same"))
    loud = level > 0.35 * level.max()
    starts = np.flatnonzero(loud[1:] & ~loud[:-1]) / RATE
    return starts[np.diff(starts, prepend=-1.0) > 0.4]


def test_attacks_keep_time_over_joins_though_the_beats_told_do_not() -> None:
    song = songs.loop(jitter_s=0.007)
    edit = fitted(song, 72.0)
    assert edit.joins
    heard = kicks(render(song.samples, RATE, edit))
    usual = kicks(song.samples)
    spread = np.abs(np.diff(usual) - 1.0).max()
    assert spread < 0.02
    for join in edit.joins:
        near = heard[np.abs(heard - float(join.time_s)) < 1.6]
        steps = np.diff(near)
        assert len(steps) >= 2
        assert np.all(np.abs(steps - 1.0) < spread + 0.002), steps
    assert any(abs(join.shifted_ms) > 1 for join in edit.joins)
    assert all(join.timing_ms is None or abs(join.timing_ms) < 3 for join in edit.joins)


def test_a_song_left_as_it_is_sounds_as_it_did() -> None:
    song = songs.loop()
    edit = fitted(song, 40.1)
    assert not edit.joins
    assert np.array_equal(render(song.samples, RATE, edit), song.samples)


def test_no_join_leaves_an_edge_that_the_song_has_not() -> None:
    song = songs.piece("drumless")
    edit = fitted(song, 0.6 * song.analysis.duration_s)
    heard = render(song.samples, RATE, edit)[:, 0]
    sharpest = np.abs(np.diff(song.samples[:, 0], n=2)).max()
    for join in edit.joins:
        at = round(float(join.time_s) * RATE)
        assert np.abs(np.diff(heard[at - RATE // 4 : at], n=2)).max() <= 1.1 * sharpest


def test_a_shortened_song_keeps_its_intense_part() -> None:
    song = songs.piece("club")
    edit = fitted(song, 0.5 * song.analysis.duration_s)
    loud = np.array(song.analysis.energy.momentary_lufs)
    heard = np.concatenate(
        [loud[int(one.source_start_s * 10) : int(one.source_end_s * 10)] for one in edit.stretches]
    )
    assert np.mean(heard > np.median(loud)) > 0.45


def test_the_same_song_is_fitted_in_the_same_way() -> None:
    song = songs.piece("rock")
    assert fitted(song, 30.0) == fitted(song, 30.0)


def test_a_length_that_bars_do_not_allow_is_said_to_be_missed() -> None:
    song = songs.loop(60, 13.0)
    edit = fitted(song, 3.0)
    assert_whole(song, edit)
    assert any("not 3 s: its bars allow nothing nearer" in one for one in edit.warnings)


def test_a_rough_join_is_said_and_a_smoother_length_named() -> None:
    song = songs.loop()
    # 36 s is two bars short: whichever are left out, the order of the chords is broken.
    edit = fitted(song, 36.0)
    assert [join for join in edit.joins if join.cost > 1.2]
    assert any("likely to be heard" in one for one in edit.warnings)
    smoother = [one for one in edit.warnings if "far smoother" in one]
    assert smoother
    named_s = float(smoother[0].split()[3])
    better = fitted(song, named_s)
    assert sum(join.cost for join in better.joins) < sum(join.cost for join in edit.joins) / 2


@pytest.mark.parametrize("length_s", [0.0, -3.0, 1.0, float("nan"), float("inf"), 401.0])
def test_senseless_lengths_are_refused(length_s: float) -> None:
    with pytest.raises(RequestError, match="cannot be made"):
        fitted(songs.loop(), length_s)


def test_a_song_without_bars_is_refused() -> None:
    with pytest.raises(InputError, match="0 bars"):
        fit(np.zeros((RATE * 20, 1), np.float32), RATE, MusicAnalysis(duration_s=20), 10)


def test_a_cancel_stops_it() -> None:
    song = songs.loop()
    with pytest.raises(CancelledError):
        fit(song.samples, RATE, song.analysis, 24.0, Progress(cancelled=lambda: True))


def test_joins_are_told_as_messages() -> None:
    edit = fitted(songs.loop(), 56.0)
    told = messages(edit)
    assert [one.time_s for one in told] == [float(join.time_s) for join in edit.joins]
    for one in told:
        assert 0 < one.crossfade_s <= 0.25
        assert f"bar {one.from_bar} gives way to bar {one.to_bar}" in one.description
