"""Expressive time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from training.beats.expression import Feel, clock
from training.beats.sheet import Sheet

MACHINE = Feel(0, 0, final=False)


def _tempo(song: Sheet) -> np.ndarray:
    return np.full(len(song.bars), 100.0)


def test_a_machine_keeps_its_tempo(song: Sheet) -> None:
    time = clock(np.random.default_rng(0), song, _tempo(song), MACHINE)
    at = np.linspace(0, song.end, 50)
    assert np.allclose(time.at(at), at * 0.6)
    assert np.isclose(time.at(np.array([song.end + 4]))[0], (song.end + 4) * 0.6)


def test_phrases_are_slower_at_their_ends(song: Sheet) -> None:
    begins, ends, middles = [], [], []
    for seed in range(20):
        time = clock(np.random.default_rng(seed), song, _tempo(song), Feel(0.8, 0, final=False))
        for first, last in zip(song.phrases[:-1], song.phrases[1:], strict=True):
            places = time.at(np.array([first, first + 1, (first + last) / 2]))
            late = time.at(np.array([(first + last) / 2 + 1, last - 1, last]))
            begins.append(places[1] - places[0])
            middles.append(late[0] - places[2])
            ends.append(late[2] - late[1])
    assert np.mean(ends) > 1.08 * np.mean(middles)
    assert np.mean(begins) > np.mean(middles)


def test_the_end_slows_down_as_a_root(song: Sheet) -> None:
    time = clock(np.random.default_rng(3), song, _tempo(song), Feel(0.0, 0.0, final=True))
    lengths = np.diff(time.at(np.arange(song.end - 3, song.end + 0.5)))
    assert (np.diff(lengths) > 0).all()
    assert np.isclose(time.at(np.array([20.0]))[0], 12.0)


def test_a_fermata_holds(song: Sheet) -> None:
    marked = replace(song, fermata=song.start == 31.0)
    plain = clock(np.random.default_rng(1), song, _tempo(song), MACHINE)
    held = clock(np.random.default_rng(1), marked, _tempo(song), MACHINE)
    edges = np.array([30.0, 31.0, 32.0])
    before, during = np.diff(held.at(edges))
    assert np.isclose(before, 0.6)
    assert during > 0.7
    assert np.allclose(np.diff(plain.at(edges)), 0.6)


def test_time_never_runs_back(song: Sheet) -> None:
    for seed in range(40):
        rng = np.random.default_rng(seed)
        time = clock(rng, song, _tempo(song), Feel.draw(rng))
        assert (np.diff(time.seconds) > 0).all()
