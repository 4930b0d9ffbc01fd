from __future__ import annotations

import itertools
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backbeat.errors import (
    BackbeatError,
    CancelledError,
    InputError,
    InternalError,
    InterruptedJobError,
    MediaError,
)
from backbeat.jobs.local import LocalExecutor
from backbeat.v1.jobs_pb2 import JobRequest, JobResult
from tests import commands, engines

GRACE_S = 8.0
needs_signals = pytest.mark.skipif(os.name == "nt", reason="a process cannot be paused there")


@dataclass
class Notes:
    """Writes down what an executor says."""

    pids: dict[str, int] = field(default_factory=dict)
    steps: dict[str, list[tuple[float, float, str]]] = field(default_factory=dict)
    outcomes: dict[str, JobResult | BackbeatError] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    def started(self, name: str, pid: int) -> None:
        self.order.append(name)
        self.pids[name] = pid

    def progressed(self, name: str, fraction: float, step: str) -> None:
        self.steps.setdefault(name, []).append((time.monotonic(), fraction, step))

    def ended(self, name: str, outcome: JobResult | BackbeatError) -> None:
        assert name not in self.outcomes
        self.outcomes[name] = outcome

    def wait_for(self, name: str) -> JobResult | BackbeatError:
        engines.wait_for(lambda: name in self.outcomes)
        return self.outcomes[name]

    def wait_for_decoding(self, name: str) -> None:
        engines.wait_for(lambda: any("Decoding" in step for _, _, step in self.steps.get(name, [])))


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def executor(notes: Notes, tmp_path: Path) -> Iterator[LocalExecutor]:
    running = LocalExecutor(notes, tmp_path / "running", workers=1, cancel_grace_s=GRACE_S)
    yield running
    running.shutdown(0)


@pytest.fixture
def long_job(tmp_path: Path) -> JobRequest:
    return engines.beats(engines.write_long(tmp_path / "long.wav"), tmp_path / "long.json")


@pytest.fixture
def short_job(tmp_path: Path) -> JobRequest:
    return engines.beats(commands.write_clicks(tmp_path / "click.wav"))


def test_jobs_run_in_the_order_they_came(
    executor: LocalExecutor, notes: Notes, short_job: JobRequest, tmp_path: Path
) -> None:
    names = [f"jobs/{number}" for number in range(3)]
    for name in names:
        executor.submit(name, short_job)
    for name in names:
        outcome = notes.wait_for(name)
        assert isinstance(outcome, JobResult)
        assert outcome.beats.beats
    assert notes.order == names
    assert len(set(notes.pids.values())) == 3
    assert os.getpid() not in notes.pids.values()
    assert not list((tmp_path / "running").iterdir())


def test_the_error_of_a_job_arrives_as_it_was_raised(
    executor: LocalExecutor, notes: Notes, tmp_path: Path
) -> None:
    executor.submit("jobs/bad", engines.beats(tmp_path / "missing.wav"))
    outcome = notes.wait_for("jobs/bad")
    assert isinstance(outcome, MediaError)
    assert "missing.wav" in outcome.message
    assert outcome.hint


def test_a_cancel_takes_effect_in_the_middle_of_a_decode(
    executor: LocalExecutor, notes: Notes, long_job: JobRequest, tmp_path: Path
) -> None:
    executor.submit("jobs/long", long_job)
    notes.wait_for_decoding("jobs/long")
    began_s = time.monotonic()
    executor.cancel("jobs/long")
    assert isinstance(notes.wait_for("jobs/long"), CancelledError)
    assert time.monotonic() - began_s < GRACE_S, "it was killed, instead of stopping by itself"
    assert not engines.is_alive(notes.pids["jobs/long"])
    assert not (tmp_path / "long.json").exists()


def test_a_job_that_waits_is_cancelled_without_running(
    executor: LocalExecutor, notes: Notes, long_job: JobRequest, short_job: JobRequest
) -> None:
    executor.submit("jobs/long", long_job)
    executor.submit("jobs/next", short_job)
    executor.submit("jobs/last", short_job)
    notes.wait_for_decoding("jobs/long")
    executor.cancel("jobs/next")
    assert isinstance(notes.outcomes["jobs/next"], CancelledError)
    executor.cancel("jobs/long")
    assert isinstance(notes.wait_for("jobs/last"), JobResult)
    assert notes.order == ["jobs/long", "jobs/last"]


def test_progress_is_passed_on_five_times_a_second_at_most(
    executor: LocalExecutor, notes: Notes, tmp_path: Path
) -> None:
    sound = engines.write_long(tmp_path / "minutes.wav", 100)
    executor.submit("jobs/minutes", engines.beats(sound))
    notes.wait_for("jobs/minutes")
    steps = notes.steps["jobs/minutes"]
    took_s = steps[-1][0] - steps[0][0]
    # The last step comes when the job ends, whatever the time.
    assert 2 <= len(steps) <= took_s * 5 + 2
    assert all(sooner[1] <= later[1] for sooner, later in itertools.pairwise(steps))
    assert steps[-1][1] > 0.8


def test_a_cancel_of_what_has_ended_or_never_was_does_nothing(
    executor: LocalExecutor, notes: Notes, short_job: JobRequest
) -> None:
    executor.submit("jobs/one", short_job)
    outcome = notes.wait_for("jobs/one")
    executor.cancel("jobs/one")
    executor.cancel("jobs/none")
    assert notes.outcomes == {"jobs/one": outcome}


@needs_signals
def test_a_job_that_does_not_stop_is_killed(
    executor: LocalExecutor, notes: Notes, long_job: JobRequest, tmp_path: Path
) -> None:
    executor.submit("jobs/stuck", long_job)
    notes.wait_for_decoding("jobs/stuck")
    os.kill(notes.pids["jobs/stuck"], signal.SIGSTOP)
    half = engines.left_behind(tmp_path)
    executor.cancel("jobs/stuck")
    assert isinstance(notes.wait_for("jobs/stuck"), CancelledError)
    assert not engines.is_alive(notes.pids["jobs/stuck"])
    assert not half.exists()


@needs_signals
def test_a_worker_that_dies_fails_its_job_and_no_other(
    executor: LocalExecutor, notes: Notes, long_job: JobRequest, short_job: JobRequest
) -> None:
    executor.submit("jobs/dies", long_job)
    executor.submit("jobs/next", short_job)
    notes.wait_for_decoding("jobs/dies")
    os.kill(notes.pids["jobs/dies"], signal.SIGKILL)
    outcome = notes.wait_for("jobs/dies")
    assert isinstance(outcome, InputError)
    assert "killed (SIGKILL)" in outcome.message
    assert isinstance(notes.wait_for("jobs/next"), JobResult)


@needs_signals
def test_leftovers_go_and_what_another_job_writes_there_stays(
    notes: Notes, long_job: JobRequest, tmp_path: Path
) -> None:
    executor = LocalExecutor(notes, tmp_path / "running", workers=2)
    executor.submit("jobs/dies", long_job)
    executor.submit("jobs/lives", long_job)
    notes.wait_for_decoding("jobs/dies")
    notes.wait_for_decoding("jobs/lives")
    stages = list(tmp_path.glob(".backbeat-*.part"))
    assert len(stages) == 2
    os.kill(notes.pids["jobs/dies"], signal.SIGKILL)
    assert isinstance(notes.wait_for("jobs/dies"), InputError)
    assert sum(stage.exists() for stage in stages) == 1
    executor.shutdown(0)
    assert isinstance(notes.outcomes["jobs/lives"], InterruptedJobError)


@needs_signals
def test_a_spare_that_died_is_replaced(
    executor: LocalExecutor, notes: Notes, short_job: JobRequest
) -> None:
    engines.wait_for(lambda: executor._spare is not None)
    spare = executor._spare
    assert spare is not None
    os.kill(spare.pid, signal.SIGKILL)
    engines.wait_for(lambda: not engines.is_alive(spare.pid))
    executor.submit("jobs/one", short_job)
    assert isinstance(notes.wait_for("jobs/one"), JobResult)


@needs_signals
def test_workers_leave_signals_to_the_engine(
    executor: LocalExecutor, notes: Notes, tmp_path: Path
) -> None:
    executor.submit("jobs/one", engines.beats(engines.write_long(tmp_path / "minutes.wav", 100)))
    notes.wait_for_decoding("jobs/one")
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(notes.pids["jobs/one"], number)
    assert isinstance(notes.wait_for("jobs/one"), JobResult)


def test_a_shutdown_lets_a_job_finish_and_leaves_those_that_wait(
    executor: LocalExecutor, notes: Notes, short_job: JobRequest, tmp_path: Path
) -> None:
    executor.submit("jobs/one", engines.beats(engines.write_long(tmp_path / "minutes.wav", 60)))
    notes.wait_for_decoding("jobs/one")
    executor.submit("jobs/waits", short_job)
    executor.shutdown(200)
    assert isinstance(notes.outcomes["jobs/one"], JobResult)
    assert "jobs/waits" not in notes.outcomes


def test_a_shutdown_interrupts_what_outlasts_its_grace(
    executor: LocalExecutor, notes: Notes, long_job: JobRequest
) -> None:
    executor.submit("jobs/long", long_job)
    notes.wait_for_decoding("jobs/long")
    executor.shutdown(0.05)
    assert isinstance(notes.outcomes["jobs/long"], InterruptedJobError)
    assert not engines.is_alive(notes.pids["jobs/long"])


@needs_signals
def test_end_grace_ends_a_shutdown_at_once(
    executor: LocalExecutor, notes: Notes, long_job: JobRequest
) -> None:
    executor.submit("jobs/long", long_job)
    notes.wait_for_decoding("jobs/long")
    os.kill(notes.pids["jobs/long"], signal.SIGSTOP)
    timer = threading.Timer(0.1, executor.end_grace)
    timer.start()
    began_s = time.monotonic()
    executor.shutdown(200)
    assert time.monotonic() - began_s < 100
    assert isinstance(notes.outcomes["jobs/long"], InterruptedJobError)
    timer.join()


def test_what_the_observer_cannot_take_costs_one_job(
    executor: LocalExecutor,
    notes: Notes,
    short_job: JobRequest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(name: str, pid: int) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(notes, "started", fail)
        executor.submit("jobs/one", short_job)
        outcome = notes.wait_for("jobs/one")
    assert isinstance(outcome, InternalError)
    assert "no space left" in outcome.message
    assert "could not be supervised" in caplog.text
    executor.submit("jobs/two", short_job)
    assert isinstance(notes.wait_for("jobs/two"), JobResult)
