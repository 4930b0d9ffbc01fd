"""The database of jobs. Only the engine's process opens it; workers report through pipes."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from backbeat.errors import EngineUnavailableError, NotFoundError
from backbeat.jobs import expiry, pages, rows
from backbeat.jobs.database import Database
from backbeat.jobs.ending import Ending
from backbeat.jobs.run import kind_of
from backbeat.jobs.watches import Watches
from backbeat.v1.jobs_pb2 import (
    Job,
    JobError,
    JobEvent,
    JobRequest,
    JobResult,
    JobState,
    ListJobsResponse,
)

ENDED = frozenset(
    {
        JobState.JOB_STATE_SUCCEEDED,
        JobState.JOB_STATE_FAILED,
        JobState.JOB_STATE_CANCELLED,
        JobState.JOB_STATE_INTERRUPTED,
    }
)
"""Final states of a job."""
_MAX_EVENTS = 500
"""Maximum number of events that one read returns."""
_RETRY_S = 1.0
"""Seconds between attempts to write endings that are kept in memory."""
_LOG = logging.getLogger(__name__)


class JobStore:
    """The jobs of one engine's folder, in a database. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Opens the folder's database and locks the folder against other engines.

        Raises:
            EngineUnavailableError: another engine has locked the folder, or it cannot be used.
        """
        self._database = Database(folder)
        self._lock = self._database.lock
        self._watches = Watches(self._lock)
        self._unwritten: dict[str, Ending] = {}
        self._closed = threading.Event()

    def close(self) -> None:
        """Closes the database and unlocks the folder."""
        self._closed.set()
        with self._lock:
            self._write_endings()
            self._database.close()

    def submit(self, request: JobRequest, request_id: str) -> tuple[Job, bool]:
        """Queues a job.

        Returns:
            the job, and whether it is new: a known `request_id` returns the job it was first used
            for.

        Raises:
            RequestError: the request has no kind set.
            AlreadyExistsError: `request_id` was used with another request.
        """
        kind = kind_of(request)
        blob = request.SerializeToString(deterministic=True)
        digest = hashlib.sha256(blob).hexdigest()
        with self._database.transaction():
            first = self._database.first_job("request_id = ? AND request_id <> ''", request_id)
            if first is not None:
                rows.check_same(first, digest, request_id)
                return rows.job(first), False
            cursor = self._database.execute(
                "INSERT INTO jobs (id, seq, kind, state, fraction, step, created_ns, request,"
                " request_sha256, request_id) VALUES (?, 0, ?, ?, 0, '', ?, ?, ?, ?)",
                (
                    uuid.uuid4().hex,
                    kind,
                    JobState.JOB_STATE_QUEUED,
                    time.time_ns(),
                    blob,
                    digest,
                    request_id,
                ),
            )
            number = cursor.lastrowid
            row = self._database.first_job("number = ?", number)
            assert row is not None  # noqa: S101 -- inserted two lines up
            self._record(row, JobState.JOB_STATE_QUEUED, 0.0, "")
            return rows.job(self._row(f"jobs/{row['id']}")), True

    def knows(self, request_id: str) -> bool:
        """Whether a job was submitted with this id. Raises: EngineUnavailableError."""
        with self._database.reading():
            return (
                self._database.first_job("request_id = ? AND request_id <> ''", request_id)
                is not None
            )

    def get(self, name: str) -> Job:
        """The job of a name. Raises: NotFoundError, EngineUnavailableError."""
        with self._database.reading():
            return self._job(self._row(name))

    def page(self, size: int, token: str, most: int = 1000) -> ListJobsResponse:
        """One page of jobs, newest first, without their results.

        Args:
            size: maximum number of jobs; 0 for the default. A page also ends where the next job
                would make it too large for one message.
            token: of the page, returned with the previous one; empty for the first.
            most: jobs on a page, at any size.

        Raises:
            RequestError: the size is negative, or the token was not returned with a page.
        """
        limit, before = pages.size(size, most), pages.number_of(token)
        answer, page = ListJobsResponse(), list[sqlite3.Row]()
        byte_count = last_number = 0
        with self._database.reading():
            found = self._database.execute(
                "SELECT number, id, seq, kind, state, fraction, step, created_ns, started_ns,"
                " ended_ns, request, request_id, NULL AS result, error, attempt"
                " FROM jobs WHERE number < ? ORDER BY number DESC",
                (before,),
            )
            for row in found:
                byte_count += rows.size(row["request"])
                if len(page) == limit or (page and byte_count > pages.MAX_BYTES):
                    answer.next_page_token = pages.token_after(last_number)
                    break
                page.append(row)
                last_number = row["number"]
        # Without the lock, for which others wait.
        for row in page:
            answer.jobs.append(self._job(row))
            answer.jobs[-1].ClearField("result")
        return answer

    def in_state(self, state: JobState) -> list[Job]:
        """All jobs in a state, oldest first."""
        with self._database.reading():
            found = self._database.execute(
                "SELECT * FROM jobs WHERE state = ? ORDER BY number", (state,)
            )
            return [rows.job(row) for row in found]

    def counts(self) -> dict[JobState, int]:
        """How many jobs wait and how many run, by their state. Raises: EngineUnavailableError."""
        with self._database.reading():
            found = self._database.execute(
                "SELECT state, COUNT(*) FROM jobs WHERE state IN (?, ?) GROUP BY state",
                (JobState.JOB_STATE_QUEUED, JobState.JOB_STATE_RUNNING),
            )
            return dict(found)

    def check_writable(self) -> None:
        """Checks that a job could be stored now.

        Raises:
            EngineUnavailableError: the database is locked or read-only, or the end of a job could
                not be written.
        """
        self._database.check_writable()
        if self._unwritten:
            raise EngineUnavailableError(
                f"The ends of {len(self._unwritten)} jobs cannot be written to"
                f" {self._database.path}.",
                "Free some space on its disk, and end what keeps the file locked.",
            )

    def start(self, name: str, pid: int) -> None:
        """Records that a job runs, in process `pid`."""
        with self._database.transaction(lasting=False):
            row = self._row(name)
            self._database.execute(
                "UPDATE jobs SET started_ns = ?, pid = ? WHERE number = ?",
                (time.time_ns(), pid, row["number"]),
            )
            self._record(row, JobState.JOB_STATE_RUNNING, 0.0, "")

    def queue_again(self, name: str, step: str) -> None:
        """Queues a job once more that ran when its engine died; `step` says so to its watchers."""
        with self._database.transaction():
            row = self._row(name)
            self._database.execute(
                "UPDATE jobs SET attempt = attempt + 1, started_ns = NULL, pid = NULL"
                " WHERE number = ?",
                (row["number"],),
            )
            self._record(row, JobState.JOB_STATE_QUEUED, 0.0, step)

    def ask_to_stop(self, name: str) -> None:
        """Notes that a job was cancelled, so that it is not run again if its engine dies now."""
        with self._database.transaction():
            number = self._row(name)["number"]
            self._database.execute("UPDATE jobs SET stop_asked = 1 WHERE number = ?", (number,))

    def was_asked_to_stop(self, name: str) -> bool:
        """Whether `ask_to_stop` was called for a job. Raises: NotFoundError."""
        with self._database.reading():
            return bool(self._row(name)["stop_asked"])

    def progress(self, name: str, fraction: float, step: str) -> None:
        """Records the fraction done (0 to 1) and the step of a job; ignored once it has ended."""
        with self._database.transaction(lasting=False):
            row = self._row(name)
            if row["state"] not in ENDED and name not in self._unwritten:
                self._record(row, JobState.JOB_STATE_RUNNING, fraction, step)

    def end(
        self,
        name: str,
        state: JobState,
        result: JobResult | None = None,
        error: JobError | None = None,
    ) -> None:
        """Records the end of a job; ignored when it had ended before.

        Where the database cannot be written (it is locked, its disk is full), the ending is kept in
        memory, included in all answers, and written as soon as that is possible.
        """
        ending = Ending(state, result, error)
        try:
            self._write_ending(name, ending)
        except EngineUnavailableError as problem:
            with self._lock:
                is_first = not self._unwritten
                self._unwritten.setdefault(name, ending)
                self._watches.tell(name)
            _LOG.warning("the end of %s is kept in memory: %s", name, problem)
            if is_first:
                threading.Thread(target=self._retry_endings, daemon=True).start()

    def _retry_endings(self) -> None:
        while self._unwritten and not self._closed.wait(_RETRY_S):
            with self._lock:
                if not self._closed.is_set():
                    self._write_endings()

    def _write_endings(self) -> None:
        for name, ending in list(self._unwritten.items()):
            try:
                self._write_ending(name, ending)
            except EngineUnavailableError:
                return
            del self._unwritten[name]
            _LOG.warning("the end of %s is written now", name)

    def _write_ending(self, name: str, ending: Ending) -> None:
        with self._database.transaction():
            row = self._row(name)
            if row["state"] in ENDED:
                return
            job = rows.job(row)
            ending.apply_to(job)
            self._database.execute(
                "UPDATE jobs SET ended_ns = ?, result = ?, error = ?, pid = NULL WHERE number = ?",
                (
                    ending.time_ns,
                    None if ending.result is None else ending.result.SerializeToString(),
                    None if ending.error is None else ending.error.SerializeToString(),
                    row["number"],
                ),
            )
            self._record(row, ending.state, job.fraction, job.step)

    def _job(self, row: sqlite3.Row) -> Job:
        job = rows.job(row)
        if job.name in self._unwritten and job.state not in ENDED:
            self._unwritten[job.name].apply_to(job)
        return job

    def events(
        self,
        name: str,
        after: int,
        wait_s: float = 0.0,
        gone: Callable[[], bool] = lambda: False,
    ) -> tuple[list[JobEvent], bool]:
        """Events with a greater `seq` than `after`, oldest first, at most 500 at a time.

        Args:
            name: of the job.
            after: the last sequence number already known.
            wait_s: seconds to wait for an event when there is none yet.
            gone: returns true once the caller has gone; called again on every `wake`.

        Returns:
            the events, and whether these were the last ones.

        Raises:
            NotFoundError: there is no such job.
        """

        def read_new() -> tuple[list[JobEvent], bool]:
            row = self._row(name)
            found = self._events(row["number"], after)
            ending = self._unwritten.get(name)
            if ending is None or row["state"] in ENDED:
                return found, row["state"] in ENDED
            job = self._job(row)
            if len(found) < _MAX_EVENTS and job.seq > after:
                found.append(ending.event(job))
            return found, True

        with self._database.reading():
            found, ended = read_new()
            if not found and not ended and wait_s > 0:
                self._watches.wait_for(name, lambda: gone() or any(read_new()), wait_s)
                found, ended = read_new()
            complete = ended and len(found) < _MAX_EVENTS
            return found, complete

    def wake(self, name: str) -> None:
        """Makes every wait for events of a job call its `gone`."""
        with self._lock:
            self._watches.tell(name)

    def forget_old(self, now_ns: int) -> int:
        """Deletes old jobs, as `expiry.forget_old`; returns how many."""
        with self._database.transaction():
            return expiry.forget_old(self._database.connection, now_ns)

    def _events(self, number: int, after: int) -> list[JobEvent]:
        found = self._database.execute(
            "SELECT * FROM events WHERE job = ? AND seq > ? ORDER BY seq LIMIT ?",
            (number, after, _MAX_EVENTS),
        )
        return [rows.event(row) for row in found]

    def _row(self, name: str) -> sqlite3.Row:
        row = (
            self._database.first_job("id = ?", name.removeprefix("jobs/"))
            if name[:5] == "jobs/"
            else None
        )
        if row is None:
            raise NotFoundError(
                f"There is no job called {name[:80]!r}.", "`backbeat jobs list` names them."
            )
        return row

    def _record(self, row: sqlite3.Row, state: JobState, fraction: float, step: str) -> None:
        number, seq = row["number"], row["seq"] + 1
        # They go on once the lock is free, which is after the commit.
        self._watches.tell(f"jobs/{row['id']}")
        self._database.execute(
            "UPDATE jobs SET seq = ?, state = ?, fraction = ?, step = ? WHERE number = ?",
            (seq, state, fraction, step, number),
        )
        self._database.execute(
            "INSERT INTO events (job, seq, time_ns, state, fraction, step)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (number, seq, time.time_ns(), state, fraction, step),
        )
