"""A row of the database that was damaged hides no other job, and stops no engine."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from backbeat.jobs.database import DATABASE
from backbeat.jobs.recovery import recover
from backbeat.jobs.store import JobStore
from backbeat.v1.jobs_pb2 import JobState
from tests import engines

DAMAGE = {
    "request": "X'FFFF00'",
    "result": "X'0AFF'",
    "state": "'no number'",
    "kind": "X'FF00'",
    "created_ns": "'yesterday'",
    "step": "CAST(X'FFFE' AS TEXT)",
    "fraction": "'half'",
    "seq": "'one'",
    "request_id": "CAST(X'C328' AS TEXT)",
    "attempt": "'first'",
}


@pytest.mark.parametrize("state", [JobState.JOB_STATE_QUEUED, JobState.JOB_STATE_RUNNING])
@pytest.mark.parametrize("column", DAMAGE)
def test_the_others_are_listed_and_run(tmp_path: Path, column: str, state: JobState) -> None:
    with contextlib.closing(JobStore(tmp_path)) as store:
        names = [store.submit(engines.beats(Path(f"/{n}.wav")), str(n))[0].name for n in range(3)]
        if state == JobState.JOB_STATE_RUNNING:
            store.start(names[1], 4711)
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE)) as other:
        other.execute(f"UPDATE jobs SET {column} = {DAMAGE[column]} WHERE number = 2")
        other.commit()
    with contextlib.closing(JobStore(tmp_path)) as store:
        listed = {job.name: job for job in store.page(0, "").jobs}
        assert set(listed) == set(names)
        waiting = [job.name for job in recover(store, tmp_path)]
        assert {names[0], names[2]} <= set(waiting)
        job = store.get(names[1])
        if column in ("step", "request_id"):
            assert job.state == JobState.JOB_STATE_QUEUED  # It is a text still, and can be run.
        else:
            assert names[1] not in waiting
            assert job.state == JobState.JOB_STATE_FAILED
            assert "is damaged" in job.error.message and names[1] in job.error.message
