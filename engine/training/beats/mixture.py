"""Batches of examples from shards of several kinds, each in a folder with a share of its own."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from backbeat.music.mel import BANDS
from training.beats.examples import FRAMES, SCALE

Batch = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Features and targets, shapes (size, frames, bands) and (size, frames, 2)."""


class Mixture:
    """Draws each example from a folder as often as its share says."""

    def __init__(self, shares: dict[Path, float], kept: int = 10) -> None:
        """Folders may still be growing.

        Args:
            shares: of each folder of shards; they need not add up to 1.
            kept: shards in memory, in all.
        """
        total = sum(shares.values())
        self._chances = [share / total for share in shares.values()]
        self._kinds = [
            _Shards(folder, max(2, round(kept * chance)), round(40 / chance))
            for folder, chance in zip(shares, self._chances, strict=True)
        ]

    def batch(self, rng: Generator, step: int, size: int) -> Batch:
        """The examples of a step, changed a little each time they are drawn."""
        for kind in self._kinds:
            kind.turn(step)
        x = np.empty((size, FRAMES, BANDS), np.float32)
        y = np.empty((size, FRAMES, 2), np.float32)
        for row in range(size):
            kind = self._kinds[rng.choice(len(self._kinds), p=self._chances)]
            features, targets = kind.drawn(rng)
            x[row] = augment(rng, features.astype(np.float32) / SCALE)
            y[row] = targets.astype(np.float32) / 255
        return x, y


class _Shards:
    """A few hours of one folder in memory, exchanged for others all the time."""

    def __init__(self, folder: Path, kept: int, refresh: int) -> None:
        self._folder, self._refresh = folder, refresh
        self._kept: deque[tuple[NDArray[np.uint8], NDArray[np.uint8]]] = deque(maxlen=kept)
        self._seen: dict[Path, int] = {}

    def turn(self, step: int) -> None:
        """Reads the shard used least so far where it is time to, and at first as many as fit."""
        if step % self._refresh and self._kept:
            return
        paths = sorted(self._folder.glob("shard-*.npz"))
        room = min(len(paths), self._kept.maxlen or 0) - len(self._kept)
        for _ in range(max(1, room)):
            self._read(min(paths, key=lambda path: (self._seen.get(path, 0), path.name)))

    def _read(self, path: Path) -> None:
        self._seen[path] = self._seen.get(path, 0) + 1
        with np.load(path) as shard:
            self._kept.append((shard["features"], shard["targets"]))

    def drawn(self, rng: Generator) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Features and targets of one example."""
        features, targets = self._kept[rng.integers(len(self._kept))]
        index = rng.integers(len(features))
        return features[index], targets[index]


def augment(rng: Generator, mel: NDArray[np.float32]) -> NDArray[np.float32]:
    """Another pitch, another equaliser, another level, missing bands, a dropped moment."""
    shift = int(rng.integers(-3, 4))
    if shift:
        mel = np.roll(mel, shift, axis=1)
        if shift > 0:
            mel[:, :shift] = mel[:, shift : shift + 1]
        else:
            mel[:, shift:] = mel[:, shift - 1 : shift]
    curve = np.interp(
        np.arange(BANDS), np.linspace(0, BANDS - 1, 6), rng.normal(0, 0.45, 6)
    ) + rng.normal(0, 0.4)
    mel = np.log1p(np.expm1(mel) * np.exp(curve).astype(np.float32))
    if rng.random() < 0.25:
        low = int(rng.integers(0, BANDS - 5))
        mel[:, low : low + int(rng.integers(4, 24))] = 0
    if rng.random() < 0.15:
        start = int(rng.integers(0, FRAMES - 50))
        mel[start : start + int(rng.integers(10, 150))] = 0
    return mel.astype(np.float32)
