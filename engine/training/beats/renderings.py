"""Validation recordings: music with known beats as WAV files, the beats beside each in a JSON.

They stand in for real recordings wherever something is chosen: parameters of the decoder, thresholds
of doubt, a checkpoint. Nothing is trained on them, nor on the works that they are made of; the
generated ones have seeds that no shard has.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from backbeat.media.encode import write_audio
from training.beats.arrangement import arrange, tune
from training.beats.bank import RATE
from training.beats.catalogue import Entry, opened
from training.beats.compose import compose
from training.beats.examples import Recording, degraded, excerpt
from training.beats.pop_songs import arranged, numbers
from training.beats.pop_songs import opened as opened_song
from training.beats.score_examples import Library, concert, read_library
from training.beats.sheet import Sheet

SECONDS = 40.0
_SEED = 90_917
"""No shard's number, so that nothing here was heard in training."""
_MARGIN = 1.08
"""So that it can be played faster."""
_QUARTETS = 0.25
_RENDERED_S = SECONDS * _MARGIN


@dataclass(frozen=True)
class Material:
    """What the recordings are made of."""

    pop: Path
    """The archive of POP909."""
    songs: list[str]
    """Folders in it."""
    held_back: Library


def read_material(scores: Path, banks: Path) -> Material:
    """The songs and the works that are held back from training.

    Args:
        scores: folder with pop909.zip, lieder.zip, quartets.zip and groove.zip.
        banks: folder of the sounds.
    """
    archive = scores / "pop909.zip"
    return Material(archive, numbers(archive), read_library(scores, banks, held_back=True))


def _pop(rng: Generator, material: Material, drums: bool) -> Recording:
    song = None
    while song is None:
        song = opened_song(material.pop, str(rng.choice(material.songs)))
    piece = arranged(rng, song, material.held_back.takes, drums)
    return excerpt(rng, piece, material.held_back.banks, _RENDERED_S)


def _score(rng: Generator, library: Library) -> Sheet:
    among: list[Entry] = library.quartets if rng.random() < _QUARTETS else library.songs
    score = None
    while score is None:
        score = opened(among[rng.integers(len(among))])
    return score


def _band(rng: Generator, material: Material) -> Recording:
    library, melody = material.held_back, None
    while melody is None:
        melody = tune(_score(rng, library))
    piece = arrange(rng, melody, library.takes)
    return excerpt(rng, piece, library.banks, _RENDERED_S)


def _concert(rng: Generator, material: Material) -> Recording:
    library = material.held_back
    return concert(rng, _score(rng, library), library.banks, _RENDERED_S)


def _generated(rng: Generator, material: Material) -> Recording:
    piece = compose(rng, SECONDS * 1.5)
    return excerpt(rng, piece, material.held_back.banks, _RENDERED_S)


KINDS: dict[str, Callable[[Generator, Material], Recording]] = {
    "pop": lambda rng, material: _pop(rng, material, True),
    "bare": lambda rng, material: _pop(rng, material, False),
    "band": _band,
    "concert": _concert,
    "gen": _generated,
}
"""POP909 with drums, and its notes alone; held-back scores by a band, and with expression; composed."""


def write(folder: Path, kind: str, number: int, material: Material) -> None:
    """Writes one recording and its beats, unless it is there."""
    path = folder / f"{kind}-{number:03d}.wav"
    beside = path.with_suffix(".json")
    if beside.exists():
        return
    rng = np.random.default_rng([_SEED, list(KINDS).index(kind), number])
    heard = degraded(rng, KINDS[kind](rng, material), SECONDS)
    write_audio(path, [heard.sound[:, np.newaxis]], RATE)
    truth = {
        name: [round(float(time), 6) for time in times if 0 <= time < SECONDS]
        for name, times in (("beats", heard.beats), ("downbeats", heard.downbeats))
    }
    beside.write_text(json.dumps(truth))


def main() -> None:
    """Writes so many recordings of each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("banks", type=Path)
    parser.add_argument("scores", type=Path, help="folder with all four archives of scores")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=20, help="recordings of each kind")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    material = read_material(arguments.scores, arguments.banks)
    for number in range(arguments.count):
        for kind in KINDS:
            write(arguments.folder, kind, number, material)


if __name__ == "__main__":
    main()
