"""Chords that an arranger hears."""

from __future__ import annotations

import numpy as np

from training.beats.heard_harmony import chords


def test_plain_chords_are_named() -> None:
    pitch = np.array([48, 64, 67, 43, 59, 62, 65, 45, 60, 64])
    start = np.array([0.0] * 3 + [4.0] * 4 + [8.0] * 3)
    heard = chords(start, np.full(10, 4.0), pitch, 3, 4, 2.0)
    assert [[chord.root % 12 for chord in bar] for bar in heard] == [[0], [7], [9]]
    intervals = [tuple(pitch - bar[0].root for pitch in bar[0].pitches) for bar in heard]
    assert intervals == [(0, 4, 7), (0, 4, 7, 10), (0, 3, 7)]
    assert heard[0][0].beats == 4


def test_a_change_in_mid_bar_is_heard() -> None:
    pitch = np.array([48, 64, 67, 41, 57, 60])
    start = np.array([0.0] * 3 + [2.0] * 3)
    (bar,) = chords(start, np.full(6, 2.0), pitch, 1, 4, 2.0)
    assert [(chord.start, chord.root % 12) for chord in bar] == [(0.0, 0), (2.0, 5)]


def test_silence_goes_on_as_before() -> None:
    heard = chords(np.array([0.0] * 3), np.full(3, 4.0), np.array([50, 65, 69]), 2, 4, 4.0)
    assert [bar[0].root % 12 for bar in heard] == [2, 2]
