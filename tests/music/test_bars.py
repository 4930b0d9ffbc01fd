from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat import music
from backbeat.music.bars import Metre, find_metre
from backbeat.v1.music_pb2 import BeatOptions
from tests.music import synth


@pytest.mark.parametrize("bpm", [75, 90, 107.3, 120, 150, 180])
@pytest.mark.parametrize("metre", [3, 4])
def test_bars_start_on_the_kick_and_the_chord(bpm: float, metre: int) -> None:
    mono, beats = synth.song(bpm, 24, metre)
    analysis = music.analyze(mono[:, np.newaxis], synth.RATE)
    assert analysis.beats_per_bar == metre
    found = [beat.time_s for beat in analysis.beats if beat.beat == 1]
    assert found == pytest.approx(beats[::metre].tolist(), abs=0.02)
    names = [(beat.bar, beat.beat) for beat in analysis.beats]
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
    found = [beat.time_s for beat in analysis.beats if beat.beat == 1]
    assert found == pytest.approx(beats[::metre].tolist(), abs=0.02)


@given(metre=st.integers(2, 7), phase=st.integers(0, 6), bars=st.integers(3, 30))
def test_the_metre_follows_the_evidence(metre: int, phase: int, bars: int) -> None:
    phase %= metre
    evidence = np.zeros(metre * bars)
    evidence[phase::metre] = 1
    assert find_metre(evidence, metre) == Metre(metre, phase)
    if metre in (3, 4):
        assert find_metre(evidence) == Metre(metre, phase)


@given(metre=st.integers(2, 7), phase=st.integers(0, 6), index=st.integers(0, 500))
def test_beats_are_counted_without_a_gap(metre: int, phase: int, index: int) -> None:
    counted = Metre(metre, phase % metre)
    bar, beat = counted.position(index)
    following = (bar, beat + 1) if beat < metre else (bar + 1, 1)
    assert counted.position(index + 1) == following
    assert counted.position(phase % metre) == (1, 1)


def test_no_beats_make_no_bars() -> None:
    assert find_metre(np.zeros(0)) == Metre(4, 0)
    assert find_metre(np.zeros(0), 3) == Metre(3, 0)
