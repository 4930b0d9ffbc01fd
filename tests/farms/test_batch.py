"""Batches that are really run, in processes of their own, and on an engine."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backbeat.errors import BackbeatError, InputError
from backbeat.farms.batch import Attempts, BatchOptions, ExecutorOf, Outcome, State, run_batch
from backbeat.farms.job_file import BatchJob, read
from backbeat.farms.local import BatchExecutor
from backbeat.farms.own_process import OwnProcess
from backbeat.farms.record import Record
from backbeat.farms.remote import RemoteExecutor
from backbeat.jobs.executor import Observer
from backbeat.logs.labels import Labels, label_of
from backbeat.progress import SILENT, Progress
from backbeat.v1.jobs_pb2 import JobRequest, JobResult
from tests import engines
from tests.engines import EngineProcess
from tests.farms.conftest import JobsFile


@dataclass
class Inline:
    """An executor that runs each job at once, by a function."""

    observer: Observer
    result: JobResult | BackbeatError = field(default_factory=JobResult)
    started: list[str] = field(default_factory=list)

    def submit(self, name: str, request: JobRequest, attempt: int = 1) -> None:
        self.started.append(name)
        broken = "broken" in str(request)
        self.observer.ended(name, InputError("It is broken.") if broken else self.result)

    def cancel(self, name: str) -> None: ...

    def shutdown(self, grace_s: float) -> None: ...

    def is_busy(self) -> bool:
        return False

    def end_grace(self) -> None: ...


def _loudness(name: str) -> dict[str, object]:
    return {"id": name, "request": {"loudness": {"path": f"{name}.wav"}}}


def _run(file: Path, options: BatchOptions) -> tuple[list[Outcome], list[str]]:
    executors: list[Inline] = []

    def executor_of(observer: Observer, attempts: Attempts) -> Inline:
        del attempts
        executors.append(Inline(observer))
        return executors[-1]

    jobs, problems = read(file)
    assert not problems
    outcomes = run_batch(jobs, Record(file), executor_of, options, SILENT, lambda outcome: None)
    return outcomes, executors[0].started if executors else []


def _states(outcomes: list[Outcome]) -> list[State]:
    return [outcome.state for outcome in outcomes]


def test_the_first_failure_stops_the_batch(jobs_file: JobsFile) -> None:
    file = jobs_file(_loudness("a"), _loudness("broken"), _loudness("c"))
    outcomes, started = _run(file, BatchOptions())
    assert _states(outcomes) == [State.DONE, State.FAILED, State.NOT_STARTED]
    assert started == ["a", "broken"]
    assert str(outcomes[1].error) == "It is broken."


def test_the_others_are_done_with_keep_going(jobs_file: JobsFile) -> None:
    file = jobs_file(_loudness("broken"), _loudness("b"), _loudness("c"))
    outcomes, _ = _run(file, BatchOptions(keep_going=True))
    assert _states(outcomes) == [State.FAILED, State.DONE, State.DONE]


def test_the_next_run_does_what_is_missing(jobs_file: JobsFile) -> None:
    file = jobs_file(_loudness("a"), _loudness("broken"), _loudness("c"))
    _run(file, BatchOptions(keep_going=True))
    outcomes, started = _run(file, BatchOptions(keep_going=True))
    assert _states(outcomes) == [State.WAS_DONE, State.FAILED, State.WAS_DONE]
    assert started == ["broken"]
    assert _run(file, BatchOptions(keep_going=True, resume=False))[1] == ["a", "broken", "c"]


@pytest.mark.parametrize("here", [OwnProcess, lambda *both: BatchExecutor(*both, at_once=1)])
def test_the_log_says_which_attempt_a_line_is_of(
    jobs_file: JobsFile, caplog: pytest.LogCaptureFixture, here: ExecutorOf
) -> None:
    caplog.handler.addFilter(Labels())
    caplog.set_level(logging.DEBUG, "backbeat")
    file = jobs_file(_loudness("missing"))
    for _ in range(2):
        run_batch(read(file)[0], Record(file), here, BatchOptions(), SILENT, lambda outcome: None)
    labels = [label_of(one) for one in caplog.records if "workflow begins" in one.getMessage()]
    assert [(one.name, one.kind, one.attempt) for one in labels if one is not None] == [
        ("missing", "loudness", 1), ("missing", "loudness", 2)
    ]  # fmt: skip


def test_nothing_is_started_where_all_is_done(jobs_file: JobsFile) -> None:
    file = jobs_file(_loudness("a"))
    _run(file, BatchOptions())
    assert _run(file, BatchOptions())[1] == []


def test_a_job_that_another_process_runs_is_not_run_twice(jobs_file: JobsFile) -> None:
    file = jobs_file(_loudness("a"), _loudness("b"))
    record = Record(file)
    record.open()
    lock = record.lock(read(file)[0][0])
    assert lock is not None
    outcomes, started = _run(file, BatchOptions(keep_going=True))
    lock.release()
    assert _states(outcomes) == [State.FAILED, State.DONE]
    assert "another `backbeat batch`" in str(outcomes[0].error)
    assert started == ["b"]


def test_jobs_run_beside_each_other_and_write_what_they_write_alone(
    jobs_file: JobsFile, song: Path, tmp_path: Path
) -> None:
    file = jobs_file(
        {"id": "one", "request": {"beats": {"path": str(song), "outputPath": "one.json"}}},
        {"id": "two", "request": {"beats": {"path": "gone.wav", "outputPath": "two.json"}}},
        {"id": "three", "request": {"loudness": {"path": str(song)}}},
    )
    (tmp_path / ".backbeat-0a1b2c3d4e5f.part").mkdir()
    jobs, _ = read(file)
    ended: list[Outcome] = []
    outcomes = run_batch(
        jobs,
        Record(file),
        lambda observer, attempts: BatchExecutor(observer, attempts, 2),
        BatchOptions(2, keep_going=True),
        SILENT,
        ended.append,
    )
    assert _states(outcomes) == [State.DONE, State.FAILED, State.DONE]
    assert sorted(outcome.job.id for outcome in ended) == ["one", "three", "two"]
    assert "gone.wav does not exist" in str(outcomes[1].error)
    assert not (tmp_path / ".backbeat-0a1b2c3d4e5f.part").exists()
    beside = (tmp_path / "one.json").read_bytes()
    (tmp_path / "one.json").unlink()
    alone = run_batch(
        jobs[:1], Record(file), OwnProcess, BatchOptions(), SILENT, lambda outcome: None
    )
    assert _states(alone) == [State.DONE]
    assert (tmp_path / "one.json").read_bytes() == beside


@pytest.mark.parametrize("executor", [BatchExecutor, OwnProcess])
def test_a_cancel_stops_what_runs_and_starts_no_more(
    executor: type, jobs_file: JobsFile, tmp_path: Path
) -> None:
    engines.write_long(tmp_path / "long.wav")
    request = {"beats": {"path": "long.wav", "outputPath": "long.json"}}
    file = jobs_file({"id": "long", "request": request}, _loudness("next"))
    jobs: tuple[BatchJob, ...] = read(file)[0]
    decoding = threading.Event()

    def report(fraction: float, step: str) -> None:
        if "Decoding" in step:
            decoding.set()

    def executor_of(observer: Observer, attempts: Attempts) -> OwnProcess | BatchExecutor:
        if executor is BatchExecutor:
            return BatchExecutor(observer, attempts, 1)
        return OwnProcess(observer, attempts)

    started_s = time.monotonic()
    outcomes = run_batch(
        jobs,
        Record(file),
        executor_of,
        BatchOptions(),
        Progress(report, decoding.is_set),
        lambda outcome: None,
    )
    assert decoding.is_set()
    assert _states(outcomes) == [State.CANCELLED, State.NOT_STARTED]
    assert not list(tmp_path.glob("long.json")) and not list(tmp_path.glob(".backbeat-*"))
    assert time.monotonic() - started_s < 100


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    home = tmp_path_factory.mktemp("engine")
    with engines.engine_process(home) as process, pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKBEAT_HOME", str(home))
        yield process


def test_a_batch_on_an_engine_finds_its_jobs_again(
    engine: EngineProcess, jobs_file: JobsFile, song: Path, tmp_path: Path
) -> None:
    file = jobs_file(
        {"id": "one", "request": {"beats": {"path": str(song), "outputPath": "one.json"}}},
        {"id": "two", "request": {"loudness": {"path": "gone.wav"}}},
    )
    jobs, _ = read(file)

    def run() -> list[Outcome]:
        return run_batch(
            jobs,
            Record(file),
            lambda observer, attempts: RemoteExecutor(observer, attempts, "auto"),
            BatchOptions(2, keep_going=True),
            SILENT,
            lambda outcome: None,
        )

    # What a batch leaves that was killed when it had just submitted its job.
    record = Record(file)
    record.open()
    with engine.client() as client:
        job = client.submit(jobs[0].request, record.request_id(jobs[0], record.begin(jobs[0])))
        assert _states(run()) == [State.DONE, State.FAILED]
        names = [one.name for one in client.list().jobs]
        assert job.name in names and len(names) == 2
        assert (tmp_path / "one.json").is_file()
        # What failed is tried again, under another id; what is gone too.
        (tmp_path / "one.json").unlink()
        assert _states(run()) == [State.DONE, State.FAILED]
        assert (tmp_path / "one.json").is_file()
        assert len(client.list().jobs) == 4
