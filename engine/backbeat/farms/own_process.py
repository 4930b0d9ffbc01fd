"""Running the only job of a batch in this process, as the task of a farm does."""

from __future__ import annotations

import threading

from backbeat.errors import BackbeatError
from backbeat.farms.batch import Attempts
from backbeat.jobs.executor import Observer, label_of
from backbeat.jobs.leftovers import remove_leftovers
from backbeat.jobs.run import run
from backbeat.logs import JobLabel, labelled
from backbeat.memory import reuse_freed
from backbeat.progress import Progress
from backbeat.v1.jobs_pb2 import JobRequest, JobResult

_STOP_LIMIT_S = 5.0


class OwnProcess:
    """Runs one job in a thread: a process of its own would take a second to start."""

    def __init__(self, observer: Observer, attempts: Attempts) -> None:
        """Args: observer: notified of the progress of the job; attempts: not needed here."""
        del attempts
        self._observer = observer
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    def submit(self, name: str, request: JobRequest, attempt: int = 1) -> None:
        """Starts the job, and removes what a killed run of it has half written."""
        remove_leftovers(request)
        reuse_freed()
        # A daemon, so that a second Ctrl-C ends a job that does not stop by itself.
        label = label_of(name, request, attempt)
        self._thread = threading.Thread(target=self._run, args=(label, request), daemon=True)
        self._thread.start()

    def cancel(self, name: str) -> None:
        """Asks the job to stop."""
        del name
        self._cancelled.set()

    def shutdown(self, grace_s: float) -> None:
        """Asks the job to stop, and waits for it."""
        self._cancelled.set()
        if self._thread is not None:
            self._thread.join(grace_s + _STOP_LIMIT_S)

    def is_busy(self) -> bool:
        """Whether the job is running."""
        return self._thread is not None and self._thread.is_alive()

    def end_grace(self) -> None:
        """There is no grace to end."""

    def _run(self, label: JobLabel, request: JobRequest) -> None:
        def report(fraction: float, step: str) -> None:
            self._observer.progressed(label.name, fraction, step)

        with labelled(label):
            try:
                outcome: JobResult | BackbeatError = run(
                    request, Progress(report, self._cancelled.is_set)
                )
            except BackbeatError as error:
                outcome = error
            self._observer.ended(label.name, outcome)
