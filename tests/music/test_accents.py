from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat import music
from backbeat.music.accents import accents
from backbeat.v1.music_pb2 import (
    ORIGIN_DETECTED,
    ORIGIN_USER,
    BeatOptions,
    Emphasis,
    Energy,
    MusicEdits,
    Onset,
)
from tests.music import synth

QUIET = Energy()


def steady(count: int = 200, strength: float = 0.4) -> list[Onset]:
    return [Onset(time_s=0.25 * index, strength=strength) for index in range(count)]


def test_a_steady_pulse_has_no_accents() -> None:
    assert accents(steady(), QUIET) == []


def test_what_stands_out_is_an_accent() -> None:
    onsets = steady()
    onsets[40].strength = onsets[120].strength = 1.0
    found = accents(onsets, QUIET)
    assert [one.time_s for one in found] == [10, 30]
    assert all(0.5 < one.strength <= 1 and one.origin == ORIGIN_DETECTED for one in found)


def test_a_quiet_passage_has_accents_of_its_own() -> None:
    onsets = [*steady(), *steady()]
    for index, onset in enumerate(onsets[200:], 200):
        onset.time_s, onset.strength = 0.25 * index, 0.1
    onsets[300].strength = 0.25
    assert [one.time_s for one in accents(onsets, QUIET)] == [75]


def test_crashes_in_a_groove_are_heard() -> None:
    mono, beats = synth.song(120, 30)
    crash = np.random.default_rng(5).standard_normal(synth.RATE).astype(np.float32)
    crash *= 0.5 * np.exp(-np.arange(synth.RATE) / synth.RATE * 4, dtype=np.float32)
    hits = beats[[16, 33, 48]]
    mixed = mono + synth.place([crash], hits, 30)
    heard = music.analyze(mixed[:, np.newaxis], synth.RATE)
    strongest = sorted(heard.accents, key=lambda one: -one.strength)[:3]
    assert sorted(one.time_s for one in strongest) == pytest.approx(hits, abs=0.03)
    assert len(heard.accents) <= 8


def test_emphasis_takes_the_place_of_what_was_heard() -> None:
    onsets = steady()
    onsets[40].strength = 1.0
    said = [Emphasis(time_s=10.03), Emphasis(time_s=20, strength=0.3)]
    found = accents(onsets, QUIET, said)
    assert [(one.time_s, one.strength, one.origin) for one in found] == [
        (10.03, 1, ORIGIN_USER),
        (20, 0.3, ORIGIN_USER),
    ]


def test_emphasis_needs_no_sound() -> None:
    options = BeatOptions(edits=MusicEdits(emphasis=[Emphasis(time_s=0.5, strength=0.5)]))
    heard = music.analyze(np.zeros((22050, 1), np.float32), 22050, options)
    assert [(one.time_s, one.strength) for one in heard.accents] == [(0.5, 0.5)]


@settings(max_examples=50)
@given(
    steps=st.lists(st.tuples(st.floats(0.06, 2), st.floats(1e-6, 1)), max_size=300),
    levels=st.lists(st.floats(-120, 0), max_size=300),
)
def test_accents_are_few_and_in_range(
    steps: list[tuple[float, float]], levels: list[float]
) -> None:
    times = np.cumsum([step for step, _ in steps])
    onsets = [Onset(time_s=t, strength=s) for t, (_, s) in zip(times, steps, strict=True)]
    found = accents(onsets, Energy(rate_hz=10, lufs=levels, momentary_lufs=levels))
    places = np.array([one.time_s for one in found])
    assert all(0 < one.strength <= 1 for one in found)
    assert np.all(np.diff(places) >= 0.15)
    assert all(np.sum(np.abs(places - place) < 0.5) <= 4 for place in places)
