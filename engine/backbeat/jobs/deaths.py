"""Why a worker process ended without a report."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

from backbeat.errors import BackbeatError, InputError, InternalError

_COUNTERS = (
    ("/sys/fs/cgroup/memory.events", "oom_kill"),
    ("/proc/vmstat", "oom_kill"),
)
"""Files of Linux that count the processes killed for memory, and the names of the counters."""


def killed_for_memory() -> int:
    """How many processes Linux has killed for memory so far; 0 elsewhere."""
    most = 0
    for path, name in _COUNTERS:
        with contextlib.suppress(OSError, ValueError):
            lines = (line.split() for line in Path(path).read_text("ascii").splitlines())
            most += sum(int(words[1]) for words in lines if words[0] == name)
    return most


def worker_died(exit_code: int | None, killed_before: int) -> BackbeatError:
    """The error of a job whose process ended without a report.

    Args:
        exit_code: of the process; a negative one is the number of a signal.
        killed_before: `killed_for_memory` when the job began.
    """
    if exit_code is not None and exit_code == -getattr(signal, "SIGKILL", 9) and os.name != "nt":
        sure = killed_for_memory() > killed_before
        return InputError(
            "The computer ran out of memory, and the system killed the process of this job."
            if sure
            else "The process of this job was killed (SIGKILL), most likely by the system, because"
            " the computer ran out of memory.",
            "Close other programs, run fewer jobs at once with `backbeat serve --workers 1`, or cut"
            " the input into parts; then `backbeat jobs retry NAME`.",
        )
    return InternalError(
        f"The process of this job died with exit code {exit_code}{_signal_name(exit_code)}.",
        "Run it again with `backbeat jobs retry NAME`; if it dies again, please report it with the"
        " file that `backbeat jobs export NAME` writes.",
    )


def _signal_name(exit_code: int | None) -> str:
    if exit_code is None or exit_code >= 0 or os.name == "nt":
        return ""
    try:
        return f" ({signal.Signals(-exit_code).name})"
    except ValueError:
        return ""
