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


def write_table(
    folder: Path,
    rows: list[int],
    vectors: NDArray[np.float16] | NDArray[np.float32],
    size: int,
    **beside: NDArray[np.float32],
) -> None:
    """Writes a table into a folder that does not exist yet; it appears there whole.

    Args:
        folder: where.
        rows: which row each vector belongs to.
        vectors: of length 1 each, shape (rows, size).
        size: length of a vector.
        beside: other arrays that are written with it, by their names.
    """
    # Two processes may make the same.
    made = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    np.save(made / "rows.npy", np.array(rows, np.int64))
    full = vectors.reshape(len(rows), size).astype(np.float16)
    np.save(made / "full.npy", full)
    if len(rows) >= _DIRECT_UNDER and size > _DIRECTIONS:
        _write_short(made, full)
    for name, array in beside.items():
        np.save(made / f"{name}.npy", array)
    try:
        made.replace(folder)
    except OSError:
        # Another process has made it meanwhile.
        shutil.rmtree(made, ignore_errors=True)


def open_table(folder: Path) -> VectorTable | None:
    """The table in a folder; None where there is none that can be read."""
    try:
        short = folder / "short.npy"
        has_short = short.is_file()
        return VectorTable(
            np.load(folder / "rows.npy"),
            np.load(folder / "full.npy", mmap_mode="r"),
            np.load(short, mmap_mode="r") if has_short else None,
            np.load(folder / "directions.npy") if has_short else None,
        )
    except (OSError, ValueError, EOFError):
        return None


def _write_short(folder: Path, full: NDArray[np.float16]) -> None:
    step = max(1, len(full) // _SAMPLE)
    sample = full[::step].astype(np.float32)
    _, found = np.linalg.eigh(sample.T @ sample)
    directions = np.ascontiguousarray(found[:, -_DIRECTIONS:].astype(np.float32))
    shape = (len(full), _DIRECTIONS)
    short = np.empty(shape, np.float32)
    for first in range(0, len(full), _SAMPLE):
        short[first : first + _SAMPLE] = (
            full[first : first + _SAMPLE].astype(np.float32) @ directions
        )
    np.save(folder / "short.npy", short)
    np.save(folder / "directions.npy", directions)
