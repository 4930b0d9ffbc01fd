"""The scheduling of the tests' process."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


def is_usual() -> bool:
    """Whether this process shares the processors with others."""
    return not hasattr(os, "sched_getscheduler") or os.sched_getscheduler(0) == os.SCHED_OTHER


def make_usual() -> None:
    """Lets others have the processors again."""
    if not is_usual():
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """For SVT-AV1, which gives a process of root real-time priority, and leaves it so: whatever is
    started afterwards inherits it, and may starve the machine."""
    try:
        yield
    finally:
        make_usual()
