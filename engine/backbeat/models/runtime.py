"""Loads ONNX Runtime with its telemetry disabled.

From 1.31 on its wheels note every session in a database under the user's cache and send what they
have noted to Microsoft. Nothing of a user's work leaves the machine here, so it is told not to
before it is loaded: afterwards is too late for the database.
"""

from __future__ import annotations

import os
from typing import Any

from backbeat.threads import PER_JOB

_FATAL_ONLY = 4
"""Logger severity at which ONNX Runtime writes no fallback warnings to stderr."""


def runtime() -> Any:
    """The `onnxruntime` module.

    Raises:
        ImportError: it is not installed.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # noqa: TID251 -- the one place

    onnxruntime.disable_telemetry_events()
    onnxruntime.set_default_logger_severity(_FATAL_ONLY)
    return onnxruntime


def session_options() -> Any:
    """Session options that log fatal errors only, and use a job's share of threads."""
    options = runtime().SessionOptions()
    options.log_severity_level = _FATAL_ONLY
    options.intra_op_num_threads = options.inter_op_num_threads = PER_JOB
    return options
