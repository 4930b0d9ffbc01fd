"""Runs one request, here or on an engine, with a progress bar and Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

from backbeat.cli.remaining import Clock
from backbeat.progress import Progress

if TYPE_CHECKING:
    from google.protobuf.message import Message

    from backbeat.errors import BackbeatError
    from backbeat.v1.jobs_pb2 import JobRequest, JobResult

_BAR_WIDTH = 28


def execute(request: JobRequest, engine: str | None) -> JobResult:
    """Runs a job to its end; asks on a terminal before it replaces somebody's file.

    Args:
        request: the job.
        engine: None runs it in this process; "auto" on the engine of the discovery file;
            "HOST:PORT" on that one.

    Raises:
        BackbeatError: whatever the job raised, wherever it ran.
    """
    from backbeat.cli.overwriting import may_replace, overwriting
    from backbeat.errors import AlreadyExistsError

    try:
        return _executed(request, engine)
    except AlreadyExistsError as error:
        if not may_replace(error):
            raise
    return _executed(overwriting(request), engine)


def _executed(request: JobRequest, engine: str | None) -> JobResult:
    with watched() as progress:
        if engine is None:
            from backbeat.jobs.run import run
            from backbeat.memory import reuse_freed

            reuse_freed()
            return run(request, progress)
        from backbeat.client import connect

        with connect(None if engine == "auto" else engine) as client:
            return client.run(request, progress)


def execute_all(requests: list[JobRequest], engine: str | None) -> list[JobResult | BackbeatError]:
    """Runs jobs side by side, as many as there are processors; in the order of the requests.

    What a job raises stands in the place of its result, except a cancel. Asks on a terminal before
    somebody's file is replaced.

    Args:
        requests: the jobs.
        engine: as for `execute`.

    Raises:
        CancelledError: all were asked to stop.
    """
    from backbeat.cli.overwriting import may_replace, overwriting
    from backbeat.errors import AlreadyExistsError

    results = _all_executed(requests, engine)
    for index, result in enumerate(results):
        if isinstance(result, AlreadyExistsError) and may_replace(result):
            results[index : index + 1] = _all_executed([overwriting(requests[index])], engine)
    return results


def _all_executed(
    requests: list[JobRequest], engine: str | None
) -> list[JobResult | BackbeatError]:
    import os
    from concurrent.futures import ThreadPoolExecutor

    from backbeat.client import connect
    from backbeat.errors import BackbeatError, CancelledError
    from backbeat.jobs.run import run
    from backbeat.memory import reuse_freed

    reuse_freed()
    with contextlib.ExitStack() as stack:
        progress = stack.enter_context(watched())
        fractions = [0.0] * len(requests)
        work = run
        if engine is not None:
            work = stack.enter_context(connect(None if engine == "auto" else engine)).run

        def one(index: int) -> JobResult | BackbeatError:
            def report(fraction: float, step: str) -> None:
                fractions[index] = fraction
                progress(sum(fractions) / len(fractions), step)

            try:
                return work(requests[index], Progress(report, progress.cancelled))
            except CancelledError:
                raise
            except BackbeatError as error:
                fractions[index] = 1.0
                return error

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return list(pool.map(one, range(len(requests))))


def print_json(message: Message) -> None:
    """A result message on stdout, protobuf's JSON with every field."""
    from backbeat.workflows.outputs import json_of

    print(json_of(message), end="")


@contextlib.contextmanager
def watched() -> Iterator[Progress]:
    """A progress drawn on stderr, cancelled by the first Ctrl-C or by a request to end the process;
    the second ends it.
    """
    stop = threading.Event()
    bar = _Bar()

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        del number, frame
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    heard = (signal.SIGINT, signal.SIGTERM)
    previous = [signal.signal(number, on_interrupt) for number in heard]
    try:
        yield Progress(bar.show, stop.is_set)
    finally:
        for number, handler in zip(heard, previous, strict=True):
            signal.signal(number, handler)
        bar.clear()


class _Bar:
    """One line on a terminal that is drawn over; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._shown = ""
        self._clock = Clock(time.monotonic())

    def show(self, fraction: float, step: str) -> None:
        if not self._on:
            return
        filled = round(fraction * _BAR_WIDTH)
        times = self._clock.at(time.monotonic(), fraction)
        line = f"{'━' * filled}{'─' * (_BAR_WIDTH - filled)} {fraction:4.0%} {times}{step}"
        if line != self._shown:
            self._write(line)

    def clear(self) -> None:
        if self._shown:
            self._write("")

    def _write(self, line: str) -> None:
        self._shown = line
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()
