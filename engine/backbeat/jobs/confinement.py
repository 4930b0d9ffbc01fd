"""A worker held to the folders that its engine may open."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from backbeat import roots
from backbeat.errors import BackbeatError, OutsideRootsError
from backbeat.roots import Roots


@contextmanager
def confined(allowed: Roots) -> Iterator[None]:
    """Holds this process, for good, to the roots, in whatever it opens while the block runs.

    Temporary files lie in a folder of the job's own meanwhile: in that of the whole system, anybody
    could have put anything. The caller must be a worker, which ends with its job.

    Raises:
        OutsideRootsError: in place of an error of the block that one was the cause of.
    """
    if not allowed.restrict:
        yield
        return
    from backbeat.roots.watch import watch

    own = Path(os.path.realpath(tempfile.mkdtemp(prefix="backbeat-job-")))
    before = tempfile.tempdir
    tempfile.tempdir = str(own)
    extended = replace(allowed, own=(*allowed.own, own))
    try:
        with roots.held(extended):
            watch(extended)
            yield
    except BackbeatError as error:
        raise _refusal_in(error) or error from None
    finally:
        tempfile.tempdir = before
        shutil.rmtree(own, ignore_errors=True)


def _refusal_in(error: BaseException | None) -> OutsideRootsError | None:
    """The refusal that an error comes from, which says more than that a file cannot be read."""
    while error is not None and not isinstance(error, OutsideRootsError):
        error = error.__cause__
    return error
