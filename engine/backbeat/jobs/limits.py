"""What one job may use of this machine, by its kind and the size of what it reads."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from backbeat.errors import LimitExceededError
from backbeat.jobs.paths import paths_of
from backbeat.jobs.run import kind_of
from backbeat.limits import JOB_CPU_MINUTES, JOB_FILE_MB, JOB_MEMORY_MB, JOB_MINUTES, Limit
from backbeat.v1.jobs_pb2 import JobRequest

_QUICK = frozenset({"snap", "plan", "beats", "visemes", "loudness", "sounds_search"})
"""Kinds that hold a timeline or a song, and need no more than `_QUICK_MB`."""
_QUICK_MB = 4096
_SHARE = 0.75
"""Of the machine's memory, for one job."""
_MINUTES, _QUICK_MINUTES = 24 * 60, 4 * 60
_MINUTES_A_GIGABYTE = 60
"""Added for what the job reads: an hour of work a gigabyte, on the slowest machines."""
_FILE_MB = 64 << 10
_GROWTH = 100
"""How much larger than its inputs a file may be: an uncompressed picture of a compressed one."""
_MOST_MB = 1 << 40


@dataclass(frozen=True)
class JobLimits:
    """The limits of one job."""

    memory_mb: int
    """Resident memory of its process."""
    minutes: int
    """From its start to its end."""
    cpu_minutes: int
    """Of processor time, of all threads together."""
    file_mb: int
    """Of one file that it writes."""

    def too_much_memory(self, used_mb: float) -> LimitExceededError:
        """The error of a job that takes more memory."""
        return exceeded(
            f"{used_mb:,.0f} MB of memory", f"{self.memory_mb:,} MB", JOB_MEMORY_MB, self.memory_mb
        )

    def too_long(self) -> LimitExceededError:
        """The error of a job that takes longer."""
        return exceeded("more time", f"{self.minutes:,} minutes", JOB_MINUTES, self.minutes)

    def too_much_cpu(self) -> LimitExceededError:
        """The error of a job that takes more processor time."""
        what = f"{self.cpu_minutes:,} minutes of processor time"
        return exceeded("more processor time", what, JOB_CPU_MINUTES, self.cpu_minutes)

    def too_large_a_file(self) -> LimitExceededError:
        """The error of a job that writes a larger file."""
        return exceeded("to write a larger file", f"{self.file_mb:,} MB", JOB_FILE_MB, self.file_mb)


def limits_of(request: JobRequest) -> JobLimits:
    """The limits of a job: those of the environment, else by its kind and its inputs.

    Raises:
        RequestError: a variable of the environment holds no number, or no kind is set.
    """
    is_quick = kind_of(request) in _QUICK
    read_mb = _size_mb(request)
    memory_mb = round(machine_memory_mb() * _SHARE)
    minutes = (_QUICK_MINUTES if is_quick else _MINUTES) + read_mb * _MINUTES_A_GIGABYTE // 1024
    processors = os.cpu_count() or 1
    return JobLimits(
        memory_mb=JOB_MEMORY_MB.value(min(_QUICK_MB, memory_mb) if is_quick else memory_mb),
        minutes=JOB_MINUTES.value(minutes),
        cpu_minutes=JOB_CPU_MINUTES.value(minutes * processors),
        file_mb=min(JOB_FILE_MB.value(_FILE_MB + _GROWTH * read_mb), _MOST_MB),
    )


def limits_of_all(requests: Sequence[JobRequest]) -> JobLimits:
    """The limits of a process that runs these jobs: those of one, or side by side the machine's.

    Raises:
        RequestError: as `limits_of`.
    """
    limits = limits_of(requests[0])
    if len(requests) == 1:
        return limits
    shared = JOB_MEMORY_MB.value(round(machine_memory_mb() * _SHARE))
    return replace(limits, memory_mb=shared)


def machine_memory_mb() -> int:
    """Memory of this machine, or of the container in which this process runs."""
    total = int(psutil.virtual_memory().total)
    with contextlib.suppress(OSError, ValueError):
        total = min(total, int(Path("/sys/fs/cgroup/memory.max").read_text("ascii")))
    return total >> 20


def exceeded(needs: str, allowed: str, limit: Limit, value: int) -> LimitExceededError:
    """The error of a job that exceeds one of its limits."""
    return LimitExceededError(
        f"The job was stopped: it needs {needs}, and may use {allowed}; nothing was written.",
        f"If it is genuine, raise the limit: {limit.variable} is {value} here.",
    )


def _size_mb(request: JobRequest) -> int:
    """Of all files that the request names and that exist."""
    size = 0
    for _, text in paths_of(request):
        with contextlib.suppress(OSError, ValueError):
            size += Path(text).stat().st_size
    return size >> 20
