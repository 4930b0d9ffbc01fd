"""The tables of vectors beside the index: made from it when they are first looked into."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path
from typing import Final

import numpy as np

from backbeat.sounds import timbre
from backbeat.sounds.vectors import VectorTable, made_table, open_table, write_table

MEANING_SIZE: Final = 384
"""Length of a sentence embedding."""
_TIMBRE, _MEANING = "timbre", "meaning"


class VectorTables:
    """The vectors of how sounds sound, and of what their words mean.

    Args:
        path: of the database; the tables lie in a folder beside it, called by its state.
        connection: of the database.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._folder = path.with_name(f"{path.name}.vectors")
        self._connection = connection
        self._open: dict[str, tuple[int, VectorTable]] = {}

    def timbres(self, generation: int) -> tuple[VectorTable, timbre.Scale | None]:
        """How the sounds sound, and the scale that it is on, in a state of the database."""
        table = self._table(_TIMBRE, generation)
        scale = table.scale
        return table, None if scale is None else timbre.Scale(scale[0], scale[1])

    def meanings(self, generation: int) -> VectorTable:
        """What the sounds' words mean, in a state of the database."""
        return self._table(_MEANING, generation)

    def _table(self, kind: str, generation: int) -> VectorTable:
        state, table = self._open.get(kind, (-1, None))
        if table is None or state != generation:
            table = self._read(kind, generation)
            self._open[kind] = generation, table
        return table

    def _read(self, kind: str, generation: int) -> VectorTable:
        folder = self._folder / f"{kind}-{generation}"
        found = open_table(folder)
        if found is not None:
            return found
        made = self._made(kind)
        # On a server that may only be read from, it is made again by each reader, in memory.
        with contextlib.suppress(OSError):
            write_table(folder, made)
            for other in self._folder.glob(f"{kind}-*"):
                if other != folder:
                    shutil.rmtree(other, ignore_errors=True)
        return made

    def _made(self, kind: str) -> VectorTable:
        found = self._connection.execute(
            f"SELECT id, {kind} FROM sounds WHERE {kind} IS NOT NULL ORDER BY id"  # noqa: S608
        ).fetchall()
        row_ids = [row[0] for row in found]
        size = timbre.SIZE if kind == _TIMBRE else MEANING_SIZE
        vectors = np.frombuffer(b"".join(row[1] for row in found), np.float16).reshape(-1, size)
        if kind == _MEANING or not len(vectors):
            return made_table(row_ids, vectors)
        scale = timbre.Scale.of(vectors.astype(np.float32))
        scaled = scale.applied(vectors.astype(np.float32))
        return made_table(row_ids, scaled, np.stack([scale.middle, scale.spread]))
