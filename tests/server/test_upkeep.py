"""An engine that is not started again forgets old jobs all the same."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.client import EngineClient, connect
from backbeat.errors import EngineUnavailableError, NotFoundError
from backbeat.jobs import expiry
from backbeat.jobs.database import DATABASE
from backbeat.jobs.store import JobStore
from backbeat.server import Engine, ServeOptions, upkeep
from backbeat.server.transfers.keeping import transfers_of
from backbeat.server.upkeep import Chore, Upkeep
from backbeat.v1.jobs_pb2 import JobError, JobState
from tests import engines

DAY_NS = 86_400 * 10**9


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an engine with two jobs that have ended, which looks at them all the time."""
    monkeypatch.setattr(expiry, "ALWAYS_KEPT", 1)
    monkeypatch.setattr(upkeep, "FORGET_S", 0.05)
    monkeypatch.setattr(upkeep, "SWEEP_S", 0.05)
    folder = tmp_path / "home"
    with contextlib.closing(JobStore(folder)) as store:
        for _ in range(2):
            name = store.submit(engines.beats(tmp_path / "a.wav"), "")[0].name
            store.end(name, JobState.JOB_STATE_CANCELLED, error=JobError(code="canceled"))
    return folder


@contextlib.contextmanager
def running(home: Path) -> Iterator[EngineClient]:
    engine = Engine(ServeOptions(home=home, workers=1))
    engine.start()
    try:
        with connect(home=home) as client:
            yield client
    finally:
        engine.stop(0)


def age(home: Path, looks: int) -> None:
    """Lets the jobs have ended long ago and have been found old, the last time a day ago."""
    now_ns = time.time_ns()
    with contextlib.closing(sqlite3.connect(home / DATABASE, timeout=10)) as other, other:
        other.execute(
            "UPDATE jobs SET ended_ns = ?, due_looks = ?, due_ns = ?",
            (now_ns - 40 * DAY_NS, looks, now_ns - DAY_NS - 1),
        )


def is_forgotten(client: EngineClient, name: str) -> bool:
    try:
        return client.get(name) is None
    except NotFoundError:
        return True


def looks(home: Path) -> list[int]:
    with contextlib.closing(sqlite3.connect(home / DATABASE, timeout=10)) as other:
        return [row[0] for row in other.execute("SELECT due_looks FROM jobs ORDER BY number")]


def test_a_running_engine_forgets_old_jobs_after_some_days(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "backbeat")
    with running(home) as client:
        last, old = (job.name for job in client.list().jobs)
        age(home, expiry.LOOKS - 2)
        engines.wait_for(lambda: looks(home) == [expiry.LOOKS - 1] * 2)
        time.sleep(0.3)
        assert looks(home) == [expiry.LOOKS - 1] * 2, "more looks on one day count for one"
        age(home, expiry.LOOKS - 1)
        engines.wait_for(lambda: is_forgotten(client, old))
        assert client.get(last).name == last
    assert "1 jobs of long ago are forgotten" in caplog.text


def test_a_database_that_is_locked_puts_it_off(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running(home) as client:
        old = client.list().jobs[-1].name
        other = sqlite3.connect(home / DATABASE, isolation_level=None, timeout=10)
        with contextlib.closing(other):
            age(home, expiry.LOOKS - 1)
            other.execute("BEGIN IMMEDIATE")
            engines.wait_for(lambda: "upkeep is put off: The job database" in caplog.text)
            other.execute("ROLLBACK")
        age(home, expiry.LOOKS - 1)
        engines.wait_for(lambda: is_forgotten(client, old))


def test_files_of_other_machines_are_swept_while_it_runs(home: Path) -> None:
    with running(home) as client:
        folder = Path(client.media.new_folder())
        assert transfers_of(home) in folder.parents
        time.sleep(0.2)
        assert folder.is_dir()
        week_ago_s = time.time() - 8 * 86_400
        os.utime(folder, (week_ago_s, week_ago_s))
        engines.wait_for(lambda: not folder.exists())


def test_a_chore_that_fails_holds_up_no_other_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(upkeep, "RETRY_S", 0.01)
    done = {"locked": 0, "broken": 0, "good": 0}

    def fails(name: str, error: Exception) -> int:
        done[name] += 1
        raise error

    def does(now_ns: int) -> int:
        assert abs(now_ns - time.time_ns()) < DAY_NS
        done["good"] += 1
        return 0

    chores = (
        Chore("%d", lambda _: fails("locked", EngineUnavailableError("It is locked.")), 3600),
        Chore("%d", lambda _: fails("broken", ZeroDivisionError("no")), 3600),
        Chore("%d", does, 0.01),
    )
    keeper = Upkeep(chores)
    keeper.start()
    engines.wait_for(lambda: min(done.values()) >= 3)
    keeper.end()
    seen = dict(done)
    time.sleep(0.1)
    assert done == seen
    assert "upkeep is put off: It is locked." in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_it_ends_at_once_whatever_it_waits_for() -> None:
    keeper = Upkeep((Chore("%d", lambda _: 0, 3600, 3600),))
    keeper.start()
    began_s = time.monotonic()
    keeper.end()
    assert time.monotonic() - began_s < 1
    Upkeep((Chore("%d", lambda _: 0, 1),)).end()
