"""Running the jobs of a batch on this machine, each in a process of its own."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from backbeat.farms.batch import Attempts
from backbeat.jobs.executor import Observer
from backbeat.jobs.leftovers import remove_leftovers
from backbeat.jobs.local import LocalExecutor
from backbeat.v1.jobs_pb2 import JobRequest


class BatchExecutor(LocalExecutor):
    """The executor of this machine, for as long as a batch runs."""

    def __init__(self, observer: Observer, attempts: Attempts, at_once: int) -> None:
        """Starts it.

        Args:
            observer: notified of the progress of jobs.
            attempts: not needed here.
            at_once: jobs at once; each is given its share of the processors.
        """
        del attempts
        self._locks = Path(tempfile.mkdtemp(prefix="backbeat-batch-"))
        super().__init__(observer, self._locks, at_once)

    def submit(self, name: str, request: JobRequest, attempt: int = 1) -> None:
        """Queues a job, and removes what a killed run of it has half written."""
        remove_leftovers(request)
        super().submit(name, request, attempt)

    def shutdown(self, grace_s: float) -> None:
        """As of `LocalExecutor`."""
        super().shutdown(grace_s)
        shutil.rmtree(self._locks, ignore_errors=True)
