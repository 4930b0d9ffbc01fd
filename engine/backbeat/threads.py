"""The limit of native threads of numerical libraries: one for each job; jobs run in parallel.

The matrix products here are small: a second thread makes none of them faster (a measurement of
300 s takes as long with two threads as with one, at twice the processor time). On a busy machine,
waiting for that thread makes them up to ten times slower. The beat network in ONNX Runtime behaves
the same. An engine therefore occupies as many cores as it runs jobs. Only a job that reads many
clips reads several at once, each on a thread of its own: `processors()` of them; and where impacts
are looked for in pictures, these are decoded while the network answers those before.
"""

from __future__ import annotations

import os

PER_JOB = 1
"""Maximum native threads of each library in a job."""

_VARIABLES = (
    "OPENBLAS_NUM_THREADS",  # NumPy's wheels for Linux and Windows
    "VECLIB_MAXIMUM_THREADS",  # Accelerate, on macOS
    "MKL_NUM_THREADS",  # NumPy of conda
    "BLIS_NUM_THREADS",
    "OMP_NUM_THREADS",  # any of them built with OpenMP; numba
)
"""Environment variables that each library reads once, when it is loaded."""


_share = 0
"""Processors for the one job of this process; 0 for all of them."""


def processors() -> int:
    """Processors that this process may use: the system's limit, or the share of an engine's job."""
    if hasattr(os, "sched_getaffinity"):
        allowed = len(os.sched_getaffinity(0))
    else:
        allowed = os.cpu_count() or 1
    return min(allowed, _share) if _share else allowed


def share_of(jobs: int) -> int:
    """Processors for each of some jobs that run at once, at least one."""
    return max(1, processors() // jobs)


def limit_processors(share: int) -> None:
    """Limits `processors()` to the share of the one job that this process runs."""
    global _share
    _share = share


def limit_native_threads() -> None:
    """Limits linear algebra in this process, and in those it starts, to `PER_JOB` threads.

    For processes that run only Backbeat, before NumPy is imported: a library that is already loaded
    ignores it. Overrides the user's environment.
    """
    os.environ.update(native_limits())


def native_limits() -> dict[str, str]:
    """The environment variables that limit linear algebra to `PER_JOB` threads."""
    return dict.fromkeys(_VARIABLES, str(PER_JOB))
