"""The client of one engine."""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from google.protobuf.message import Message

from backbeat.client.failures import error_of, nobody_at
from backbeat.client.patience import PATIENCE_S, Patience
from backbeat.errors import BackbeatError, EngineUnavailableError, LimitError
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
from backbeat.v1.pairing_pb2 import (
    CodeLook,
    CodeState,
    ListPairedRequest,
    ListPairedResponse,
    LookAtCodeRequest,
    NewCodeRequest,
    PairedPanel,
    PairingCode,
    UnpairRequest,
    UnpairResponse,
)

if TYPE_CHECKING:
    import grpc

_T = TypeVar("_T")

MAX_ANSWER_BYTES = 64 << 20
"""Maximum bytes of an answer: the analysis of a day of music has more than 4 MiB."""
CALL_LIMIT_S = 30.0
"""Maximum seconds for an answer."""
RECONNECT_LIMIT_S = 3.0
"""Maximum seconds to wait for a broken connection to be restored."""
POLL_S = 0.5
"""Seconds between two polls of a job that cannot be watched."""
PROVEN_S = 1.0
"""Seconds after a good answer in which nobody else can have got the engine's address."""
INFO_LIMIT_S = 150.0
"""Maximum seconds for `EngineClient.info`: the first call probes every accelerator."""

_CLOSED = "The connection to the engine is closed."


class EngineClient:
    """A connection to an engine. Thread-safe; close it, or use it as a context manager."""

    def __init__(
        self,
        address: str,
        token: str,
        is_there: Callable[[], bool] = lambda: True,
        credentials: Any = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Opens a connection without making a call.

        Args:
            address: "HOST:PORT" of the gRPC server, or "unix:PATH".
            token: the engine's token.
            is_there: whether the engine that the token is for still has the address; asked before
                a call where the last one failed, or is longer ago than `PROVEN_S`.
            credentials: gRPC's, for TLS; None without, which is only for this machine.
            patience_s: seconds in which a call that a limit of the engine holds up is tried again
                when the engine says; 0 raises its `LimitError` at once.
        """
        # Imported here: importing gRPC is slow, and most commands never call an engine.
        import grpc

        from backbeat.client.transfers.media import MediaTransfers
        from backbeat.v1.engine_pb2_grpc import EngineStub
        from backbeat.v1.jobs_pb2_grpc import JobsStub
        from backbeat.v1.media_pb2_grpc import MediaStub
        from backbeat.v1.pairing_pb2_grpc import PairingStub

        self.address = address
        self.is_encrypted = credentials is not None
        """Whether the engine is called as one on another machine."""
        self._failed = grpc.RpcError
        self._cancelled = grpc.FutureCancelledError
        self._is_there = is_there
        self._patience_s = patience_s
        self._proven_s = time.monotonic()
        self._metadata = (("authorization", f"Bearer {token}"),)
        options = (
            ("grpc.max_receive_message_length", MAX_ANSWER_BYTES),
            # A proxy from the environment must see neither the token nor the paths.
            ("grpc.enable_http_proxy", 0),
        )
        self._channel: grpc.Channel = (
            grpc.insecure_channel(address, options)
            if credentials is None
            else grpc.secure_channel(address, credentials, options)
        )
        self._jobs: Any = JobsStub(self._channel)  # type: ignore[no-untyped-call]
        self._engine: Any = EngineStub(self._channel)  # type: ignore[no-untyped-call]
        self._pairing: Any = PairingStub(self._channel)  # type: ignore[no-untyped-call]
        stub: Any = MediaStub(self._channel)  # type: ignore[no-untyped-call]
        self.media = MediaTransfers(self, stub, INFO_LIMIT_S)
        """Files that are sent and fetched."""

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
        """Closes the connection; jobs of the engine go on."""
        self._channel.close()

    def info(self) -> EngineInfo:
        """Version and capabilities of the engine. Raises: BackbeatError."""
        return self._call(EngineInfo, self._engine.GetInfo, GetInfoRequest(), INFO_LIMIT_S)

    def submit(self, request: JobRequest, request_id: str = "", progress: Progress = SILENT) -> Job:
        """Queues a job.

        Where too many wait, the engine is asked again as it says, for a minute in all.

        Args:
            request: the request of the job, with absolute paths.
            request_id: an id chosen by the caller, up to 64 characters; the same id returns the
                same job again. One is chosen where it is empty.
            progress: told of each wait.

        Raises:
            LimitError: too many jobs still wait.
            CancelledError: `progress` was cancelled during a wait; no job was queued.
            BackbeatError: the engine refused the job.
        """
        submission = SubmitJobRequest(request=request, request_id=request_id or str(uuid.uuid4()))
        return self._call(Job, self._jobs.SubmitJob, submission, progress=progress)

    def get(self, name: str, with_log: bool = False) -> Job:
        """The job of a name.

        Args:
            name: of the job.
            with_log: whether `log_lines` of the job are filled in.

        Raises:
            NotFoundError: there is no such job.
        """
        request = GetJobRequest(name=name, with_log=with_log)
        return self._call(Job, self._jobs.GetJob, request)

    def cancel(self, name: str) -> Job:
        """Asks a job to stop; returns it in its present state. Raises: NotFoundError."""
        return self._call(Job, self._jobs.CancelJob, CancelJobRequest(name=name))

    def list(self, page_size: int = 0, page_token: str = "") -> ListJobsResponse:
        """One page of jobs, newest first, without results; `get` returns a job with its result."""
        request = ListJobsRequest(page_size=page_size, page_token=page_token)
        return self._call(ListJobsResponse, self._jobs.ListJobs, request)

    def new_code(self, client: str, for_page: bool = False) -> PairingCode:
        """A code for pairing a panel, or for the address of a page. Raises: BackbeatError."""
        request = NewCodeRequest(client=client, for_page=for_page)
        return self._call(PairingCode, self._pairing.NewCode, request)

    def look_at_code(self, code: str) -> CodeState:
        """What became of a code that `new_code` gave. Raises: BackbeatError."""
        request = LookAtCodeRequest(code=code)
        return self._call(CodeLook, self._pairing.LookAtCode, request).state

    def paired(self) -> tuple[PairedPanel, ...]:
        """The panels that were paired, the newest first. Raises: BackbeatError."""
        answer = self._call(ListPairedResponse, self._pairing.ListPaired, ListPairedRequest())
        return tuple(answer.panels)

    def unpair(self, name: str) -> None:
        """Makes a panel's token useless. Raises: NotFoundError."""
        self._call(UnpairResponse, self._pairing.Unpair, UnpairRequest(name=name))

    def watch(self, name: str, from_seq: int = 0) -> Iterator[JobEvent]:
        """Yields the events of a job after `from_seq`, to its last.

        A broken connection is restored once, and the events go on from there. Where the engine says
        when to come again, that is done; where too many watches are open, the job is polled and its
        latest state yielded.

        Raises:
            NotFoundError: there is no such job.
            EngineUnavailableError: the engine does not answer.
        """
        seq, broken, patience = from_seq, False, Patience(self._patience_s)
        while True:
            try:
                for event in self._stream(name, seq):
                    seq, broken, patience = event.seq, False, Patience(self._patience_s)
                    yield event
                return
            except LimitError as refusal:
                if patience.waited_for(refusal):
                    continue
                yield from self._polled(name, seq)
                return
            except EngineUnavailableError:
                if not self._is_restored(name):
                    raise
                if broken:
                    yield from self._polled(name, seq)
                    return
                broken = True

    def run(self, request: JobRequest, progress: Progress = SILENT) -> JobResult:
        """Submits a job, follows it to its end and returns its result.

        Once `progress` is cancelled, or on Ctrl-C, the job is cancelled on the engine too.

        Raises:
            CancelledError: the job was cancelled.
            BackbeatError: the job failed, or the engine does not answer.
        """
        from backbeat.client.following import follow

        request_id = str(uuid.uuid4())
        try:
            job = self.submit(request, request_id, progress)
        except EngineUnavailableError:
            # The id makes this safe: a job queued before the connection broke is returned again.
            job = self.submit(request, request_id, progress)
        return follow(self, job.name, progress)

    def _stream(self, name: str, from_seq: int) -> Iterator[JobEvent]:
        request = WatchJobRequest(name=name, from_seq=from_seq)
        self._prove()
        try:
            call: Any = self._jobs.WatchJob(request, metadata=self._metadata)
        except ValueError as error:
            raise EngineUnavailableError(_CLOSED) from error
        try:
            yield from call
        except self._failed as error:
            raise self._fault(error) from error
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

    def _is_restored(self, name: str) -> bool:
        """Whether the engine answers again within `RECONNECT_LIMIT_S`."""
        try:
            self._prove()
            self._jobs.GetJob(
                GetJobRequest(name=name),
                metadata=self._metadata,
                timeout=RECONNECT_LIMIT_S,
                wait_for_ready=True,
            )
        except (self._failed, ValueError, EngineUnavailableError):
            return False
        return True

    def call(
        self,
        answer: type[_T],
        method: Any,
        request: Message,
        limit_s: float,
        progress: Progress = SILENT,
    ) -> _T:
        """Makes a call with one answer, for a part of the client. Raises: BackbeatError."""
        return self._call(answer, method, request, limit_s, progress)

    def open(self, method: Any, request: Any) -> Any:
        """Begins a call that streams. Raises: EngineUnavailableError."""
        self._prove()
        try:
            return method(request, metadata=self._metadata)
        except ValueError as error:
            raise EngineUnavailableError(_CLOSED) from error

    def fault(self, error: Exception) -> BackbeatError | None:
        """The error behind one that gRPC raised; None where it is none of gRPC's."""
        if isinstance(error, self._cancelled):
            return nobody_at(self.address)
        return self._fault(error) if isinstance(error, self._failed) else None

    def _fault(self, error: Any) -> BackbeatError:
        fault = error_of(error, self.address)
        if isinstance(fault, EngineUnavailableError):
            self._proven_s = -math.inf
        return fault

    def _prove(self) -> None:
        """Checks that another program has not got the address meanwhile.

        gRPC restores a connection without saying so, and would send the token over it.

        Raises:
            EngineUnavailableError: it may have.
        """
        if time.monotonic() - self._proven_s > PROVEN_S:
            if not self._is_there():
                raise nobody_at(self.address)
            self._proven_s = time.monotonic()

    def _call(
        self,
        answer: type[_T],
        method: Any,
        request: Message,
        limit_s: float = CALL_LIMIT_S,
        progress: Progress = SILENT,
    ) -> _T:
        def once() -> _T:
            return self._call_once(answer, method, request, limit_s)

        return Patience(self._patience_s, progress).call(once)

    def _call_once(self, answer: type[_T], method: Any, request: Message, limit_s: float) -> _T:
        del answer  # Only tells the type checker what `method` returns.
        self._prove()
        try:
            message: _T = method(request, metadata=self._metadata, timeout=limit_s)
        except self._failed as error:
            raise self._fault(error) from error
        except ValueError as error:
            raise EngineUnavailableError(_CLOSED) from error
        self._proven_s = time.monotonic()
        return message
