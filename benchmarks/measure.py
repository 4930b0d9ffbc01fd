"""Measuring time and memory, and the rows of the results."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Row:
    """One line of the results."""

    what: str
    ours: str
    peer: str
    """The peer measured in the same run, with its figure; empty where there is none."""
    ratio: str
    """Ratio of Backbeat's figure to the peer's."""
    aim: str = ""


@dataclass(frozen=True)
class InProcess:
    """Time and memory of a piece of code in a new Python process."""

    seconds: float
    """Seconds of the code, without its setup."""
    memory_mb: float
    """Peak resident memory of the process, in MB."""


def best_of(runs: int, work: Callable[[], object]) -> float:
    """Seconds of the fastest of `runs`: the least disturbed one."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def command_s(runs: int, *arguments: str) -> float:
    """Median seconds of a whole command, its start included."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run(arguments, check=True, capture_output=True, cwd=ROOT)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def in_fresh_process(setup: str, code: str) -> InProcess:
    """Runs `setup`, then `code` timed, in a new Python, and reads its memory."""
    program = f"""
import json, resource, sys, time
{setup}
started = time.perf_counter()
{code}
seconds = time.perf_counter() - started
if sys.platform == "linux":
    # The peak that getrusage tells includes that of the process which started this one.
    with open("/proc/self/status") as status:
        peak_mb = next(int(line.split()[1]) for line in status if "VmHWM" in line) / 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_mb = peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
print(json.dumps([seconds, peak_mb]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return InProcess(*json.loads(done.stdout.splitlines()[-1]))


def times(ratio: float) -> str:
    """A ratio for the table."""
    return f"{ratio:.2f}"
