"""A table of vectors in memory-mapped files: the nearest of 100,000 by one matrix product.

Long vectors are compared by their main directions first (those of the table's own vectors), which
are few enough to be read at once, and only the best of them in full.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

    def nearest(
        self, vector: Floats, count: int, among: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], Floats]:
        """The rows whose vectors are nearest, nearest first, and their cosines.

        Args:
            vector: of length 1, shape (size,).
            count: how many at most.
            among: rows that may be found; None: all.
        """
        if among is None:
            places = np.arange(len(self.rows))
        else:
            places = np.flatnonzero(np.isin(self.rows, among))
        wanted = min(max(_BEST, count), len(places))
        if self.short is not None and self.directions is not None and len(places) >= _DIRECT_UNDER:
            rough = (self.short @ (self.directions.T @ vector))[places]
            best = np.argpartition(rough, len(rough) - wanted)[-wanted:]
            places = places[np.sort(best)]
        if not len(places):
            return self.rows[:0], np.zeros(0, np.float32)
        near = self.full[places].astype(np.float32) @ vector
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

    def loaded(name: str) -> Any:
        path = folder / f"{name}.npy"
        return np.load(path, mmap_mode="r" if name in _LARGE else None) if path.is_file() else None

    try:
        rows, full = loaded("rows"), loaded("full")
        if rows is None or full is None:
            return None
        return VectorTable(rows, full, loaded("short"), loaded("directions"), loaded("scale"))
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
