"""The open database of an engine's folder, which is locked against other engines meanwhile."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from backbeat.errors import EngineUnavailableError, OutputError
from backbeat.filelock import FileLock
from backbeat.files.private import private_folder
from backbeat.home import default_home
from backbeat.jobs import schema

DATABASE = "jobs.sqlite3"
"""Name of the database in the engine's folder."""
LOCK = "engine.lock"
"""Name of the file that a running engine keeps locked."""
_STARTING_S = 1.0
"""Seconds that starting a process may take at most."""


class Database:
    """The connection to the database. It is used inside `transaction` and `reading` only."""

    def __init__(self, folder: Path) -> None:
        """Opens the folder's database and locks the folder against other engines.

        Raises:
            EngineUnavailableError: another engine has locked the folder, or it cannot be used.
        """
        self.lock = threading.RLock()
        """Held inside `transaction` and `reading`."""
        self.path = folder / DATABASE
        self._engine_lock = _lock_folder(folder)
        try:
            self.connection = schema.open_database(self.path)
        except BaseException:
            self._engine_lock.release()
            raise

    def close(self) -> None:
        """Closes the database and unlocks the folder."""
        with self.lock:
            self.connection.close()
            self._engine_lock.release()

    def execute(self, query: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Runs one statement."""
        return self.connection.execute(query, values)

    def first_job(self, where: str, value: object) -> sqlite3.Row | None:
        """The first row of the table `jobs` that a clause holds for; None where there is none.

        Args:
            where: the clause, with one question mark; never text of a caller.
            value: what stands for the question mark.
        """
        query = f"SELECT * FROM jobs WHERE {where}"  # noqa: S608 -- the clauses stand in store.py
        row: sqlite3.Row | None = self.execute(query, (value,)).fetchone()
        return row

    def check_writable(self) -> None:
        """Raises: EngineUnavailableError: the database is locked or read-only."""
        with self.lock, self._errors("written"):
            self.execute("BEGIN IMMEDIATE")
            self.execute("ROLLBACK")

    @contextlib.contextmanager
    def transaction(self, lasting: bool = True) -> Iterator[None]:
        """What is written inside is written whole or not at all.

        Args:
            lasting: as of `schema.begin`.

        Raises:
            EngineUnavailableError: it cannot be written.
        """
        with self.lock, self._errors("written"):
            schema.begin(self.connection, lasting)
            try:
                yield
                self.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self.connection.in_transaction:
                    self.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Nobody else reads or writes meanwhile. Raises: EngineUnavailableError."""
        with self.lock, self._errors("read"):
            yield

    @contextlib.contextmanager
    def _errors(self, done: str) -> Iterator[None]:
        """Raises database errors as `EngineUnavailableError`; `done`: "read" or "written"."""
        try:
            yield
        except sqlite3.Error as error:
            raise EngineUnavailableError(
                f"The job database {self.path} cannot be {done}: {error}.",
                "Free some space on its disk, and end what keeps the file locked.",
            ) from error


def _acquired(lock: FileLock) -> bool:
    """Takes the lock; a process that is being started holds its parent's for a moment."""
    ends_s = time.monotonic() + _STARTING_S
    while not lock.acquire():
        if time.monotonic() > ends_s:
            return False
        time.sleep(0.05)
    return True


def _lock_folder(folder: Path) -> FileLock:
    try:
        # The folder holds the token, and the paths and results of the user's work.
        private_folder(folder, is_ours=folder == default_home())
        lock = FileLock(folder / LOCK)
        acquired = _acquired(lock)
    except OutputError as error:
        raise EngineUnavailableError(error.message, error.hint) from error
    except OSError as error:
        raise EngineUnavailableError(
            f"{folder} cannot be used as the engine's folder: {error.strerror or error}.",
            "Choose another with --home.",
        ) from error
    if not acquired:
        raise EngineUnavailableError(
            f"An engine already runs on {folder} (process {lock.read() or 'unknown'}).",
            "Use that one, stop it first, or choose another folder with --home.",
        )
    lock.write(str(os.getpid()))
    return lock
