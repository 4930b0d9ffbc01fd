"""A table of vectors in memory-mapped files: the nearest of 100,000 by one matrix product.

Long vectors are compared by their main directions first (those of the table's own vectors), which
are few enough to be read at once, and only the best of them in full.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.sounds.facts import Floats

_DIRECTIONS = 64
_DIRECT_UNDER = 4000
"""Rows from which on main directions save time."""
_BEST = 400
_SAMPLE = 20_000
_ARRAYS = ("rows", "full", "short", "directions", "scale")
_LARGE = ("full", "short")


@dataclass(frozen=True, eq=False)
class VectorTable:
    """Vectors of length 1, by the rows they belong to."""

    rows: NDArray[np.int64]
    full: NDArray[np.float16] | NDArray[np.float32]
    """Shape (n, size)."""
    short: Floats | None
    """Their main directions, shape (n, directions); None: there are too few rows."""
    directions: Floats | None
    """Shape (size, directions)."""
    scale: Floats | None = None
    """What the vectors were scaled by, as their maker needs it."""

    def nearest(self, vector: Floats, count: int) -> tuple[NDArray[np.int64], Floats]:
        """The rows whose vectors are nearest, nearest first, and their cosines.

        Args:
            vector: of length 1, shape (size,).
            count: how many at most.
        """
        if not len(self.rows):
            return self.rows, np.zeros(0, np.float32)
        if self.short is None or self.directions is None:
            near = self.full.astype(np.float32) @ vector
            places = np.arange(len(near))
        else:
            rough = self.short @ (self.directions.T @ vector)
            wanted = min(max(_BEST, count), len(rough))
            places = np.argpartition(rough, len(rough) - wanted)[-wanted:]
            near = self.full[np.sort(places)].astype(np.float32) @ vector
            places = np.sort(places)
        best = np.argsort(-near, kind="stable")[:count]
        return self.rows[places[best]], near[best]


def made_table(
    rows: list[int],
    vectors: NDArray[np.float16] | NDArray[np.float32],
    scale: Floats | None = None,
) -> VectorTable:
    """A table in memory.

    Args:
        rows: which row each vector belongs to.
        vectors: of length 1 each, shape (rows, size).
        scale: what they were scaled by.
    """
    full = vectors.astype(np.float16)
    short = directions = None
    if len(rows) >= _DIRECT_UNDER and full.shape[1] > _DIRECTIONS:
        short, directions = _shortened(full)
    return VectorTable(np.array(rows, np.int64), full, short, directions, scale)


def write_table(folder: Path, table: VectorTable) -> None:
    """Writes a table into a folder that does not exist yet; it appears there whole.

    Raises:
        OSError: the folder cannot be written to.
    """
    # Two processes may make the same.
    made = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    try:
        for name in _ARRAYS:
            array = getattr(table, name)
            if array is not None:
                np.save(made / f"{name}.npy", array)
        made.replace(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def open_table(folder: Path) -> VectorTable | None:
    """The table in a folder; None where there is none that can be read."""
    try:
        found = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r" if name in _LARGE else None)
            for name in _ARRAYS
            if (folder / f"{name}.npy").is_file()
        }
        return (
            VectorTable(**{name: found.get(name) for name in _ARRAYS}) if "rows" in found else None
        )
    except (OSError, ValueError, EOFError):
        return None


def _shortened(full: NDArray[np.float16]) -> tuple[Floats, Floats]:
    """The vectors by their main directions, and these."""
    step = max(1, len(full) // _SAMPLE)
    sample = full[::step].astype(np.float32)
    _, found = np.linalg.eigh(sample.T @ sample)
    directions = np.ascontiguousarray(found[:, -_DIRECTIONS:].astype(np.float32))
    short = np.empty((len(full), _DIRECTIONS), np.float32)
    for first in range(0, len(full), _SAMPLE):
        part = slice(first, first + _SAMPLE)
        short[part] = full[part].astype(np.float32) @ directions
    return short, directions
