"""A worker process, as the engine controls it."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from multiprocessing.connection import wait

from backbeat.jobs import worker
from backbeat.jobs.throttle import Step
from backbeat.jobs.worker import Cancel, Ended, Order
from backbeat.logs.relay import Line

_SPAWN = multiprocessing.get_context("spawn")
# Starting and joining both reap children of every thread; two at once can lose an exit code.
_CHILDREN = threading.Lock()


class WorkerProcess:
    """A process that has the modules of jobs imported, and runs one job."""

    def __init__(self) -> None:
        worker_orders, self._orders = _SPAWN.Pipe(duplex=False)
        self._reports, worker_reports = _SPAWN.Pipe(duplex=False)
        # A daemon: if the engine exits without a shutdown, the interpreter ends the process.
        self._process = _SPAWN.Process(
            target=worker.main,
            args=(worker_orders, worker_reports),
            name="backbeat-job",
            daemon=True,
        )
        with _CHILDREN:
            self._process.start()
        worker_orders.close()
        worker_reports.close()
        self._sending = threading.Lock()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid or 0

    def give(self, order: Order) -> bool:
        """Sends the job to the process; False when the process has died."""
        return self._send(order)

    def cancel(self) -> None:
        """Asks the job to stop, and returns at once."""
        self._send(Cancel())

    def kill(self) -> None:
        """Kills the process."""
        with contextlib.suppress(OSError, ValueError):
            self._process.kill()

    def next_report(self, timeout_s: float | None) -> Step | Line | Ended | None:
        """The next report; None when none came within `timeout_s` seconds (None: no limit).

        Raises:
            EOFError: the process is gone.
        """
        ready = wait([self._reports, self._process.sentinel], timeout_s)
        if not ready:
            return None
        if self._reports not in ready and not self._reports.poll():
            raise EOFError
        try:
            report: Step | Line | Ended = self._reports.recv()
        except OSError as error:
            raise EOFError from error
        return report

    def reap(self, timeout_s: float) -> int | None:
        """Waits `timeout_s` seconds for the process to end or kills it; returns its exit code."""
        if not wait([self._process.sentinel], timeout_s):
            self.kill()
            wait([self._process.sentinel])
        with _CHILDREN:
            self._process.join()
        self.close()
        return self._process.exitcode

    def close(self) -> None:
        """Closes the pipes, on which an idle process ends by itself."""
        for end in (self._orders, self._reports):
            end.close()

    def _send(self, message: Order | Cancel) -> bool:
        try:
            with self._sending:
                self._orders.send(message)
        except (OSError, ValueError):
            return False
        return True
