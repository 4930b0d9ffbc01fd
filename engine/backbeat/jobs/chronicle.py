"""Says in the log, and to who counts, what becomes of jobs, wherever they run."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator

from backbeat.errors import BackbeatError, EngineUnavailableError, NotFoundError
from backbeat.jobs.executor import Observer
from backbeat.jobs.store import JobStore
from backbeat.logs.labels import JobLabel, current, labelled
from backbeat.v1.jobs_pb2 import Job, JobResult, JobState

Counter = Callable[[Job, "JobResult | BackbeatError"], None]
"""Told of each job that has ended: the job without its result, and what came out."""
_LOG = logging.getLogger(__name__)


class Chronicle:
    """An `Observer` that passes everything on, then logs and counts it."""

    def __init__(self, recorder: Observer, store: JobStore, count: Counter) -> None:
        self._recorder = recorder
        self._store = store
        self._count = count

    def started(self, name: str, pid: int) -> None:
        """The job has started, in process `pid`."""
        self._recorder.started(name, pid)
        with self._about(name):
            _LOG.info("started in process %d", pid)

    def progressed(self, name: str, fraction: float, step: str) -> None:
        """The job is at `fraction` (0 to 1), doing `step`."""
        self._recorder.progressed(name, fraction, step)
        _LOG.debug("%.0f %%: %s", 100 * fraction, step)

    def ended(self, name: str, outcome: JobResult | BackbeatError) -> None:
        """The job has ended."""
        self._recorder.ended(name, outcome)
        with self._about(name) as job:
            if job is None:
                return
            self._count(job, outcome)
            state = JobState.Name(job.state).removeprefix("JOB_STATE_").lower()
            seconds = seconds_of(job)
            if isinstance(outcome, BackbeatError):
                why = f"{outcome.code.value}: {outcome}"
                _LOG.info("%s after %.1f s: %s", state, seconds, why)
            else:
                _LOG.info("%s after %.1f s", state, seconds)

    @contextlib.contextmanager
    def _about(self, name: str) -> Iterator[Job | None]:
        """The job as it is stored now, with a label on what is logged; None where it is not."""
        try:
            job = self._store.get(name)
        except (NotFoundError, EngineUnavailableError):
            yield None
            return
        label = current()
        if label is None or label.name != name:
            label = JobLabel(name, job.kind, max(1, job.attempt))
        with labelled(label):
            yield job


def seconds_of(job: Job) -> float:
    """Seconds from a job's start to its end; 0 where it was never started."""
    if not job.HasField("start_time"):
        return 0.0
    nanoseconds = job.end_time.ToNanoseconds() - job.start_time.ToNanoseconds()
    return float(max(0, nanoseconds)) / 1e9
