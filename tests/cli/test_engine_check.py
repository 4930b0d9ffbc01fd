"""Whether an engine is ready, or could start, as the command line says it."""

from __future__ import annotations

import dataclasses
import json
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.cli.engine_check import check
from backbeat.cli.finding import Finding, show
from backbeat.jobs.database import DATABASE
from backbeat.server import Engine, ServeOptions, readiness
from backbeat.server.announcement import announce
from backbeat.version import __version__
from tests import engines
from tests.commands import Cli


def _findings(options: ServeOptions) -> dict[str, Finding]:
    return {finding.subject: finding for finding in check(options)}


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        yield int(line.getsockname()[1])


def test_what_would_keep_an_engine_from_starting_is_named(
    tmp_path: Path, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = _findings(ServeOptions(home=tmp_path / "home"))
    assert all(finding.ok for finding in good.values())
    assert "not running" in good["engine"].says
    monkeypatch.setattr(readiness, "MIN_FREE_BYTES", 1 << 62)
    full = _findings(ServeOptions(home=tmp_path / "home", port=taken))
    assert not full["disk"].ok and "MB left, below" in full["disk"].says
    assert not full["--port"].ok and f"port {taken} cannot be used" in full["--port"].says
    (tmp_path / "file").touch()
    (bad,) = [one for one in check(ServeOptions(home=tmp_path / "file")) if not one.ok]
    assert bad.subject == "jobs" and bad.fix == "Choose another with --home."


def test_a_running_engine_says_why_it_is_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "INTERVAL_S", 0.05)
    options = ServeOptions(home=tmp_path / "home", workers=1)
    engine = Engine(options)
    found = engine.start()
    try:
        assert _findings(options)["ready"] == Finding("ready", True, "it takes jobs")
        other = sqlite3.connect(options.home / DATABASE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        engines.wait_for(lambda: not _findings(options)["ready"].ok)
        assert "database is locked" in _findings(options)["ready"].says
        other.execute("ROLLBACK")
        other.close()
        announce(options.home, dataclasses.replace(found, version="7.0"))
        old = _findings(options)["version"]
        assert not old.ok and old.says == f"it is Backbeat 7.0, and this is {__version__}"
        announce(options.home, found)
    finally:
        engine.stop(0)


def test_both_commands_say_it(cli: Cli, tmp_path: Path, taken: int) -> None:
    ran = cli("doctor", "--engine")
    assert ran.status == 0
    assert ran.out.startswith("ok  engine                 not running on ")
    ran = cli("serve", "--check", "--port", taken, "--json")
    assert ran.status == 4
    assert [each["subject"] for each in json.loads(ran.out) if not each["ok"]] == ["--port"]
    assert not (tmp_path / "home" / "engine.json").exists()


def test_the_exit_status_is_that_of_the_worst(capsys: pytest.CaptureFixture[str]) -> None:
    assert show([Finding("a", True, "good")], as_json=False) == 0
    assert show([Finding("a", True, "good"), Finding("b", False, "bad", "Fix it.")], False) == 4
    assert capsys.readouterr().out.endswith(f"BAD {'b':22} bad\n    {'':22} Fix it.\n")
