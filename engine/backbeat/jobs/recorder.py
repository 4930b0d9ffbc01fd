"""Records in the store what the executor reports about its jobs."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterator

from backbeat.errors import (
    BackbeatError,
    CancelledError,
    EngineUnavailableError,
    InterruptedJobError,
)
from backbeat.jobs.backlog import Backlog
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.jobs.store import JobStore
from backbeat.v1.jobs_pb2 import JobError, JobResult, JobState

_PAUSE_S = 5.0
"""Seconds without steps recorded after the database could not be written."""
_LOG = logging.getLogger(__name__)


class Recorder:
    """The `Observer` of an engine: records every report in its store."""

    def __init__(self, store: JobStore, backlog: Backlog | None = None) -> None:
        self._store = store
        self._backlog = backlog or Backlog(ServiceLimits())
        self._paused_until_s = float("-inf")

    def started(self, name: str, pid: int) -> None:
        """Records that the job runs in process `pid`."""
        self._backlog.remove(name)
        with self._unless_unwritable(name):
            self._store.start(name, pid)

    def progressed(self, name: str, fraction: float, step: str) -> None:
        """Records the fraction done and the step of a job."""
        # Each try may wait for a lock, and the worker's next reports would wait as well.
        if time.monotonic() >= self._paused_until_s:
            with self._unless_unwritable(name):
                self._store.progress(name, fraction, _storable(step))

    def ended(self, name: str, outcome: JobResult | BackbeatError) -> None:
        """Records the result of a job, or its error."""
        self._backlog.remove(name)
        if isinstance(outcome, BackbeatError):
            self._store.end(name, state_after(outcome), error=job_error(outcome))
        else:
            self._store.end(name, JobState.JOB_STATE_SUCCEEDED, result=outcome)

    @contextlib.contextmanager
    def _unless_unwritable(self, name: str) -> Iterator[None]:
        """Drops steps while the database cannot be written, so that the job goes on."""
        try:
            yield
        except EngineUnavailableError as problem:
            self._paused_until_s = time.monotonic() + _PAUSE_S
            _LOG.warning("steps of %s are not recorded: %s", name, problem)


def state_after(error: BackbeatError) -> JobState:
    """The state of a job that ended with `error`."""
    if isinstance(error, CancelledError):
        return JobState.JOB_STATE_CANCELLED
    if isinstance(error, InterruptedJobError):
        return JobState.JOB_STATE_INTERRUPTED
    return JobState.JOB_STATE_FAILED


def job_error(error: BackbeatError) -> JobError:
    """The message of `error` that is stored with a job."""
    return JobError(
        code=error.code.value,
        message=_storable(error.message),
        hint=_storable(error.hint),
        exit_status=error.statuses.exit_status,
    )


def _storable(text: str) -> str:
    """Text without surrogates, which file names of invalid UTF-8 hold and a message cannot."""
    return text.encode(errors="replace").decode()
