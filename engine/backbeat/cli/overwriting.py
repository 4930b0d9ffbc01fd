"""Asking the user whether a file that Backbeat did not write may be replaced."""

from __future__ import annotations

import sys

from backbeat.errors import AlreadyExistsError
from backbeat.v1.jobs_pb2 import JobRequest


def may_replace(error: AlreadyExistsError) -> bool:
    """Asks on the terminal whether the file named in the error may be replaced.

    Returns:
        the answer; False where stdin or stderr is not a terminal.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write(f"{error.message} Replace? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def overwriting(request: JobRequest) -> JobRequest:
    """A copy of the request that may replace existing files."""
    copy = JobRequest()
    copy.CopyFrom(request)
    getattr(copy, str(copy.WhichOneof("kind"))).overwrite = True
    return copy
