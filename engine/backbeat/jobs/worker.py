"""The far side of a job: a process of its own that runs one request and ends."""

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
from backbeat.jobs.run import run
from backbeat.jobs.throttle import Step
from backbeat.memory import reuse_freed
from backbeat.progress import Progress
from backbeat.threads import limit_native_threads
from backbeat.v1.jobs_pb2 import JobRequest

ORPHAN_GRACE_S = 2.0
"""Seconds a worker whose engine died has to stop by itself and clean up."""
# What the first job would otherwise wait for; the last two are what NumPy itself puts off.
_WARM = (
    "backbeat.music",
    "backbeat.media.decode",
    "backbeat.workflows.beats.job",
    "backbeat.workflows.loudness.job",
    "backbeat.workflows.snap.job",
    "numpy.fft",
    "numpy.ma",
)


@dataclass(frozen=True)
class Order:
    """What a worker is to do."""

    request: bytes
    """A serialized `JobRequest`."""
    lock: Path
    """Kept locked while the worker lives, so that a later engine sees that it does."""


@dataclass(frozen=True)
class Cancel:
    """Asks the worker to stop."""


@dataclass(frozen=True)
class Ended:
    """A worker's last words: exactly one of the two is set."""

    result: bytes | None = None
    """A serialized `JobResult`."""
    error: BackbeatError | None = None


def main(orders: Connection, reports: Connection) -> None:
    """Waits for one `Order`, answers with `Step`s and one `Ended`, and ends the process."""
    _leave_signals_to_the_engine()
    with contextlib.suppress(OSError):
        os.dup2(2, 1)  # Standard output belongs to the engine, and its reader.
    reuse_freed()
    limit_native_threads()
    _warm_up()
    order = _receive(orders)
    # A lock that is taken is a new engine that found the old one dead and this job unstarted.
    if isinstance(order, Order) and FileLock(order.lock).acquire():
        _work(order, orders, reports)
    logging.shutdown()
    # Not `sys.exit`: libraries' threads and finalizers have nothing left to say.
    os._exit(0)


def _work(order: Order, orders: Connection, reports: Connection) -> None:
    cancelled = threading.Event()
    # Looked at before anything else: an engine that died after its order is obeyed no more.
    if orders.poll():
        if _receive(orders) is None:
            return
        cancelled.set()
    threading.Thread(target=_listen, args=(orders, cancelled), daemon=True).start()
    said = _Reporter(reports, cancelled)
    try:
        result = run(JobRequest.FromString(order.request), Progress(said, cancelled.is_set))
        ended = Ended(result=result.SerializeToString())
    except BackbeatError as error:
        ended = Ended(error=error)
    with contextlib.suppress(OSError):
        said.send(ended)


def _listen(orders: Connection, cancelled: threading.Event) -> None:
    while _receive(orders) is not None:
        cancelled.set()
    # The engine is gone, and nobody would ever ask for what this job writes.
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
    """Sends steps to the engine; said twice, a step is sent once."""

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

    def send(self, report: Step | Ended) -> None:
        with self._lock:
            self._reports.send(report)


def _leave_signals_to_the_engine() -> None:
    """Ctrl-C and a service manager's stop reach the whole group; the engine decides on its jobs."""
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def _warm_up() -> None:
    # What cannot be imported is said by the job that needs it.
    for module in _WARM:
        with contextlib.suppress(Exception):
            importlib.import_module(module)
