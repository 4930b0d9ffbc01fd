"""Running the jobs of a batch on an engine."""

from __future__ import annotations

import threading

from backbeat.client import connect
from backbeat.client.following import follow
from backbeat.client.transfers.running import Sharing, run_on
from backbeat.errors import BackbeatError, CancelledError, InternalError
from backbeat.farms.batch import Attempts
from backbeat.farms.conflicts import outputs_of
from backbeat.jobs.executor import Observer
from backbeat.progress import Progress
from backbeat.v1.jobs_pb2 import Job, JobRequest, JobResult, JobState

_CANCEL_LIMIT_S = 10.0
_OVER = (JobState.JOB_STATE_FAILED, JobState.JOB_STATE_CANCELLED, JobState.JOB_STATE_INTERRUPTED)


class RemoteExecutor:
    """Submits each job under an id of its own, and follows it."""

    def __init__(self, observer: Observer, attempts: Attempts, engine: str) -> None:
        """Connects to an engine.

        Args:
            observer: notified of the progress of jobs.
            attempts: says the ids of the jobs.
            engine: "HOST:PORT", or "auto" for the engine on this machine.

        Raises:
            EngineUnavailableError: no engine runs on this machine.
        """
        self._observer = observer
        self._attempts = attempts
        self._sharing = Sharing.of_environment()
        self._client = connect(None if engine == "auto" else engine)
        self._cancelled: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []

    def submit(self, name: str, request: JobRequest, attempt: int = 1) -> None:
        """Submits a job and follows it in a thread; the engine counts its attempts itself."""
        del attempt
        self._cancelled[name] = threading.Event()
        thread = threading.Thread(target=self._run, args=(name, request), daemon=True)
        self._threads.append(thread)
        thread.start()

    def cancel(self, name: str) -> None:
        """Cancels a job on the engine."""
        self._cancelled[name].set()

    def shutdown(self, grace_s: float) -> None:
        """Cancels what still runs, and closes the connection."""
        for cancelled in self._cancelled.values():
            cancelled.set()
        for thread in self._threads:
            thread.join(grace_s + _CANCEL_LIMIT_S)
        self._client.close()

    def is_busy(self) -> bool:
        """Whether a job is running."""
        return any(thread.is_alive() for thread in self._threads)

    def end_grace(self) -> None:
        """There is no grace to end: the engine has its own."""

    def _run(self, name: str, request: JobRequest) -> None:
        try:
            outcome: JobResult | BackbeatError = self._result(name, request)
        except BackbeatError as error:
            outcome = error
        except Exception as error:
            outcome = InternalError(
                f"The job could not be followed: {type(error).__name__}: {error}.",
                "Please report it.",
            )
        self._observer.ended(name, outcome)

    def _result(self, name: str, request: JobRequest) -> JobResult:
        def report(fraction: float, step: str) -> None:
            self._observer.progressed(name, fraction, step)

        cancelled = self._cancelled[name]
        progress = Progress(report, cancelled.is_set)
        if self._sharing.applies_to(self._client):
            # What it writes goes to another folder each time, so no earlier job is this one.
            return run_on(self._client, request, progress, self._sharing)
        job = self._client.submit(request, self._attempts.request_id(name), progress)
        if _is_stale(job):
            job = self._client.submit(request, self._attempts.next(name), progress)
        if cancelled.is_set():
            raise CancelledError(f"{name} was cancelled; nothing was written.")
        return follow(self._client, job.name, progress)


def _is_stale(job: Job) -> bool:
    """Whether a job of an earlier run of the batch ended in a way that is no answer to this one."""
    if job.state == JobState.JOB_STATE_SUCCEEDED:
        return not all(path.exists() for path in outputs_of(job.request))
    return job.state in _OVER
