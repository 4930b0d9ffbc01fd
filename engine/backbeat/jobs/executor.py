"""The interface of what runs jobs: it queues and cancels them; the store keeps their state."""

from __future__ import annotations

import os
from typing import Protocol

from backbeat.errors import BackbeatError
from backbeat.logs import JobLabel
from backbeat.v1.jobs_pb2 import JobRequest, JobResult


class Observer(Protocol):
    """Is notified of the progress of jobs, from threads of the executor."""

    def started(self, name: str, pid: int) -> None:
        """The job has started, in process `pid`."""

    def progressed(self, name: str, fraction: float, step: str) -> None:
        """The job is at `fraction` (0 to 1), doing `step`; at most five times a second."""

    def ended(self, name: str, outcome: JobResult | BackbeatError) -> None:
        """The job has ended. The last call for a job, made once."""


class Executor(Protocol):
    """Runs jobs in the order of submission, on this or another machine."""

    def submit(self, name: str, request: JobRequest, attempt: int = 1) -> None:
        """Queues a job under its name; returns at once.

        Args:
            name: of the job.
            request: the job.
            attempt: which run of the job this is, from 1, as its lines in the log say.
        """

    def cancel(self, name: str) -> None:
        """Stops a queued or running job; does nothing to one that has ended."""

    def shutdown(self, grace_s: float) -> None:
        """Starts no more jobs, gives running ones `grace_s` seconds, then interrupts them.

        Queued jobs stay queued in the store: the next engine runs them.
        """

    def is_busy(self) -> bool:
        """Whether a job is running."""

    def end_grace(self) -> None:
        """Ends the grace period of a `shutdown` under way. May be called by a signal handler."""


class EngineExecutor(Executor, Protocol):
    """The executor of an engine, whose health depends on it."""

    def trouble(self) -> str:
        """Why no job could be started now, in a sentence; empty where one could."""


def label_of(name: str, request: JobRequest, attempt: int) -> JobLabel:
    """What the lines of a job carry in the log."""
    return JobLabel(name, request.WhichOneof("kind") or "", attempt)


def default_workers() -> int:
    """Jobs to run at once beside an editor: half the cores, 1 to 4."""
    return max(1, min(4, (os.cpu_count() or 1) // 2))
