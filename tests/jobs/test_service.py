from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat import jobs
from backbeat.errors import (
    AlreadyExistsError,
    EngineUnavailableError,
    LimitError,
    NotFoundError,
    RequestError,
)
from backbeat.jobs.info import EngineFacts
from backbeat.jobs.local import LocalExecutor
from backbeat.jobs.recorder import Recorder
from backbeat.jobs.service import Service
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.jobs.store import JobStore
from backbeat.v1.engine_pb2 import GetInfoRequest
from backbeat.v1.jobs_pb2 import (
    CancelJobRequest,
    GetJobRequest,
    JobRequest,
    JobState,
    ListJobsRequest,
    SubmitJobRequest,
    WatchJobRequest,
)
from tests import commands, engines


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with contextlib.closing(JobStore(tmp_path / "home")) as store:
        executor = LocalExecutor(Recorder(store), tmp_path / "running", workers=1)
        yield Service(store, executor, EngineFacts("this-one"))
        executor.shutdown(0)


@pytest.fixture
def short_job(tmp_path: Path) -> JobRequest:
    return engines.beats(commands.write_clicks(tmp_path / "click.wav"))


@pytest.fixture
def long_job(tmp_path: Path) -> JobRequest:
    return engines.beats(engines.write_long(tmp_path / "long.wav"))


def test_a_watch_replays_then_streams_to_the_end(service: Service, short_job: JobRequest) -> None:
    job = service.submit_job(SubmitJobRequest(request=short_job))
    live = list(service.watch_job(WatchJobRequest(name=job.name)))
    assert [event.seq for event in live] == list(range(1, len(live) + 1))
    assert live[0].state == JobState.JOB_STATE_QUEUED
    assert live[1].state == JobState.JOB_STATE_RUNNING
    assert live[-1].state == JobState.JOB_STATE_SUCCEEDED
    assert live[-1].fraction == 1.0
    replay = list(service.watch_job(WatchJobRequest(name=job.name)))
    assert replay == live
    assert list(service.watch_job(WatchJobRequest(name=job.name, from_seq=2))) == live[2:]
    assert list(service.watch_job(WatchJobRequest(name=job.name, from_seq=999))) == []
    assert service.get_job(GetJobRequest(name=job.name)).seq == live[-1].seq


def test_a_watch_ends_when_its_caller_is_gone(service: Service, long_job: JobRequest) -> None:
    job = service.submit_job(SubmitJobRequest(request=long_job))
    waiting = service.submit_job(SubmitJobRequest(request=long_job))
    gone = threading.Event()
    seen = []

    def watch() -> None:
        seen.extend(service.watch_job(WatchJobRequest(name=waiting.name), gone.is_set))

    thread = threading.Thread(target=watch)
    thread.start()
    engines.wait_for(lambda: len(seen) == 1)
    gone.set()
    service.wake_watchers(waiting.name)
    thread.join(100)
    assert not thread.is_alive()
    assert all(event.state == JobState.JOB_STATE_QUEUED for event in seen)
    for name in (waiting.name, job.name):
        service.cancel_job(CancelJobRequest(name=name))


def test_cancelling(service: Service, long_job: JobRequest) -> None:
    running = service.submit_job(SubmitJobRequest(request=long_job))
    waiting = service.submit_job(SubmitJobRequest(request=long_job))
    cancelled = service.cancel_job(CancelJobRequest(name=waiting.name))
    assert cancelled.state == JobState.JOB_STATE_CANCELLED
    assert cancelled.error.code == "canceled"
    assert not cancelled.HasField("start_time")
    service.cancel_job(CancelJobRequest(name=running.name))
    events = list(service.watch_job(WatchJobRequest(name=running.name)))
    assert events[-1].state == JobState.JOB_STATE_CANCELLED
    ended = service.get_job(GetJobRequest(name=running.name))
    assert service.cancel_job(CancelJobRequest(name=running.name)) == ended


def test_the_same_id_does_the_work_once(service: Service, short_job: JobRequest) -> None:
    first = service.submit_job(SubmitJobRequest(request=short_job, request_id="a"))
    again = service.submit_job(SubmitJobRequest(request=short_job, request_id="a"))
    assert again.name == first.name
    assert len(service.list_jobs(ListJobsRequest()).jobs) == 1
    with pytest.raises(AlreadyExistsError):
        service.submit_job(
            SubmitJobRequest(request=engines.beats(Path("/other.wav")), request_id="a")
        )
    list(service.watch_job(WatchJobRequest(name=first.name)))


@pytest.mark.parametrize(
    ("request_message", "said"),
    [
        (SubmitJobRequest(), "asks for no work"),
        (SubmitJobRequest(request=engines.beats(Path("song.wav"))), "must be absolute"),
        (
            SubmitJobRequest(request=engines.beats(Path("/song.wav")), request_id="x" * 65),
            "65 characters",
        ),
    ],
)
def test_what_is_refused(service: Service, request_message: SubmitJobRequest, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        service.submit_job(request_message)
    assert not service.list_jobs(ListJobsRequest()).jobs


def test_unknown_jobs(service: Service) -> None:
    with pytest.raises(NotFoundError):
        service.get_job(GetJobRequest(name="jobs/none"))
    with pytest.raises(NotFoundError):
        service.cancel_job(CancelJobRequest(name="jobs/none"))
    with pytest.raises(NotFoundError):
        list(service.watch_job(WatchJobRequest(name="jobs/none")))
    with pytest.raises(RequestError):
        list(service.watch_job(WatchJobRequest(name="jobs/none", from_seq=-1)))


def test_watches_are_counted(service: Service, long_job: JobRequest) -> None:
    job = service.submit_job(SubmitJobRequest(request=long_job))
    watches = [
        service.watch_job(WatchJobRequest(name=job.name)) for _ in range(ServiceLimits().watchers)
    ]
    for watch in watches:
        next(watch)
    with pytest.raises(LimitError, match="open already"):
        next(service.watch_job(WatchJobRequest(name=job.name)))
    watches[0].close()  # type: ignore[attr-defined]
    assert next(service.watch_job(WatchJobRequest(name=job.name))).seq == 1
    service.cancel_job(CancelJobRequest(name=job.name))


def test_a_stopping_engine_takes_no_work(service: Service, short_job: JobRequest) -> None:
    job = service.submit_job(SubmitJobRequest(request=short_job))
    service.refuse_work()
    with pytest.raises(EngineUnavailableError, match="stopping"):
        service.submit_job(SubmitJobRequest(request=short_job))
    assert list(service.watch_job(WatchJobRequest(name=job.name)))[-1].state == (
        JobState.JOB_STATE_SUCCEEDED
    )


def test_the_engine_says_what_it_is(service: Service) -> None:
    began_s = time.monotonic()
    info = service.get_info(GetInfoRequest())
    assert info.server_id == "this-one"
    assert tuple(info.capabilities) == jobs.KINDS
    assert info.versions["backbeat"] == info.version
    assert {"numpy", "grpcio", "av", "opentimelineio", "protobuf"} <= set(info.versions)
    assert info.execution_providers[-1] == "CPUExecutionProvider"
    assert info.trackers
    assert time.monotonic() - began_s < 60
