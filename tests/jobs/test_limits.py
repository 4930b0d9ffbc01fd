"""A job ends by name at its limits of memory, time and file size, and others go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.errors import BackbeatError, LimitExceededError, RequestError
from backbeat.jobs.limits import JobLimits, limits_of, limits_of_all, machine_memory_mb
from backbeat.jobs.local import LocalExecutor
from backbeat.jobs.watch import Watch, watching_this_process
from backbeat.v1.jobs_pb2 import JobResult
from tests import commands, engines
from tests.engines import beats


class Outcomes:
    """Keeps how jobs ended."""

    def __init__(self) -> None:
        self.of: dict[str, JobResult | BackbeatError] = {}

    def started(self, name: str, pid: int) -> None:
        del name, pid

    def progressed(self, name: str, fraction: float, step: str) -> None:
        del name, fraction, step

    def ended(self, name: str, outcome: JobResult | BackbeatError) -> None:
        self.of[name] = outcome

    def wait_for(self, name: str) -> JobResult | BackbeatError:
        engines.wait_for(lambda: name in self.of)
        return self.of[name]


@pytest.fixture
def outcomes() -> Outcomes:
    return Outcomes()


@pytest.fixture
def executor(outcomes: Outcomes, tmp_path: Path) -> Iterator[LocalExecutor]:
    executor = LocalExecutor(outcomes, tmp_path / "locks", 1)
    yield executor
    executor.shutdown(0)


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return commands.write_clicks(tmp_path / "song.wav", 30)


def test_quick_jobs_get_less_memory_and_large_inputs_more_time(song: Path, tmp_path: Path) -> None:
    quick = limits_of(beats(song))
    assert quick.memory_mb == min(4096, round(machine_memory_mb() * 0.75))
    assert quick.minutes == 240
    large = tmp_path / "large.wav"
    with large.open("wb") as file:
        file.truncate(10 << 30)
    assert limits_of(beats(large)).minutes == 240 + 600
    assert limits_of(beats(large)).file_mb > quick.file_mb
    assert limits_of_all([beats(song)] * 2).memory_mb == round(machine_memory_mb() * 0.75)


def test_limits_are_set_by_variables(song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("MEMORY_MB", 900), ("MINUTES", 7), ("CPU_MINUTES", 8), ("FILE_MB", 9)):
        monkeypatch.setenv(f"BACKBEAT_JOB_{name}", str(value))
    assert limits_of(beats(song)) == JobLimits(900, 7, 8, 9)
    monkeypatch.setenv("BACKBEAT_JOB_MINUTES", "a while")
    with pytest.raises(RequestError, match="BACKBEAT_JOB_MINUTES is 'a while'"):
        limits_of(beats(song))


def test_a_job_that_takes_too_much_memory_ends_and_the_next_one_runs(
    executor: LocalExecutor,
    outcomes: Outcomes,
    song: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BACKBEAT_JOB_MEMORY_MB", "20")
    executor.submit("jobs/a", beats(engines.write_long(tmp_path / "long.wav")))
    error = outcomes.wait_for("jobs/a")
    assert isinstance(error, LimitExceededError)
    assert "MB of memory, and may use 20 MB; nothing was written" in error.message
    assert "BACKBEAT_JOB_MEMORY_MB is 20 here" in error.hint
    monkeypatch.delenv("BACKBEAT_JOB_MEMORY_MB")
    executor.submit("jobs/b", beats(song))
    assert isinstance(outcomes.wait_for("jobs/b"), JobResult)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_job_that_writes_too_large_a_file_ends_and_leaves_none(
    executor: LocalExecutor,
    outcomes: Outcomes,
    song: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BACKBEAT_JOB_FILE_MB", "1")
    output = tmp_path / "out" / "click.wav"
    output.parent.mkdir()
    executor.submit("jobs/a", beats(song, output))
    error = outcomes.wait_for("jobs/a")
    assert isinstance(error, LimitExceededError), error
    assert "to write a larger file, and may use 1 MB" in error.message
    assert list(output.parent.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_the_end_of_processor_time_is_named() -> None:
    watch = Watch(os.getpid(), JobLimits(1 << 20, 1, 3, 1))
    error = watch.ended_by(-signal.SIGXCPU)
    assert error is not None
    assert "more processor time, and may use 3 minutes of processor time" in error.message
    assert watch.ended_by(-signal.SIGKILL) is None


def test_a_job_that_takes_too_long_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(os.getpid(), JobLimits(1 << 20, 2, 3, 1))
    assert watch.breach() is None
    later_s = time.monotonic() + 121
    monkeypatch.setattr("backbeat.jobs.watch.time.monotonic", lambda: later_s)
    error = watch.breach()
    assert error is not None
    assert "more time, and may use 2 minutes" in error.message


def test_a_job_in_this_process_is_told_that_it_exceeds_its_memory(
    song: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKBEAT_JOB_MEMORY_MB", "20")
    monkeypatch.setattr("backbeat.jobs.watch._GRACE_GROWTH", 1e9)
    with (
        watching_this_process([beats(song)], lambda: False) as cancelled,
        pytest.raises(LimitExceededError, match="may use 20 MB"),
    ):
        engines.wait_for(cancelled)


def test_a_job_that_does_not_listen_ends_with_the_process_and_a_sentence(song: Path) -> None:
    code = (
        "import sys, time\n"
        "from backbeat.jobs.watch import watching_this_process\n"
        "from backbeat.v1.jobs_pb2 import JobRequest\n"
        "request = JobRequest()\n"
        "request.beats.path = sys.argv[1]\n"
        "with watching_this_process([request], lambda: False):\n"
        "    held = bytearray(b'1') * (80 << 20)\n"
        "    time.sleep(60)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(song)],
        capture_output=True,
        text=True,
        env={**os.environ, "BACKBEAT_JOB_MEMORY_MB": "60"},
        timeout=30,
    )
    assert done.returncode == 3
    assert "backbeat: The job was stopped: it needs" in done.stderr
    assert "BACKBEAT_JOB_MEMORY_MB is 60" in done.stderr
