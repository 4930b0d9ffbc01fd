"""One engine, seen from outside."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from google.protobuf.message import Message

from backbeat.client.failures import error_of
from backbeat.errors import EngineUnavailableError
from backbeat.progress import SILENT, Progress
from backbeat.v1.engine_pb2 import EngineInfo, GetInfoRequest
from backbeat.v1.jobs_pb2 import (
    CancelJobRequest,
    GetJobRequest,
    Job,
    JobEvent,
    JobRequest,
    JobResult,
    JobState,
    ListJobsRequest,
    ListJobsResponse,
    SubmitJobRequest,
    WatchJobRequest,
)

if TYPE_CHECKING:
    import grpc

_T = TypeVar("_T")

MAX_ANSWER_BYTES = 64 << 20
"""The analysis of a day of music is larger than the 4 MiB that requests may have."""
CALL_LIMIT_S = 30.0
"""Seconds one answer may take."""
RECONNECT_LIMIT_S = 3.0
"""Seconds to wait for a connection that broke."""
POLL_S = 0.5
"""Seconds between two looks at a job that cannot be watched."""
INFO_LIMIT_S = 150.0
"""The same for the engine's facts: the first time, it tries every accelerator."""

_CLOSED = "The connection to the engine is closed."


class EngineClient:
    """Calls an engine. May be used from several threads; close it, or use it as a context."""

    def __init__(self, address: str, token: str) -> None:
        """Args:
        address: "HOST:PORT" of the gRPC face.
        token: what the engine asks for.
        """
        # Imported here: gRPC takes its time, and most commands never talk to an engine.
        import grpc

        from backbeat.v1.engine_pb2_grpc import EngineStub
        from backbeat.v1.jobs_pb2_grpc import JobsStub

        self.address = address
        self._failed = grpc.RpcError
        self._metadata = (("authorization", f"Bearer {token}"),)
        self._channel: grpc.Channel = grpc.insecure_channel(
            address,
            options=(
                ("grpc.max_receive_message_length", MAX_ANSWER_BYTES),
                # A proxy from the environment must see neither the token nor the paths.
                ("grpc.enable_http_proxy", 0),
            ),
        )
        self._jobs: Any = JobsStub(self._channel)  # type: ignore[no-untyped-call]
        self._engine: Any = EngineStub(self._channel)  # type: ignore[no-untyped-call]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection; jobs go on."""
        self._channel.close()

    def info(self) -> EngineInfo:
        """What the engine is and can do. Raises: BackbeatError."""
        return self._call(EngineInfo, self._engine.GetInfo, GetInfoRequest(), INFO_LIMIT_S)

    def submit(self, request: JobRequest, request_id: str = "") -> Job:
        """Queues a job.

        Args:
            request: the work; its paths are absolute.
            request_id: yours, up to 64 characters; sent again, it gives the same job again.

        Raises:
            BackbeatError: as the engine says.
        """
        submission = SubmitJobRequest(request=request, request_id=request_id)
        return self._call(Job, self._jobs.SubmitJob, submission)

    def get(self, name: str) -> Job:
        """One job. Raises: NotFoundError."""
        return self._call(Job, self._jobs.GetJob, GetJobRequest(name=name))

    def cancel(self, name: str) -> Job:
        """Asks a job to stop. Raises: NotFoundError."""
        return self._call(Job, self._jobs.CancelJob, CancelJobRequest(name=name))

    def list(self, page_size: int = 0, page_token: str = "") -> ListJobsResponse:
        """One page of jobs, newest first, without results; `get` gives a result."""
        request = ListJobsRequest(page_size=page_size, page_token=page_token)
        return self._call(ListJobsResponse, self._jobs.ListJobs, request)

    def watch(self, name: str, from_seq: int = 0) -> Iterator[JobEvent]:
        """Events of a job after `from_seq`, to its last.

        A connection that breaks is made again once, and goes on where it was. Where the engine
        answers but lets nobody else watch, the job is polled: its latest state comes as an event.

        Raises:
            NotFoundError: no such job.
            EngineUnavailableError: the engine is gone.
        """
        seq, broken = from_seq, False
        while True:
            try:
                for event in self._stream(name, seq):
                    seq, broken = event.seq, False
                    yield event
                return
            except EngineUnavailableError:
                if not self._comes_back(name):
                    raise
                if broken:
                    yield from self._polled(name, seq)
                    return
                broken = True

    def run(self, request: JobRequest, progress: Progress = SILENT) -> JobResult:
        """Runs a job to its end.

        Once `progress` is cancelled, or on Ctrl-C, the job is cancelled on the engine too.

        Raises:
            CancelledError: the job was cancelled.
            BackbeatError: as the job says, or the engine.
        """
        from backbeat.client.following import follow

        request_id = str(uuid.uuid4())
        try:
            job = self.submit(request, request_id)
        except EngineUnavailableError:
            # The id makes this safe: a job that was queued before the line broke is found again.
            job = self.submit(request, request_id)
        return follow(self, job.name, progress)

    def _stream(self, name: str, from_seq: int) -> Iterator[JobEvent]:
        request = WatchJobRequest(name=name, from_seq=from_seq)
        try:
            call: Any = self._jobs.WatchJob(request, metadata=self._metadata)
        except ValueError as error:
            raise EngineUnavailableError(_CLOSED) from error
        try:
            yield from call
        except self._failed as error:
            raise error_of(error, self.address) from error
        finally:
            call.cancel()

    def _polled(self, name: str, seq: int) -> Iterator[JobEvent]:
        while True:
            job = self.get(name)
            if job.seq > seq:
                seq = job.seq
                yield JobEvent(seq=seq, state=job.state, fraction=job.fraction, step=job.step)
            if job.state not in (JobState.JOB_STATE_QUEUED, JobState.JOB_STATE_RUNNING):
                return
            time.sleep(POLL_S)

    def _comes_back(self, name: str) -> bool:
        """Whether the engine answers again soon."""
        try:
            self._jobs.GetJob(
                GetJobRequest(name=name),
                metadata=self._metadata,
                timeout=RECONNECT_LIMIT_S,
                wait_for_ready=True,
            )
        except (self._failed, ValueError):
            return False
        return True

    def _call(
        self, answer: type[_T], method: Any, request: Message, limit_s: float = CALL_LIMIT_S
    ) -> _T:
        del answer  # Says to the type checker what `method` gives.
        try:
            given: _T = method(request, metadata=self._metadata, timeout=limit_s)
        except self._failed as error:
            raise error_of(error, self.address) from error
        except ValueError as error:
            raise EngineUnavailableError(_CLOSED) from error
        return given
