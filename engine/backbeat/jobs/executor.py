"""Where jobs run. The queue and the cancel live here; what is remembered lives in the store."""

from __future__ import annotations

import os
from typing import Protocol

from backbeat.errors import BackbeatError
from backbeat.v1.jobs_pb2 import JobRequest, JobResult


class Observer(Protocol):
    """Hears what becomes of jobs. Called from the executor's threads."""

    def started(self, name: str, pid: int) -> None:
        """The job runs, in process `pid`."""

    def progressed(self, name: str, fraction: float, step: str) -> None:
        """The job is at `fraction` (0 to 1), doing `step`; at most five times a second."""

    def ended(self, name: str, outcome: JobResult | BackbeatError) -> None:
        """The job has ended. Said once a job, and last."""


class Executor(Protocol):
    """Runs jobs in the order they come: here, or on another machine."""

    def submit(self, name: str, request: JobRequest) -> None:
        """Queues a job under its name; returns at once."""

    def cancel(self, name: str) -> None:
        """Stops a job that waits or runs; nothing happens to one that has ended."""

    def shutdown(self, grace_s: float) -> None:
        """Starts nothing more, waits `grace_s` for what runs, then interrupts it.

        Jobs that wait are left as they are: the next engine runs them.
        """

    def is_busy(self) -> bool:
        """Whether a job runs."""

    def hurry(self) -> None:
        """Ends every grace of a `shutdown` that is under way. May be called by a signal handler."""


def default_workers() -> int:
    """Jobs at once that leave the editor room to breathe: half the cores, 1 to 4."""
    return max(1, min(4, (os.cpu_count() or 1) // 2))
