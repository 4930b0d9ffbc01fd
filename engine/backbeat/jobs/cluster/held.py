"""A job held to roots on a machine of the cluster: in a process of its own, as on the engine's.

What holds a process holds it for good, and a process of Ray takes other jobs afterwards. It also
fetches media, for which it opens what the job may not, such as the credentials of a store.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from backbeat.errors import LimitExceededError
from backbeat.jobs.following import follow
from backbeat.jobs.limits import limits_of
from backbeat.jobs.process import WorkerProcess
from backbeat.jobs.throttle import Step
from backbeat.jobs.watch import Watch
from backbeat.jobs.worker import Ended, Order
from backbeat.logs import relay
from backbeat.progress import Progress
from backbeat.roots import Roots
from backbeat.v1.jobs_pb2 import JobRequest

_EXIT_GRACE_S = 2.0
"""Seconds a process that has sent its result, or was asked to stop, has to exit."""


def run_held(
    request: JobRequest, processors: int, allowed: Roots, progress: Progress
) -> Ended | None:
    """Runs a job in a child process that is held to roots; None when that process died.

    The child ends with this process, however that dies.

    Args:
        request: the job.
        processors: that it may use.
        allowed: folders in which it may read and write, with the places of this machine.
        progress: told its steps, and asked whether it is to stop.
    """
    folder = Path(tempfile.mkdtemp(prefix="backbeat-held-"))
    limits = limits_of(request)
    order = Order(
        request.SerializeToString(),
        folder / "running.lock",
        processors,
        limits,
        allowed,
        relay.level_here(),
    )
    worker = WorkerProcess()
    try:
        worker.give(order)
        watch = Watch(worker.pid, limits)
        ended = follow(worker, watch, _Teller(worker, progress))
        if isinstance(ended, LimitExceededError):
            worker.kill()
    except BaseException:  # By one Ray stops a task.
        worker.cancel()
        raise
    finally:
        exit_code = worker.reap(_EXIT_GRACE_S)
        shutil.rmtree(folder, ignore_errors=True)
    if isinstance(ended, Ended):
        return ended
    exceeded = ended or watch.ended_by(exit_code)
    return None if exceeded is None else Ended(error=exceeded)


class _Teller:
    """Passes steps on, and a wish to stop back, once."""

    def __init__(self, worker: WorkerProcess, progress: Progress) -> None:
        self._worker = worker
        self._progress = progress
        self._asked = False

    def __call__(self, step: Step | None) -> None:
        if step is not None:
            self._progress.report(step.fraction, step.text)
        if not self._asked and self._progress.cancelled():
            self._asked = True
            self._worker.cancel()
