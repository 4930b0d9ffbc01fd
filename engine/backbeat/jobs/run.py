"""Running a request in this process: the single entry to every workflow."""

from __future__ import annotations

import logging
from importlib import import_module

from backbeat.errors import BackbeatError, InternalError, RequestError
from backbeat.files.disk_faults import disk_fault
from backbeat.progress import SILENT, Progress
from backbeat.v1.jobs_pb2 import JobRequest, JobResult

_LOG = logging.getLogger(__name__)

KINDS: tuple[str, ...] = tuple(
    field.name for field in JobRequest.DESCRIPTOR.oneofs_by_name["kind"].fields
)
"""The kinds of jobs: names of the fields of `JobRequest`, each with a folder in `workflows`."""


def kind_of(request: JobRequest) -> str:
    """The kind of work that a request asks for, one of `KINDS`.

    Raises:
        RequestError: no kind is set.
    """
    kind: str | None = request.WhichOneof("kind")
    if kind is None:
        raise RequestError(
            "The job request asks for no work.", f"Fill in one of: {', '.join(KINDS)}."
        )
    return kind


def run(request: JobRequest, progress: Progress = SILENT) -> JobResult:
    """Runs a request in this process and returns its result.

    Called by the engine's workers, and by the command line without an engine.

    Raises:
        BackbeatError: raised by the workflow; `InternalError` for any other exception, whose
            traceback is logged.
    """
    kind = kind_of(request)
    _LOG.debug("the %s workflow begins", kind)
    try:
        workflow = import_module(f"backbeat.workflows.{kind}.job")
        return JobResult(**{kind: workflow.run(getattr(request, kind), progress)})
    except BackbeatError:
        raise
    except Exception as error:
        fault = disk_fault(error)
        if fault is not None:
            raise fault from error
        _LOG.exception("the %s workflow failed", kind)
        raise InternalError(
            f"The job stopped on an internal error: {type(error).__name__}: {error}.",
            "Please report it with the request; BACKBEAT_DEBUG=1 shows where it came from.",
        ) from error
