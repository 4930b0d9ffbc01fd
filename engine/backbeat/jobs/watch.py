"""Watches what a job uses, from outside its process and from inside."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import psutil

from backbeat.errors import LimitExceededError
from backbeat.jobs.limits import JobLimits, limits_of_all
from backbeat.v1.jobs_pb2 import JobRequest

INTERVAL_S = 0.25
"""Seconds between two looks at a process."""
_GRACE_S = 5.0
"""Seconds that a job in this process has to stop by itself."""
_GRACE_GROWTH = 1.25
"""By how much it may exceed its limit meanwhile."""


@dataclass
class Watch:
    """The limits of a job that runs in another process."""

    pid: int
    limits: JobLimits
    _started_s: float = field(default_factory=time.monotonic)

    def breach(self) -> LimitExceededError | None:
        """The error of a job that exceeds its limit of memory or time; None for the others."""
        if time.monotonic() - self._started_s > self.limits.minutes * 60:
            return self.limits.too_long()
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(self.pid)
            used_mb = process.memory_info().rss / (1 << 20)
            if used_mb > self.limits.memory_mb:
                return self.limits.too_much_memory(used_mb)
            if os.name == "nt" and sum(process.cpu_times()[:2]) > self.limits.cpu_minutes * 60:
                return self.limits.too_much_cpu()
        return None

    def ended_by(self, exit_code: int | None) -> LimitExceededError | None:
        """The error of a job that the system ended for a limit; None if it ended otherwise."""
        if exit_code is not None and hasattr(signal, "SIGXCPU"):
            if exit_code == -signal.SIGXCPU:
                return self.limits.too_much_cpu()
            if exit_code == -signal.SIGXFSZ:
                return self.limits.too_large_a_file()
        return None


def apply_to_this_process(limits: JobLimits) -> None:
    """Has the system end this process at its limits of processor time and of file size.

    Windows has no such limits: the engine looks at the processor time itself.
    """
    if sys.platform == "win32":
        return
    import resource

    # Python ignores it, and every write beyond would fail for a reason that is not said.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    for kind, wanted in (
        (resource.RLIMIT_CPU, limits.cpu_minutes * 60),
        (resource.RLIMIT_FSIZE, limits.file_mb << 20),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(kind)
        allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (allowed, most))


@contextlib.contextmanager
def watching_this_process(
    requests: Sequence[JobRequest], cancelled: Callable[[], bool]
) -> Iterator[Callable[[], bool]]:
    """Watches the memory of jobs that run in this process.

    Yields what a job is to ask whether it is cancelled: beyond its limit the question raises
    LimitExceededError. A job that does not ask is ended with the process, and with one sentence.

    Args:
        requests: the jobs.
        cancelled: whether the user cancelled.
    """
    limits = limits_of_all(requests)
    done = threading.Event()
    breach: list[LimitExceededError] = []

    def asked() -> bool:
        if breach:
            raise breach[0]
        return cancelled()

    thread = threading.Thread(target=_look, args=(limits, breach, done), daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        done.set()


def _look(limits: JobLimits, breach: list[LimitExceededError], done: threading.Event) -> None:
    process = psutil.Process()
    ends_s = float("inf")
    while not done.wait(INTERVAL_S):
        used_mb = process.memory_info().rss / (1 << 20)
        if used_mb <= limits.memory_mb and not breach:
            continue
        if not breach:
            breach.append(limits.too_much_memory(used_mb))
            ends_s = time.monotonic() + _GRACE_S
        if used_mb > limits.memory_mb * _GRACE_GROWTH or time.monotonic() > ends_s:
            os.write(2, f"\nbackbeat: {breach[0]}\n".encode())
            os._exit(breach[0].statuses.exit_status)
