"""What is logged and counted of jobs, wherever they run."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.errors import BackbeatError, CancelledError, MediaError
from backbeat.jobs.chronicle import Chronicle, seconds_of
from backbeat.jobs.recorder import Recorder
from backbeat.jobs.store import JobStore
from backbeat.logs.labels import Labels, label_of
from backbeat.v1.jobs_pb2 import Job, JobResult, JobState
from backbeat.v1.music_pb2 import MusicAnalysis
from tests import engines


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    opened = JobStore(tmp_path / "home")
    yield opened
    opened.close()


def test_every_end_is_recorded_logged_with_its_job_and_counted(
    store: JobStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(Labels())
    caplog.set_level(logging.DEBUG, "backbeat")
    counted: list[tuple[str, JobState, bool]] = []

    def count(job: Job, outcome: JobResult | BackbeatError) -> None:
        counted.append((job.name, job.state, isinstance(outcome, BackbeatError)))

    chronicle = Chronicle(Recorder(store), store, count)
    names = [store.submit(engines.beats(tmp_path / "a.wav"), "")[0].name for _ in range(3)]
    chronicle.started(names[0], 4711)
    chronicle.progressed(names[0], 0.5, "Decoding")
    chronicle.ended(names[0], JobResult(beats=MusicAnalysis(duration_s=3)))
    chronicle.started(names[1], 4712)
    chronicle.ended(names[1], MediaError("a.wav cannot be read.", "Export it again."))
    chronicle.ended(names[2], CancelledError("The job was cancelled; nothing was written."))
    assert counted == [
        (names[0], JobState.JOB_STATE_SUCCEEDED, False),
        (names[1], JobState.JOB_STATE_FAILED, True),
        (names[2], JobState.JOB_STATE_CANCELLED, True),
    ]
    assert store.get(names[0]).result.beats.duration_s == 3
    labels = [label_of(record) for record in caplog.records if "after" in record.message]
    assert [(label.name, label.kind, label.attempt) for label in labels if label] == [
        (name, "beats", 1) for name in names
    ]
    assert "started in process 4711" in caplog.text
    assert "failed_precondition: a.wav cannot be read. Export it again." in caplog.text
    assert seconds_of(store.get(names[2])) == 0.0
