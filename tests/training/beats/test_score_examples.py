"""Examples from scores: sound and truth agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.beats.bank import RATE, Bank
from training.beats.catalogue import entries, opened
from training.beats.examples import FRAMES, RENDERED_S, example_of
from training.beats.expression import Feel
from training.beats.orchestrate import BEFORE_S, ensemble, seated
from training.beats.performance import Touch, bar_tempi, perform
from training.beats.render import render
from training.beats.score_examples import Library, concert, make
from training.beats.sheet import Sheet


def test_everybody_together_plays_every_note_once(song: Sheet) -> None:
    kinds = set()
    for seed in range(40):
        players = ensemble(np.random.default_rng(seed), song)
        played = np.sum([seat.rows for seat in players.seats], axis=0)
        left_out = played == 0
        assert played.max() == 1
        assert not left_out.any() or (left_out == (song.part == 0)).all()
        kinds.add(players.name)
    assert len(kinds) > 5


def test_onsets_in_the_sound_are_on_the_beats(song: Sheet, tones: Bank) -> None:
    rng = np.random.default_rng(2)
    feel = Feel(0, 0, final=False)
    players = ensemble(np.random.default_rng(1), song)
    exact = Touch(0, 0, 0, 0, 0, 0, 0.5)
    nobody = np.zeros(len(song.start), bool)
    done = perform(rng, song, bar_tempi(rng, song, 1.0), feel, exact, nobody)
    start = 3.25
    piece = seated(rng, song, done, players, start, RENDERED_S)
    sound = render(rng, piece, [tones], BEFORE_S, RENDERED_S)
    for beat in done.beats[(done.beats > start + 1) & (done.beats < start + 20)] - start:
        at = round(beat * RATE)
        before = np.abs(sound[at - 220 : at - 20]).max()
        after = np.abs(sound[at : at + 220]).max()
        assert after > 1.5 * before


def test_the_same_seed_is_the_same_example(song: Sheet, tones: Bank) -> None:
    rngs = [np.random.default_rng(seed) for seed in (4, 4, 5)]
    one, again, other = (example_of(rng, concert(rng, song, [tones], RENDERED_S)) for rng in rngs)
    assert np.array_equal(one.features, again.features)
    assert np.array_equal(one.beats, again.beats)
    assert not np.array_equal(one.features, other.features)
    assert one.features.shape == (FRAMES, 80)
    assert set(one.downbeats) <= set(one.beats)
    assert len(one.downbeats) >= len(one.beats) // 5


@pytest.mark.shared
def test_real_scores_make_examples_and_the_held_back_stay_apart(shared: Path, tones: Bank) -> None:
    songs, quartets = (shared / "data/scores" / name for name in ("lieder.zip", "quartets.zip"))
    kept, held = entries(songs, False), entries(songs, True)
    assert len(kept) + len(held) == 1460
    assert 60 < len(held) < 240
    assert not {each.name.split("/")[2] for each in kept} & {
        each.name.split("/")[2] for each in held if each.name.split("/")[2] == "Winterreise,_D.911"
    }
    library = Library(kept[:3], entries(quartets, False)[:1], [], [tones])
    for seed in range(4):
        example = make(np.random.default_rng(seed), library)
        assert example.features.any()
        assert len(example.beats) > 8
        assert (np.diff(example.beats) > 5).all()


@pytest.mark.shared
def test_real_scores_are_mostly_regular(shared: Path) -> None:
    some = entries(shared / "data/scores/lieder.zip", False)[::150]
    usable = [each for each in map(opened, some) if each is not None]
    assert len(usable) >= len(some) - 1
