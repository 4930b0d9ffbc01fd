"""The index of sounds: every sound of the folders that were added, and how they are found.

One database under the user's home, and beside it two tables of vectors that are made from it. Any
number of processes may read it; one writes at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import numpy as np

from backbeat.errors import OutputError
from backbeat.sounds import rows, ucs
from backbeat.sounds.facts import Floats, IndexedSound
from backbeat.sounds.query import Query, query_of
from backbeat.sounds.records import INSIDE, Records, inside
from backbeat.sounds.schema import connect
from backbeat.sounds.searching import Allowed, found_by_words, fused_with_meaning
from backbeat.sounds.tables import VectorTables

_NAME = "sounds.sqlite"
_OF_MEANING = 80
"""Sounds whose meaning is nearest that are ranked."""

Meaning = Callable[[str], Floats]
"""Makes the sentence embedding of a text: length 1, shape (MEANING_SIZE,)."""


class Index(Records):
    """The index. Use `open`, and `close` or `with`."""

    def __init__(self, path: Path, meaning: Meaning | None = None, is_local: bool = False) -> None:
        """As `open`, by the path of the database itself, which may lie on a server."""
        self.path = path
        self.meaning = meaning
        super().__init__(connect(path, is_local))
        self.connection.row_factory = sqlite3.Row
        self._generation = -1
        self._known: frozenset[str] = frozenset()
        self._counts: dict[str, int] = {}
        self._tables = VectorTables(path, self.connection)
        self._total = 0

    @classmethod
    def open(cls, home: Path, meaning: Meaning | None = None) -> Index:
        """Opens the index of a home; an empty one is made where there is none.

        Args:
            home: the user's folder for Backbeat (`backbeat.home.home()`).
            meaning: makes embeddings of queries; None: sounds are found by words alone.

        Raises:
            InputError: the file is no index, or of a newer Backbeat.
            OutputError: it cannot be made.
        """
        return cls(home / "sounds" / _NAME, meaning, is_local=True)

    def close(self) -> None:
        """Closes the database."""
        self.connection.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Closes the database. Raises: OutputError: it could not be written to."""
        self.close()
        if isinstance(error, sqlite3.OperationalError):
            raise OutputError(
                f"The index of sounds, {self.path}, cannot be written: {error}.",
                "Check its permissions and free space, and that no other program is writing to it.",
            ) from error

    # Finding.

    def search(
        self,
        words: str,
        ucs_ids: Collection[str] = (),
        limit: int = 20,
        commercial: bool = False,
        *,
        within: Sequence[str] = (),
    ) -> list[IndexedSound]:
        """The sounds that fit words best, best first; the same sound under two paths comes once.

        Args:
            words: as a person types them; empty: every sound of `ucs_ids`.
            ucs_ids: CatIDs or categories ("DOORS"), one of which a sound must have.
            limit: how many at most.
            commercial: leaves out sounds whose licence forbids commercial use.
            within: folders that a sound must lie in; empty: anywhere.
        """
        self._refresh()
        allowed = self._allowed(ucs_ids, commercial, within)
        query = self.query(words)
        if not query.terms:
            ids = allowed.row_ids(self.connection)
            ranked = [] if ids is None else [(row_id, 1.0) for row_id in ids.tolist()]
        else:
            ranked = self._ranked(query, allowed, limit)
        return self._sounds(ranked, limit)

    def query(self, words: str) -> Query:
        """What words mean to this index."""
        self._refresh()
        return query_of(words, self._total, self._count, self._known)

    def sound(self, key: str) -> IndexedSound | None:
        """A sound by its key or its path; None where it is not in the index."""
        row = self.connection.execute(
            f"SELECT {rows.COLUMNS} FROM sounds WHERE path = ?",  # noqa: S608 -- our columns
            (key,),
        ).fetchone()
        if row is None and len(key) >= rows.KEY_LENGTH:
            row = self.connection.execute(
                f"SELECT {rows.COLUMNS} FROM sounds "  # noqa: S608 -- our columns
                "WHERE digest >= ? AND digest < ? ORDER BY path LIMIT 1",
                (key, key + "g"),
            ).fetchone()
        return None if row is None else self._sound(row)

    def variants(self, key: str) -> list[IndexedSound]:
        """The sounds that are the same again, itself among them; none where it is unknown."""
        sound = self.sound(key)
        if sound is None:
            return []
        found = self.connection.execute(
            f"SELECT {rows.COLUMNS} FROM sounds WHERE variant_group = "  # noqa: S608
            "(SELECT variant_group FROM sounds WHERE path = ?) ORDER BY path",
            (sound.path,),
        ).fetchall()
        return [rows.sound_of(row, len(found)) for row in found]

    def similar(
        self, vector: Floats, limit: int = 20, commercial: bool = False, leave_out: str = ""
    ) -> list[IndexedSound]:
        """The sounds that sound most alike, best first.

        Args:
            vector: of `timbre.timbre`.
            limit: how many at most.
            commercial: leaves out sounds whose licence forbids commercial use.
            leave_out: key of a sound that is not an answer: the one that is asked for.
        """
        self._refresh()
        table, scale = self._tables.timbres(self._generation)
        if scale is None:
            return []
        among = self._allowed((), commercial, ()).row_ids(self.connection)
        found, near = table.nearest(scale.applied(vector), limit * 3 + 50, among)
        ranked = [
            (row_id, max(0.0, cosine))
            for row_id, cosine in zip(found.tolist(), near.tolist(), strict=True)
        ]
        sounds = self._sounds(ranked, limit + 1)
        return [sound for sound in sounds if sound.key != leave_out][:limit]

    def timbre_of(self, key: str) -> Floats | None:
        """The vector of a sound in the index; None where it is unknown."""
        sound = self.sound(key)
        if sound is None:
            return None
        (data,) = self.connection.execute(
            "SELECT timbre FROM sounds WHERE path = ?", (sound.path,)
        ).fetchone()
        return np.frombuffer(data, np.float16).astype(np.float32)

    def prepare(self) -> None:
        """Makes the tables of vectors, so that the first search need not."""
        self._refresh()
        self._tables.timbres(self._generation)
        self._tables.meanings(self._generation)

    # Within.

    def _ranked(self, query: Query, allowed: Allowed, limit: int) -> list[tuple[int, float]]:
        row_ids = allowed.row_ids(self.connection)
        by_words = found_by_words(self.connection, query, allowed, row_ids, limit)
        if self.meaning is None:
            return by_words
        table = self._tables.meanings(self._generation)
        if not len(table.rows):
            return by_words
        found, cosines = table.nearest(self.meaning(query.text), _OF_MEANING, row_ids)
        by_meaning = [
            (row_id, round(cosine, 4))
            for row_id, cosine in zip(found.tolist(), cosines.tolist(), strict=True)
        ]
        return fused_with_meaning(by_words, by_meaning)

    def _allowed(
        self, ucs_ids: Collection[str], commercial: bool, within: Sequence[str]
    ) -> Allowed:
        conditions, values = [], list[object]()
        if ucs_ids:
            meant = [cat_id for text in ucs_ids for cat_id in ucs.meant_by(text)]
            conditions.append(f"cat_id IN ({','.join('?' * len(meant))})")
            values += meant
        if commercial:
            conditions.append("commercial IS NOT 0")
        if within:
            conditions.append(f"({' OR '.join([INSIDE] * len(within))})")
            values += [edge for folder in within for edge in inside(folder)]
        return Allowed(" AND ".join(conditions), tuple(values))

    def _sounds(self, ranked: Sequence[tuple[int, float]], limit: int) -> list[IndexedSound]:
        found: dict[str, IndexedSound] = {}
        # The same bytes under two paths come once, so that more rows may be needed than sounds.
        for first in range(0, len(ranked), max(1, limit)):
            part = ranked[first : first + max(1, limit)]
            for row, score in self._rows(part):
                key = row["digest"][: rows.KEY_LENGTH]
                if key not in found and len(found) < limit:
                    found[key] = rows.sound_of(row, row["variants"], min(1.0, max(0.0, score)))
            if len(found) >= limit:
                break
        return list(found.values())

    def _rows(self, ranked: Sequence[tuple[int, float]]) -> Iterator[tuple[sqlite3.Row, float]]:
        """Rows with how many variants they have, in order, each with its score."""
        marks = ",".join("?" * len(ranked))
        found = self.connection.execute(
            f"SELECT {rows.COLUMNS}, (SELECT count(*) FROM sounds AS other "  # noqa: S608 -- ours
            "WHERE other.variant_group = sounds.variant_group) AS variants "
            f"FROM sounds WHERE id IN ({marks})",
            [row_id for row_id, _ in ranked],
        )
        by_id = {row["id"]: row for row in found}
        return ((by_id[row_id], score) for row_id, score in ranked if row_id in by_id)

    def _sound(self, row: sqlite3.Row) -> IndexedSound:
        (count,) = self.connection.execute(
            "SELECT count(*) FROM sounds WHERE variant_group = ?", (row["variant_group"],)
        ).fetchone()
        return rows.sound_of(row, count)

    def _count(self, word_stem: str) -> int:
        if word_stem not in self._counts:
            row = self.connection.execute(
                "SELECT doc FROM vocabulary WHERE term = ?", (word_stem,)
            ).fetchone()
            self._counts[word_stem] = row["doc"] if row is not None else 0
        return self._counts[word_stem]

    def _refresh(self) -> None:
        """Forgets what was read of an older state of the index."""
        generation = self._current()
        if generation == self._generation:
            return
        self._generation = generation
        self._counts.clear()
        self._total = self.total
        self._known = frozenset(
            term for (term,) in self.connection.execute("SELECT term FROM vocabulary")
        )

    def _current(self) -> int:
        (value,) = self.connection.execute(
            "SELECT value FROM meta WHERE name = 'generation'"
        ).fetchone()
        return int(value)
