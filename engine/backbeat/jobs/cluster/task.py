"""What a worker of the cluster does for a job."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, replace
from typing import Any

from backbeat import roots
from backbeat.errors import BackbeatError, EngineUnavailableError, InternalError
from backbeat.home import home
from backbeat.jobs.cluster.held import run_held
from backbeat.jobs.cluster.media import Mirror, mirrored
from backbeat.jobs.leftovers import remove_leftovers
from backbeat.jobs.paths import check_paths
from backbeat.jobs.run import run
from backbeat.jobs.throttle import INTERVAL_S
from backbeat.jobs.worker import Ended
from backbeat.memory import reuse_freed
from backbeat.progress import Progress
from backbeat.roots import NO_ROOTS, Roots
from backbeat.roots.own import own_added
from backbeat.threads import limit_processors
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.version import __version__

_ANSWER_LIMIT_S = 30.0
"""Seconds after which an engine that does not answer is taken for dead."""
_STILL_THERE_S = 1.0
"""Seconds between two reports of a job that makes no step, to hear of a cancel."""


@dataclass(frozen=True)
class ClusterOrder:
    """A job for a worker of the cluster."""

    name: str
    request: bytes
    """A serialized `JobRequest`."""
    processors: int
    """Processors that the job may use."""
    version: str
    """Version of the engine, which the worker's must be: they exchange messages of one kind."""
    mirrors: tuple[Mirror, ...] = ()
    """Folders of this machine that mirror a store."""
    roots: Roots = NO_ROOTS
    """Folders in which the job may read and write, with links resolved where the engine runs."""


@dataclass(frozen=True)
class Ran:
    """What a worker returns."""

    pid: int
    ended: Ended


def run_order(order: ClusterOrder, reports: Any) -> Ran:
    """Runs a job, and returns its result or its error.

    Args:
        order: the job.
        reports: the handle of the actor `Reports`.
    """
    if order.version != __version__:
        ended = Ended(error=_other_version(order.version))
    else:
        ended = _ended(order, reports)
    return Ran(os.getpid(), ended)


def _ended(order: ClusterOrder, reports: Any) -> Ended:
    import ray

    node = ray.util.get_node_ip_address()
    attempt = ray.get(reports.begin.remote(order.name, node, os.getpid()))
    request = JobRequest.FromString(order.request)
    reporter = _Reporter(order.name, attempt, reports)
    try:
        progress = Progress(reporter, reporter.cancelled.is_set)
        # What this process itself opens for the job asks for them.
        with roots.held(_roots_here(order.roots)):
            if attempt > 1:
                remove_leftovers(request)
            # Again, since links lead elsewhere than on the engine's machine, or than before.
            check_paths(request)
            with mirrored(request, order.mirrors, progress):
                return Ended(result=_result(order, request, progress))
    except BackbeatError as error:
        return Ended(error=error)
    finally:
        reporter.close()


def _roots_here(allowed: Roots) -> Roots:
    """The roots of an engine, with this machine's own places in place of the engine's."""
    if not allowed.restrict:
        return NO_ROOTS
    return own_added(replace(allowed, own=()), home())


def _result(order: ClusterOrder, request: JobRequest, progress: Progress) -> bytes:
    """Runs the job, and returns its serialized result. Raises: BackbeatError."""
    allowed = roots.current()
    if not allowed.restrict:
        reuse_freed()
        limit_processors(order.processors)
        serialized: bytes = run(request, progress).SerializeToString()
        return serialized
    ended = run_held(request, order.processors, allowed, progress)
    if ended is None:
        # Ray tries a job again whose process died, and counts how often: this one was the job's.
        os._exit(1)
    if ended.result is None:
        raise ended.error or InternalError("The job ended without a result.", "Please report it.")
    return ended.result


class _Reporter:
    """Sends the latest step from a thread of its own, and sets `cancelled` by the answers."""

    def __init__(self, name: str, attempt: int, reports: Any) -> None:
        self.cancelled = threading.Event()
        self._name = name
        self._attempt = attempt
        self._reports = reports
        self._latest = (0.0, "")
        self._news = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._send_steps, daemon=True)
        self._thread.start()

    def __call__(self, fraction: float, step: str) -> None:
        self._latest = (fraction, step)
        self._news.set()

    def close(self) -> None:
        self._closed.set()
        self._news.set()
        self._thread.join()

    def _send_steps(self) -> None:
        import ray

        while not self._closed.is_set():
            self._news.wait(_STILL_THERE_S)
            self._news.clear()
            fraction, step = self._latest
            try:
                call = self._reports.step.remote(self._name, self._attempt, fraction, step)
                if ray.get(call, timeout=_ANSWER_LIMIT_S):
                    self.cancelled.set()
            except Exception:  # Whatever it is, nobody would get the result.
                self.cancelled.set()
                return
            self._closed.wait(INTERVAL_S)


def _other_version(engine: str) -> BackbeatError:
    return EngineUnavailableError(
        f"A machine of the cluster has Backbeat {__version__}, and the engine has {engine}.",
        "Install one version on all of them.",
    )
