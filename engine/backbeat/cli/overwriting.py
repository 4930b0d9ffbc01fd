"""The question whether a file may be replaced that Backbeat did not write."""

from __future__ import annotations

import sys

from backbeat.errors import AlreadyExistsError
from backbeat.v1.jobs_pb2 import JobRequest


def may_replace(error: AlreadyExistsError) -> bool:
    """Asks on a terminal; False, without a question, where there is none to ask on."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write(f"{error.message} Replace? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def overwriting(request: JobRequest) -> JobRequest:
    """The same job, which may replace files that are in its way."""
    other = JobRequest()
    other.CopyFrom(request)
    getattr(other, str(other.WhichOneof("kind"))).overwrite = True
    return other
