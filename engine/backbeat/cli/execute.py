"""Runs requests, here or on an engine, with a progress bar and cancelled by Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
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
    """Runs a job to its end.

    Asks on a terminal before it replaces a file that Backbeat did not write.

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
        return _execute_once(request, engine)
    except AlreadyExistsError as error:
        if not may_replace(error):
            raise
    return _execute_once(overwriting(request), engine)


def _execute_once(request: JobRequest, engine: str | None) -> JobResult:
    with progress_bar() as progress:
        if engine is None:
            from backbeat.jobs.run import run
            from backbeat.jobs.watch import watching_this_process
            from backbeat.memory import reuse_freed

            reuse_freed()
            with watching_this_process([request], progress.cancelled) as cancelled:
                return run(request, replace(progress, cancelled=cancelled))
        from backbeat.client import connect
        from backbeat.client.transfers.running import Sharing, run_on

        with connect(None if engine == "auto" else engine) as client:
            return run_on(client, request, progress, Sharing.of_environment())


def execute_all(requests: list[JobRequest], engine: str | None) -> list[JobResult | BackbeatError]:
    """Runs jobs side by side, as many as there are processors.

    Returns the results in the order of the requests; an error that a job raises stands in the place
    of its result, except a cancel. Asks on a terminal before
    it replaces a file that Backbeat did not write.

    Args:
        requests: the jobs.
        engine: as for `execute`.

    Raises:
        CancelledError: the user cancelled all of them.
    """
    from backbeat.cli.overwriting import may_replace, overwriting
    from backbeat.errors import AlreadyExistsError

    results = _execute_all_once(requests, engine)
    for index, result in enumerate(results):
        if isinstance(result, AlreadyExistsError) and may_replace(result):
            results[index : index + 1] = _execute_all_once([overwriting(requests[index])], engine)
    return results


def _execute_all_once(
    requests: list[JobRequest], engine: str | None
) -> list[JobResult | BackbeatError]:
    import os
    from concurrent.futures import ThreadPoolExecutor
    from functools import partial

    from backbeat.client import connect
    from backbeat.client.transfers.running import Sharing, run_on
    from backbeat.errors import BackbeatError, CancelledError
    from backbeat.jobs.run import run
    from backbeat.jobs.watch import watching_this_process
    from backbeat.memory import reuse_freed

    reuse_freed()
    with contextlib.ExitStack() as stack:
        progress = stack.enter_context(progress_bar())
        fractions = [0.0] * len(requests)
        run_job: Callable[[JobRequest, Progress], JobResult] = run
        cancelled = progress.cancelled
        if engine is None:
            watching = watching_this_process(requests, progress.cancelled)
            cancelled = stack.enter_context(watching)
        else:
            client = stack.enter_context(connect(None if engine == "auto" else engine))
            run_job = partial(run_on, client, sharing=Sharing.of_environment())

        def run_one(index: int) -> JobResult | BackbeatError:
            def report(fraction: float, step: str) -> None:
                fractions[index] = fraction
                progress(sum(fractions) / len(fractions), step)

            try:
                return run_job(requests[index], Progress(report, cancelled))
            except CancelledError:
                raise
            except BackbeatError as error:
                fractions[index] = 1.0
                return error

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return list(pool.map(run_one, range(len(requests))))


def print_json(message: Message) -> None:
    """Prints a result message on stdout, in protobuf's JSON mapping with every field."""
    from backbeat.workflows.outputs import json_of

    print(json_of(message), end="")


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress]:
    """Draws progress on stderr; the first SIGINT or SIGTERM cancels, a second ends the process."""
    stop = threading.Event()
    bar = _Bar()

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        del number, frame
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    caught = (signal.SIGINT, signal.SIGTERM)
    previous = [signal.signal(number, on_interrupt) for number in caught]
    try:
        yield Progress(bar.show, stop.is_set)
    finally:
        for number, handler in zip(caught, previous, strict=True):
            signal.signal(number, handler)
        bar.clear()


class _Bar:
    """A progress bar on one line of a terminal; draws nothing where stderr is not a terminal."""

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
