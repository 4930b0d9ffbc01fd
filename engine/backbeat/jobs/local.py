"""The executor of this machine: one process for each job, a few at once."""

from __future__ import annotations

import atexit
import contextlib
import logging
import threading
import time
from collections import deque
from pathlib import Path

from backbeat.errors import (
    BackbeatError,
    CancelledError,
    InternalError,
    InterruptedJobError,
    LimitExceededError,
)
from backbeat.jobs.deaths import killed_for_memory, worker_died
from backbeat.jobs.executor import Observer, default_workers, label_of
from backbeat.jobs.following import follow
from backbeat.jobs.leftovers import remove_leftovers
from backbeat.jobs.limits import limits_of
from backbeat.jobs.process import WorkerProcess
from backbeat.jobs.signals import block_signals
from backbeat.jobs.throttle import Step
from backbeat.jobs.transferred import roots_for
from backbeat.jobs.watch import Watch
from backbeat.jobs.worker import Order
from backbeat.logs import relay, speak_of
from backbeat.threads import share_of
from backbeat.v1.jobs_pb2 import JobRequest, JobResult

CANCEL_GRACE_S = 5.0
"""Seconds a cancelled job has to stop by itself before its process is killed."""
_EXIT_GRACE_S = 2.0
"""Seconds a worker that has sent its result has to exit."""
_LOG = logging.getLogger(__name__)


def running_lock(folder: Path, name: str) -> Path:
    """Path of the file that a job's worker keeps locked while it lives.

    Args:
        folder: the folder of all lock files.
        name: of the job: "jobs/<id>".
    """
    return folder / f"{name.removeprefix('jobs/')}.lock"


class _Job:
    """A queued or running job, with its worker process once it has one."""

    def __init__(self, name: str, request: JobRequest, attempt: int) -> None:
        self.name = name
        self.request = request
        self.label = label_of(name, request, attempt)
        self.stopped_by: BackbeatError | None = None
        self._worker: WorkerProcess | None = None
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def attach(self, worker: WorkerProcess, grace_s: float) -> None:
        with self._lock:
            self._worker = worker
            if self.stopped_by is not None:
                self._request_stop(worker, grace_s)

    def stop(self, reason: BackbeatError, grace_s: float) -> None:
        """Asks the job to stop; kills its process if it still runs after `grace_s` seconds."""
        with self._lock:
            if self.stopped_by is None:
                self.stopped_by = reason
                if self._worker is not None:
                    self._request_stop(self._worker, grace_s)

    def kill(self) -> None:
        with self._lock:
            if self._worker is not None:
                self._worker.kill()

    def detach(self) -> None:
        with self._lock:
            self._worker = None
            if self._timer is not None:
                self._timer.cancel()

    def _request_stop(self, worker: WorkerProcess, grace_s: float) -> None:
        worker.cancel()
        self._timer = threading.Timer(grace_s, self.kill)
        self._timer.daemon = True
        self._timer.start()


class LocalExecutor:
    """Runs each job in a process of its own, in the order of submission.

    One idle process is kept ready, so that a job does not wait for an interpreter and its imports.
    """

    def __init__(
        self,
        observer: Observer,
        folder: Path,
        workers: int = 0,
        cancel_grace_s: float = CANCEL_GRACE_S,
    ) -> None:
        """Starts the threads that manage the worker processes.

        Args:
            observer: notified of the progress of jobs.
            folder: folder of the lock files of running jobs; created when missing.
            workers: jobs at once; 0 for half the cores, up to 4.
            cancel_grace_s: seconds between asking a job to stop and killing its process.
        """
        self._observer = observer
        self._folder = folder
        self._cancel_grace_s = cancel_grace_s
        self._changed = threading.Condition()
        self._queue: deque[_Job] = deque()
        self._running: dict[str, _Job] = {}
        self._spare: WorkerProcess | None = None
        self._is_starting = False
        self._trouble = ""
        self._draining = False
        self._grace_is_over = False
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        workers = workers or default_workers()
        self._share = share_of(workers)
        for number in range(workers):
            name = f"backbeat-job-{number}"
            threading.Thread(target=self._run_jobs, name=name, daemon=True).start()
        atexit.register(self._kill_all)

    def submit(self, name: str, request: JobRequest, attempt: int = 1) -> None:
        """Queues a job."""
        with self._changed:
            self._queue.append(_Job(name, request, attempt))
            self._changed.notify_all()

    def cancel(self, name: str) -> None:
        """Stops a queued or running job."""
        reason = CancelledError("The job was cancelled; nothing was written.")
        with self._changed:
            waiting = next((job for job in self._queue if job.name == name), None)
            if waiting is not None:
                self._queue.remove(waiting)
            running = self._running.get(name)
        if waiting is not None:
            self._observer.ended(name, reason)
        elif running is not None:
            running.stop(reason, self._cancel_grace_s)

    def shutdown(self, grace_s: float) -> None:
        """Starts no more jobs, gives running ones `grace_s` seconds, then interrupts them."""
        with self._changed:
            self._draining = True
            self._changed.notify_all()
            self._wait_until_idle(grace_s)
            running = list(self._running.values())
        reason = InterruptedJobError(
            "The engine stopped while this job ran; nothing was written.", "Submit it again."
        )
        for job in running:
            job.stop(reason, self._cancel_grace_s)
        with self._changed:
            self._wait_until_idle(self._cancel_grace_s)
        for job in running:
            job.kill()
        with self._changed:
            self._changed.wait_for(lambda: not self._running, _EXIT_GRACE_S * 2)
        self._kill_all()
        atexit.unregister(self._kill_all)

    def is_busy(self) -> bool:
        """Whether a job is running."""
        with self._changed:
            return bool(self._running)

    def trouble(self) -> str:
        """Why no job could be started now, in a sentence; empty where one could."""
        self._start_spare()
        return self._trouble

    def end_grace(self) -> None:
        """Ends the grace period at once. Takes no lock, for a signal handler may call it."""
        self._grace_is_over = True

    def _wait_until_idle(self, grace_s: float) -> None:
        end_s = time.monotonic() + grace_s
        while self._running and not self._grace_is_over:
            remaining_s = end_s - time.monotonic()
            if remaining_s <= 0:
                return
            # `end_grace` cannot notify this condition, so its flag is polled.
            self._changed.wait(min(remaining_s, 0.1))

    def _run_jobs(self) -> None:
        block_signals()
        self._start_spare()
        while (job := self._next_job()) is not None:
            speak_of(job.label)
            try:
                outcome = self._run(job)
            except Exception as error:
                _LOG.exception("%s could not be supervised", job.name)
                job.kill()
                outcome = InternalError(
                    f"The engine could not supervise the job: {type(error).__name__}: {error}.",
                    "Please report this with the lines above it in the engine's log.",
                )
            job.detach()
            self._finish(job, outcome)
            speak_of(None)

    def _next_job(self) -> _Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._draining or self._queue)
            if self._draining:
                return None
            job = self._queue.popleft()
            self._running[job.name] = job
            return job

    def _finish(self, job: _Job, outcome: JobResult | BackbeatError) -> None:
        try:
            self._observer.ended(job.name, outcome)
        except Exception:
            _LOG.exception("the end of %s could not be recorded", job.name)
        with contextlib.suppress(OSError):
            running_lock(self._folder, job.name).unlink()
        with self._changed:
            del self._running[job.name]
            self._changed.notify_all()

    def _run(self, job: _Job) -> JobResult | BackbeatError:
        lock = running_lock(self._folder, job.name)
        limits = limits_of(job.request)
        order = Order(
            job.request.SerializeToString(),
            lock,
            self._share,
            limits,
            roots_for(job.request),
            relay.level_here(),
        )
        killed_before = killed_for_memory()
        worker = self._take_worker()
        if not worker.give(order):
            worker.reap(0)
            worker = WorkerProcess()
            worker.give(order)
        job.attach(worker, self._cancel_grace_s)
        self._observer.started(job.name, worker.pid)
        self._start_spare()
        watch = Watch(worker.pid, limits)
        ended = follow(worker, watch, lambda step: self._report(job, step))
        job.detach()
        if isinstance(ended, LimitExceededError):
            worker.kill()
        exit_code = worker.reap(_EXIT_GRACE_S)
        if ended is None or isinstance(ended, LimitExceededError):
            remove_leftovers(job.request)
            said = ended or watch.ended_by(exit_code) or worker_died(exit_code, killed_before)
            return job.stopped_by or said
        if ended.result is not None:
            result: JobResult = JobResult.FromString(ended.result)
            return result
        if job.stopped_by is not None and isinstance(ended.error, CancelledError):
            return job.stopped_by
        return ended.error or worker_died(exit_code, killed_before)

    def _report(self, job: _Job, step: Step | None) -> None:
        if step is not None:
            self._observer.progressed(job.name, step.fraction, step.text)

    def _take_worker(self) -> WorkerProcess:
        with self._changed:
            worker, self._spare = self._spare, None
        return worker or WorkerProcess()

    def _start_spare(self) -> None:
        with self._changed:
            if self._spare is not None or self._is_starting or self._draining:
                return
            self._is_starting = True
        spare: WorkerProcess | None = None
        trouble = ""
        # Without the lock: on a busy machine this takes long enough for calls to notice.
        try:
            spare = WorkerProcess()
        except OSError as error:
            trouble = f"No process can be started for a job: {error.strerror or error}."
            _LOG.exception("no process could be kept ready for the next job")
        if not self._kept(spare, trouble) and spare is not None:
            spare.kill()
            spare.reap(0)

    def _kept(self, spare: WorkerProcess | None, trouble: str) -> bool:
        """Keeps a process ready, unless no more jobs are started."""
        with self._changed:
            self._is_starting = False
            self._trouble = trouble
            if not self._draining:
                self._spare = spare
            return not self._draining

    def _kill_all(self) -> None:
        with self._changed:
            self._draining = True
            spare, self._spare = self._spare, None
            running = list(self._running.values())
        for job in running:
            job.kill()
        if spare is not None:
            spare.kill()
            spare.reap(0)
