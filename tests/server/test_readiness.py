"""When the engine says that it takes jobs, and when it does not."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from backbeat.jobs.database import DATABASE
from backbeat.jobs.local import LocalExecutor
from backbeat.jobs.recorder import Recorder
from backbeat.jobs.store import JobStore
from backbeat.server import Engine, ServeOptions, readiness
from backbeat.server.readiness import Readiness
from tests import engines
from tests.server.conftest import Http


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    opened = JobStore(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def executor(store: JobStore, tmp_path: Path) -> Iterator[LocalExecutor]:
    made = LocalExecutor(Recorder(store), tmp_path / "running", 1)
    yield made
    made.shutdown(0)


def test_it_is_ready_once_it_was_looked_at(
    store: JobStore, executor: LocalExecutor, tmp_path: Path
) -> None:
    told: list[bool] = []
    looking = Readiness(tmp_path / "home", store, executor, told.append)
    assert looking.reasons == (readiness.STARTING,)
    looking.look()
    looking.look()
    assert (looking.reasons, told) == ((), [True])
    looking.refuse()
    assert looking.reasons == (readiness.STOPPING,)


def test_a_locked_database_and_a_disk_without_room_are_named(
    store: JobStore,
    executor: LocalExecutor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[bool] = []
    looking = Readiness(tmp_path / "home", store, executor, told.append)
    looking.look()
    other = sqlite3.connect(tmp_path / "home" / DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    looking.look()
    assert "cannot be written: database is locked" in looking.reasons[0]
    other.execute("ROLLBACK")
    other.close()
    looking.look()
    assert looking.reasons == ()
    monkeypatch.setattr(readiness, "MIN_FREE_BYTES", 1 << 62)
    looking.look()
    assert "MB left, below" in looking.reasons[0]
    assert told == [True, False, True, False]
    assert "not ready: The job database" in caplog.text
    assert "ready again" in caplog.text


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    (fault,) = readiness.folder_faults(tmp_path / "gone")
    assert fault == f"{tmp_path / 'gone'} cannot be written: No such file or directory."


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits there")
def test_processes_that_cannot_be_started_are_named_until_they_can(
    store: JobStore, tmp_path: Path
) -> None:
    import resource

    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    executor = LocalExecutor(Recorder(store), tmp_path / "running", 1)
    try:
        engines.wait_for(lambda: executor._spare is not None)
        assert executor.trouble() == ""
        # It may still be starting; the one that is ready is taken away, not one beside it.
        engines.wait_for(lambda: executor._spare is not None)
        executor._take_worker().reap(0)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
        assert executor.trouble() == "No process can be started for a job: Too many open files."
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert executor.trouble() == ""
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        executor.shutdown(0)


def test_health_follows_over_both_interfaces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "INTERVAL_S", 0.05)
    home = tmp_path / "home"
    running = Engine(ServeOptions(home=home, workers=1))
    found = running.start()
    http = Http(found)
    stopping = threading.Thread(target=running.stop, args=(60.0,))
    with grpc.insecure_channel(f"127.0.0.1:{found.grpc_port}") as channel:
        health = health_pb2_grpc.HealthStub(channel)

        def serves() -> bool:
            status = health.Check(health_pb2.HealthCheckRequest()).status
            return bool(status == health_pb2.HealthCheckResponse.SERVING)

        assert serves()
        assert http.send("GET", "/readyz", authorization=None)[::2] == (200, b"ready\n")
        other = sqlite3.connect(home / DATABASE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        engines.wait_for(lambda: not serves())
        assert http.send("GET", "/readyz", authorization=None)[::2] == (503, b"not ready\n")
        status, _, body = http.send("GET", "/readyz")
        assert status == 503
        assert "database is locked" in json.loads(body)["reasons"][0]
        # Alive all the while: a restart would not help.
        assert http.send("GET", "/healthz", authorization=None)[::2] == (200, b"ok\n")
        other.execute("ROLLBACK")
        other.close()
        engines.wait_for(serves)
        _, job = http.call(
            "Jobs/SubmitJob",
            {"request": {"beats": {"path": str(engines.write_long(tmp_path / "long.wav"))}}},
        )
        engines.wait_for(
            lambda: http.call("Jobs/GetJob", {"name": job["name"]})[1]["state"].endswith("RUNNING")
        )
        stopping.start()
        engines.wait_for(lambda: not serves())
        status, _, body = http.send("GET", "/readyz")
        assert (status, json.loads(body)["reasons"]) == (503, [readiness.STOPPING])
        assert http.send("GET", "/healthz")[0] == 200
        running.end_grace()
        stopping.join(60)
    assert not stopping.is_alive()
    shutil.rmtree(home)
