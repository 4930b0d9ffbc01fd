from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat import music
from backbeat.errors import RequestError
from backbeat.music.edits import check, with_gains, with_levels
from backbeat.v1.music_pb2 import (
    ENERGY_LEVEL_HIGH,
    ENERGY_LEVEL_LOW,
    ENERGY_LEVEL_MEDIUM,
    ORIGIN_DETECTED,
    ORIGIN_USER,
    BeatOptions,
    Emphasis,
    Energy,
    EnergyEdit,
    EnergySpan,
    MusicAnalysis,
    MusicEdits,
    UserBeat,
)
from tests.music import synth

NAN = math.nan


def hear(edits: MusicEdits) -> MusicAnalysis:
    mono, _ = synth.song(120, 20)
    return music.analyze(mono[:, np.newaxis], synth.RATE, BeatOptions(edits=edits))


@pytest.mark.parametrize(
    ("entries", "named"),
    [
        ({"beats": [UserBeat(time_s=1), UserBeat(time_s=NAN)]}, "The beat at nan s"),
        ({"beats": [UserBeat(time_s=-0.1)]}, r"The beat at -0\.1 s"),
        ({"beats": [UserBeat(time_s=20.5)]}, r"The beat at 20\.5 s is not inside"),
        ({"removed_beats_s": [1.0, 2.0, math.inf]}, "The beat to remove at inf s"),
        ({"emphasis": [Emphasis(time_s=NAN)]}, "The emphasis at nan s"),
        (
            {"emphasis": [Emphasis(time_s=1, strength=1.5)]},
            r"emphasis at 1 s has a strength of 1\.5",
        ),
        ({"emphasis": [Emphasis(time_s=1, strength=NAN)]}, "a strength of nan"),
        ({"energy": [EnergyEdit(start_s=2, end_s=2)]}, "edit at 2 s ends at 2 s"),
        ({"energy": [EnergyEdit(start_s=5, end_s=2)]}, "edit at 5 s ends at 2 s"),
        ({"energy": [EnergyEdit(start_s=NAN, end_s=2)]}, "start of an energy edit at nan"),
        ({"energy": [EnergyEdit(end_s=99)]}, "end of an energy edit at 99 s"),
        ({"energy": [EnergyEdit(end_s=2, gain_lu=NAN)]}, "a gain of nan LU"),
        ({"energy": [EnergyEdit(end_s=2, gain_lu=-99)]}, "a gain of -99 LU"),
        ({"energy": [EnergyEdit(end_s=2, level=7)]}, "the level 7"),
        ({"removed_beats_s": [1.0] * 100_001}, r"removed_beats_s has 100001 entries"),
        ({"beats": [UserBeat()] * 100_001}, r"beats has 100001 entries"),
    ],
)
def test_edits_that_make_no_sense_are_named(entries: dict[str, Any], named: str) -> None:
    with pytest.raises(RequestError, match=named):
        check(MusicEdits(**entries), 20.0)


def test_senseless_edits_are_refused_before_listening() -> None:
    with pytest.raises(RequestError, match="not inside the recording"):
        hear(MusicEdits(beats=[UserBeat(time_s=21)]))


def test_the_very_end_is_inside() -> None:
    check(MusicEdits(removed_beats_s=[0, 20.0004], energy=[EnergyEdit(end_s=20)]), 20.0)


def test_gains_are_added_to_loudness_and_nowhere_else() -> None:
    plain, raised = (
        hear(MusicEdits()),
        hear(
            MusicEdits(
                energy=[
                    EnergyEdit(start_s=5, end_s=10, gain_lu=6),
                    EnergyEdit(start_s=8, end_s=12, gain_lu=-2),
                ]
            )
        ),
    )
    for name in ("lufs", "momentary_lufs"):
        before, after = (np.array(getattr(one.energy, name)) for one in (plain, raised))
        gain = np.zeros(200)
        gain[50:100] += 6
        gain[80:120] -= 2
        assert after - before == pytest.approx(gain, abs=1e-4)
    assert plain.beats == raised.beats


def test_silence_stays_silence() -> None:
    energy = Energy(rate_hz=10, lufs=[-120, -119], momentary_lufs=[-120, -119])
    raised = with_gains(energy, [EnergyEdit(end_s=1, gain_lu=20)])
    assert list(raised.lufs) == [-120, -99]
    lowered = with_gains(energy, [EnergyEdit(end_s=1, gain_lu=-20)])
    assert list(lowered.momentary_lufs) == [-120, -120]


def test_a_gain_moves_the_level() -> None:
    edits = MusicEdits(energy=[EnergyEdit(start_s=10.5, end_s=20, gain_lu=8)])
    assert [span.level for span in hear(MusicEdits()).energy.spans] == [ENERGY_LEVEL_MEDIUM]
    spans = hear(edits).energy.spans
    assert [span.level for span in spans] == [ENERGY_LEVEL_LOW, ENERGY_LEVEL_HIGH]
    assert spans[1].start_s == pytest.approx(10.5, abs=0.05)


def test_a_level_is_taken_outright_and_marked() -> None:
    edit = EnergyEdit(start_s=3.3, end_s=7.7, level=ENERGY_LEVEL_HIGH)
    found = hear(MusicEdits(energy=[edit]))
    assert [(s.start_s, s.end_s, s.level, s.origin) for s in found.energy.spans] == [
        (0, 3.3, ENERGY_LEVEL_MEDIUM, ORIGIN_DETECTED),
        (3.3, 7.7, ENERGY_LEVEL_HIGH, ORIGIN_USER),
        (7.7, 20, ENERGY_LEVEL_MEDIUM, ORIGIN_DETECTED),
    ]


def test_the_section_is_as_intense_as_the_user_says() -> None:
    edit = EnergyEdit(end_s=20, level=ENERGY_LEVEL_LOW)
    assert {s.level for s in hear(MusicEdits(energy=[edit])).sections} == {ENERGY_LEVEL_LOW}


@settings(max_examples=60)
@given(
    cuts=st.lists(st.floats(0.1, 99.9), max_size=5, unique=True),
    said=st.lists(st.tuples(st.floats(0, 99), st.floats(0.01, 50), st.integers(1, 3)), max_size=8),
)
def test_the_last_word_on_a_level_counts(
    cuts: list[float], said: list[tuple[float, float, int]]
) -> None:
    edges = [0.0, *sorted(cuts), 100.0]
    heard = [
        EnergySpan(start_s=start, end_s=end, level=1 + index % 3, origin=ORIGIN_DETECTED)
        for index, (start, end) in enumerate(pairwise(edges))
    ]
    edits = [
        EnergyEdit(start_s=start, end_s=min(start + length, 100), level=level)
        for start, length, level in said
    ]
    spans = with_levels(heard, edits)
    assert spans[0].start_s == 0
    assert spans[-1].end_s == 100
    assert all(one.end_s == other.start_s for one, other in pairwise(spans))
    for time in np.arange(0.05, 100, 1.7):
        here = next(span for span in spans if span.start_s <= time < span.end_s)
        words = [edit for edit in edits if edit.start_s <= time < edit.end_s]
        below = next(span for span in heard if span.start_s <= time < span.end_s)
        expected = (words[-1].level, ORIGIN_USER) if words else (below.level, ORIGIN_DETECTED)
        assert (here.level, here.origin) == expected
