"""Native threads: one to a job, for every library. What runs side by side is jobs.

The products of matrices here are small: a second thread makes none of them faster (a measurement of
300 s takes as long with two threads as with one, and twice the processor), and on a machine with
other work its waiting for the processor makes them up to ten times slower. The same was measured of
the beat network in ONNX Runtime. An engine therefore occupies as many cores as it runs jobs.
"""

from __future__ import annotations

import os

PER_JOB = 1
"""Threads of each library that a job may use."""

_VARIABLES = (
    "OPENBLAS_NUM_THREADS",  # NumPy's wheels for Linux and Windows
    "VECLIB_MAXIMUM_THREADS",  # Accelerate, on macOS
    "MKL_NUM_THREADS",  # NumPy of conda
    "BLIS_NUM_THREADS",
    "OMP_NUM_THREADS",  # any of them built with OpenMP; numba
)
"""Read by each library once, when it is loaded."""


def limit_native_threads() -> None:
    """Caps the linear algebra of this process, and of those it starts, at `PER_JOB` threads.

    For processes of our own only, and before NumPy is imported: it has no effect on a library that
    is already loaded. What the user's environment says is overruled.
    """
    for name in _VARIABLES:
        os.environ[name] = str(PER_JOB)
