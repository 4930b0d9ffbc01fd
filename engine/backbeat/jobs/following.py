"""Following a worker process until its job has ended."""

from __future__ import annotations

import time
from collections.abc import Callable

from backbeat.errors import LimitExceededError
from backbeat.jobs.process import WorkerProcess
from backbeat.jobs.throttle import Step, Throttle
from backbeat.jobs.watch import INTERVAL_S, Watch
from backbeat.jobs.worker import Ended
from backbeat.logs import relay


def follow(
    worker: WorkerProcess, watch: Watch, report: Callable[[Step | None], None]
) -> Ended | LimitExceededError | None:
    """Waits for the end of a worker's job, and writes its lines to this process's log.

    Args:
        worker: was given the job.
        watch: the limits of its process.
        report: called every `INTERVAL_S` seconds or sooner, with the step that is due or None.

    Returns:
        what the worker said last; None when it died, an error when it exceeds a limit.
    """
    throttle = Throttle()
    ended: Ended | LimitExceededError | None = None
    looked_s = time.monotonic()
    while ended is None:
        due_s = throttle.wait_s(time.monotonic())
        try:
            said = worker.next_report(min(INTERVAL_S, INTERVAL_S if due_s is None else due_s))
        except EOFError:
            break
        if time.monotonic() - looked_s >= INTERVAL_S:
            looked_s = time.monotonic()
            ended = watch.breach()
        if isinstance(said, Ended):
            ended = said
        elif isinstance(said, relay.Line):
            relay.write(said)
        elif said is not None:
            throttle.offer(said)
        report(throttle.due(time.monotonic()))
    report(throttle.last())
    return ended
