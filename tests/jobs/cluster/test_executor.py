"""Jobs on a real cluster of three nodes on this machine, whose workers and nodes are killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backbeat.errors import CancelledError, InternalError, InterruptedJobError
from backbeat.jobs.cluster.executor import ClusterOptions, RayExecutor
from backbeat.jobs.run import run
from backbeat.logs import JobLabel
from backbeat.logs.labels import Labels, label_of
from backbeat.v1.jobs_pb2 import JobRequest, JobResult
from tests import clusters, commands, engines
from tests.clusters import Notes

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.xdist_group("cluster"),
    pytest.mark.skipif(sys.platform != "linux", reason="workers are found in /proc"),
]


@pytest.fixture
def executor(cluster: Any, notes: Notes) -> Iterator[RayExecutor]:
    made = RayExecutor(notes, ClusterOptions(cluster.address, cancel_grace_s=3.0))
    yield made
    made.shutdown(0.0)


def test_results_are_those_of_one_machine(
    executor: RayExecutor, notes: Notes, tmp_path: Path
) -> None:
    song = commands.write_clicks(tmp_path / "song.wav")
    for number in range(4):
        executor.submit(f"jobs/{number}", engines.beats(song, tmp_path / f"{number}.json"))
    executor.submit("jobs/gone", engines.beats(tmp_path / "gone.wav"))
    here = run(engines.beats(song, tmp_path / "here.json"))
    for number in range(4):
        assert notes.wait_for(f"jobs/{number}") == here
        written = (tmp_path / f"{number}.json").read_bytes()
        assert written == (tmp_path / "here.json").read_bytes()
    assert "gone.wav does not exist" in str(notes.wait_for("jobs/gone"))
    # One that is over at once was started too.
    assert sorted(notes.order) == ["jobs/0", "jobs/1", "jobs/2", "jobs/3", "jobs/gone"]


def test_a_killed_worker_gives_a_second_attempt(
    executor: RayExecutor,
    notes: Notes,
    long: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.handler.addFilter(Labels())
    output = tmp_path / "long.json"
    executor.submit("jobs/killed", engines.beats(long, output))
    notes.wait_for_step("jobs/killed", "Decoding")
    os.kill(notes.pids["jobs/killed"], signal.SIGKILL)
    notes.wait_for_step("jobs/killed", "Attempt 2")
    assert isinstance(notes.wait_for("jobs/killed"), JobResult)
    assert output.is_file()
    assert not list(tmp_path.glob(".backbeat-*"))
    labels = {
        label_of(record) for record in caplog.records if "attempt 2, on" in record.getMessage()
    }
    assert labels == {JobLabel("jobs/killed", "beats", 2)}


def test_a_lost_machine_gives_a_second_attempt_on_another(
    cluster: Any, executor: RayExecutor, notes: Notes, long: Path, tmp_path: Path
) -> None:
    for number in range(3):
        executor.submit(f"jobs/{number}", engines.beats(long, tmp_path / f"{number}.json"))
    for number in range(3):
        notes.wait_for_step(f"jobs/{number}", "Decoding")
    victim = next(iter(cluster.worker_nodes))
    killed = clusters.kill_node(cluster, victim)
    lost = [name for name, pid in notes.pids.items() if pid in killed]
    assert len(lost) == 1
    notes.wait_for_step(lost[0], "Attempt 2")
    for number in range(3):
        assert isinstance(notes.wait_for(f"jobs/{number}"), JobResult)
        assert (tmp_path / f"{number}.json").is_file()
    cluster.add_node(**clusters.NODE)


def test_a_job_that_kills_every_worker_ends_with_a_sentence(
    executor: RayExecutor, notes: Notes, long: Path, tmp_path: Path
) -> None:
    executor.submit("jobs/poison", engines.beats(long, tmp_path / "long.json"))
    for attempt in (1, 2, 3):
        notes.wait_for_step("jobs/poison", "Decoding" if attempt == 1 else f"Attempt {attempt}")
        os.kill(_worker_at_work("jobs/poison", notes, attempt), signal.SIGKILL)
    outcome = notes.wait_for("jobs/poison")
    assert isinstance(outcome, InternalError)
    assert "tried 3 times" in outcome.message
    assert not list(tmp_path.iterdir())


def test_running_and_waiting_jobs_are_cancelled(
    executor: RayExecutor, notes: Notes, long: Path, tmp_path: Path
) -> None:
    names = [f"jobs/{number}" for number in range(8)]
    for name in names:
        executor.submit(name, engines.beats(long, tmp_path / f"{name[5:]}.json"))
    engines.wait_for(lambda: len(notes.order) == 3, 200)
    for name in reversed(names):
        executor.cancel(name)
    for name in names:
        assert isinstance(notes.wait_for(name), CancelledError)
    assert not list(tmp_path.iterdir())


def test_projects_take_turns(executor: RayExecutor, notes: Notes, tmp_path: Path) -> None:
    song = commands.write_clicks(tmp_path / "song.wav")
    for project, count in (("big", 12), ("small", 2)):
        for number in range(count):
            request = JobRequest(project=project)
            request.loudness.path = str(song)
            executor.submit(f"jobs/{project}-{number}", request)
    for name in [*(f"jobs/big-{n}" for n in range(12)), "jobs/small-0", "jobs/small-1"]:
        assert isinstance(notes.wait_for(name), JobResult)
    # Six are given to the cluster at first, of which all may be the big project's.
    assert max(notes.order.index(f"jobs/small-{n}") for n in range(2)) <= 10


def test_a_shutdown_interrupts_what_runs(
    cluster: Any, notes: Notes, long: Path, tmp_path: Path
) -> None:
    executor = RayExecutor(notes, ClusterOptions(cluster.address))
    executor.submit("jobs/a", engines.beats(long, tmp_path / "a.json"))
    notes.wait_for_step("jobs/a", "Decoding")
    executor.shutdown(0.0)
    assert isinstance(notes.outcomes["jobs/a"], InterruptedJobError)
    assert not list(tmp_path.iterdir())


def _worker_at_work(name: str, notes: Notes, attempt: int) -> int:
    """Process id of the worker that runs a job; of later attempts, by its title."""
    if attempt == 1:
        return notes.pids[name]
    wanted = f"ray::backbeat {name}".encode()

    def find() -> int:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if path.read_bytes().startswith(wanted):
                    return int(path.parent.name)
            except OSError:
                continue
        return 0

    engines.wait_for(lambda: find() > 0)
    return find()
