"""The tables of vectors beside the index: made from it when they are first looked into."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Final

import numpy as np

from backbeat.sounds import timbre
from backbeat.sounds.vectors import VectorTable, open_table, write_table

MEANING_SIZE: Final = 384
"""Length of a sentence embedding."""
_TIMBRE, _MEANING = "timbre", "meaning"


class VectorTables:
    """The vectors of how sounds sound, and of what their words mean.

    Args:
        path: of the database; the tables lie beside it, in folders named by the database's state.
        connection: of the database.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._folder = path.parent
        self._connection = connection
        self._open: dict[Path, VectorTable | None] = {}
        self._scales: dict[Path, timbre.Scale | None] = {}

    def timbres(self, generation: int) -> tuple[VectorTable | None, timbre.Scale | None]:
        """How the sounds sound, and the scale that it is on, in a state of the database."""
        folder = self._made(_TIMBRE, generation)
        if folder not in self._scales:
            self._scales = {folder: _read_scale(folder)}
        return self._table(folder), self._scales[folder]

    def meanings(self, generation: int) -> VectorTable | None:
        """What the sounds' words mean, in a state of the database."""
        return self._table(self._made(_MEANING, generation))

    def _table(self, folder: Path) -> VectorTable | None:
        if folder not in self._open:
            kind = folder.name.partition("-")[0]
            for other in [other for other in self._open if other.name.startswith(kind)]:
                del self._open[other]
            self._open[folder] = open_table(folder)
        return self._open[folder]

    def _made(self, kind: str, generation: int) -> Path:
        folder = self._folder / f"{kind}-{generation}"
        if not folder.is_dir():
            self._write(kind, folder)
            for other in self._folder.glob(f"{kind}-*"):
                if other != folder:
                    shutil.rmtree(other, ignore_errors=True)
        return folder

    def _write(self, kind: str, folder: Path) -> None:
        found = self._connection.execute(
            f"SELECT id, {kind} FROM sounds WHERE {kind} IS NOT NULL ORDER BY id"  # noqa: S608
        ).fetchall()
        row_ids = [row[0] for row in found]
        size = timbre.SIZE if kind == _TIMBRE else MEANING_SIZE
        vectors = np.frombuffer(b"".join(row[1] for row in found), np.float16).reshape(-1, size)
        if kind == _MEANING or not len(vectors):
            write_table(folder, row_ids, vectors, size)
            return
        scale = timbre.Scale.of(vectors.astype(np.float32))
        write_table(folder, row_ids, scale.applied(vectors.astype(np.float32)), size,
                    scale=np.stack([scale.middle, scale.spread]))  # fmt: skip


def _read_scale(folder: Path) -> timbre.Scale | None:
    try:
        middle, spread = np.load(folder / "scale.npy")
    except (OSError, ValueError):
        return None
    return timbre.Scale(middle, spread)
