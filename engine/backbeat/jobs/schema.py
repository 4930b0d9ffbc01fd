"""The tables of the job database, and its opening."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from backbeat.errors import EngineUnavailableError
from backbeat.jobs.migrations import migrate, version_now

VERSION = version_now()
"""Version of the tables, kept in the file as `PRAGMA user_version`."""

LOCKED_LIMIT_S = 1.0
"""Seconds to wait for a foreign lock on the file, during which the engine answers no call."""

_TABLES = """
CREATE TABLE jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    state INTEGER NOT NULL,
    fraction REAL NOT NULL,
    step TEXT NOT NULL,
    created_ns INTEGER NOT NULL,
    started_ns INTEGER,
    ended_ns INTEGER,
    request BLOB NOT NULL,
    request_sha256 TEXT NOT NULL,
    request_id TEXT NOT NULL,
    result BLOB,
    error BLOB,
    pid INTEGER,
    attempt INTEGER NOT NULL DEFAULT 1,
    stop_asked INTEGER NOT NULL DEFAULT 0,
    due_looks INTEGER NOT NULL DEFAULT 0,
    due_ns INTEGER
);
CREATE UNIQUE INDEX jobs_by_request_id ON jobs (request_id) WHERE request_id <> '';
CREATE INDEX jobs_by_state ON jobs (state, number);
CREATE TABLE events (
    job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    time_ns INTEGER NOT NULL,
    state INTEGER NOT NULL,
    fraction REAL NOT NULL,
    step TEXT NOT NULL,
    PRIMARY KEY (job, seq)
) WITHOUT ROWID;
"""


def open_database(path: Path) -> sqlite3.Connection:
    """Opens the database; creates it when it is missing.

    The connection is in autocommit mode: the caller begins and commits transactions.

    Raises:
        EngineUnavailableError: the file is damaged, is not a job database, or was written by a
            newer engine.
    """
    try:
        connection = sqlite3.connect(
            path, LOCKED_LIMIT_S, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise EngineUnavailableError(
            f"{path} cannot be used as the job database: {error}.",
            "Move it away to start with an empty one, or choose another folder with --home.",
        ) from error
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.row_factory = sqlite3.Row
    # A text that was damaged on the disk is read nevertheless.
    connection.text_factory = lambda data: data.decode(errors="replace")
    # Before all else: a newer engine's database is not written to.
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise EngineUnavailableError(
            f"{path} was written by a newer Backbeat (schema {version}; this one knows {VERSION}).",
            "Update Backbeat, or choose another folder with --home.",
        )
    connection.execute("PRAGMA journal_mode = WAL")
    # Where the system keeps written data in the drive's own memory, until it is told otherwise.
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    if version == 0:
        connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
    elif version < VERSION:
        migrate(connection, version)


def begin(connection: sqlite3.Connection, lasting: bool) -> None:
    """Begins a transaction.

    Args:
        connection: to the database.
        lasting: whether the commit waits until the disk has it, so that it outlives a power cut.
            Steps of a job need not: the next start of an engine does not miss them.
    """
    connection.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
    connection.execute("BEGIN IMMEDIATE")
