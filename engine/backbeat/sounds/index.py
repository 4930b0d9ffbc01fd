"""The index of sounds: every sound of the folders that were added, and how they are found.

One database under the user's home, and beside it two tables of vectors that are made from it. Any
number of processes may read it; one writes at a time.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from backbeat.sounds import rows, timbre, ucs
from backbeat.sounds.facts import Floats, IndexedSound, SoundFile
from backbeat.sounds.query import Query, query_of
from backbeat.sounds.schema import connect
from backbeat.sounds.searching import found_by_words, fused_with_meaning
from backbeat.sounds.vectors import VectorTable, open_table, write_table

MEANING_SIZE = 384
"""Length of a sentence embedding."""
_NAME = "sounds.sqlite"

Meaning = Callable[[str], Floats]
"""Makes the sentence embedding of a text: length 1, shape (MEANING_SIZE,)."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What was known of a file when it was last looked at."""

    size: int
    mtime_ns: int
    digest: str
    """Empty: it could not be read."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that was added."""

    path: str
    licence: str
    credit: str
    sounds: int


class Index:
    """The index. Use `open`, and `close` or `with`."""

    def __init__(self, path: Path, meaning: Meaning | None = None) -> None:
        """As `open`, by the path of the database itself."""
        self.path = path
        self.meaning = meaning
        self.connection = connect(path)
        self.connection.row_factory = sqlite3.Row
        self._generation = -1
        self._known: frozenset[str] = frozenset()
        self._counts: dict[str, int] = {}
        self._tables: dict[str, VectorTable | None] = {}
        self._scale: timbre.Scale | None = None
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
        return cls(home / "sounds" / _NAME, meaning)

    def close(self) -> None:
        """Closes the database."""
        self.connection.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

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
        if allowed is not None and not allowed:
            return []
        query = self.query(words)
        if not query.terms:
            ranked = [(row_id, 1.0) for row_id in sorted(allowed or ())]
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
        table, scale = self._table("timbre"), self._scale
        if table is None or scale is None:
            return []
        found, near = table.nearest(scale.applied(vector), limit * 3 + 50)
        allowed = self._allowed((), commercial, ())
        ranked = [
            (int(row_id), float(max(0.0, cosine)))
            for row_id, cosine in zip(found, near, strict=True)
            if allowed is None or int(row_id) in allowed
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

    # Looking through.

    @property
    def total(self) -> int:
        """Number of sounds."""
        (count,) = self.connection.execute("SELECT count(*) FROM sounds").fetchone()
        return int(count)

    @property
    def has_meaning(self) -> bool:
        """Whether any sound has an embedding."""
        found = self.connection.execute(
            "SELECT 1 FROM sounds WHERE meaning IS NOT NULL LIMIT 1"
        ).fetchone()
        return found is not None

    def folders(self) -> list[Folder]:
        """The folders that were added, by path."""
        return [
            Folder(row["path"], row["licence"], row["credit"], self._count_inside(row["path"]))
            for row in self.connection.execute("SELECT * FROM folders ORDER BY path")
        ]

    def states(self, folder: str) -> Iterator[tuple[str, FileState]]:
        """Every file in a folder that was looked at, by path: those that could not be read too."""
        for table, digest in (("sounds", "digest"), ("unreadable", "''")):
            yield from (
                (path, FileState(size, mtime_ns, found))
                for path, size, mtime_ns, found in self.connection.execute(
                    f"SELECT path, size, mtime_ns, {digest} FROM {table} "  # noqa: S608
                    "WHERE path >= ? AND path < ? ORDER BY path",
                    _inside(folder),
                )
            )

    def unreadable(self, folder: str = "") -> list[tuple[str, str]]:
        """Files that could not be read, with the reason; of a folder, or all."""
        first, last = _inside(folder) if folder else ("", "\U0010ffff")
        found = self.connection.execute(
            "SELECT path, reason FROM unreadable WHERE path >= ? AND path < ? ORDER BY path",
            (first, last),
        )
        return [(path, reason) for path, reason in found]

    def with_digest(self, digest: str) -> list[str]:
        """Paths of the files with these bytes."""
        found = self.connection.execute("SELECT path FROM sounds WHERE digest = ?", (digest,))
        return [path for (path,) in found]

    # Changing. Each is a part of a transaction that `commit` ends.

    def put_folder(self, path: str, licence: str, credit: str) -> None:
        """Notes that a folder was added, or its licence and credit again."""
        self.connection.execute(
            "INSERT INTO folders VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
            "licence = excluded.licence, credit = excluded.credit",
            (path, licence, credit),
        )

    def put(self, file: SoundFile) -> None:
        """Enters a file, in place of what was known of its path."""
        rows.put(self.connection, file)
        self.connection.execute("DELETE FROM unreadable WHERE path = ?", (file.path,))

    def put_unreadable(self, path: str, size: int, mtime_ns: int, reason: str) -> None:
        """Notes that a file cannot be read."""
        self.forget((path,))
        self.connection.execute(
            "INSERT OR REPLACE INTO unreadable VALUES (?, ?, ?, ?)", (path, size, mtime_ns, reason)
        )

    def touch(self, path: str, size: int, mtime_ns: int) -> None:
        """Notes that a file has the same bytes as before."""
        self.connection.execute(
            "UPDATE sounds SET size = ?, mtime_ns = ? WHERE path = ?", (size, mtime_ns, path)
        )

    def forget(self, paths: Iterable[str]) -> None:
        """Removes files from the index; on disk they stay."""
        for path in paths:
            row = self.connection.execute(
                "SELECT id FROM sounds WHERE path = ?", (path,)
            ).fetchone()
            if row is not None:
                self.connection.execute("DELETE FROM words WHERE rowid = ?", (row["id"],))
                self.connection.execute("DELETE FROM sounds WHERE id = ?", (row["id"],))
            self.connection.execute("DELETE FROM unreadable WHERE path = ?", (path,))

    def remove_folder(self, path: str) -> int:
        """Removes a folder and all in it; on disk they stay. Returns how many sounds went."""
        count = self._count_inside(path)
        first, last = _inside(path)
        self.connection.execute(
            "DELETE FROM words WHERE rowid IN "
            "(SELECT id FROM sounds WHERE path >= ? AND path < ?)", (first, last),
        )  # fmt: skip
        for table in ("sounds", "unreadable"):
            self.connection.execute(
                f"DELETE FROM {table} WHERE path >= ? AND path < ?",  # noqa: S608 -- our tables
                (first, last),
            )
        self.connection.execute(
            "DELETE FROM folders WHERE path = ? OR (path >= ? AND path < ?)", (path, first, last)
        )
        return count

    def commit(self) -> None:
        """Makes the changes since the last commit last, and known to other readers."""
        self.connection.execute(
            "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'"
        )
        self.connection.commit()

    def rollback(self) -> None:
        """Undoes the changes since the last commit."""
        self.connection.rollback()

    def count_without_meaning(self) -> int:
        """Number of sounds that have no embedding."""
        (count,) = self.connection.execute(
            "SELECT count(*) FROM sounds WHERE meaning IS NULL"
        ).fetchone()
        return int(count)

    def without_meaning(self, count: int) -> list[tuple[int, str]]:
        """Rows that have no embedding yet, at most `count`, with their words."""
        found = self.connection.execute(
            "SELECT id, name, description, iif(cat_confidence = 1, cat_id, '') FROM sounds "
            "WHERE meaning IS NULL LIMIT ?",
            (count,),
        )
        return [
            (row_id, sentence(name, description, cat_id))
            for row_id, name, description, cat_id in found
        ]

    def put_meaning(self, row_id: int, vector: Floats) -> None:
        """Enters an embedding."""
        self.connection.execute(
            "UPDATE sounds SET meaning = ? WHERE id = ?",
            (vector.astype(np.float16).tobytes(), row_id),
        )

    def prepare(self) -> None:
        """Makes the tables of vectors, so that the first search need not."""
        self._refresh()
        for kind in ("timbre", "meaning"):
            self._table(kind)

    # Within.

    def _ranked(
        self, query: Query, allowed: Collection[int] | None, limit: int
    ) -> list[tuple[int, float]]:
        by_words = found_by_words(self.connection, query, allowed, limit)
        table = self._table("meaning") if self.meaning is not None else None
        if table is None or self.meaning is None or not len(table.rows):
            return by_words
        rows_near, cosines = table.nearest(
            self.meaning(query.text), 80 if allowed is None else 1000
        )
        by_meaning = [
            (row_id, round(cosine, 4))
            for row_id, cosine in zip(rows_near.tolist(), cosines.tolist(), strict=True)
            if allowed is None or row_id in allowed
        ]
        return fused_with_meaning(by_words, by_meaning)

    def _allowed(
        self, ucs_ids: Collection[str], commercial: bool, within: Sequence[str]
    ) -> frozenset[int] | None:
        conditions, values = [], list[object]()
        if ucs_ids:
            meant = [cat_id for text in ucs_ids for cat_id in ucs.meant_by(text)]
            conditions.append(f"cat_id IN ({','.join('?' * len(meant))})")
            values += meant
        if commercial:
            conditions.append("commercial IS NOT 0")
        if within:
            conditions.append(f"({' OR '.join(['(path >= ? AND path < ?)'] * len(within))})")
            values += [edge for folder in within for edge in _inside(folder)]
        if not conditions:
            return None
        found = self.connection.execute(
            f"SELECT id FROM sounds WHERE {' AND '.join(conditions)}",  # noqa: S608 -- only marks
            values,
        )
        return frozenset(row["id"] for row in found)

    def _sounds(self, ranked: Sequence[tuple[int, float]], limit: int) -> list[IndexedSound]:
        found: dict[str, IndexedSound] = {}
        for row_id, score in ranked:
            row = self.connection.execute(
                f"SELECT {rows.COLUMNS} FROM sounds WHERE id = ?",  # noqa: S608 -- our columns
                (row_id,),
            ).fetchone()
            if row is not None:
                sound = self._sound(row)
                found.setdefault(sound.key, replace(sound, score=min(1.0, max(0.0, score))))
            if len(found) >= limit:
                break
        return list(found.values())

    def _sound(self, row: sqlite3.Row) -> IndexedSound:
        (count,) = self.connection.execute(
            "SELECT count(*) FROM sounds WHERE variant_group = ?", (row["variant_group"],)
        ).fetchone()
        return rows.sound_of(row, count)

    def _count_inside(self, folder: str) -> int:
        (count,) = self.connection.execute(
            "SELECT count(*) FROM sounds WHERE path >= ? AND path < ?", _inside(folder)
        ).fetchone()
        return int(count)

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
        self._tables.clear()
        self._scale = None
        self._total = self.total
        self._known = frozenset(
            term for (term,) in self.connection.execute("SELECT term FROM vocabulary")
        )

    def _current(self) -> int:
        (value,) = self.connection.execute(
            "SELECT value FROM meta WHERE name = 'generation'"
        ).fetchone()
        return int(value)

    def _table(self, kind: str) -> VectorTable | None:
        if kind not in self._tables:
            folder = self.path.with_name(f"{kind}-{self._generation}")
            if not folder.is_dir():
                self._write(kind, folder)
            self._tables[kind] = open_table(folder)
            if kind == "timbre":
                self._scale = _read_scale(folder)
        return self._tables[kind]

    def _write(self, kind: str, folder: Path) -> None:
        column = "timbre" if kind == "timbre" else "meaning"
        found = self.connection.execute(
            f"SELECT id, {column} FROM sounds WHERE {column} IS NOT NULL ORDER BY id"  # noqa: S608
        ).fetchall()
        row_ids = [row["id"] for row in found]
        size = timbre.SIZE if kind == "timbre" else MEANING_SIZE
        vectors = np.frombuffer(b"".join(row[column] for row in found), np.float16)
        vectors = vectors.reshape(-1, size)
        if kind == "timbre":
            scale = timbre.Scale.of(vectors.astype(np.float32)) if len(vectors) else None
            write_table(
                folder, row_ids, (scale.applied(v.astype(np.float32)) for v in vectors)
                if scale else (), size,
            )  # fmt: skip
            if scale is not None:
                np.save(folder / "scale.npy", np.stack([scale.middle, scale.spread]))
        else:
            write_table(folder, row_ids, (v.astype(np.float32) for v in vectors), size)
        for other in self.path.parent.glob(f"{kind}-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)


def sentence(name: str, description: str, cat_id: str) -> str:
    """What a sound's embedding is made of: its name, what it says of itself, its category."""
    found = ucs.category(cat_id)
    parts = (name, description[:200], "" if found is None else found.words)
    return ". ".join(part for part in parts if part)


def _inside(folder: str) -> tuple[str, str]:
    """The paths that the paths of all in a folder lie between."""
    bare = folder.rstrip("/\\")
    # "0" follows "/", and "]" follows "\\".
    return (f"{bare}\\", f"{bare}]") if "\\" in folder else (f"{bare}/", f"{bare}0")


def _read_scale(folder: Path) -> timbre.Scale | None:
    try:
        middle, spread = np.load(folder / "scale.npy")
    except (OSError, ValueError):
        return None
    return timbre.Scale(middle, spread)
