"""The limit of native threads of numerical libraries: one for each job; jobs run in parallel.

The matrix products here are small: a second thread makes none of them faster (a measurement of
300 s takes as long with two threads as with one, at twice the processor time). On a busy machine,
waiting for that thread makes them up to ten times slower. The beat network in ONNX Runtime behaves
the same. An engine therefore occupies as many cores as it runs jobs.
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


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def limit_native_threads() -> None:
    """Limits linear algebra in this process, and in those it starts, to `PER_JOB` threads.

    For processes that run only Backbeat, before NumPy is imported: a library that is already loaded
    ignores it. Overrides the user's environment.
    """
    for name in _VARIABLES:
        os.environ[name] = str(PER_JOB)
