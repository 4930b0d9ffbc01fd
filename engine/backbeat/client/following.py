"""Following one job to its end."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Protocol

from backbeat.client.failures import error_in
from backbeat.errors import (
    BackbeatError,
    CancelledError,
    EngineUnavailableError,
    InterruptedJobError,
)
from backbeat.progress import Progress
from backbeat.v1.jobs_pb2 import Job, JobEvent, JobResult, JobState

_POLL_S = 0.1
"""Seconds between two checks for a cancel."""
# The engine kills a job five seconds after asking it to stop.
_CANCEL_LIMIT_S = 8.0


class Jobs(Protocol):
    """The calls to an engine that are needed here."""

    def get(self, name: str) -> Job:
        """The job of a name."""
        ...

    def cancel(self, name: str) -> Job:
        """Asks a job to stop."""
        ...

    def watch(self, name: str) -> Iterator[JobEvent]:
        """Yields the events of a job, to its last."""
        ...


def follow(engine: Jobs, name: str, progress: Progress) -> JobResult:
    """Reports a job's steps until it ends, and returns its result.

    Raises:
        CancelledError: `progress` was cancelled, or Ctrl-C was pressed.
        BackbeatError: the job failed.
    """
    watch = _Watch(engine, name)
    try:
        while not watch.ended(_POLL_S, progress):
            if progress.cancelled():
                raise _stop(engine, name, watch)
    except KeyboardInterrupt as interrupt:
        raise _stop(engine, name, watch) from interrupt
    return _result(engine, name, watch.state)


class _Watch:
    """A job's events, read in a thread so that the caller can check for a cancel meanwhile."""

    def __init__(self, engine: Jobs, name: str) -> None:
        self.state = JobState.JOB_STATE_UNSPECIFIED
        self._received: queue.SimpleQueue[JobEvent | BackbeatError | None] = queue.SimpleQueue()
        threading.Thread(target=self._receive, args=(engine, name), daemon=True).start()

    def ended(self, limit_s: float, progress: Progress) -> bool:
        """Reports the next event if one comes within `limit_s` seconds; true after the last."""
        try:
            received = self._received.get(timeout=limit_s)
        except queue.Empty:
            return False
        if isinstance(received, BackbeatError):
            raise received
        if received is None:
            return True
        self.state = received.state
        if received.state == JobState.JOB_STATE_RUNNING and received.step:
            progress.report(received.fraction, received.step)
        return False

    def wait(self, limit_s: float) -> None:
        """Reads until the last event, or until none has come for `limit_s` seconds."""
        try:
            while isinstance(self._received.get(timeout=limit_s), JobEvent):
                pass
        except queue.Empty:
            return

    def _receive(self, engine: Jobs, name: str) -> None:
        try:
            for event in engine.watch(name):
                self._received.put(event)
            self._received.put(None)
        except BackbeatError as error:
            self._received.put(error)


def _stop(engine: Jobs, name: str, watch: _Watch) -> CancelledError:
    """Cancels the job, waits for its end and returns the error that describes it."""
    job = engine.cancel(name)
    if job.state in (JobState.JOB_STATE_QUEUED, JobState.JOB_STATE_RUNNING):
        watch.wait(_CANCEL_LIMIT_S)
        job = engine.get(name)
    if job.state == JobState.JOB_STATE_SUCCEEDED:
        return CancelledError(
            f"{name} was done before it could be cancelled; its output is written."
        )
    return CancelledError(f"{name} was cancelled; nothing was written.")


def _result(engine: Jobs, name: str, state: JobState) -> JobResult:
    try:
        job = engine.get(name)
    except EngineUnavailableError as error:
        if state == JobState.JOB_STATE_INTERRUPTED:
            raise InterruptedJobError(
                f"The engine stopped while {name} ran; nothing was written.", "Submit it again."
            ) from error
        raise
    if job.state != JobState.JOB_STATE_SUCCEEDED:
        raise error_in(job)
    return job.result
