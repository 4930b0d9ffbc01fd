"""When notes and beats sound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from training.beats.expression import Feel
from training.beats.performance import Performance, Touch, bar_tempi, perform
from training.beats.sheet import Sheet

STEADY = Feel(0, 0, final=False)
EXACT = Touch(0, 0, 0, 0, 0, 0, 1)


def _performed(song: Sheet, feel: Feel, touch: Touch, seed: int = 0) -> Performance:
    rng = np.random.default_rng(seed)
    nobody = np.zeros(len(song.start), bool)
    return perform(rng, song, bar_tempi(rng, song, 1.0), feel, touch, nobody)


def test_the_marked_tempo_is_played(song: Sheet) -> None:
    done = _performed(song, STEADY, EXACT)
    assert np.allclose(np.diff(done.beats), 0.6)
    assert len(done.beats) == 64
    assert done.first.sum() == 16


def test_beats_are_where_their_notes_are(song: Sheet) -> None:
    away = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        feel = Feel(0.1, 0.008)
        done = _performed(song, feel, Touch.draw(rng, feel, keyboard=True), seed)
        for beat, quarter in zip(done.beats, done.beat_quarters, strict=True):
            rows = (song.start == quarter) & ~song.lead
            away.append(np.abs(np.median(done.begin[rows]) - beat))
    assert np.median(away) < 0.005


def test_a_melody_ahead_does_not_move_the_beat(song: Sheet) -> None:
    done = _performed(song, STEADY, replace(EXACT, lead_s=0.03))
    assert np.allclose(np.diff(done.beats), 0.6)
    at = song.lead & (song.start == 8.0)
    assert done.begin[at][0] < done.beats[8] - 0.01


def test_broken_chords_go_up_and_leave_the_beat(song: Sheet) -> None:
    marked = replace(song, arpeggio=(song.start == 8.0) & (song.part == 1))
    done = _performed(marked, STEADY, EXACT)
    rows = np.flatnonzero(marked.arpeggio)
    upward = rows[np.argsort(song.pitch[rows])]
    assert (np.diff(done.begin[upward]) > 0.005).all()
    assert np.isclose(done.beats[8], 8 * 0.6)


def test_a_pedal_holds_to_the_next_change(song: Sheet) -> None:
    dry, wet = (
        _performed(song, STEADY, replace(EXACT, legato=0.5, pedal=pedal)) for pedal in (0.0, 1.0)
    )
    piano = song.part == 1
    assert (wet.end[piano] >= dry.end[piano]).all()
    assert wet.end[piano].sum() > dry.end[piano].sum() + 5
    assert np.allclose(wet.end[~piano], dry.end[~piano])


def test_what_is_marked_loud_is_loud(song: Sheet) -> None:
    louder = replace(song, loudness=np.where(song.start < 32, 0.2, 0.9))
    done = _performed(louder, STEADY, EXACT)
    assert done.velocity[song.start >= 32].mean() > done.velocity[song.start < 32].mean() + 0.25
