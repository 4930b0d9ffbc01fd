from __future__ import annotations

import argparse
import json
import os
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import backbeat.client
from backbeat.cli import jobs
from backbeat.client import EngineClient, discovery
from backbeat.errors import (
    AlreadyExistsError,
    EngineUnavailableError,
    NotFoundError,
    RequestError,
)
from backbeat.server import Engine, ServeOptions
from backbeat.v1.jobs_pb2 import JobState
from tests import commands, engines


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[EngineClient]:
    running = Engine(ServeOptions(home=home, workers=1))
    running.start()
    with backbeat.client.connect(home=home) as connected:
        yield connected
    running.stop(0)


def _run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    jobs.configure(parser)
    return jobs.run(parser.parse_args(arguments))


def test_list_show_and_cancel(
    client: EngineClient, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ("--home", str(home))
    assert _run("list", *here) == 0
    assert capsys.readouterr().out == "no jobs\n"
    failed = client.submit(engines.beats(tmp_path / "missing.wav"))
    list(client.watch(failed.name))
    long = client.submit(engines.beats(engines.write_long(tmp_path / "long.wav")))
    assert _run("cancel", long.name, *here) == 0
    list(client.watch(long.name))
    capsys.readouterr()
    assert _run("list", *here) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [long.name, failed.name]
    assert "cancelled" in lines[0]
    assert _run("list", "-n", "1", "--json", *here) == 0
    page = json.loads(capsys.readouterr().out)
    assert [job["name"] for job in page["jobs"]] == [long.name]
    assert _run("show", failed.name.removeprefix("jobs/"), *here) == 0
    shown = capsys.readouterr().out
    assert "failed" in shown
    assert "missing.wav does not exist" in shown
    assert _run("show", failed.name, "--json", *here) == 0
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "failed_precondition"
    with pytest.raises(NotFoundError):
        _run("show", "none", *here)
    assert _run("log", failed.name, *here) == 0
    steps = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in steps[:2]] == ["queued", "running"]
    assert steps[-2].split()[2] == "failed"
    assert "missing.wav does not exist" in steps[-1]
    assert _run("log", failed.name, "--json", *here) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(steps)))
    with pytest.raises(NotFoundError):
        _run("log", "none", *here)


def test_without_an_engine(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError):
        _run("list", "--home", str(tmp_path))
    with pytest.raises(SystemExit):
        _run()


def test_a_job_is_run_again(
    client: EngineClient, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "late.wav"
    failed = client.submit(engines.beats(missing))
    list(client.watch(failed.name))
    commands.write_clicks(missing)
    assert _run("retry", failed.name, "--json", "--home", str(home)) == 0
    again = json.loads(capsys.readouterr().out)["name"]
    assert again != failed.name
    assert list(client.watch(again))[-1].state == JobState.JOB_STATE_SUCCEEDED


def test_what_has_not_ended_is_not_run_again(
    client: EngineClient, home: Path, tmp_path: Path
) -> None:
    long = client.submit(engines.beats(engines.write_long(tmp_path / "long.wav")))
    with pytest.raises(RequestError, match="has not ended"):
        _run("retry", long.name, "--home", str(home))
    client.cancel(long.name)
    list(client.watch(long.name))


@pytest.mark.parametrize("ending", [".jsonl", ".zip"])
def test_jobs_are_exported_without_names(
    client: EngineClient,
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    ending: str,
) -> None:
    film = tmp_path / "Secret Film" / "reel.wav"
    failed = client.submit(engines.beats(film))
    list(client.watch(failed.name))
    target = tmp_path / f"report{ending}"
    assert _run("export", failed.name, "-o", str(target), "--home", str(home)) == 0
    assert "1 job" in capsys.readouterr().out
    text = target.read_text() if ending == ".jsonl" else _packed(target)
    facts, job = (json.loads(line) for line in text.splitlines())
    assert facts["engine"] and facts["system"]
    assert job["job"] == failed.name and job["state"] == "failed"
    assert job["request"] == {"beats": {"path": "<file 1>.wav"}}
    assert job["error"]["message"] == "<file 1>.wav does not exist."
    assert [step["state"] for step in job["steps"]] == ["queued", "running", "failed"]
    found = discovery.parse(home)
    assert found is not None
    for secret in ("Secret Film", "reel", str(tmp_path), found.token):
        assert secret not in text
    with pytest.raises(AlreadyExistsError, match="exists already"):
        _run("export", failed.name, "-o", str(target), "--home", str(home))
    assert _run("export", "-y", "--with-paths", "-o", str(target), "--home", str(home)) == 0
    shown = target.read_text() if ending == ".jsonl" else _packed(target)
    assert str(film) in shown and found.token not in shown


def test_the_log_of_a_job_whose_process_died_is_exported_without_names(tmp_path: Path) -> None:
    home, film = tmp_path / "home", tmp_path / "Secret Film" / "reel.wav"
    film.parent.mkdir()
    request = engines.beats(engines.write_long(film, 4 * engines.HOUR_S))
    with engines.engine_process(home, "--workers", "1") as engine, engine.client() as client:
        name = client.submit(request).name
        engines.wait_for(lambda: "Decoding" in client.get(name).step)
        started = next(
            line for line in client.get(name, with_log=True).log_lines if "process" in line
        )
        os.kill(int(started.split()[-1]), getattr(signal, "SIGKILL", signal.SIGTERM))
        engines.wait_for(lambda: client.get(name).state == JobState.JOB_STATE_FAILED)
        assert not client.get(name).log_lines
        missing = client.submit(engines.beats(tmp_path / "Secret Film" / "gone.wav")).name
        engines.wait_for(lambda: "failed after" in str(client.get(missing, True).log_lines))
    # The next engine knows what the last one said.
    with engines.engine_process(home, "--workers", "1") as engine:
        target = tmp_path / "report.jsonl"
        assert _run("export", name, missing, "-o", str(target), "--home", str(home)) == 0
        token = engine.discovery().token
    text = target.read_text()
    _, died, failed = (json.loads(line) for line in text.splitlines())
    assert [line.partition("]: ")[2].split()[0] for line in died["log"]] == [
        "submitted",
        "started",
        "failed",
    ]
    assert f" INFO backbeat.jobs.chronicle [{name} beats 1]: failed after" in died["log"][-1]
    assert died["error"]["message"] in died["log"][-1]
    assert "failed_precondition: <file 1>.wav does not exist." in failed["log"][-1]
    for secret in ("Secret Film", "reel", "gone", str(tmp_path), token):
        assert secret not in text


def _packed(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("jobs.jsonl").decode()
