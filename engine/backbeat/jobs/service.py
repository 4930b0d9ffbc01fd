"""The Jobs and Engine services, whatever the transport."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from backbeat.errors import EngineUnavailableError, RequestError
from backbeat.jobs.executor import Executor
from backbeat.jobs.info import EngineFacts
from backbeat.jobs.paths import check_paths
from backbeat.jobs.store import ENDED, JobStore
from backbeat.v1.engine_pb2 import EngineInfo, GetInfoRequest
from backbeat.v1.jobs_pb2 import (
    CancelJobRequest,
    GetJobRequest,
    Job,
    JobEvent,
    ListJobsRequest,
    ListJobsResponse,
    SubmitJobRequest,
    WatchJobRequest,
)

MAX_REQUEST_ID = 64
"""Characters of a client's request id."""
MAX_WATCHERS = 48
"""Watches at once; each holds a thread of the server."""
_LOOK_AGAIN_S = 30.0


class Service:
    """Every method takes a request message and gives its answer. Safe from any thread."""

    def __init__(self, store: JobStore, executor: Executor, facts: EngineFacts) -> None:
        self._store = store
        self._executor = executor
        self._facts = facts
        self._stopping = threading.Event()
        self._submitting = threading.Lock()
        self._watchers = threading.BoundedSemaphore(MAX_WATCHERS)

    def resume(self, waiting: list[Job]) -> None:
        """Queues jobs that an earlier engine left waiting."""
        for job in waiting:
            self._executor.submit(job.name, job.request)

    def refuse_work(self) -> None:
        """Takes no more jobs; everything else goes on."""
        self._stopping.set()

    def submit_job(self, request: SubmitJobRequest) -> Job:
        """Queues a job.

        Raises:
            RequestError: no work asked for, a path the engine must not open, or too long an id.
            AlreadyExistsError: the id came with another request before.
            EngineUnavailableError: the engine is stopping.
        """
        if len(request.request_id) > MAX_REQUEST_ID:
            raise RequestError(
                f"request_id has {len(request.request_id)} characters; {MAX_REQUEST_ID} is most.",
                "Send a UUID.",
            )
        check_paths(request.request)
        if self._stopping.is_set():
            raise EngineUnavailableError(
                "The engine is stopping and takes no more jobs.", "Start it again and resubmit."
            )
        # Held over both, so that the executor's order is the store's.
        with self._submitting:
            job, is_new = self._store.submit(request.request, request.request_id)
            if is_new:
                self._executor.submit(job.name, job.request)
        return job

    def get_job(self, request: GetJobRequest) -> Job:
        """One job. Raises: NotFoundError."""
        return self._store.get(request.name)

    def watch_job(
        self, request: WatchJobRequest, gone: Callable[[], bool] = lambda: False
    ) -> Iterator[JobEvent]:
        """Events after `from_seq`: those that were, then those that come, until the last.

        Args:
            request: the job, and the last sequence number already known.
            gone: true once nobody listens any longer; `wake_watchers` makes it looked at.

        Raises:
            NotFoundError: no such job.
            RequestError: a negative `from_seq`.
            EngineUnavailableError: too many watch already.
        """
        if request.from_seq < 0:
            raise RequestError(f"from_seq is {request.from_seq}, below 0.", "Send 0 for all.")
        if not self._watchers.acquire(blocking=False):
            raise EngineUnavailableError(
                f"{MAX_WATCHERS} watches are open already.", "Close some, or poll with GetJob."
            )
        try:
            yield from self._watch(request.name, request.from_seq, gone)
        finally:
            self._watchers.release()

    def _watch(self, name: str, seq: int, gone: Callable[[], bool]) -> Iterator[JobEvent]:
        ended = False
        while not ended and not gone():
            events, ended = self._store.events(name, seq, _LOOK_AGAIN_S, gone)
            for event in events:
                seq = event.seq
                yield event

    def wake_watchers(self) -> None:
        """Makes every watch ask whether its caller is gone."""
        self._store.wake()

    def cancel_job(self, request: CancelJobRequest) -> Job:
        """Asks a job to stop; gives it as it is now. Raises: NotFoundError."""
        if self._store.get(request.name).state not in ENDED:
            self._executor.cancel(request.name)
        return self._store.get(request.name)

    def list_jobs(self, request: ListJobsRequest) -> ListJobsResponse:
        """One page of jobs, newest first, without results. Raises: RequestError."""
        return self._store.page(request.page_size, request.page_token)

    def get_info(self, request: GetInfoRequest) -> EngineInfo:
        """What this engine is."""
        del request
        return self._facts.info()
