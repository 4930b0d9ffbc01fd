"""What carries out a tool's request: processes of this machine, or an engine."""

from __future__ import annotations

import contextlib
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from backbeat.errors import BackbeatError, EngineUnavailableError
from backbeat.jobs.local import LocalExecutor
from backbeat.progress import Progress
from backbeat.v1.jobs_pb2 import JobRequest, JobResult

Run = Callable[[JobRequest, Progress], JobResult]
"""Runs a request to its end; raises a `BackbeatError`."""
MAX_WAITING = 32
"""Calls at once, running or waiting."""
_POLL_S = 0.1
_CANCEL_GRACE_S = 1.0
"""Clients kill a server that is still there two seconds after the end of its input."""


@dataclass
class _Call:
    progress: Progress
    ended: threading.Event = field(default_factory=threading.Event)
    outcome: JobResult | BackbeatError | None = None


class _Here:
    """Runs requests in processes of this machine, as an engine does; an `Observer`."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._calls: dict[str, _Call] = {}
        self.executor = LocalExecutor(self, folder, workers, _CANCEL_GRACE_S)

    def started(self, name: str, pid: int) -> None:
        """The job has started."""
        del name, pid

    def progressed(self, name: str, fraction: float, step: str) -> None:
        """The job is at `fraction`, doing `step`."""
        self._calls[name].progress.report(fraction, step)

    def ended(self, name: str, outcome: JobResult | BackbeatError) -> None:
        """The job has ended."""
        call = self._calls[name]
        call.outcome = outcome
        call.ended.set()

    def run(self, request: JobRequest, progress: Progress) -> JobResult:
        name, call = f"jobs/{uuid.uuid4().hex}", _Call(progress)
        if len(self._calls) >= MAX_WAITING:
            raise EngineUnavailableError(
                f"{MAX_WAITING} calls run or wait already.", "Wait for one of them to end."
            )
        self._calls[name] = call
        try:
            self.executor.submit(name, request)
            while not call.ended.wait(_POLL_S):
                if progress.cancelled():
                    self.executor.cancel(name)
        finally:
            del self._calls[name]
        if isinstance(call.outcome, JobResult):
            return call.outcome
        assert call.outcome is not None  # noqa: S101 -- set before the event
        raise call.outcome


@contextlib.contextmanager
def here(workers: int) -> Iterator[Run]:
    """Requests run in processes of this machine, which end with the block.

    Args:
        workers: at once; 0 for half the cores, up to 4.
    """
    with tempfile.TemporaryDirectory(prefix="backbeat-mcp-") as folder:
        running = _Here(Path(folder), workers)
        try:
            yield running.run
        finally:
            running.executor.shutdown(0)


@contextlib.contextmanager
def on_engine(address: str | None) -> Iterator[Run]:
    """Requests run on an engine. `address`: HOST:PORT; None for that of this machine."""
    from backbeat.client import connect

    with connect(address) as client:
        yield client.run
