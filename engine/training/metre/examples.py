"""Training examples of the second hearing: songs as described half beats, with what is true of each.

The beats are those that the first network finds, at times doubled, halved or moved by half a beat:
what the second hearing is for is to notice.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from backbeat.music.arrays import RATE, Float32s, Float64s
from backbeat.music.harmony import pitch_strengths
from backbeat.music.metre.features import Heard, describe, halves
from backbeat.music.network_tracker import NetworkTracker
from backbeat.music.novelty import novelty
from backbeat.music.tracker import ANY
from backbeat.progress import SILENT
from training.beats.compose import compose
from training.beats.examples import Recording, degraded, excerpt
from training.beats.score_examples import Library, read_library, recording

SECONDS = 80
PER_SHARD = 24
_TOLERANCE_S = 0.07
_TOLERANCE = 0.3
"""Of the time from pulse to pulse: how far a beat may be from the pulse that stands for it."""
_MARGIN = 1.08
"""So that it can be played faster."""
_WORKS = 0.45
"""Share of works of others, whose harmony and phrases are real."""


@dataclass(frozen=True)
class Described:
    """Half beats, and which of them are beats and start bars."""

    pulses: Float64s
    features: Float32s
    truth: NDArray[np.uint8]
    """Shape (n, 2)."""


def draw(rng: Generator, library: Library) -> Recording:
    """A song: composed by us, or one of the works."""
    seconds = SECONDS * rng.uniform(0.4, 1)
    if rng.random() < _WORKS:
        clean = recording(rng, library, seconds * _MARGIN)
    else:
        clean = excerpt(rng, compose(rng, SECONDS * 1.3), library.banks, seconds * _MARGIN)
    return degraded(rng, clean, seconds)


def hear(sound: Float32s) -> tuple[Heard, Float64s] | None:
    """A sound, and the beats that the first network finds in it; None of silence."""
    track = NetworkTracker().track(sound, RATE, ANY, SILENT)
    if track.activations is None:
        return None
    pitches = pitch_strengths(sound, RATE, SILENT)
    return Heard(track.activations, pitches, novelty(sound, RATE, SILENT)), track.times


def truth_of(pulses: Float64s, song: Recording) -> NDArray[np.uint8]:
    """Whether each pulse is the nearest to a beat, and to a downbeat; shape (n, 2)."""
    out = np.zeros((len(pulses), 2), np.uint8)
    gaps = np.gradient(pulses)
    for column, times in enumerate((song.beats, song.downbeats)):
        if len(times):
            nearest = np.abs(pulses[:, np.newaxis] - times).argmin(axis=0)
            away = np.abs(pulses[nearest] - times)
            near = away < np.minimum(_TOLERANCE_S, _TOLERANCE * gaps[nearest])
            out[nearest[near], column] = 1
    return out


def disturbed(rng: Generator, times: Float64s) -> Float64s:
    """The beats as found; at times at another level, or on the other half."""
    kind = rng.random()
    if kind < 0.7 or len(times) < 12:
        return times
    if kind < 0.8:
        return times[int(rng.integers(2)) :: 2]
    if kind < 0.9:
        return halves(times)
    return (times[1:] + times[:-1]) / 2


def describe_song(rng: Generator, song: Recording) -> Described | None:
    """The song's half beats; None if hardly any beats are found."""
    found = hear(song.sound)
    if found is None or len(found[1]) < 8:
        return None
    heard, times = found
    pulses = halves(disturbed(rng, times))
    return Described(pulses, describe(heard, pulses), truth_of(pulses, song))


def songs(rngs: Iterator[Generator], library: Library) -> Iterator[Described]:
    """An example for each generator in which beats are found."""
    for rng in rngs:
        found = describe_song(rng, draw(rng, library))
        if found is not None:
            yield found


def write(path: Path, examples: list[Described]) -> None:
    """Writes one file of examples, all at once."""
    beside = path.with_suffix(f".{os.getpid()}.tmp")
    with beside.open("wb") as file:
        np.savez(
            file,
            features=np.concatenate([one.features for one in examples]).astype(np.float16),
            truth=np.concatenate([one.truth for one in examples]),
            lengths=np.array([len(one.pulses) for one in examples]),
        )
    beside.replace(path)


def main() -> None:
    """Writes shards until there are enough."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("banks", type=Path)
    parser.add_argument(
        "scores", type=Path, help="folder with lieder.zip, quartets.zip, groove.zip"
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    library = read_library(arguments.scores, arguments.banks)
    for number in range(arguments.first, arguments.first + arguments.count):
        path = arguments.folder / f"shard-{number:05d}.npz"
        if path.exists():
            continue
        began = time.perf_counter()
        kinds = (np.random.default_rng([71, number, index]) for index in range(PER_SHARD))
        write(path, list(songs(kinds, library)))
        print(number, round(time.perf_counter() - began, 1), flush=True)


if __name__ == "__main__":
    main()
