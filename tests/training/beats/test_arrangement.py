"""Bands that play what composers wrote."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from training.beats.arrangement import arrange, tune
from training.beats.scores import Bar
from training.beats.sheet import Sheet


def test_a_tune_is_the_longest_regular_stretch(song: Sheet) -> None:
    bars = list(song.bars)
    bars[2] = replace(bars[2], length=Fraction(3))
    found = tune(replace(song, bars=tuple(bars)))
    assert found is not None
    assert (found.bars, found.metre) == (13, 4)
    assert np.isclose(found.beat.min(), 0)
    assert found.beat.max() < 13 * 4


def test_short_bars_are_joined(song: Sheet) -> None:
    halves = tuple(Bar(Fraction(2 * index), Fraction(2), 2, 4, Fraction(0)) for index in range(32))
    found = tune(replace(song, bars=halves))
    assert found is not None
    assert (found.bars, found.metre, found.division) == (16, 4, 4)


def test_metres_no_band_knows_are_left_alone(song: Sheet) -> None:
    odd = tuple(replace(bar, beats=8, unit=8) for bar in song.bars)
    assert tune(replace(song, bars=odd)) is None


def test_a_band_plays_the_melody_on_its_beats(song: Sheet) -> None:
    found = tune(song)
    assert found is not None
    leads = 0
    for seed in range(12):
        piece = arrange(np.random.default_rng(seed), found, [])
        assert len(piece.times) == sum(piece.metres) + 1
        assert (np.diff(piece.times) > 0.2).all()
        for part in piece.parts:
            if part.role in ("melody", "voice"):
                leads += 1
                beats = np.array([note.beat for note in part.notes])
                assert np.allclose(beats, np.round(beats), atol=1e-6)
    assert leads > 4
