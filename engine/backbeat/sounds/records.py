"""What the index holds: its folders and files, as a walk through a folder enters them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from backbeat.sounds import rows, ucs
from backbeat.sounds.facts import Floats, SoundFile

INSIDE = "(path = ? OR (path >= ? AND path < ?))"
"""Whether a path is a file, or lies in a folder, as `inside` gives it."""


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


class Records:
    """Reads and changes what the index holds; changes are one transaction until `commit`.

    Args:
        connection: of the index; its rows are `sqlite3.Row`.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._changed = False
        """Whether anything that searches look at was changed since the last commit."""

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
                    f"WHERE {INSIDE} ORDER BY path",
                    inside(folder),
                )
            )

    def unreadable(self, folder: str = "") -> list[tuple[str, str]]:
        """Files that could not be read, with the reason; of a folder, or all."""
        where, values = (INSIDE, inside(folder)) if folder else ("1", ())
        found = self.connection.execute(
            f"SELECT path, reason FROM unreadable WHERE {where} ORDER BY path",  # noqa: S608
            values,
        )
        return [(path, reason) for path, reason in found]

    def with_digest(self, digest: str) -> list[str]:
        """Paths of the files with these bytes."""
        found = self.connection.execute("SELECT path FROM sounds WHERE digest = ?", (digest,))
        return [path for (path,) in found]

    def put_folder(self, path: str, licence: str, credit: str) -> None:
        """Notes that a folder was added, or its licence and credit again."""
        self.connection.execute(
            "INSERT INTO folders VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
            "licence = excluded.licence, credit = excluded.credit",
            (path, licence, credit),
        )

    def put(self, file: SoundFile) -> None:
        """Enters a file, in place of what was known of its path."""
        self._changed = True
        rows.put(self.connection, file)
        self.connection.execute("DELETE FROM unreadable WHERE path = ?", (file.path,))

    def put_unreadable(self, path: str, size: int, mtime_ns: int, reason: str) -> None:
        """Notes that a file cannot be read."""
        self._changed = True
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
            self._changed = True
            row = self.connection.execute(
                "SELECT id FROM sounds WHERE path = ?", (path,)
            ).fetchone()
            if row is not None:
                self.connection.execute("DELETE FROM words WHERE rowid = ?", (row["id"],))
                self.connection.execute("DELETE FROM sounds WHERE id = ?", (row["id"],))
            self.connection.execute("DELETE FROM unreadable WHERE path = ?", (path,))

    def remove_folder(self, path: str) -> int:
        """Removes a folder and all in it; on disk they stay. Returns how many sounds went."""
        self._changed = True
        count = self._count_inside(path)
        self.connection.execute(
            f"DELETE FROM words WHERE rowid IN (SELECT id FROM sounds WHERE {INSIDE})",  # noqa: S608
            inside(path),
        )
        for table in ("sounds", "unreadable", "folders"):
            self.connection.execute(
                f"DELETE FROM {table} WHERE {INSIDE}",  # noqa: S608 -- our tables
                inside(path),
            )
        return count

    def commit(self) -> None:
        """Makes the changes since the last commit last, and known to other readers."""
        if self._changed:
            self.connection.execute(
                "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'"
            )
        self.connection.commit()
        self._changed = False

    def rollback(self) -> None:
        """Undoes the changes since the last commit."""
        self.connection.rollback()
        self._changed = False

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
        self._changed = True
        self.connection.execute(
            "UPDATE sounds SET meaning = ? WHERE id = ?",
            (vector.astype(np.float16).tobytes(), row_id),
        )

    def _count_inside(self, folder: str) -> int:
        (count,) = self.connection.execute(
            f"SELECT count(*) FROM sounds WHERE {INSIDE}",  # noqa: S608 -- our condition
            inside(folder),
        ).fetchone()
        return int(count)


def sentence(name: str, description: str, cat_id: str) -> str:
    """What a sound's embedding is made of: its name, what it says of itself, its category."""
    found = ucs.category(cat_id)
    parts = (name, description[:200], "" if found is None else found.words)
    return ". ".join(part for part in parts if part)


def inside(folder: str) -> tuple[str, str, str]:
    """A folder, and the two texts that the paths of all inside it lie between."""
    bare = folder.rstrip("/\\")
    # "0" follows "/", and "]" follows "\\".
    first, last = (f"{bare}\\", f"{bare}]") if "\\" in folder else (f"{bare}/", f"{bare}0")
    return folder, first, last
