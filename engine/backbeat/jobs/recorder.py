"""Writes down in the store what the executor says about its jobs."""

from __future__ import annotations

from backbeat.errors import BackbeatError, CancelledError, InterruptedJobError
from backbeat.jobs.store import JobStore
from backbeat.v1.jobs_pb2 import JobError, JobResult, JobState


class Recorder:
    """The `Observer` of an engine."""

    def __init__(self, store: JobStore) -> None:
        self._store = store

    def started(self, name: str, pid: int) -> None:
        """The job runs."""
        self._store.start(name, pid)

    def progressed(self, name: str, fraction: float, step: str) -> None:
        """The job is getting on."""
        self._store.progress(name, fraction, _storable(step))

    def ended(self, name: str, outcome: JobResult | BackbeatError) -> None:
        """The job has ended."""
        if isinstance(outcome, BackbeatError):
            self._store.end(name, state_after(outcome), error=job_error(outcome))
        else:
            self._store.end(name, JobState.JOB_STATE_SUCCEEDED, result=outcome)


def state_after(error: BackbeatError) -> JobState:
    """The state of a job that ended with `error`."""
    if isinstance(error, CancelledError):
        return JobState.JOB_STATE_CANCELLED
    if isinstance(error, InterruptedJobError):
        return JobState.JOB_STATE_INTERRUPTED
    return JobState.JOB_STATE_FAILED


def job_error(error: BackbeatError) -> JobError:
    """The message that a job keeps of `error`."""
    return JobError(
        code=error.code.value,
        message=_storable(error.message),
        hint=_storable(error.hint),
        exit_status=error.face.exit_status,
    )


def _storable(text: str) -> str:
    """File names may hold bytes that are no text, which nothing here can keep."""
    return text.encode(errors="replace").decode()
