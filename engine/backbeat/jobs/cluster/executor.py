"""The executor of a Ray cluster."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from backbeat.errors import (
    BackbeatError,
    CancelledError,
    EngineUnavailableError,
    InternalError,
    InterruptedJobError,
)
from backbeat.jobs.cluster.capacity import Counter
from backbeat.jobs.cluster.connection import connect
from backbeat.jobs.cluster.media import Mirror
from backbeat.jobs.cluster.reports import Begun, Stepped
from backbeat.jobs.cluster.task import ClusterOrder, Ran, run_order
from backbeat.jobs.executor import Observer, label_of
from backbeat.jobs.fair_queue import FairQueue
from backbeat.jobs.leftovers import remove_leftovers
from backbeat.jobs.local import CANCEL_GRACE_S
from backbeat.jobs.needs import Needs, needs_of
from backbeat.jobs.transferred import roots_for
from backbeat.logs import JobLabel, labelled
from backbeat.v1.jobs_pb2 import JobRequest, JobResult
from backbeat.version import __version__

MAX_ATTEMPTS = 3
"""How often a job is tried whose process or machine dies."""
_REPORTS_LIMIT_S = 1.0
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class ClusterOptions:
    """Which cluster, and how much of it."""

    address: str = "auto"
    """"HOST:PORT" of its head; "auto": the one that this machine belongs to; "local": one that
    lives in this machine for as long as the engine."""
    at_once: int = 0
    """Jobs at once; 0: as many as the cluster has room for."""
    max_attempts: int = MAX_ATTEMPTS
    mirrors: tuple[Mirror, ...] = ()
    """Folders that mirror a store on every machine, for media that is not on a shared disk."""
    cancel_grace_s: float = CANCEL_GRACE_S
    """Seconds a cancelled job has to stop by itself before its process is killed."""


@dataclass
class _Job:
    """A queued or running job."""

    name: str
    request: JobRequest
    needs: Needs
    first_attempt: int
    """The attempt that it was given to the cluster as; the cluster counts its own from there."""
    attempt: int
    task: Any = None
    """Its Ray object reference, once it was given to the cluster."""
    begun: bool = False
    stopped_by: BackbeatError | None = None
    timer: threading.Timer | None = field(default=None, repr=False)

    @property
    def label(self) -> JobLabel:
        return label_of(self.name, self.request, self.attempt)


class RayExecutor:
    """Runs jobs on a cluster; projects take turns.

    No more jobs are given to the cluster than it has room for, and one a machine that waits there:
    the rest waits here, where it can still be put in a fair order and be cancelled at no cost.
    """

    def __init__(self, observer: Observer, options: ClusterOptions) -> None:
        """Connects to the cluster.

        Args:
            observer: notified of the progress of jobs.
            options: which cluster.

        Raises:
            EngineUnavailableError: Ray is not installed, or no cluster answers.
        """
        self._observer = observer
        self._options = options
        self._ray, self._reports = connect(options.address)
        self._run = self._ray.remote(run_order)
        self._changed = threading.Condition()
        self._waiting: FairQueue[_Job] = FairQueue()
        self._running: dict[str, _Job] = {}
        self._counter = Counter()
        self._ended: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._draining = False
        self._closed = False
        self._grace_is_over = False
        self._threads = [
            threading.Thread(target=target, name=f"backbeat-ray{target.__name__}", daemon=True)
            for target in (self._dispatch, self._observe)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, name: str, request: JobRequest, attempt: int = 1) -> None:
        """Queues a job."""
        job = _Job(name, request, needs_of(request), attempt, attempt)
        with self._changed:
            self._waiting.put(request.project, name, job)
        self._wake()

    def trouble(self) -> str:
        """Why no job could be started now."""
        return "" if self._ray.is_initialized() else "The Ray cluster is gone."

    def cancel(self, name: str) -> None:
        """Stops a queued or running job."""
        reason = CancelledError("The job was cancelled; nothing was written.")
        with self._changed:
            waiting = self._waiting.remove(name)
            running = self._running.get(name)
        if waiting is not None:
            self._observer.ended(name, reason)
        elif running is not None:
            self._stop(running, reason)

    def shutdown(self, grace_s: float) -> None:
        """Starts no more jobs, gives running ones `grace_s` seconds, then interrupts them."""
        with self._changed:
            self._draining = True
            self._wait_until_idle(grace_s)
            running = list(self._running.values())
        reason = InterruptedJobError(
            "The engine stopped while this job ran; nothing was written.", "Submit it again."
        )
        for job in running:
            self._stop(job, reason)
        with self._changed:
            # Beyond the grace, their processes are killed by the timers.
            self._changed.wait_for(lambda: not self._running, self._options.cancel_grace_s * 2)
            self._closed = True
        self._ended.put(None)
        # A call of Ray that outlives its connection takes the process with it.
        for thread in self._threads:
            thread.join(_REPORTS_LIMIT_S * 10)
        self._ray.shutdown()

    def is_busy(self) -> bool:
        """Whether a job is running."""
        with self._changed:
            return bool(self._running)

    def end_grace(self) -> None:
        """Ends the grace period at once. Takes no lock, for a signal handler may call it."""
        self._grace_is_over = True

    def _wait_until_idle(self, grace_s: float) -> None:
        end_s = time.monotonic() + grace_s
        while self._running and not self._grace_is_over and time.monotonic() < end_s:
            # `end_grace` cannot notify this condition, so its flag is polled.
            self._changed.wait(0.1)

    def _wake(self) -> None:
        self._ended.put(lambda: None)

    def _dispatch(self) -> None:
        """Gives jobs to the cluster as it gets room, and records their ends."""
        while True:
            try:
                self._start_some()
            except Exception:
                _LOG.exception("jobs could not be given to the cluster")
            try:
                # Machines that join are noticed within this time.
                handle = self._ended.get(timeout=1.0 if self._waiting else None)
            except queue.Empty:
                continue
            if handle is None:
                return
            try:
                handle()
            except Exception:
                _LOG.exception("the end of a job could not be recorded")

    def _start_some(self) -> None:
        while True:
            with self._changed:
                job = None if self._draining or not self._has_room() else self._next()
                if job is None:
                    return
                self._running[job.name] = job
            with labelled(job.label):
                self._start_or_finish(job)

    def _start_or_finish(self, job: _Job) -> None:
        try:
            self._start(job)
        except BackbeatError as error:
            self._finish(job, error)
        except Exception as error:
            _LOG.exception("%s could not be given to the cluster", job.name)
            self._finish(job, _unreachable(error))

    def _has_room(self) -> bool:
        if not self._waiting:
            return False
        if self._options.at_once:
            return len(self._running) < self._options.at_once
        capacity = self._counter.now()
        given = sum(job.needs.cores for job in self._running.values())
        return given < capacity.cores + capacity.nodes

    def _next(self) -> _Job | None:
        occupied: dict[str, float] = {}
        for job in self._running.values():
            project = job.request.project
            occupied[project] = occupied.get(project, 0.0) + job.needs.cores
        taken = self._waiting.take(occupied)
        return None if taken is None else taken[1]

    def _start(self, job: _Job) -> None:
        job.needs = self._counter.now().fitted(job.needs)
        order = ClusterOrder(
            job.name,
            job.request.SerializeToString(),
            job.needs.cores,
            __version__,
            self._options.mirrors,
            roots_for(job.request),
        )
        task = self._run.options(
            name=f"backbeat {job.name}",
            num_cpus=job.needs.cores,
            num_gpus=job.needs.gpus,
            memory=job.needs.memory_mib << 20,
            max_retries=self._options.max_attempts - 1,
            scheduling_strategy="SPREAD",
        ).remote(order, self._reports)
        with self._changed:
            job.task = task
            stopped_by = job.stopped_by
        task.future().add_done_callback(
            lambda future: self._ended.put(lambda: self._conclude(job, future))
        )
        if stopped_by is not None:
            self._request_stop(job)

    def _conclude(self, job: _Job, future: Future[Ran]) -> None:
        with labelled(job.label):
            self._finish(job, self._outcome(job, future))

    def _outcome(self, job: _Job, future: Future[Ran]) -> JobResult | BackbeatError:
        try:
            ran = future.result()
        except Exception as error:
            remove_leftovers(job.request)
            return job.stopped_by or self._death(error)
        # A short job may be over before its report has come.
        self._note_first(job, ran.pid)
        ended = ran.ended
        if ended.result is not None:
            result: JobResult = JobResult.FromString(ended.result)
            return result
        if job.stopped_by is not None and isinstance(ended.error, CancelledError):
            return job.stopped_by
        return ended.error or InternalError("The job ended without a result.", "Please report it.")

    def _death(self, error: Exception) -> BackbeatError:
        _LOG.warning("a job was lost by the cluster", exc_info=error)
        kind = type(error).__name__
        if isinstance(error, self._ray.exceptions.RayTaskError):
            return InternalError(
                f"The cluster could not run the job: {error.cause}.",
                "Check that Backbeat is installed on all its machines.",
            )
        return self._too_often(kind)

    def _too_often(self, why: str) -> BackbeatError:
        return InternalError(
            f"The job was tried {self._options.max_attempts} times, and each time its process or"
            f" its machine died ({why}).",
            "It may have run out of memory; `ray status` shows the machines. If it happens again, "
            "please report it.",
        )

    def _finish(self, job: _Job, outcome: JobResult | BackbeatError) -> None:
        if job.timer is not None:
            job.timer.cancel()
        try:
            self._observer.ended(job.name, outcome)
        finally:
            self._reports.forget.remote(job.name)
            with self._changed:
                self._running.pop(job.name, None)
                self._changed.notify_all()

    def _stop(self, job: _Job, reason: BackbeatError) -> None:
        """Asks the job to stop; its process is killed if it still runs after the grace."""
        with self._changed:
            if job.stopped_by is not None:
                return
            job.stopped_by = reason
            is_given = job.task is not None
        if is_given:
            self._request_stop(job)

    def _request_stop(self, job: _Job) -> None:
        if not job.begun:
            # It waits in the cluster: nothing is interrupted. If it begins just now, it is.
            self._ray.cancel(job.task)
        self._reports.cancel.remote(job.name)
        job.timer = threading.Timer(self._options.cancel_grace_s, self._kill, (job,))
        job.timer.daemon = True
        job.timer.start()

    def _kill(self, job: _Job) -> None:
        if not self._closed:
            self._ray.cancel(job.task, force=True)

    def _observe(self) -> None:
        """Tells the observer what the tasks report."""
        while not self._closed:
            try:
                reports = self._ray.get(self._reports.take.remote(_REPORTS_LIMIT_S))
            except Exception:
                if not self._closed:
                    _LOG.exception("the cluster does not answer: no steps are recorded")
                    time.sleep(_REPORTS_LIMIT_S)
                continue
            for report in reports:
                job = self._running.get(report.name)
                if job is not None:
                    self._note(job, report)

    def _note(self, job: _Job, report: Begun | Stepped) -> None:
        if isinstance(report, Begun):
            job.attempt = job.first_attempt + report.attempt - 1
        with labelled(job.label):
            if isinstance(report, Begun):
                self._note_begun(job, report)
            else:
                self._observer.progressed(report.name, report.fraction, report.step)

    def _note_begun(self, job: _Job, report: Begun) -> None:
        if report.attempt == 1:
            self._note_first(job, report.pid)
            return
        _LOG.warning("%s: attempt %d, on %s", job.name, job.attempt, report.node)
        self._observer.progressed(
            job.name,
            0.0,
            f"Attempt {job.attempt}, on {report.node}: the process or machine of the one before "
            "died",
        )
        if report.attempt > self._options.max_attempts:
            # Ray counts a kill for want of memory as none, and would try for ever.
            self._stop(job, self._too_often("it ran out of memory"))
            self._ray.cancel(job.task, force=True)

    def _note_first(self, job: _Job, pid: int) -> None:
        with self._changed:
            is_first, job.begun = not job.begun, True
        if is_first:
            self._observer.started(job.name, pid)


def _unreachable(error: Exception) -> BackbeatError:
    return EngineUnavailableError(
        f"The cluster takes no jobs: {type(error).__name__}: {error}.",
        "Check `ray status`, and start the engine again.",
    )
