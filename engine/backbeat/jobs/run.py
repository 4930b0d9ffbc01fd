"""One way into every workflow: a request in, a result out."""

from __future__ import annotations

import logging
from collections.abc import Callable

from backbeat.errors import BackbeatError, InternalError, RequestError
from backbeat.progress import SILENT, Progress
from backbeat.v1.jobs_pb2 import JobRequest, JobResult

_LOG = logging.getLogger(__name__)


def kind_of(request: JobRequest) -> str:
    """The kind of work that a request asks for, one of `KINDS`.

    Raises:
        RequestError: the request asks for nothing.
    """
    kind: str | None = request.WhichOneof("kind")
    if kind is None:
        raise RequestError(
            "The job request asks for no work.", f"Fill in one of: {', '.join(KINDS)}."
        )
    return kind


def run(request: JobRequest, progress: Progress = SILENT) -> JobResult:
    """Does the work in this process.

    The engine's workers, and the command line without an engine, both come through here.

    Raises:
        BackbeatError: as the workflow says; `InternalError` for anything it did not foresee, with
            the traceback in the log.
    """
    work = _WORKFLOWS[kind_of(request)]
    try:
        return work(request, progress)
    except BackbeatError:
        raise
    except Exception as error:
        _LOG.exception("the %s workflow failed", kind_of(request))
        raise InternalError(
            f"The job stopped on an internal error: {type(error).__name__}: {error}.",
            "Please report it with the request; BACKBEAT_DEBUG=1 shows where it came from.",
        ) from error


def _beats(request: JobRequest, progress: Progress) -> JobResult:
    from backbeat.workflows import beats

    return JobResult(beats=beats.run(request.beats, progress))


def _snap(request: JobRequest, progress: Progress) -> JobResult:
    from backbeat.workflows import snap

    return JobResult(snap=snap.run(request.snap, progress))


def _loudness(request: JobRequest, progress: Progress) -> JobResult:
    from backbeat.workflows import loudness

    return JobResult(loudness=loudness.run(request.loudness, progress))


def _master(request: JobRequest, progress: Progress) -> JobResult:
    from backbeat.workflows import master

    return JobResult(master=master.run(request.master, progress))


def _render(request: JobRequest, progress: Progress) -> JobResult:
    from backbeat.workflows import render

    return JobResult(render=render.run(request.render, progress))


_WORKFLOWS: dict[str, Callable[[JobRequest, Progress], JobResult]] = {
    "beats": _beats,
    "snap": _snap,
    "loudness": _loudness,
    "master": _master,
    "render": _render,
}

KINDS: tuple[str, ...] = tuple(_WORKFLOWS)
"""The jobs there are, by the names of the request's fields."""
