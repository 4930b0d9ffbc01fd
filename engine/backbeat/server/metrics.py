"""What the engine counts, in the text format of Prometheus."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from backbeat.errors import BackbeatError, MediaError
from backbeat.jobs.chronicle import seconds_of
from backbeat.jobs.run import KINDS
from backbeat.v1.jobs_pb2 import Job, JobResult, JobState
from backbeat.version import __version__

# When a counter was made says nothing here, and doubles the text.
disable_created_metrics()  # type: ignore[no-untyped-call]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Media type of `Metrics.text`."""
_SECONDS = (0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 150, 300, 600, 1800, 3600)
_FACTORS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)
_OTHER = "other"
"""Stands for every method that the engine does not have, whose names callers invent."""


@dataclass(frozen=True)
class Load:
    """What the engine has to do now."""

    queued: int
    """Jobs that wait."""
    running: int
    """Jobs that run."""
    is_ready: bool
    """Whether it takes jobs."""


class Metrics:
    """The counters of one engine. Thread-safe."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._jobs = Counter(
            "backbeat_jobs", "Jobs that ended, by kind and state.", ["kind", "state"],
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "backbeat_job_seconds", "Seconds from a job's start to its end.", ["kind"],
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._factors = Histogram(
            "backbeat_job_realtime_factor", "Seconds of media for each second of a job's work.",
            ["kind"], buckets=_FACTORS, registry=self._registry,
        )  # fmt: skip
        self._decode_errors = Counter(
            "backbeat_decode_errors", "Jobs that failed since sound or picture cannot be read.",
            ["kind"], registry=self._registry,
        )  # fmt: skip
        self._requests = Counter(
            "backbeat_requests", "Answers, by interface, method and code.",
            ["interface", "method", "code"], registry=self._registry,
        )  # fmt: skip
        for kind in KINDS:
            # From zero on, so that the first failure is seen as one.
            self._jobs.labels(kind, "succeeded")
            self._jobs.labels(kind, "failed")
            self._decode_errors.labels(kind)
        Info("backbeat_build", "The engine.", registry=self._registry).info(
            {"version": __version__, "python": platform.python_version(), "proto": "backbeat.v1"}
        )
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def watch(self, load: Callable[[], Load | None]) -> None:
        """Asks for the load whenever the text is read; None where it cannot be known."""
        self._registry.register(_LoadCollector(load))

    def count_job(self, job: Job, outcome: JobResult | BackbeatError) -> None:
        """Counts a job that has ended."""
        state = JobState.Name(job.state).removeprefix("JOB_STATE_").lower()
        self._jobs.labels(job.kind, state).inc()
        if isinstance(outcome, MediaError):
            self._decode_errors.labels(job.kind).inc()
        seconds = seconds_of(job)
        if not job.HasField("start_time"):
            return
        self._seconds.labels(job.kind).observe(seconds)
        if isinstance(outcome, JobResult) and seconds > 0 and (media := media_seconds(outcome)):
            self._factors.labels(job.kind).observe(media / seconds)

    def count_request(self, interface: str, method: str | None, code: str) -> None:
        """Counts an answer.

        Args:
            interface: "grpc" or "http".
            method: such as "Jobs/GetJob"; None for one that the engine does not have.
            code: status of gRPC, such as "OK", or of HTTP, such as "200".
        """
        self._requests.labels(interface, method or _OTHER, code).inc()

    def text(self) -> bytes:
        """Everything as of now."""
        return generate_latest(self._registry)


class _LoadCollector(Collector):
    def __init__(self, load: Callable[[], Load | None]) -> None:
        self._load = load

    def collect(self) -> Iterable[Metric]:
        load = self._load()
        yield _gauge(
            "backbeat_ready", "1 where the engine takes jobs.", load is not None and load.is_ready
        )
        if load is not None:
            yield _gauge("backbeat_queue_depth", "Jobs that wait.", load.queued)
            yield _gauge("backbeat_running", "Jobs that run.", load.running)


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=float(value))


def media_seconds(result: JobResult) -> float:
    """Seconds of media that a result says it is about; 0 where it does not say."""
    kind = result.WhichOneof("kind")
    if kind is None:
        return 0.0
    message = getattr(result, kind)
    candidates = [message]
    candidates += [
        value
        for field, value in message.ListFields()
        if field.message_type is not None and not field.is_repeated
    ]
    for candidate in candidates:
        if "duration_s" in candidate.DESCRIPTOR.fields_by_name and candidate.duration_s > 0:
            return float(candidate.duration_s)
    return 0.0
