"""The code of a worker process: it runs one request and ends."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import signal
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from backbeat.errors import BackbeatError
from backbeat.filelock import FileLock
from backbeat.jobs.confinement import confined
from backbeat.jobs.limits import JobLimits
from backbeat.jobs.paths import check_paths
from backbeat.jobs.run import run
from backbeat.jobs.throttle import Step
from backbeat.jobs.watch import apply_to_this_process
from backbeat.logs.relay import Line, RelayHandler
from backbeat.memory import reuse_freed
from backbeat.progress import Progress
from backbeat.roots import NO_ROOTS, Roots
from backbeat.threads import limit_native_threads, limit_processors
from backbeat.v1.jobs_pb2 import JobRequest

ORPHAN_GRACE_S = 2.0
"""Seconds a worker whose engine died has to stop by itself and clean up."""
# The imports that the first job would otherwise wait for; NumPy imports the last two lazily.
_WARM_UP_MODULES = (
    "backbeat.music",
    "backbeat.media.decode",
    "backbeat.workflows.beats.job",
    "backbeat.workflows.cut.assembling",
    "backbeat.workflows.loudness.job",
    "backbeat.workflows.snap.job",
    "numpy.fft",
    "numpy.ma",
)


@dataclass(frozen=True)
class Order:
    """The job for a worker."""

    request: bytes
    """A serialized `JobRequest`."""
    lock: Path
    """Path of a file that the worker keeps locked, so that a later engine sees that it lives."""
    processors: int
    """Processors that the job may use."""
    limits: JobLimits
    """Limits that the system holds for the worker."""
    roots: Roots = NO_ROOTS
    """Folders in which the job may read and write."""
    log_level: int = logging.WARNING
    """Lines of the log below it are not sent."""


@dataclass(frozen=True)
class Cancel:
    """A message that asks the worker to stop."""


@dataclass(frozen=True)
class Ended:
    """The last message of a worker: exactly one of the two fields is set."""

    result: bytes | None = None
    """A serialized `JobResult`."""
    error: BackbeatError | None = None


def main(orders: Connection, reports: Connection) -> None:
    """Waits for one `Order`, answers with `Step`s and one `Ended`, and ends the process."""
    _ignore_signals()
    with contextlib.suppress(OSError):
        os.dup2(2, 1)  # Standard output is the engine's, and only its own lines belong there.
    reuse_freed()
    limit_native_threads()
    _warm_up()
    order = _receive(orders)
    # The lock is taken when a new engine found the old one dead and this job not started.
    if isinstance(order, Order) and FileLock(order.lock).acquire():
        _run_order(order, orders, reports)
    logging.shutdown()
    # Not `sys.exit`, which would wait for threads and finalizers of libraries.
    os._exit(0)


def _run_order(order: Order, orders: Connection, reports: Connection) -> None:
    cancelled = threading.Event()
    # Checked first: the order of an engine that has died since is not carried out.
    if orders.poll():
        if _receive(orders) is None:
            return
        cancelled.set()
    threading.Thread(target=_watch_orders, args=(orders, cancelled), daemon=True).start()
    reporter = _Reporter(reports, cancelled)
    limit_processors(order.processors)
    _send_log(reporter, order.log_level)
    apply_to_this_process(order.limits)
    try:
        request = JobRequest.FromString(order.request)
        with confined(order.roots):
            # Again, since links may lead elsewhere than when the job was queued.
            check_paths(request)
            result = run(request, Progress(reporter, cancelled.is_set))
        ended = Ended(result=result.SerializeToString())
    except BackbeatError as error:
        ended = Ended(error=error)
    with contextlib.suppress(OSError):
        reporter.send(ended)


def _watch_orders(orders: Connection, cancelled: threading.Event) -> None:
    while _receive(orders) is not None:
        cancelled.set()
    # The engine is gone, so no client can receive the result of this job.
    cancelled.set()
    time.sleep(ORPHAN_GRACE_S)
    os._exit(1)


def _receive(orders: Connection) -> Order | Cancel | None:
    """The next message; None when the engine is gone."""
    try:
        message: Order | Cancel = orders.recv()
    except (EOFError, OSError):
        return None
    return message


class _Reporter:
    """Sends steps to the engine; a step equal to the one before is not sent again."""

    def __init__(self, reports: Connection, cancelled: threading.Event) -> None:
        self._reports = reports
        self._cancelled = cancelled
        self._lock = threading.Lock()
        self._last: tuple[float, str] | None = None

    def __call__(self, fraction: float, step: str) -> None:
        seen = (round(fraction, 3), step)
        if seen == self._last:
            return
        self._last = seen
        try:
            self.send(Step(fraction, step))
        except OSError:
            self._cancelled.set()

    def send(self, report: Step | Line | Ended) -> None:
        with self._lock:
            self._reports.send(report)


def _send_log(reporter: _Reporter, level: int) -> None:
    """Sends what is logged here to the engine, which writes it with the job's name."""
    logging.getLogger().addHandler(RelayHandler(reporter.send))
    logging.getLogger("backbeat").setLevel(level)
    logging.captureWarnings(True)


def _ignore_signals() -> None:
    """Ignores stop signals: they reach the whole process group, and the engine stops its jobs."""
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def _warm_up() -> None:
    # The job that needs a module reports why it cannot be imported.
    for module in _WARM_UP_MODULES:
        with contextlib.suppress(Exception):
            importlib.import_module(module)
