"""Training examples from real compositions, performed anew each time; shards as `examples` writes.

The scores are OpenScore's songs and string quartets, both CC0. One in ten works is held back: with
`--held-back` only those are played.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from training.beats.arrangement import arrange, tune
from training.beats.bank import Bank, load
from training.beats.catalogue import Entry, entries, opened
from training.beats.drum_takes import Take, takes
from training.beats.examples import (
    RENDERED_S,
    Example,
    Recording,
    example_of,
    excerpt,
    produce,
)
from training.beats.expression import Feel
from training.beats.orchestrate import BEFORE_S, ensemble, seated
from training.beats.performance import Touch, bar_tempi, perform
from training.beats.render import render
from training.beats.sheet import Sheet

_QUARTETS = 0.25
"""Share of string quartets."""
_BANDS = 0.4
"""Share of pieces that a band plays, where it can."""


@dataclass(frozen=True)
class Library:
    """What is played."""

    songs: list[Entry]
    quartets: list[Entry]
    takes: list[Take]
    banks: list[Bank]


def read_library(scores: Path, banks: Path, held_back: bool = False) -> Library:
    """The works for training, or those that are held back from it.

    Args:
        scores: folder with lieder.zip, quartets.zip and groove.zip.
        banks: folder of the sounds.
        held_back: whether those for validation are wanted.
    """
    return Library(
        entries(scores / "lieder.zip", held_back),
        entries(scores / "quartets.zip", held_back),
        takes(scores / "groove.zip"),
        load(banks),
    )


def make(rng: Generator, library: Library) -> Example:
    """A new example."""
    return example_of(rng, recording(rng, library, RENDERED_S))


def recording(rng: Generator, library: Library, seconds: float) -> Recording:
    """So many seconds of one of the works, clean."""
    score = _choose(rng, library)
    melody = tune(score) if rng.random() < _BANDS else None
    if melody is not None:
        return excerpt(rng, arrange(rng, melody, library.takes), library.banks, seconds)
    return concert(rng, score, library.banks, seconds)


def _choose(rng: Generator, library: Library) -> Sheet:
    while True:
        among = library.quartets if rng.random() < _QUARTETS else library.songs
        score = opened(among[rng.integers(len(among))])
        if score is not None:
            return score


def concert(rng: Generator, score: Sheet, banks: list[Bank], seconds: float) -> Recording:
    """So many seconds of the piece as classical players might play it."""
    feel = Feel.draw(rng)
    players = ensemble(rng, score)
    tempo = bar_tempi(rng, score, float(np.exp(rng.normal(0, 0.15))))
    touch = Touch.draw(rng, feel, players.keyboard)
    loose = np.array(score.sung)[score.part] & (players.name == "song")
    done = perform(rng, score, tempo, feel, touch, loose)
    used = np.any([seat.rows for seat in players.seats], axis=0)
    first, last = float(done.begin[used].min()), float(done.end[used].max())
    ends = max(first, last + 1.0 - seconds)
    chance = rng.random()
    start = first - rng.uniform(0, 1) if chance < 0.08 else ends
    start = start if chance < 0.16 else rng.uniform(first, ends)
    piece = seated(rng, score, done, players, start, seconds)
    sound = render(rng, piece, banks, BEFORE_S, seconds)
    sounding = (done.beats > first - 0.03) & (done.begin[used].max() + 0.03 > done.beats)
    beats, downbeats = done.beats[sounding], done.beats[sounding & done.first]
    return Recording(sound, beats - start, downbeats - start)


def main() -> None:
    """Writes shards until it is interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("banks", type=Path)
    parser.add_argument(
        "scores", type=Path, help="folder with lieder.zip, quartets.zip, groove.zip"
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--held-back", action="store_true", help="the works held for validation")
    arguments = parser.parse_args()
    library = read_library(arguments.scores, arguments.banks, arguments.held_back)
    numbers = range(arguments.first, arguments.first + arguments.count)
    produce(arguments.folder, numbers, lambda rng: make(rng, library))


if __name__ == "__main__":
    main()
