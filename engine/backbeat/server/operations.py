"""What those who run the engine ask over HTTP: is it alive, is it ready, and how much it does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from backbeat.errors import EngineUnavailableError
from backbeat.jobs.store import JobStore
from backbeat.server.http_answers import Answer
from backbeat.server.metrics import CONTENT_TYPE, Load, Metrics
from backbeat.server.readiness import Readiness
from backbeat.v1.jobs_pb2 import JobState

ALIVE, READY, METRICS = "/healthz", "/readyz", "/metrics"
PATHS = frozenset({ALIVE, READY, METRICS})
_TEXT = "text/plain; charset=utf-8"


@dataclass
class Operations:
    """The counters, and the readiness once the engine has one. Thread-safe."""

    metrics: Metrics = field(default_factory=Metrics)
    readiness: Readiness | None = None

    def watch(self, readiness: Readiness, store: JobStore) -> None:
        """From now on answers say what these two say."""
        self.readiness = readiness

        def load() -> Load | None:
            try:
                counts = store.counts()
            except EngineUnavailableError:
                return None
            return Load(
                counts.get(JobState.JOB_STATE_QUEUED, 0),
                counts.get(JobState.JOB_STATE_RUNNING, 0),
                not readiness.reasons,
            )

        self.metrics.watch(load)

    def answer(
        self, path: str, is_known: Callable[[], bool], check: Callable[[], object]
    ) -> Answer:
        """The answer to a GET of one of `PATHS`.

        Args:
            path: one of `PATHS`.
            is_known: whether a good token came with the request.
            check: raises where none did.

        Raises:
            UnauthenticatedError: the counters were asked for without a token.
        """
        if path == ALIVE:
            return Answer(HTTPStatus.OK, b"ok\n", _TEXT)
        if path == METRICS:
            check()
            return Answer(HTTPStatus.OK, self.metrics.text(), CONTENT_TYPE)
        reasons = self.readiness.reasons if self.readiness is not None else ()
        is_ready = self.readiness is not None and not reasons
        status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        if is_known():
            body = {"ready": is_ready, "reasons": list(reasons)}
            return Answer(status, json.dumps(body).encode() + b"\n")
        return Answer(status, b"ready\n" if is_ready else b"not ready\n", _TEXT)
