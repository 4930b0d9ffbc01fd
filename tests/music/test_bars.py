from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat import music
from backbeat.music.bars import Bars, count_bars, counted_from, shifted
from backbeat.v1.music_pb2 import BeatOptions
from tests.music import synth


@pytest.mark.parametrize("bpm", [75, 90, 107.3, 120, 150, 180])
@pytest.mark.parametrize("metre", [3, 4])
def test_bars_start_on_the_kick_and_the_chord(bpm: float, metre: int) -> None:
    mono, beats = synth.song(bpm, 24, metre)
    analysis = music.analyze(mono[:, np.newaxis], synth.RATE)
    assert analysis.beats_per_bar == metre
    # What rings on after the last drum may hold another beat.
    heard = analysis.beats[: len(beats)]
    found = [beat.time_s for beat in heard if beat.beat == 1]
    assert found == pytest.approx(beats[::metre].tolist(), abs=0.02)
    names = [(beat.bar, beat.beat) for beat in heard]
    assert names == [(i // metre + 1, i % metre + 1) for i in range(len(beats))]


@pytest.mark.parametrize("pickup", [1, 2, 3])
def test_a_pickup_counts_up_to_the_first_bar(pickup: int) -> None:
    mono, beats = synth.song(110, 20)
    cut = round((beats[4 - pickup] - 0.2) * synth.RATE)
    analysis = music.analyze(mono[cut:, np.newaxis], synth.RATE)
    names = [(beat.bar, beat.beat) for beat in analysis.beats[: pickup + 2]]
    assert names == [(0, 5 - pickup + i) for i in range(pickup)] + [(1, 1), (1, 2)]


@pytest.mark.parametrize("metre", [2, 5, 6, 7])
def test_a_metre_that_is_given_is_kept(metre: int) -> None:
    mono, beats = synth.song(120, 24, metre)
    options = BeatOptions(beats_per_bar=metre)
    analysis = music.analyze(mono[:, np.newaxis], synth.RATE, options)
    assert analysis.beats_per_bar == metre
    found = [beat.time_s for beat in analysis.beats[: len(beats)] if beat.beat == 1]
    assert found == pytest.approx(beats[::metre].tolist(), abs=0.02)


@given(metre=st.integers(2, 7), phase=st.integers(0, 6), bars=st.integers(8, 30))
def test_the_metre_follows_the_evidence(metre: int, phase: int, bars: int) -> None:
    phase %= metre
    evidence = np.full(metre * bars, -5.0)
    evidence[phase::metre] = 5
    for given_metre in (0, metre):
        found = count_bars(evidence, given_metre)
        assert found.beats_per_bar == metre
        assert np.flatnonzero(found.beat == 1).tolist() == list(range(phase, len(evidence), metre))


def is_counted(bars: Bars) -> bool:
    """Whether beats count on within bars, and bars one by one."""
    names = list(zip(bars.bar.tolist(), bars.beat.tolist(), strict=True))
    return all(
        following in ((bar, beat + 1), (bar + 1, 1)) for (bar, beat), following in pairwise(names)
    )


@given(
    evidence=st.lists(st.floats(-6, 6), max_size=60), metre=st.sampled_from([0, 2, 3, 4, 5, 6, 7])
)
def test_beats_are_counted_without_a_gap(evidence: list[float], metre: int) -> None:
    found = count_bars(np.array(evidence), metre)
    assert len(found.bar) == len(found.beat) == len(evidence)
    assert is_counted(found)


@given(count=st.integers(1, 60), metre=st.integers(2, 7), known=st.integers(-20, 80))
def test_all_bars_are_counted_from_a_downbeat_that_is_known(
    count: int, metre: int, known: int
) -> None:
    found = counted_from(known, count, metre)
    assert is_counted(found)
    starts = [index for index in range(count) if (index - known) % metre == 0]
    assert np.flatnonzero(found.beat == 1).tolist() == starts
    assert found.bar[0] == (1 if found.beat[0] == 1 else 0)


@given(
    count=st.integers(1, 40),
    metre=st.integers(2, 7),
    known=st.integers(0, 6),
    beats=st.integers(-70, 70),
)
def test_shifted_bars_start_so_many_beats_later(
    count: int, metre: int, known: int, beats: int
) -> None:
    found = shifted(counted_from(known, count, metre), beats)
    assert np.array_equal(found.beat, counted_from(known + beats, count, metre).beat)
    assert np.array_equal(found.bar, counted_from(known + beats, count, metre).bar)


@given(evidence=st.lists(st.floats(-6, 6), min_size=1, max_size=60), beats=st.integers(-9, 9))
def test_shifted_bars_of_changing_length_are_still_counted(
    evidence: list[float], beats: int
) -> None:
    bars = count_bars(np.array(evidence))
    found = shifted(bars, beats)
    assert is_counted(found)
    before = set((np.flatnonzero(bars.beat == 1) + beats).tolist())
    assert before & set(range(len(evidence))) <= set(np.flatnonzero(found.beat == 1).tolist())


def test_a_metre_that_changes_is_followed() -> None:
    evidence = np.full(8 * 4 + 8 * 3, -4.0)
    evidence[: 8 * 4 : 4] = 4
    evidence[8 * 4 :: 3] = 4
    assert np.array_equal(count_bars(evidence).beat == 1, evidence > 0)


def test_no_beats_make_no_bars() -> None:
    assert count_bars(np.zeros(0)).beats_per_bar == 4
    assert count_bars(np.zeros(0), 3).beats_per_bar == 3
