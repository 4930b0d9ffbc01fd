"""The table of unary methods, used by both servers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from backbeat.jobs.service import Service
from backbeat.v1.engine_pb2 import GetInfoRequest
from backbeat.v1.jobs_pb2 import (
    CancelJobRequest,
    GetJobRequest,
    ListJobsRequest,
    SubmitJobRequest,
)

JOBS = "backbeat.v1.Jobs"
"""Full name of the Jobs service."""
ENGINE = "backbeat.v1.Engine"
"""Full name of the Engine service."""
WATCH = "WatchJob"
"""The only method that streams."""
MAX_MESSAGE_BYTES = 4 << 20
"""Maximum bytes of a request, which holds paths and options, never media."""


@dataclass(frozen=True)
class Unary:
    """A method with one request and one answer."""

    request: type[Message]
    """Type of the request message."""
    answer: Callable[[Any], Message]
    """Takes the request and returns the answer, or raises a `BackbeatError`."""


def unary_methods(service: Service) -> dict[str, dict[str, Unary]]:
    """The methods by the full name of their service and their own name."""
    return {
        JOBS: {
            "SubmitJob": Unary(SubmitJobRequest, service.submit_job),
            "GetJob": Unary(GetJobRequest, service.get_job),
            "CancelJob": Unary(CancelJobRequest, service.cancel_job),
            "ListJobs": Unary(ListJobsRequest, service.list_jobs),
        },
        ENGINE: {"GetInfo": Unary(GetInfoRequest, service.get_info)},
    }
