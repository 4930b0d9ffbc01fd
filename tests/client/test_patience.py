"""Clients of an engine that has too much to do come again when it says, and give up in the end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backbeat.cli.execute import execute
from backbeat.client import EngineClient
from backbeat.client.connection import TOKEN_VARIABLE
from backbeat.client.discovery import Discovery
from backbeat.client.patience import Patience
from backbeat.errors import CancelledError, LimitError
from backbeat.jobs import backlog
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.progress import Progress
from backbeat.server import Engine, ServeOptions
from backbeat.v1.jobs_pb2 import JobRequest, JobState
from tests import commands, engines


@contextlib.contextmanager
def _engine(home: Path, limits: ServiceLimits) -> Iterator[Discovery]:
    running = Engine(ServeOptions(home=home, workers=1, limits=limits))
    found = running.start()
    try:
        yield found
    finally:
        running.stop(0)


def _client(found: Discovery, patience_s: float = 60.0) -> EngineClient:
    return EngineClient(_address(found), found.token, patience_s=patience_s)


def _address(found: Discovery) -> str:
    return f"127.0.0.1:{found.grpc_port}"


@dataclass
class Full:
    """An engine that has a job to run for long and another waiting, and lets no third one wait."""

    found: Discovery
    song: JobRequest
    names: list[str] = field(default_factory=list)

    def fill(self, long: JobRequest) -> None:
        with _client(self.found) as client:
            self.names.append(client.submit(long).name)
            engines.wait_for(lambda: client.get(self.names[0]).state == JobState.JOB_STATE_RUNNING)
            self.names.append(client.submit(long).name)

    def make_room(self) -> None:
        with _client(self.found) as client:
            for name in reversed(self.names):
                client.cancel(name)

    def count(self) -> int:
        with _client(self.found) as client:
            return len(client.list().jobs)


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Full]:
    monkeypatch.setattr(backlog, "_RETRY_S", 1)
    long = engines.beats(engines.write_long(tmp_path / "long.wav", 4 * engines.HOUR_S))
    song = engines.beats(commands.write_clicks(tmp_path / "song.wav"))
    with _engine(tmp_path / "home", ServiceLimits(jobs_queued_per_client=1)) as found:
        made = Full(found, song)
        made.fill(long)
        yield made


def _once(do: Callable[[], None]) -> tuple[Progress, list[str]]:
    """A progress that does something at its first step, and the steps it was told."""
    steps: list[str] = []

    def report(fraction: float, step: str) -> None:
        del fraction
        steps.append(step)
        if len(steps) == 1:
            do()

    return Progress(report), steps


def test_a_submit_waits_until_there_is_room(full: Full) -> None:
    progress, steps = _once(full.make_room)
    with _client(full.found) as client:
        job = client.submit(full.song, "mine", progress)
        assert client.submit(full.song, "mine").name == job.name
    assert job.name not in full.names
    assert steps[0] == "Your share of the queue is full (1 waiting); asking again in 1 s"


def test_the_commands_wait_too(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, full.found.token)
    before = Patience.waited_for

    def waited_for(patience: Patience, refusal: LimitError) -> bool:
        full.make_room()
        return before(patience, refusal)

    monkeypatch.setattr(Patience, "waited_for", waited_for)
    assert execute(full.song, _address(full.found)).beats.beats


def test_it_gives_up_in_the_end_with_what_the_engine_said(full: Full) -> None:
    began_s = time.monotonic()
    with _client(full.found, 2.5) as client, pytest.raises(LimitError, match="is full") as no:
        client.submit(full.song)
    assert 2 <= time.monotonic() - began_s < 30
    assert no.value.retry_after_s == 1
    assert full.count() == 2


def test_a_cancel_ends_the_wait_and_nothing_is_queued(full: Full) -> None:
    cancelled: list[bool] = []
    progress, steps = _once(lambda: cancelled.append(True))
    with _client(full.found) as client, pytest.raises(CancelledError):
        client.run(full.song, Progress(progress.report, lambda: bool(cancelled)))
    assert len(steps) == 1
    assert full.count() == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
def test_ctrl_c_ends_a_command_that_waits(full: Full) -> None:
    import pty

    here, there = pty.openpty()
    command = [sys.executable, "-m", "backbeat.cli.main", "beats", full.song.beats.path]
    process = subprocess.Popen(
        [*command, "--engine", _address(full.found)],
        stderr=there,
        stdout=subprocess.DEVNULL,
        env={**os.environ, TOKEN_VARIABLE: full.found.token},
    )
    os.close(there)
    said = b""
    while b"asking again in" not in said:
        said += os.read(here, 4096)
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(OSError):
        while more := os.read(here, 4096):
            said += more
    os.close(here)
    assert process.wait(60) == 130
    assert b"Your share of the queue is full (1 waiting)" in said
    assert full.count() == 2


def test_calls_and_watches_come_again_when_told(tmp_path: Path) -> None:
    limits = ServiceLimits(calls_per_second=2)
    with _engine(tmp_path / "home", limits) as found, _client(found) as client:
        job = client.submit(engines.beats(tmp_path / "missing.wav"))
        engines.wait_for(lambda: client.get(job.name).state == JobState.JOB_STATE_FAILED)
        with _client(found, 0) as hasty, pytest.raises(LimitError, match="2 times a second"):
            for _ in range(100):
                hasty.get(job.name)
        # All of them, which a poll would not give.
        assert [event.seq for event in client.watch(job.name)] == [1, 2, 3]
        assert client.get(job.name).seq == 3
