"""Engines in processes of their own, and what becomes of them."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from backbeat.client import EngineClient, discovery
from backbeat.client.following import follow
from backbeat.errors import EngineUnavailableError, InterruptedJobError
from backbeat.progress import SILENT
from backbeat.server import Engine, ServeOptions
from backbeat.v1.jobs_pb2 import Job, JobState
from tests import commands, engines
from tests.engines import EngineProcess, engine_process

needs_signals = pytest.mark.skipif(os.name == "nt", reason="there are no such signals there")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EngineProcess]:
    with engine_process(tmp_path / "home", "--workers", "1") as running:
        yield running


@pytest.fixture
def client(engine: EngineProcess) -> Iterator[EngineClient]:
    with engine.client() as connected:
        yield connected


def _pid(home: Path, job: Job) -> int:
    with sqlite3.connect(f"file:{home / 'jobs.sqlite3'}?mode=ro", uri=True) as database:
        (pid,) = database.execute(
            "SELECT pid FROM jobs WHERE id = ?", (job.name.removeprefix("jobs/"),)
        ).fetchone()
    database.close()
    return int(pid)


def _decodes(client: EngineClient, job: Job) -> None:
    """Waits until a job decodes, and fails where it has ended already."""

    def does() -> bool:
        now = client.get(job.name)
        assert now.state in (JobState.JOB_STATE_QUEUED, JobState.JOB_STATE_RUNNING), now
        return "Decoding" in now.step

    engines.wait_for(does)


@needs_signals
def test_it_says_where_it_is_and_cleans_up(engine: EngineProcess) -> None:
    line, found = json.loads(engine.line), engine.discovery()
    path = engine.home / "engine.json"
    assert line["discoveryFile"] == str(path)
    assert (line["grpcPort"], line["httpPort"]) == (found.grpc_port, found.http_port)
    assert found.pid == engine.process.pid == line["pid"]
    assert found.proto == "backbeat.v1"
    assert "token" not in line
    assert len(found.token) >= 43
    assert path.stat().st_mode & 0o777 == 0o600
    assert engine.home.stat().st_mode & 0o777 == 0o700
    engine.signal(signal.SIGINT)
    assert engine.wait() == 0
    assert not path.exists()
    told = engine.errors()
    assert f"gRPC on 127.0.0.1:{found.grpc_port}" in told
    assert "Traceback" not in told
    assert found.token not in told


@needs_signals
def test_every_line_of_the_log_is_json_and_every_line_of_a_job_names_it(tmp_path: Path) -> None:
    options = ("--workers", "1", "--log-format", "json", "--log-level", "debug")
    with (
        engine_process(tmp_path / "home", *options) as engine,
        engine.client() as client,
    ):
        token = engine.discovery().token
        job = client.submit(engines.beats(tmp_path / "missing.wav"))
        list(client.watch(job.name))
        engine.signal(signal.SIGTERM)
        assert engine.wait() == 0
        text = engine.errors()
    assert token not in text
    lines = [json.loads(line) for line in text.splitlines()]
    about = [line for line in lines if line.get("job") == job.name]
    assert {(line["kind"], line["attempt"]) for line in about} == {("beats", 1)}
    said = [line["message"] for line in about]
    assert said[0] == "submitted"
    assert said[1].startswith("started in process ")
    # Of the job's own process.
    assert "the beats workflow begins" in said
    assert "missing.wav does not exist" in said[-1] and said[-1].startswith("failed after ")


@needs_signals
def test_it_listens_on_loopback_only(engine: EngineProcess) -> None:
    found = engine.discovery()
    for port in (found.grpc_port, found.http_port):
        with pytest.raises(OSError), socket.socket(socket.AF_INET) as line:
            line.settimeout(2)
            # Another address of this machine: one that listens on 0.0.0.0 would answer.
            line.connect(("127.0.0.2", port))


@needs_signals
def test_a_second_engine_on_the_folder_is_refused(engine: EngineProcess) -> None:
    outcome = subprocess.run(
        [*engines.SERVE, "--home", str(engine.home)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert outcome.returncode == 4
    assert outcome.stderr.startswith(f"backbeat: An engine already runs on {engine.home} (process ")
    assert f"(process {engine.process.pid})" in outcome.stderr
    assert engine.discovery().pid == engine.process.pid
    assert discovery.read(engine.home) is not None


def _stop_at_once(client: EngineClient, job: Job) -> bool:
    """Cancels a job that would take long."""
    client.cancel(job.name)
    return True


@needs_signals
def test_killed_in_the_middle_of_a_job_it_leaves_nothing_half_done(
    engine: EngineProcess, client: EngineClient, tmp_path: Path
) -> None:
    output = tmp_path / "long.json"
    job = client.submit(engines.beats(engines.write_long(tmp_path / "long.wav"), output))
    waiting = client.submit(engines.beats(commands.write_clicks(tmp_path / "click.wav")))
    _decodes(client, job)
    worker = _pid(engine.home, job)
    half = engines.left_behind(tmp_path)
    engine.signal(signal.SIGKILL)
    engine.wait()
    assert (engine.home / "engine.json").exists()
    assert discovery.read(engine.home) is None
    with engine_process(engine.home, "--workers", "1") as again, again.client() as second:
        assert not engines.is_alive(worker), "the worker outlived its engine"
        assert second.get(job.name).attempt == 2
        engines.wait_for(lambda: second.get(job.name).state == JobState.JOB_STATE_RUNNING)
        steps = [event.step for event in second.watch(job.name) if _stop_at_once(second, job)]
        assert "Attempt 2 of 3: the engine died during the last" in steps
        assert list(second.watch(waiting.name))[-1].state == JobState.JOB_STATE_SUCCEEDED
    assert not output.exists()
    assert not half.exists()


@needs_signals
def test_asked_to_stop_it_lets_a_job_finish(tmp_path: Path) -> None:
    output = tmp_path / "minutes.json"
    with (
        # A grace that a busy machine's job fits into, too.
        engine_process(tmp_path / "home", "--workers", "1", "--grace", "200") as engine,
        engine.client() as client,
        grpc.insecure_channel(f"127.0.0.1:{engine.discovery().grpc_port}") as channel,
    ):
        sound = engines.write_long(tmp_path / "minutes.wav", 900)
        job = client.submit(engines.beats(sound, output))
        seen: list[int] = []
        watching = threading.Thread(
            target=lambda: seen.extend(event.state for event in client.watch(job.name)), daemon=True
        )
        watching.start()
        _decodes(client, job)
        engine.signal(signal.SIGTERM)
        health = health_pb2_grpc.HealthStub(channel)
        request = health_pb2.HealthCheckRequest()
        engines.wait_for(
            lambda: health.Check(request).status == health_pb2.HealthCheckResponse.NOT_SERVING
        )
        with pytest.raises(EngineUnavailableError, match="stopping"):
            client.submit(engines.beats(sound))
        assert client.get(job.name).state == JobState.JOB_STATE_RUNNING
        watching.join(200)
        assert seen[-1] == JobState.JOB_STATE_SUCCEEDED
        assert engine.wait() == 0
        assert output.exists()
        assert not (engine.home / "engine.json").exists()


@needs_signals
def test_a_job_that_outlasts_the_grace_is_interrupted(tmp_path: Path) -> None:
    with (
        engine_process(tmp_path / "home", "--grace", "0.2") as engine,
        engine.client() as client,
    ):
        job = client.submit(
            engines.beats(engines.write_long(tmp_path / "long.wav", 2 * engines.HOUR_S)), "known"
        )
        _decodes(client, job)
        stop = threading.Timer(0.2, engine.signal, (signal.SIGTERM,))
        stop.start()
        with pytest.raises(InterruptedJobError, match="stopped while"):
            follow(client, job.name, SILENT)
        assert engine.wait() == 0
        stop.join()
    with engine_process(tmp_path / "home") as engine, engine.client() as client:
        assert client.get(job.name).state == JobState.JOB_STATE_INTERRUPTED


@needs_signals
def test_a_second_ctrl_c_stops_it_at_once(tmp_path: Path) -> None:
    grace_s = 200
    with (
        engine_process(tmp_path / "home", "--workers", "1", "--grace", str(grace_s)) as engine,
        engine.client() as client,
    ):
        sound = engines.write_long(tmp_path / "long.wav", 4 * engines.HOUR_S)
        job = client.submit(engines.beats(sound))
        _decodes(client, job)
        worker = _pid(engine.home, job)
        began_s = time.monotonic()
        engine.signal(signal.SIGINT)
        time.sleep(0.3)
        assert engine.process.poll() is None
        engine.signal(signal.SIGINT)
        assert engine.wait() == 0
        assert time.monotonic() - began_s < grace_s / 2
        assert not engines.is_alive(worker)


@needs_signals
def test_a_worker_that_is_killed_fails_its_job(
    engine: EngineProcess, client: EngineClient, tmp_path: Path
) -> None:
    job = client.submit(engines.beats(engines.write_long(tmp_path / "long.wav")))
    _decodes(client, job)
    os.kill(_pid(engine.home, job), signal.SIGKILL)
    assert list(client.watch(job.name))[-1].state == JobState.JOB_STATE_FAILED
    failed = client.get(job.name)
    # So ends a process where memory runs out, whether or not the system says that it was that.
    assert "the process of this job" in failed.error.message.lower()
    assert "out of memory" in failed.error.message
    assert failed.error.exit_status == 3


@pytest.mark.parametrize(
    "option", [("--port", "65536"), ("--http-port", "-1"), ("--workers", "-1"), ("--grace", "nan")]
)
def test_options_out_of_range_are_refused(option: tuple[str, str], tmp_path: Path) -> None:
    outcome = subprocess.run(
        [*engines.SERVE, "--home", str(tmp_path), *option],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert outcome.returncode == 2
    assert outcome.stderr.startswith(f"backbeat: {option[0]} is")


@needs_signals
def test_the_end_of_its_terminal_stops_it_and_takes_its_token_along(tmp_path: Path) -> None:
    with engine_process(tmp_path / "home") as engine:
        engine.signal(signal.SIGHUP)
        assert engine.wait() == 0
    assert not (tmp_path / "home" / "engine.json").exists()


@needs_signals
def test_what_killed_engines_left_is_swept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with engine_process(home) as engine:
        engine.signal(signal.SIGKILL)
        engine.wait()
    left = home / "engine.json"
    assert left.exists()
    (home / ".engine.json.0a1b2c3d").write_text("half a token")
    taken = socket.create_server(("127.0.0.1", 0))
    # It never gets as far as to announce itself: no dead engine's token is left for who asks.
    with taken, pytest.raises(EngineUnavailableError):
        Engine(ServeOptions(home=home, port=taken.getsockname()[1])).start()
    assert sorted(path.name for path in home.glob("*engine.json*")) == []
