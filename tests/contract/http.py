"""Calls of the JSON face, as a client without gRPC makes them."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from google.protobuf import json_format

from backbeat.v1.jobs_pb2 import JobRequest
from tests.engines import EngineProcess, wait_for


def post(engine: EngineProcess, method: str, body: dict[str, Any]) -> dict[str, Any]:
    """One call."""
    found = engine.discovery()
    request = urllib.request.Request(
        f"http://127.0.0.1:{found.http_port}/backbeat.v1.Jobs/{method}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {found.token}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return dict(json.load(answer))


def ended(engine: EngineProcess, request: JobRequest) -> dict[str, Any]:
    """The job of a request once it has ended, submitted and polled over HTTP."""
    job = post(engine, "SubmitJob", {"request": json_format.MessageToDict(request)})

    def has_ended() -> bool:
        job.update(post(engine, "GetJob", {"name": job["name"]}))
        return job["state"] not in ("JOB_STATE_QUEUED", "JOB_STATE_RUNNING")

    wait_for(has_ended, 60)
    return job
