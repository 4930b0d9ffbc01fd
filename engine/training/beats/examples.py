"""Training examples: half a minute of generated music as input features and beat times.

Shards are written one after another and never change; a shard's number is its seed, so any shard
can be made again alone, and any number of processes may make them.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from backbeat.music.mel import BANDS, FRAME_RATE, log_mel
from training.beats.bank import RATE, Bank, load
from training.beats.compose import compose
from training.beats.degrade import degrade, respeed
from training.beats.piece import Piece
from training.beats.render import render
from training.beats.synthesis import Sound

SECONDS = 30
FRAMES = SECONDS * FRAME_RATE
PER_SHARD = 120
"""Examples to a shard: an hour of music."""
SCALE = 36.0
"""Features are kept as bytes: 255 is 7.1, louder than music gets."""
RENDERED_S = SECONDS * 1.08
"""What is rendered of a piece: a little more, so that it can be played faster."""
_RESPEED = 0.2
_WIDTH = 0.8
"""Deviation of the target around a beat, in frames."""


@dataclass(frozen=True)
class Recording:
    """Sound, and the true times of its beats in its seconds."""

    sound: Sound
    """Mono at `RATE`."""
    beats: NDArray[np.float64]
    downbeats: NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One training example, half a minute long."""

    features: NDArray[np.uint8]
    """shape (`FRAMES`, `BANDS`)."""
    beats: NDArray[np.float32]
    """Frames, fractional."""
    downbeats: NDArray[np.float32]


def make(rng: Generator, banks: list[Bank]) -> Example:
    """A new example."""
    return example_of(rng, excerpt(rng, compose(rng, SECONDS * 1.5), banks, RENDERED_S))


def excerpt(rng: Generator, piece: Piece, banks: list[Bank], seconds: float) -> Recording:
    """So many seconds from somewhere in a piece, clean."""
    end = piece.times[-1]
    latest = max(0.0, end - seconds)
    start = 0.0 if rng.random() < 0.1 else rng.uniform(0, latest)
    sound = render(rng, piece, banks, start, seconds)
    last = max((note.beat for part in piece.parts for note in part.notes), default=0.0)
    first = min((note.beat for part in piece.parts for note in part.notes), default=0.0)
    index = np.arange(len(piece.times))
    played = (index >= np.floor(first + 1e-6)) & (index <= last + 1e-6)
    down = np.zeros(len(index), bool)
    down[piece.downbeats()] = True
    return Recording(sound, piece.times[played] - start, piece.times[played & down] - start)


def degraded(rng: Generator, clean: Recording, seconds: float) -> Recording:
    """The first seconds of a recording, at times faster or slower, as if it came from anywhere."""
    sound, beats, downbeats = clean.sound, clean.beats, clean.downbeats
    if rng.random() < _RESPEED:
        sound, factor = respeed(rng, sound)
        beats, downbeats = beats * factor, downbeats * factor
    sound = np.ascontiguousarray(degrade(rng, sound[: round(seconds * RATE)]))
    return Recording(sound, beats, downbeats)


def example_of(rng: Generator, clean: Recording) -> Example:
    """The example that a clean recording of `RENDERED_S` makes."""
    heard = degraded(rng, clean, SECONDS)
    features = np.zeros((FRAMES, BANDS), np.uint8)
    seen = log_mel(heard.sound)[:FRAMES]
    features[: len(seen)] = np.clip(np.round(seen * SCALE), 0, 255)
    return Example(features, _frames(heard.beats), _frames(heard.downbeats))


def _frames(times: NDArray[np.float64]) -> NDArray[np.float32]:
    frames = times * FRAME_RATE
    return frames[(frames > -2) & (frames < FRAMES + 2)].astype(np.float32)


def target(frames: NDArray[np.float32], length: int = FRAMES) -> NDArray[np.float32]:
    """Target of each frame: Gaussians around the fractional beat positions, shape (length,)."""
    out = np.zeros(length + 8, np.float32)
    centre = np.floor(frames).astype(int)
    for step in range(-2, 4):
        place = centre + step
        kept = (place >= -4) & (place < length + 4)
        bell = np.exp(-0.5 * ((place - frames) / _WIDTH) ** 2)[kept]
        np.maximum.at(out, place[kept] + 4, bell)
    return out[4:-4]


Maker = Callable[[Generator], Example]


def write_shard(folder: Path, number: int, make: Maker) -> None:
    """Makes shard `number` of what `make` draws, unless it is there."""
    path = folder / f"shard-{number:05d}.npz"
    if path.exists():
        return
    features = np.zeros((PER_SHARD, FRAMES, BANDS), np.uint8)
    targets = np.zeros((PER_SHARD, FRAMES, 2), np.uint8)
    for index in range(PER_SHARD):
        example = make(np.random.default_rng([number, index]))
        features[index] = example.features
        for column, frames in enumerate((example.beats, example.downbeats)):
            targets[index, :, column] = np.round(target(frames) * 255)
    beside = path.with_suffix(f".{os.getpid()}.tmp")
    with beside.open("wb") as file:
        np.savez(file, features=features, targets=targets)
    beside.replace(path)


def produce(folder: Path, numbers: range, make: Maker) -> None:
    """Writes shards one after another, and says how long each took."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        began = time.perf_counter()
        write_shard(folder, number, make)
        print(number, round(time.perf_counter() - began, 1), flush=True)


def main() -> None:
    """Writes shards until it is interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("banks", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=200)
    arguments = parser.parse_args()
    banks = load(arguments.banks)
    numbers = range(arguments.first, arguments.first + arguments.count)
    produce(arguments.folder, numbers, lambda rng: make(rng, banks))


if __name__ == "__main__":
    main()
