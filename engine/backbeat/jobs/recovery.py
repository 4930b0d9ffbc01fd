"""Recovery of the jobs of an engine that died, when the next one starts."""

from __future__ import annotations

import contextlib
import logging
import time
from pathlib import Path

from backbeat.errors import CancelledError, InterruptedJobError
from backbeat.filelock import FileLock
from backbeat.jobs.leftovers import remove_leftovers
from backbeat.jobs.local import running_lock
from backbeat.jobs.recorder import job_error
from backbeat.jobs.repeating import MAX_ATTEMPTS, is_repeatable
from backbeat.jobs.store import JobStore
from backbeat.jobs.worker import ORPHAN_GRACE_S
from backbeat.logs import JobLabel, labelled
from backbeat.v1.jobs_pb2 import Job, JobState

_MARGIN_S = 3.0
"""Seconds to wait for an orphaned worker beyond its grace."""
_LOG = logging.getLogger(__name__)


def recover(store: JobStore, folder: Path) -> list[Job]:
    """Ends or queues again what ran when an engine died, and removes what it left.

    A worker whose engine died stops by itself within seconds; its temporary files are removed only
    once it is gone, never while it may still write. Its job is run again where that does no more
    than running it once, up to `MAX_ATTEMPTS` times; else it is interrupted. Old jobs are deleted.

    Args:
        store: the store of the engine.
        folder: folder of the workers' lock files.

    Returns:
        the jobs that are queued, oldest first.
    """
    deadline_s = time.monotonic() + ORPHAN_GRACE_S + _MARGIN_S
    for job in store.in_state(JobState.JOB_STATE_RUNNING):
        is_gone = _worker_is_gone(running_lock(folder, job.name), deadline_s)
        with labelled(JobLabel(job.name, job.kind, job.attempt)):
            # One that cannot be ended, its row being damaged, holds up no other.
            try:
                _recover_one(store, job, is_gone)
            except (TypeError, ValueError):
                _LOG.exception("%s is left as it is", job.name)
    for lock in folder.glob("*.lock"):
        _worker_is_gone(lock, 0.0)
    forgotten = store.forget_old(time.time_ns())
    if forgotten:
        _LOG.warning("%d jobs of long ago are forgotten", forgotten)
    waiting = store.in_state(JobState.JOB_STATE_QUEUED)
    for job in waiting:
        if job.state != JobState.JOB_STATE_QUEUED:
            _LOG.error("%s", job.error.message)
            with contextlib.suppress(TypeError, ValueError):
                store.end(job.name, job.state, error=job.error)
    return [job for job in waiting if job.state == JobState.JOB_STATE_QUEUED]


def _recover_one(store: JobStore, job: Job, worker_is_gone: bool) -> None:
    if worker_is_gone:
        remove_leftovers(job.request)
    else:
        _LOG.warning("the process of %s still runs; its temporary files stay", job.name)
    if job.state != JobState.JOB_STATE_RUNNING:
        store.end(job.name, job.state, error=job.error)
    elif store.was_asked_to_stop(job.name):
        cancelled = CancelledError("The job was cancelled; nothing was written.")
        store.end(job.name, JobState.JOB_STATE_CANCELLED, error=job_error(cancelled))
    elif worker_is_gone and job.attempt < MAX_ATTEMPTS and is_repeatable(job.request):
        again = job.attempt + 1
        with labelled(JobLabel(job.name, job.kind, again)):
            _LOG.warning("the engine died while %s ran: attempt %d begins", job.name, again)
        store.queue_again(
            job.name, f"Attempt {again} of {MAX_ATTEMPTS}: the engine died during the last"
        )
    else:
        interrupted = _interrupted(job)
        _LOG.warning("%s is not run again: %s", job.name, interrupted.message)
        store.end(job.name, JobState.JOB_STATE_INTERRUPTED, error=job_error(interrupted))


def _interrupted(job: Job) -> InterruptedJobError:
    often = f", at attempt {job.attempt}" if job.attempt > 1 else ""
    return InterruptedJobError(
        f"The engine died while this job ran{often}.",
        f"Run it again: `backbeat jobs retry {job.name}`.",
    )


def _worker_is_gone(path: Path, deadline_s: float) -> bool:
    if not path.exists():
        return True
    lock = FileLock(path)
    while not lock.acquire():
        if time.monotonic() > deadline_s:
            return False
        time.sleep(0.02)
    lock.release()
    # A worker that has its order but not yet its lock stops by itself before it begins.
    with contextlib.suppress(OSError):
        path.unlink()
    return True
