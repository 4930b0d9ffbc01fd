"""Analyses of edited songs, against the songs they come from and against fresh analyses."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.music.blocks import analyze_blocks
from backbeat.music.energy import measure
from backbeat.music.fitting import (
    SongEdit,
    as_heard,
    best_window,
    fit,
    render,
    song_time,
    whole,
)
from backbeat.v1.music_pb2 import MusicAnalysis
from tests.music.fitting import songs
from tests.music.fitting.songs import RATE, Song

FORMS = ("pop", "club", "layers", "rock")


def edited(song: Song, length_s: float, window: bool) -> SongEdit:
    if window:
        return best_window(song.analysis, length_s)
    return fit(song.samples, RATE, song.analysis, length_s)


def test_a_song_used_whole_is_heard_as_it_is() -> None:
    analysis = MusicAnalysis()
    analysis.CopyFrom(songs.piece("club").analysis)
    heard = as_heard(analysis, whole(analysis.duration_s))
    for field in ("beats", "onsets", "accents", "drops", "builds"):
        assert list(getattr(heard, field)) == list(getattr(analysis, field)), field
    assert heard.energy == analysis.energy
    assert [one.label for one in heard.sections] == [one.label for one in analysis.sections]
    assert [one.start_s for one in heard.phrases] == [one.start_s for one in analysis.phrases]
    assert heard.duration_s == analysis.duration_s


@settings(max_examples=40)
@given(st.sampled_from(FORMS), st.floats(8, 150), st.booleans())
def test_it_is_an_analysis_like_any_other(form: str, length_s: float, window: bool) -> None:
    song = songs.piece(form)
    edit = edited(song, length_s, window)
    heard = as_heard(song.analysis, edit)
    end_s = float(edit.length_s)
    assert heard.duration_s == end_s
    for tiles in (heard.sections, heard.energy.spans):
        assert tiles[0].start_s == 0
        assert tiles[-1].end_s == pytest.approx(end_s)
        assert all(a.end_s == b.start_s for a, b in pairwise(tiles))
        assert all(one.end_s - one.start_s > 0.1 for one in tiles)
    beats = heard.beats
    steps = np.diff([beat.time_s for beat in beats])
    beat_s = 60 / song.analysis.tempo_bpm
    assert np.all(np.abs(steps - beat_s) < 0.02)
    assert beats[0].time_s >= 0 and beats[-1].time_s < end_s
    for before, after in pairwise(beats):
        assert after.bar == before.bar + (after.beat == 1)
        assert after.beat == before.beat % song.analysis.beats_per_bar + 1
    downbeats = [beat.time_s for beat in beats if beat.beat == 1]
    for phrase in heard.phrases:
        assert phrase.start_s in downbeats
        assert phrase.bars >= 1
    assert [phrase.start_s for phrase in heard.phrases] == sorted(
        {phrase.start_s for phrase in heard.phrases}
    )
    for start in [one.start_s for one in heard.sections][1:]:
        assert min(abs(start - time) for time in downbeats) < 1e-6
    assert len(heard.energy.lufs) == int(np.ceil(end_s * 10 - 1e-6))
    for drop in heard.drops:
        assert drop.time_s in downbeats


@pytest.mark.parametrize("form", FORMS)
def test_its_loudness_is_what_is_measured_afresh(form: str) -> None:
    song = songs.piece(form)
    edit = edited(song, 0.7 * song.analysis.duration_s, window=False)
    told = np.array(as_heard(song.analysis, edit).energy.momentary_lufs)
    fresh = np.array(measure(analyze_blocks(render(song.samples, RATE, edit), RATE)).momentary_lufs)
    count = min(len(told), len(fresh))
    apart = np.abs(told[:count] - fresh[:count])
    assert np.median(apart) < 1.0
    assert np.percentile(apart, 90) < 4.0


def test_every_beat_is_the_songs_there() -> None:
    song = songs.piece("pop")
    edit = edited(song, 1.6 * song.analysis.duration_s, window=False)
    assert edit.joins
    known = np.array([beat.time_s for beat in song.analysis.beats])
    for beat in as_heard(song.analysis, edit).beats:
        source_s = float(song_time(edit, Fraction(beat.time_s)))
        assert np.abs(known - source_s).min() < 0.016


def test_bars_count_on_where_the_song_repeats() -> None:
    song = songs.loop()
    edit = fit(song.samples, RATE, song.analysis, 56.0)
    bars = [beat.bar for beat in as_heard(song.analysis, edit).beats if beat.beat == 1]
    assert bars == list(range(1, len(bars) + 1))


def test_a_drop_whose_approach_is_cut_off_is_none() -> None:
    song = songs.piece("club")
    drop = song.analysis.drops[0]
    from backbeat.music.fitting import Stretch

    start, end = Fraction(drop.time_s), Fraction(drop.time_s) + 10
    edit = SongEdit(
        (Stretch(Fraction(0), start, end),), (), end - start, Fraction(0), Fraction(0), ()
    )
    assert not as_heard(song.analysis, edit).drops
    before = start - Fraction(8)
    edit = SongEdit(
        (Stretch(Fraction(0), before, end),), (), end - before, Fraction(0), Fraction(0), ()
    )
    assert as_heard(song.analysis, edit).drops[0].time_s == pytest.approx(8)
