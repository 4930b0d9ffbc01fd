"""The Jobs and Engine services, independent of the transport."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from backbeat import roots
from backbeat.errors import EngineUnavailableError, LimitError, RequestError
from backbeat.jobs.backlog import Backlog
from backbeat.jobs.callers import client
from backbeat.jobs.executor import Executor
from backbeat.jobs.info import EngineFacts
from backbeat.jobs.paths import check_paths
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.jobs.skew import check_known
from backbeat.jobs.store import ENDED, JobStore
from backbeat.logs import JobLabel, labelled
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
"""Maximum number of characters of a client's request id."""
_USUAL = ServiceLimits()
_RECHECK_S = 30.0
"""Seconds without an event after which a watch checks whether its caller is gone."""
_LOG = logging.getLogger(__name__)


class Service:
    """The methods of both services, each from a request message to its answer; thread-safe."""

    def __init__(
        self,
        store: JobStore,
        executor: Executor,
        facts: EngineFacts,
        limits: ServiceLimits = _USUAL,
        backlog: Backlog | None = None,
        log_of: Callable[[str], Iterable[str]] = lambda name: (),
    ) -> None:
        """The services of one engine.

        Args:
            store: its jobs.
            executor: what runs them.
            facts: what it is.
            limits: how much it takes on.
            backlog: the count of the jobs that wait, which `executor`'s observer keeps.
            log_of: gives the last lines of the log about a job, by its name.
        """
        self._store = store
        self._executor = executor
        self._facts = facts
        self._stopping = threading.Event()
        self._submitting = threading.Lock()
        self._limits = limits
        self._backlog = backlog or Backlog(limits)
        self._log_of = log_of
        self._watchers = threading.BoundedSemaphore(limits.watchers)

    def resume(self, waiting: list[Job]) -> None:
        """Submits jobs that an earlier engine left queued to the executor."""
        for job in waiting:
            self._backlog.add(job.name, "")
            self._executor.submit(job.name, job.request, job.attempt)

    def refuse_work(self) -> None:
        """Refuses new jobs from now on; all other calls are still answered."""
        self._stopping.set()

    def submit_job(self, request: SubmitJobRequest) -> Job:
        """Queues a job.

        Raises:
            RequestError: no kind is set, a path is one that the engine must not open, the id is
                too long, or a newer client sent what this engine does not know.
            AlreadyExistsError: the id was used with another request.
            EngineUnavailableError: the engine is stopping.
            LimitError: too many jobs wait.
        """
        if len(request.request_id) > MAX_REQUEST_ID:
            raise RequestError(
                f"request_id has {len(request.request_id)} characters, over {MAX_REQUEST_ID}.",
                "Send a UUID.",
            )
        check_known(request)
        check_paths(request.request, replace(roots.current(), guest=client()))
        if self._stopping.is_set():
            raise EngineUnavailableError(
                "The engine is stopping and takes no more jobs.", "Start it again and resubmit."
            )
        # Held during both calls, so that the executor and the store have the same order.
        with self._submitting:
            if not self._store.knows(request.request_id):
                self._backlog.check_room(client())
            job, is_new = self._store.submit(request.request, request.request_id)
            if is_new:
                self._backlog.add(job.name, client())
                with labelled(JobLabel(job.name, job.kind, job.attempt)):
                    _LOG.info("submitted")
                self._executor.submit(job.name, job.request, job.attempt)
        return job

    def get_job(self, request: GetJobRequest) -> Job:
        """The job of a name, with its log where that is asked for. Raises: NotFoundError."""
        job = self._store.get(request.name)
        if request.with_log:
            job.log_lines.extend(self._log_of(job.name))
        return job

    def watch_job(
        self, request: WatchJobRequest, gone: Callable[[], bool] = lambda: False
    ) -> Iterator[JobEvent]:
        """Yields the events after `from_seq`, past ones and then new ones, to the last.

        Args:
            request: the job, and the last sequence number already known.
            gone: returns true once the caller has gone; called again on `wake_watchers`.

        Raises:
            NotFoundError: there is no such job.
            RequestError: `from_seq` is negative.
            LimitError: too many watches are open.
        """
        if request.from_seq < 0:
            raise RequestError(f"from_seq is {request.from_seq}, below 0.", "Send 0 for all.")
        if not self._watchers.acquire(blocking=False):
            raise LimitError(
                f"{self._limits.watchers} watches are open already.",
                "Close some, or poll with GetJob.",
            )
        try:
            yield from self._watch(request.name, request.from_seq, gone)
        finally:
            self._watchers.release()

    def _watch(self, name: str, seq: int, gone: Callable[[], bool]) -> Iterator[JobEvent]:
        ended = False
        while not ended and not gone():
            events, ended = self._store.events(name, seq, _RECHECK_S, gone)
            for event in events:
                seq = event.seq
                yield event

    def wake_watchers(self, name: str) -> None:
        """Makes every watch of a job check whether its caller is gone."""
        self._store.wake(name)

    def cancel_job(self, request: CancelJobRequest) -> Job:
        """Asks a job to stop; returns it in its present state. Raises: NotFoundError."""
        if self._store.get(request.name).state not in ENDED:
            # The cancel counts though the database cannot be written.
            with contextlib.suppress(EngineUnavailableError):
                self._store.ask_to_stop(request.name)
            self._executor.cancel(request.name)
        return self._store.get(request.name)

    def list_jobs(self, request: ListJobsRequest) -> ListJobsResponse:
        """One page of jobs, newest first, without results. Raises: RequestError."""
        most = self._limits.jobs_on_a_page
        return self._store.page(request.page_size, request.page_token, most)

    def get_info(self, request: GetInfoRequest) -> EngineInfo:
        """Version and capabilities of this engine."""
        del request
        return self._facts.info()
