"""Seeing one job through to its end."""

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

_LOOK_S = 0.1
# The engine kills a job five seconds after it was asked to stop.
_CANCEL_LIMIT_S = 8.0


class Jobs(Protocol):
    """What is asked of an engine here."""

    def get(self, name: str) -> Job:
        """One job."""
        ...

    def cancel(self, name: str) -> Job:
        """Asks a job to stop."""
        ...

    def watch(self, name: str) -> Iterator[JobEvent]:
        """Events of a job, to its last."""
        ...


def follow(engine: Jobs, name: str, progress: Progress) -> JobResult:
    """Reports a job's steps until it ends, and gives its result.

    Raises:
        CancelledError: `progress` was cancelled, or Ctrl-C was pressed.
        BackbeatError: as the job says.
    """
    watch = _Watch(engine, name)
    try:
        while not watch.ended(_LOOK_S, progress):
            if progress.cancelled():
                raise _stop(engine, name, watch)
    except KeyboardInterrupt as interrupt:
        raise _stop(engine, name, watch) from interrupt
    return _result(engine, name, watch.state)


class _Watch:
    """A job's events, read in a thread so that its owner can look for a cancel meanwhile."""

    def __init__(self, engine: Jobs, name: str) -> None:
        self.state = JobState.JOB_STATE_UNSPECIFIED
        self._heard: queue.SimpleQueue[JobEvent | BackbeatError | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=(engine, name), daemon=True).start()

    def ended(self, limit_s: float, progress: Progress) -> bool:
        """Passes on what comes within `limit_s`; true after the last event."""
        try:
            heard = self._heard.get(timeout=limit_s)
        except queue.Empty:
            return False
        if isinstance(heard, BackbeatError):
            raise heard
        if heard is None:
            return True
        self.state = heard.state
        if heard.state == JobState.JOB_STATE_RUNNING and heard.step:
            progress.report(heard.fraction, heard.step)
        return False

    def wait(self, limit_s: float) -> None:
        """Reads on until the last event, or until nothing came for `limit_s`."""
        try:
            while isinstance(self._heard.get(timeout=limit_s), JobEvent):
                pass
        except queue.Empty:
            return

    def _listen(self, engine: Jobs, name: str) -> None:
        try:
            for event in engine.watch(name):
                self._heard.put(event)
            self._heard.put(None)
        except BackbeatError as error:
            self._heard.put(error)


def _stop(engine: Jobs, name: str, watch: _Watch) -> CancelledError:
    """Cancels the job, waits for its end and says how it ended."""
    job = engine.cancel(name)
    if job.state in (JobState.JOB_STATE_QUEUED, JobState.JOB_STATE_RUNNING):
        watch.wait(_CANCEL_LIMIT_S)
        job = engine.get(name)
    if job.state == JobState.JOB_STATE_SUCCEEDED:
        return CancelledError(f"{name} was done before it could be cancelled; its output stands.")
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
