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
from backbeat.v1.jobs_pb2 import JobRequest, JobResult, JobState
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.v1.music_pb2 import MusicAnalysis
from tests import engines


def test_what_ran_runs_again_and_what_waited_still_waits(tmp_path: Path) -> None:
    half = engines.left_behind(tmp_path)
    with contextlib.closing(JobStore(tmp_path / "home")) as store:
        ran = store.submit(engines.beats(Path("/a.wav"), tmp_path / "a.json"), "")[0].name
        waits = [store.submit(engines.beats(Path(f"/{n}.wav")), "")[0].name for n in range(2)]
        store.start(ran, 4711)
        assert [job.name for job in recovery.recover(store, tmp_path)] == [ran, *waits]
        job = store.get(ran)
        assert (job.state, job.attempt) == (JobState.JOB_STATE_QUEUED, 2)
        assert job.step == "Attempt 2 of 3: the engine died during the last"
    assert not half.exists()


def test_a_job_at_which_engines_die_is_interrupted_in_the_end(tmp_path: Path) -> None:
    with contextlib.closing(JobStore(tmp_path / "home")) as store:
        ran = store.submit(engines.beats(Path("/a.wav"), tmp_path / "a.json"), "")[0].name
        for _ in range(2):
            store.start(ran, 4711)
            assert [job.name for job in recovery.recover(store, tmp_path)] == [ran]
        store.start(ran, 4711)
        assert not recovery.recover(store, tmp_path)
        job = store.get(ran)
        assert (job.state, job.attempt) == (JobState.JOB_STATE_INTERRUPTED, 3)
        assert (job.error.code, job.error.exit_status) == ("aborted", 4)
        assert "at attempt 3" in job.error.message
        assert job.error.hint == f"Run it again: `backbeat jobs retry {ran}`."


def test_what_was_cancelled_is_not_run_again(tmp_path: Path) -> None:
    with contextlib.closing(JobStore(tmp_path / "home")) as store:
        ran = store.submit(engines.beats(Path("/a.wav"), tmp_path / "a.json"), "")[0].name
        store.start(ran, 4711)
        store.ask_to_stop(ran)
        assert not recovery.recover(store, tmp_path)
        assert store.get(ran).state == JobState.JOB_STATE_CANCELLED


def test_what_is_paid_for_is_not_run_again_unasked(tmp_path: Path) -> None:
    paid = LipSyncRequest(path="/a.mov", output_path="/b.mp4", backend="service:hedra")
    with contextlib.closing(JobStore(tmp_path / "home")) as store:
        ran = store.submit(JobRequest(lipsync=paid), "")[0].name
        store.start(ran, 4711)
        assert not recovery.recover(store, tmp_path)
        assert store.get(ran).state == JobState.JOB_STATE_INTERRUPTED


def test_lock_files_of_jobs_that_are_over_are_swept(tmp_path: Path) -> None:
    living = FileLock(tmp_path / "living.lock")
    assert living.acquire()
    (tmp_path / "gone.lock").touch()
    with contextlib.closing(JobStore(tmp_path / "home")) as store:
        recovery.recover(store, tmp_path)
    assert [path.name for path in tmp_path.glob("*.lock")] == ["living.lock"]
    living.release()


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
