"""Running the jobs of a batch, a few at once: what is done already is not done again."""

from __future__ import annotations

import contextlib
import enum
import queue
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backbeat.errors import AlreadyExistsError, BackbeatError, CancelledError
from backbeat.farms.job_file import BatchJob
from backbeat.farms.record import Entry, Record
from backbeat.filelock import FileLock
from backbeat.jobs.executor import Executor, Observer
from backbeat.progress import Progress
from backbeat.v1.jobs_pb2 import JobResult

_POLL_S = 0.1
"""Seconds between two checks for a cancel."""


class State(enum.Enum):
    """What became of a job of a batch."""

    DONE = "done"
    WAS_DONE = "was done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    NOT_STARTED = "not started"


@dataclass(frozen=True)
class Outcome:
    """What became of one job."""

    job: BatchJob
    state: State
    seconds: float = 0.0
    entry: Entry | None = None
    """What the record has of it: its result, or why it failed."""
    error: BackbeatError | None = None
    """Why it gave no result."""


@dataclass(frozen=True)
class BatchOptions:
    """How a batch is run."""

    at_once: int = 1
    """Jobs at once."""
    keep_going: bool = False
    """Whether the others are still started when one has failed."""
    resume: bool = True
    """Whether what is done is left as it is."""


class Attempts:
    """The attempt of each job that runs, for executors that give it a name elsewhere."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._running: dict[str, tuple[BatchJob, Entry]] = {}

    def begin(self, job: BatchJob, entry: Entry) -> None:
        """Notes which attempt of a job begins."""
        self._running[job.id] = (job, entry)

    def request_id(self, name: str) -> str:
        """The id of the present attempt of a job, for `SubmitJob`."""
        return self._record.request_id(*self._running[name])

    def next(self, name: str) -> str:
        """The id of one more attempt of a job, which begins now. Raises: OutputError."""
        job, entry = self._running[name]
        self._running[name] = (job, self._record.again(job, entry))
        return self.request_id(name)

    def entry(self, name: str) -> Entry:
        """What is noted of the present attempt of a job."""
        return self._running[name][1]


ExecutorOf = Callable[[Observer, Attempts], Executor]
"""Makes what runs the jobs."""


def run_batch(
    jobs: Sequence[BatchJob],
    record: Record,
    executor_of: ExecutorOf,
    options: BatchOptions,
    progress: Progress,
    ended: Callable[[Outcome], None],
) -> list[Outcome]:
    """Runs jobs to their end and notes what became of each.

    Where `progress` is cancelled, running jobs are stopped and no more are started.

    Args:
        jobs: the jobs, in the order in which they are started.
        record: what is known of them.
        executor_of: makes what runs them.
        options: how they are run.
        progress: told what is done and what runs.
        ended: told of each job that has ended, and of each that was done.

    Returns:
        what became of each, in the order of the jobs.

    Raises:
        OutputError: what was done cannot be noted.
    """
    record.open()
    run = _Run(jobs, record, options, progress, ended)
    if run.has_work():
        executor = executor_of(run, run.attempts)
        try:
            run.finish(executor)
        finally:
            executor.shutdown(0.0)
    return run.outcomes()


@dataclass
class _Running:
    """A job that runs."""

    job: BatchJob
    lock: FileLock
    started_s: float
    fraction: float = 0.0
    step: str = ""


class _Run:
    """One run of a batch, which its executor reports to."""

    def __init__(
        self,
        jobs: Sequence[BatchJob],
        record: Record,
        options: BatchOptions,
        progress: Progress,
        ended: Callable[[Outcome], None],
    ) -> None:
        self.attempts = Attempts(record)
        self._jobs = jobs
        self._record = record
        self._options = options
        self._progress = progress
        self._tell = ended
        self._outcomes: dict[str, Outcome] = {}
        self._running: dict[str, _Running] = {}
        self._reports: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._cancelled = False
        self._stopped = False
        self._waiting: deque[BatchJob] = deque()
        for job in jobs:
            if options.resume and record.is_done(job):
                entry = record.entry(job)
                self._end(Outcome(job, State.WAS_DONE, entry=entry))
            else:
                self._waiting.append(job)

    def has_work(self) -> bool:
        """Whether a job is not done."""
        return bool(self._waiting)

    def outcomes(self) -> list[Outcome]:
        """What became of every job so far."""
        never = {job.id: Outcome(job, State.NOT_STARTED) for job in self._jobs}
        return [self._outcomes.get(job.id, never[job.id]) for job in self._jobs]

    def started(self, name: str, pid: int) -> None:
        """As of `Observer`."""
        del name, pid

    def progressed(self, name: str, fraction: float, step: str) -> None:
        """As of `Observer`."""
        self._reports.put(lambda: self._at(name, fraction, step))

    def ended(self, name: str, outcome: JobResult | BackbeatError) -> None:
        """As of `Observer`."""
        self._reports.put(lambda: self._ended(name, outcome))

    def finish(self, executor: Executor) -> None:
        """Starts the jobs and returns when none runs and none is to be started."""
        while True:
            self._start_some(executor)
            if not self._running:
                return
            with contextlib.suppress(queue.Empty):
                self._reports.get(timeout=_POLL_S)()
            if self._progress.cancelled() and not self._cancelled:
                self._cancelled = True
                for name in list(self._running):
                    executor.cancel(name)

    def _start_some(self, executor: Executor) -> None:
        while (
            self._waiting
            and len(self._running) < self._options.at_once
            and not (self._stopped or self._cancelled or self._progress.cancelled())
        ):
            job = self._waiting.popleft()
            lock = self._record.lock(job)
            if lock is None:
                self._fail(job, _runs_elsewhere(job))
                continue
            # Another process may have ended it since this one began.
            if self._options.resume and self._record.is_done(job):
                self._record.release(job, lock)
                self._end(Outcome(job, State.WAS_DONE, entry=self._record.entry(job)))
                continue
            entry = self._record.begin(job)
            self.attempts.begin(job, entry)
            self._running[job.id] = _Running(job, lock, time.monotonic())
            executor.submit(job.id, job.request, entry.attempt)

    def _at(self, name: str, fraction: float, step: str) -> None:
        running = self._running.get(name)
        if running is not None:
            running.fraction, running.step = fraction, step
            self._show(name, step)

    def _ended(self, name: str, outcome: JobResult | BackbeatError) -> None:
        running = self._running.pop(name)
        job, seconds = running.job, time.monotonic() - running.started_s
        try:
            if isinstance(outcome, CancelledError):
                self._end(Outcome(job, State.CANCELLED, seconds, error=outcome))
                return
            entry = self._record.end(job, self.attempts.entry(name), seconds, outcome)
            if isinstance(outcome, BackbeatError):
                self._fail(job, outcome, seconds, entry)
            else:
                self._end(Outcome(job, State.DONE, seconds, entry))
        finally:
            self._record.release(job, running.lock)

    def _fail(
        self, job: BatchJob, error: BackbeatError, seconds: float = 0.0, entry: Entry | None = None
    ) -> None:
        self._stopped = self._stopped or not self._options.keep_going
        self._end(Outcome(job, State.FAILED, seconds, entry, error))

    def _end(self, outcome: Outcome) -> None:
        self._outcomes[outcome.job.id] = outcome
        self._tell(outcome)
        self._show(outcome.job.id, outcome.state.value)

    def _show(self, name: str, step: str) -> None:
        done = len(self._outcomes) + sum(one.fraction for one in self._running.values())
        text = f"{len(self._outcomes)} of {len(self._jobs)}, {name}: {step}"
        self._progress.report(min(1.0, done / len(self._jobs)), text)


def _runs_elsewhere(job: BatchJob) -> BackbeatError:
    return AlreadyExistsError(
        f"{job.id} is being run by another `backbeat batch` of the same file.",
        "Wait for it, or stop it.",
    )
