"""`backbeat open`, as a user and the page that it opens go through it."""

from __future__ import annotations

import argparse
import json
import os
import signal
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from backbeat.cli import open as open_
from backbeat.client import discovery
from backbeat.errors import BackbeatError
from tests.commands import HEARING_CTRL_C, Ran, in_folder, write_clicks
from tests.engines import EngineProcess, engine_process


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    with engine_process(tmp_path_factory.mktemp("home"), "--workers", "1") as running:
        yield running


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A song whose name is no address."""
    return write_clicks(tmp_path / "Lied & #1 – 50% mehr.wav", 2)


def run_open(engine: EngineProcess, folder: Path, *arguments: object, **environment: str) -> Ran:
    return in_folder(folder)("open", *arguments, "--home", engine.home, **environment)


def opening(*arguments: str) -> int:
    """`backbeat open ARGUMENTS` in this process."""
    parser = argparse.ArgumentParser()
    open_.configure(parser)
    return open_.run(parser.parse_args(arguments))


def asked(address: str, method: str, body: object, token: str = "") -> Any:
    """One call as the page makes it."""
    parts = urlsplit(address)
    headers = {"Content-Type": "application/json", "Origin": f"http://{parts.netloc}"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(
        f"http://{parts.netloc}/backbeat.v1.{method}", json.dumps(body).encode(), headers
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())


def page_of(address: str) -> dict[str, str]:
    """What stands behind the address's #."""
    return {key: value[0] for key, value in parse_qs(urlsplit(address).fragment).items()}


def test_the_page_trades_its_code_and_opens_the_file(
    engine: EngineProcess, song: Path, tmp_path: Path
) -> None:
    ran = run_open(engine, tmp_path, song.name, "--no-browser")
    assert (ran.status, ran.err) == (0, "")
    (address,) = ran.out.splitlines()
    assert urlsplit(address).netloc == f"127.0.0.1:{engine.discovery().http_port}"
    page = page_of(address)
    assert page["open"] == str(song)
    with urllib.request.urlopen(address, timeout=20) as index:
        assert b"<!doctype html" in index.read().lower()
    token = asked(address, "Pairing/Pair", {"code": page["code"], "client": "browser"})["token"]
    opened = asked(address, "Panel/OpenFile", {"path": page["open"]}, token)
    assert opened["media"]["durationS"] == 2
    # The code works once; and the token is none of a panel that stays paired.
    with pytest.raises(urllib.error.HTTPError) as refused:
        asked(address, "Pairing/Pair", {"code": page["code"], "client": "browser"})
    refused.value.close()
    assert not asked(address, "Pairing/ListPaired", {}, token).get("panels")


@pytest.mark.parametrize("home", [True, False])
def test_an_engine_may_be_named_as_everywhere(
    home: bool,
    engine: EngineProcess,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = engine.discovery()
    here = f"127.0.0.1:{found.grpc_port}"
    if home:
        named = ("--engine", "auto", "--home", str(engine.home))
    else:
        # Another user's, or one behind a tunnel: only its address and its token are known.
        monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path))
        monkeypatch.setenv("BACKBEAT_TOKEN", found.token)
        named = ("--engine", here)
    # A file of the engine's machine need not be on this one.
    file = () if home else (str(tmp_path / "there.wav"),)
    assert opening(*file, "--no-browser", *named) == 0
    address = capsys.readouterr().out.strip()
    assert urlsplit(address).netloc == f"127.0.0.1:{found.http_port}"
    page = page_of(address)
    assert page.get("open", "") == "".join(file)
    assert asked(address, "Pairing/Pair", {"code": page["code"], "client": "browser"})["token"]


@pytest.mark.parametrize(
    ("named", "said"), [("auto", "No engine is running"), ("here", "no"), ("127.0.0.1:1", "1")]
)
def test_a_named_engine_that_is_not_there_is_not_started(
    named: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BackbeatError, match=said):
        opening("--no-browser", "--engine", named, "--home", str(tmp_path))
    assert capsys.readouterr().out == ""


def test_without_a_file_the_page_asks_for_one(
    engine: EngineProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    assert opening("--no-browser", "--home", str(engine.home)) == 0
    assert list(page_of(capsys.readouterr().out.strip())) == ["code"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("nothing.wav", None, "is not there"),
        ("words.txt", "words", "words.txt"),
        ("broken.otio", "{", "broken.otio"),
        ("other.json", "{}", "is no result that Backbeat wrote"),
        ("edit.prproj", "PK", "which only Premiere Pro reads"),
    ],
)
def test_what_cannot_be_shown_is_said_before_a_page_opens(
    name: str,
    content: str | None,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(BackbeatError, match=said):
        opening(str(tmp_path / name), "--no-browser", "--home", str(tmp_path / "home"))
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "home").exists()


@pytest.mark.skipif(os.name == "nt", reason="browsers are named by a variable elsewhere")
def test_a_browser_is_given_the_address(engine: EngineProcess, tmp_path: Path) -> None:
    browser, seen = tmp_path / "browser", tmp_path / "seen"
    browser.write_text(
        f'#!{sys.executable}\nimport sys\nopen({str(seen)!r}, "w").write(sys.argv[1])\n'
    )
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    ran = run_open(engine, tmp_path, BROWSER=f"{browser} %s", DISPLAY=":0")
    assert ran.status == 0
    assert seen.read_text() == ran.out.strip()
    assert ran.err == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system has a browser")
def test_without_a_browser_the_address_is_enough(engine: EngineProcess, tmp_path: Path) -> None:
    without = {"BROWSER": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    ran = run_open(engine, tmp_path, **without)
    assert ran.status == 0
    assert page_of(ran.out)["code"]
    assert ran.err == "backbeat: no browser could be started; open the address above in one\n"


@pytest.mark.skipif(os.name == "nt", reason="no Ctrl-C for one process there")
def test_without_an_engine_one_runs_until_ctrl_c(song: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    process = subprocess.Popen(
        [*HEARING_CTRL_C, "open", str(song), "--no-browser", "--home", str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        code = page_of(address)["code"]
        token = asked(address, "Pairing/Pair", {"code": code, "client": "browser"})["token"]
        assert "media" in asked(address, "Panel/OpenFile", {"path": str(song)}, token)
        found = discovery.read(home)
        assert found is not None
        assert found.pid == process.pid
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "")
    assert err == "backbeat: the engine runs here; Ctrl-C ends it\n"
    assert not (home / discovery.FILE).exists()
