"""`backbeat pair`: a code for the panel, as it is shown, used, listed and forgotten."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backbeat.cli import pair
from backbeat.client.discovery import Discovery
from backbeat.errors import EngineUnavailableError, NotFoundError
from backbeat.server import Engine, ServeOptions

PAIR = (sys.executable, "-m", "backbeat.cli.main", "pair")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[Discovery]:
    running = Engine(ServeOptions(home=home, workers=1))
    yield running.start()
    running.stop(0)


@pytest.fixture
def run_pair(
    engine: Discovery, home: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Runs `backbeat pair ARGUMENTS`; gives what it prints."""

    def run(*arguments: str) -> str:
        parser = argparse.ArgumentParser()
        pair.configure(parser)
        assert pair.run(parser.parse_args([*arguments, "--home", str(home)])) == 0
        return capsys.readouterr().out

    return run


def asked(engine: Discovery, method: str, body: object, token: str = "") -> Any:
    """One call as the panel in Premiere makes it: without an origin."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(
        f"http://127.0.0.1:{engine.http_port}/backbeat.v1.Pairing/{method}",
        json.dumps(body).encode(),
        headers,
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())


def test_it_waits_until_a_panel_has_used_the_code(engine: Discovery, home: Path) -> None:
    waiting = subprocess.Popen(
        [*PAIR, "--home", str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert waiting.stdout is not None
        code = waiting.stdout.readline().strip()
        assert len(code.replace("-", "")) == 8
        # Typed without care.
        typed = f" {code.lower().replace('-', ' ')} "
        answer = asked(engine, "Pair", {"code": typed, "client": "Premiere on STUDIO-3"})
        _, err = waiting.communicate(timeout=60)
    finally:
        if waiting.poll() is None:
            waiting.kill()
            waiting.communicate(timeout=60)
    assert waiting.returncode == 0
    assert err.splitlines()[-1] == "backbeat: paired with Premiere on STUDIO-3"
    assert asked(engine, "Hello", {"protocol": 1}, answer["token"])["paired"] is True


def waiting_for(home: Path) -> tuple[subprocess.Popen[str], str]:
    """`backbeat pair`, and the code that it shows."""
    waiting = subprocess.Popen(
        [*PAIR, "--home", str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert waiting.stdout is not None
    return waiting, waiting.stdout.readline().strip()


def last_words(waiting: subprocess.Popen[str]) -> tuple[int, str]:
    """How it ends, and what it says then."""
    try:
        # Far less than the two minutes of a code.
        _, err = waiting.communicate(timeout=40)
    finally:
        if waiting.poll() is None:
            waiting.kill()
            waiting.communicate(timeout=60)
    return waiting.returncode, err


def test_after_five_wrong_codes_it_waits_no_longer(engine: Discovery, home: Path) -> None:
    waiting, _ = waiting_for(home)
    for _ in range(5):
        with pytest.raises(urllib.error.HTTPError) as refused:
            asked(engine, "Pair", {"code": "WRNG-CDE2", "client": "Premiere"})
        refused.value.close()
    status, said = last_words(waiting)
    assert status == 2
    assert "Five wrong codes were typed, so this one works no longer." in said
    assert "Run `backbeat pair` again" in said


def test_a_newer_code_ends_the_wait_for_an_older_one(
    engine: Discovery, home: Path, run_pair: Callable[..., str]
) -> None:
    waiting, first = waiting_for(home)
    assert run_pair("--no-wait").strip() != first
    status, said = last_words(waiting)
    assert status == 2 and "A newer code was asked for" in said


def test_when_the_engine_stops_it_waits_no_longer(tmp_path: Path) -> None:
    running = Engine(ServeOptions(home=tmp_path, workers=1))
    running.start()
    try:
        waiting, _ = waiting_for(tmp_path)
    finally:
        running.stop(0)
    status, said = last_words(waiting)
    assert status == 4
    assert "The engine was stopped, and its code with it." in said


def test_a_panel_is_listed_until_it_is_forgotten(
    engine: Discovery, run_pair: Callable[..., str]
) -> None:
    code = run_pair("--no-wait").strip()
    answer = asked(engine, "Pair", {"code": code, "client": "Premiere on STUDIO-4"})
    name, token = answer["name"], answer["token"]
    (line,) = (one for one in run_pair("--list").splitlines() if one.startswith(name))
    assert line.startswith(f"{name}  Premiere on STUDIO-4  paired 20")
    printed = run_pair("--list", "--json")
    assert {"name": name, "client": "Premiere on STUDIO-4"}.items() <= next(
        one for one in json.loads(printed)["panels"] if one["name"] == name
    ).items()
    assert token not in printed
    short = name.removeprefix("panels/")
    assert run_pair("--forget", short) == "Premiere on STUDIO-4 may call no longer\n"
    assert name not in run_pair("--list")
    with pytest.raises(urllib.error.HTTPError) as refused:
        asked(engine, "ListPaired", {}, token)
    with refused.value:
        assert refused.value.code == 401


def test_the_code_as_json(run_pair: Callable[..., str]) -> None:
    assert set(json.loads(run_pair("--json"))) == {"code", "expireTime", "httpPort"}


def test_a_panel_that_is_not_paired_cannot_be_forgotten(run_pair: Callable[..., str]) -> None:
    with pytest.raises(NotFoundError, match="No panel panels/none is paired") as refused:
        run_pair("--forget", "none")
    assert "backbeat pair --list" in refused.value.hint


def test_without_an_engine_it_says_how_to_start_one(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    pair.configure(parser)
    with pytest.raises(EngineUnavailableError) as refused:
        pair.run(parser.parse_args(["--home", str(tmp_path)]))
    assert "backbeat serve" in str(refused.value)
