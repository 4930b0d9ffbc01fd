"""Recovery of the jobs of an engine that died, when the next one starts."""

from __future__ import annotations

import contextlib
import logging
import time
from pathlib import Path

from backbeat.errors import InterruptedJobError
from backbeat.filelock import FileLock
from backbeat.jobs.leftovers import remove_leftovers
from backbeat.jobs.local import running_lock
from backbeat.jobs.recorder import job_error
from backbeat.jobs.store import JobStore
from backbeat.jobs.worker import ORPHAN_GRACE_S
from backbeat.v1.jobs_pb2 import Job, JobState

KEEP_DAYS = 30
"""Days that a job is kept after it has ended."""
_MARGIN_S = 3.0
"""Seconds to wait for an orphaned worker beyond its grace."""
_LOG = logging.getLogger(__name__)


def recover(store: JobStore, folder: Path) -> list[Job]:
    """Marks jobs as interrupted, removes their temporary files, and deletes old jobs.

    A worker whose engine died stops by itself within seconds; its temporary files are removed only
    once it is gone, never while it may still write.

    Args:
        store: the store of the engine.
        folder: folder of the workers' lock files.

    Returns:
        the jobs that are still queued, oldest first.
    """
    deadline_s = time.monotonic() + ORPHAN_GRACE_S + _MARGIN_S
    interrupted = InterruptedJobError("The engine died while this job ran.", "Submit it again.")
    for job in store.in_state(JobState.JOB_STATE_RUNNING):
        if _worker_is_gone(running_lock(folder, job.name), deadline_s):
            remove_leftovers(job.request)
        else:
            _LOG.warning("the process of %s still runs; its temporary files stay", job.name)
        store.end(job.name, JobState.JOB_STATE_INTERRUPTED, error=job_error(interrupted))
    store.forget(time.time_ns() - KEEP_DAYS * 86_400 * 1_000_000_000)
    return store.in_state(JobState.JOB_STATE_QUEUED)


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
