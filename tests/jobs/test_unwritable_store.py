"""A job ends in seconds for whoever asks, though its end cannot be written to the database."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.errors import EngineUnavailableError
from backbeat.jobs.database import DATABASE
from backbeat.jobs.info import EngineFacts
from backbeat.jobs.local import LocalExecutor
from backbeat.jobs.recorder import Recorder
from backbeat.jobs.service import Service
from backbeat.jobs.store import JobStore
from backbeat.v1.jobs_pb2 import (
    CancelJobRequest,
    GetJobRequest,
    JobState,
    ListJobsRequest,
    SubmitJobRequest,
    WatchJobRequest,
)
from tests import commands, engines

LIMIT_S = 8.0


@contextlib.contextmanager
def running(home: Path, folder: Path) -> Iterator[Service]:
    with contextlib.closing(JobStore(home)) as store:
        executor = LocalExecutor(Recorder(store), folder / "running", workers=1)
        yield Service(store, executor, EngineFacts("this-one"))
        executor.shutdown(0)


@contextlib.contextmanager
def locked(home: Path) -> Iterator[None]:
    other = sqlite3.connect(home / DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def states(service: Service, name: str) -> list[int]:
    return [event.state for event in service.watch_job(WatchJobRequest(name=name))]


def test_a_job_ends_while_another_process_locks_the_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    song = commands.write_clicks(tmp_path / "song.wav")
    with running(home, tmp_path) as service:
        name = service.submit_job(SubmitJobRequest(request=engines.beats(song))).name
        began_s = time.monotonic()
        with locked(home):
            assert states(service, name)[-1] == JobState.JOB_STATE_SUCCEEDED
            assert time.monotonic() - began_s < LIMIT_S
            told = service.get_job(GetJobRequest(name=name))
            assert told.result.beats.tempo_bpm > 0
            assert service.list_jobs(ListJobsRequest()).jobs[0].state == told.state
            with pytest.raises(EngineUnavailableError, match="database is locked"):
                service.submit_job(SubmitJobRequest(request=engines.beats(song)))
        engines.wait_for(lambda: _stored(home, name) == JobState.JOB_STATE_SUCCEEDED)
        assert service.get_job(GetJobRequest(name=name)) == told
        seqs = [event.seq for event in service.watch_job(WatchJobRequest(name=name))]
        assert seqs == list(range(1, told.seq + 1))


def test_a_job_is_cancelled_while_another_process_locks_the_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with running(home, tmp_path) as service:
        request = engines.beats(engines.write_long(tmp_path / "long.wav"))
        name = service.submit_job(SubmitJobRequest(request=request)).name
        began_s = time.monotonic()
        with locked(home):
            service.cancel_job(CancelJobRequest(name=name))
            assert states(service, name)[-1] == JobState.JOB_STATE_CANCELLED
            assert time.monotonic() - began_s < LIMIT_S


def _stored(home: Path, name: str) -> int:
    with contextlib.closing(sqlite3.connect(home / DATABASE)) as other:
        query = "SELECT state FROM jobs WHERE id = ?"
        return int(other.execute(query, (name.removeprefix("jobs/"),)).fetchone()[0])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few hundred KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root mounts a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_job_ends_on_a_full_disk_and_is_written_once_there_is_room(
    tmp_path: Path, small_disk: Path
) -> None:
    song = commands.write_clicks(tmp_path / "song.wav")
    home, filler = small_disk / "home", small_disk / "filler"
    with running(home, tmp_path) as service:
        name = service.submit_job(SubmitJobRequest(request=engines.beats(song))).name
        with contextlib.suppress(OSError), filler.open("wb", 0) as file:
            while file.write(b"x" * 4096):
                pass
        began_s = time.monotonic()
        assert states(service, name)[-1] == JobState.JOB_STATE_SUCCEEDED
        assert time.monotonic() - began_s < LIMIT_S
        assert _stored(home, name) != JobState.JOB_STATE_SUCCEEDED
        filler.unlink()
        engines.wait_for(lambda: _stored(home, name) == JobState.JOB_STATE_SUCCEEDED)
