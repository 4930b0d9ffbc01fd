"""One way into every workflow: a request in, a result out."""

from __future__ import annotations

import logging
from importlib import import_module

from backbeat.errors import BackbeatError, InternalError, RequestError
from backbeat.progress import SILENT, Progress
from backbeat.v1.jobs_pb2 import JobRequest, JobResult

_LOG = logging.getLogger(__name__)

KINDS: tuple[str, ...] = tuple(
    field.name for field in JobRequest.DESCRIPTOR.oneofs_by_name["kind"].fields
)
"""The jobs there are, by the names of the request's fields; each has a folder in `workflows`."""


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
    kind = kind_of(request)
    try:
        workflow = import_module(f"backbeat.workflows.{kind}.job")
        return JobResult(**{kind: workflow.run(getattr(request, kind), progress)})
    except BackbeatError:
        raise
    except Exception as error:
        _LOG.exception("the %s workflow failed", kind)
        raise InternalError(
            f"The job stopped on an internal error: {type(error).__name__}: {error}.",
            "Please report it with the request; BACKBEAT_DEBUG=1 shows where it came from.",
        ) from error
