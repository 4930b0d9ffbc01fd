from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from backbeat.errors import CancelledError, InterruptedJobError, MediaError
from backbeat.filelock import FileLock
from backbeat.jobs import recovery
from backbeat.jobs.local import running_lock
from backbeat.jobs.recorder import Recorder
from backbeat.jobs.store import JobStore
from backbeat.v1.jobs_pb2 import JobResult, JobState
from backbeat.v1.music_pb2 import MusicAnalysis
from tests import engines


def test_what_ran_is_interrupted_and_what_waited_still_waits(tmp_path: Path) -> None:
    half = engines.left_behind(tmp_path)
    with contextlib.closing(JobStore(tmp_path / "home")) as store:
        ran = store.submit(engines.beats(Path("/a.wav"), tmp_path / "a.json"), "")[0].name
        waits = [store.submit(engines.beats(Path(f"/{n}.wav")), "")[0].name for n in range(2)]
        store.start(ran, 4711)
        assert [job.name for job in recovery.recover(store, tmp_path)] == waits
        job = store.get(ran)
        assert job.state == JobState.JOB_STATE_INTERRUPTED
        assert (job.error.code, job.error.exit_status) == ("aborted", 4)
        assert job.error.hint == "Submit it again."
    assert not half.exists()


def test_nothing_is_taken_from_a_worker_that_lives_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(recovery, "ORPHAN_GRACE_S", 0.05)
    monkeypatch.setattr(recovery, "_MARGIN_S", 0.05)
    half = engines.left_behind(tmp_path)
    with contextlib.closing(JobStore(tmp_path / "home")) as store:
        ran = store.submit(engines.beats(Path("/a.wav"), tmp_path / "a.json"), "")[0].name
        store.start(ran, 4711)
        worker = FileLock(running_lock(tmp_path, ran))
        assert worker.acquire()
        recovery.recover(store, tmp_path)
        assert store.get(ran).state == JobState.JOB_STATE_INTERRUPTED
        worker.release()
    assert half.exists()
    assert "still runs" in caplog.text


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (JobResult(beats=MusicAnalysis()), JobState.JOB_STATE_SUCCEEDED),
        (CancelledError("Stopped."), JobState.JOB_STATE_CANCELLED),
        (InterruptedJobError("Cut off."), JobState.JOB_STATE_INTERRUPTED),
        (MediaError("Unreadable: \udcff.wav."), JobState.JOB_STATE_FAILED),
    ],
)
def test_how_a_job_ends_is_written_down(
    tmp_path: Path, outcome: JobResult, state: JobState
) -> None:
    with contextlib.closing(JobStore(tmp_path)) as store:
        recorder = Recorder(store)
        name = store.submit(engines.beats(Path("/a.wav")), "")[0].name
        recorder.started(name, 1)
        recorder.progressed(name, 0.5, "reading \udcff.wav")
        recorder.ended(name, outcome)
        job = store.get(name)
        assert job.state == state
        assert job.HasField("result") == (state == JobState.JOB_STATE_SUCCEEDED)
        assert job.HasField("error") == (state != JobState.JOB_STATE_SUCCEEDED)
