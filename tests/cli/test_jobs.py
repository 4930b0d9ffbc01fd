from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import backbeat.client
from backbeat.cli import jobs
from backbeat.client import EngineClient
from backbeat.errors import EngineUnavailableError, NotFoundError
from backbeat.server import Engine, ServeOptions
from tests import engines


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
