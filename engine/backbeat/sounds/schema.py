"""The database of the index: its tables, and how older ones become newer ones."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from backbeat.errors import InputError, OutputError

VERSION = 2
_PATIENCE_S, _BETWEEN_TRIES_S = 30, 0.02

_FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE folders (
    path TEXT PRIMARY KEY, licence TEXT NOT NULL, credit TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE sounds (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    cat_id TEXT NOT NULL,
    cat_confidence REAL NOT NULL,
    duration_s REAL NOT NULL,
    rate INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    lufs REAL,
    momentary_lufs REAL,
    peak_dbfs REAL NOT NULL,
    true_peak_dbtp REAL NOT NULL,
    sync_from TEXT NOT NULL,
    takes BLOB NOT NULL,
    loops INTEGER NOT NULL,
    licence TEXT NOT NULL,
    credit TEXT NOT NULL,
    url TEXT NOT NULL,
    commercial INTEGER,
    variant_group TEXT NOT NULL,
    timbre BLOB NOT NULL,
    meaning BLOB
);
CREATE INDEX sounds_by_digest ON sounds (digest);
CREATE INDEX sounds_by_group ON sounds (variant_group);
CREATE INDEX sounds_by_category ON sounds (cat_id, cat_confidence);
CREATE TABLE unreadable (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    name, about, category, folder, tokenize = 'unicode61', detail = 'column'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab('words', 'row');
INSERT INTO meta VALUES ('generation', '0');
"""

# Which sounds may be used commercially is asked of all of them at once: it must not read them all.
_SECOND = "CREATE INDEX sounds_by_commercial ON sounds (commercial);"

_STEPS = (_FIRST, _SECOND)
"""What brings a database from each version to the next."""


def connect(path: Path, is_local: bool) -> sqlite3.Connection:
    """Opens the database, and brings it to this version; makes one where there is none.

    Args:
        path: of the database.
        is_local: whether it lies on a disk of this machine, so that it can be read while it is
            written to (SQLite's write-ahead log).

    Raises:
        InputError: the file is no index, or of a newer Backbeat.
        OutputError: its folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as error:
        raise OutputError(
            f"The index of sounds, {path}, cannot be opened: {error}.",
            "Check the permissions and free space of its folder, or set BACKBEAT_HOME to another.",
        ) from error
    try:
        if is_local:
            _read_while_written(connection)
            connection.execute("PRAGMA mmap_size = 268435456")
        connection.execute("PRAGMA synchronous = NORMAL")
        _migrate(connection, path)
    except sqlite3.OperationalError as error:
        connection.close()
        raise OutputError(
            f"The index of sounds, {path}, cannot be opened: {error}.",
            "Try again when nothing else writes to it, and check the permissions of its folder.",
        ) from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise InputError(
            f"{path} is no index of sounds, or is damaged: {error}.",
            "Remove it, and add the folders again.",
        ) from error
    except InputError:
        connection.close()
        raise
    return connection


def _read_while_written(connection: sqlite3.Connection) -> None:
    """Switches to the write-ahead log. SQLite does not wait for this lock itself."""
    patience = time.monotonic() + _PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > patience:
                raise
            time.sleep(_BETWEEN_TRIES_S)
        else:
            return


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise InputError(
            f"{path} was made by a newer Backbeat (its version is {version}, not {VERSION}).",
            "Update Backbeat, or remove the file and add the folders again.",
        )
    if version == VERSION:
        return
    # Another process may be doing the same just now.
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for step in _STEPS[version:]:
        for statement in step.split(";\n"):
            if statement.strip():
                connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.commit()
