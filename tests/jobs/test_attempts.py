"""The lines of a job that its engine's death interrupted say which attempt they are of."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from backbeat.jobs.chronicle import Chronicle
from backbeat.jobs.info import EngineFacts
from backbeat.jobs.local import LocalExecutor
from backbeat.jobs.recorder import Recorder
from backbeat.jobs.recovery import recover
from backbeat.jobs.service import Service
from backbeat.jobs.store import ENDED, JobStore
from backbeat.logs.labels import Labels, label_of
from tests import engines


def test_a_job_that_runs_again_is_logged_under_its_second_attempt(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home, running = tmp_path / "home", tmp_path / "running"
    died = JobStore(home)
    name = died.submit(engines.beats(tmp_path / "missing.wav"), "")[0].name
    died.start(name, 4711)
    died.close()
    caplog.handler.addFilter(Labels())
    caplog.set_level(logging.DEBUG, "backbeat")
    store = JobStore(home)
    executor = LocalExecutor(Chronicle(Recorder(store), store, lambda *_: None), running, 1)
    try:
        waiting = recover(store, running)
        Service(store, executor, EngineFacts("id")).resume(waiting)
        engines.wait_for(lambda: store.get(name).state in ENDED)
        engines.wait_for(lambda: "failed after" in caplog.text)
    finally:
        executor.shutdown(0)
        store.close()
    labels = {record.getMessage(): label_of(record) for record in caplog.records}
    of_the_job = {said: label for said, label in labels.items() if label is not None}
    assert {(one.name, one.kind, one.attempt) for one in of_the_job.values()} == {
        (name, "beats", 2)
    }
    # Of recovery, of the engine, of the job's own process.
    assert f"the engine died while {name} ran: attempt 2 begins" in of_the_job
    assert any(said.startswith("started in process") for said in of_the_job)
    assert "the beats workflow begins" in of_the_job
