"""Every unary method, once, for both faces."""

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
"""Full name of the service of jobs."""
ENGINE = "backbeat.v1.Engine"
"""Full name of the service that describes the engine."""
WATCH = "WatchJob"
"""The one method that streams."""
MAX_MESSAGE_BYTES = 4 << 20
"""The largest request: paths and options, never media."""


@dataclass(frozen=True)
class Unary:
    """One request, one answer."""

    request: type[Message]
    """The message that is asked with."""
    answer: Callable[[Any], Message]
    """Gives the answer, or raises a `BackbeatError`."""


def unary_methods(service: Service) -> dict[str, dict[str, Unary]]:
    """The methods of each service, by the names of the contract."""
    return {
        JOBS: {
            "SubmitJob": Unary(SubmitJobRequest, service.submit_job),
            "GetJob": Unary(GetJobRequest, service.get_job),
            "CancelJob": Unary(CancelJobRequest, service.cancel_job),
            "ListJobs": Unary(ListJobsRequest, service.list_jobs),
        },
        ENGINE: {"GetInfo": Unary(GetInfoRequest, service.get_info)},
    }
