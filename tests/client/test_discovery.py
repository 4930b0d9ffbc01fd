from __future__ import annotations

import dataclasses
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.client import discovery
from backbeat.client.discovery import Discovery
from backbeat.errors import EngineUnavailableError
from backbeat.server.announcement import announce, withdraw


@pytest.fixture
def found() -> Iterator[Discovery]:
    """What an engine in this process would say, its port listening."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        yield Discovery(os.getpid(), port, port, "secret", "one", "0.1.0", "backbeat.v1", "now")


def test_what_is_announced_is_read(tmp_path: Path, found: Discovery) -> None:
    assert announce(tmp_path, found) == tmp_path / "engine.json"
    assert discovery.read(tmp_path) == found
    assert [path.name for path in tmp_path.iterdir()] == ["engine.json"]
    if os.name == "posix":
        assert (tmp_path / "engine.json").stat().st_mode & 0o777 == 0o600


def test_only_its_own_announcement_is_withdrawn(tmp_path: Path, found: Discovery) -> None:
    other = dataclasses.replace(found, server_id="other")
    announce(tmp_path, other)
    withdraw(tmp_path, found)
    assert discovery.read(tmp_path) == other
    withdraw(tmp_path, other)
    withdraw(tmp_path, other)
    assert discovery.read(tmp_path) is None


def test_a_dead_process_counts_as_none(tmp_path: Path, found: Discovery) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    announce(tmp_path, dataclasses.replace(found, pid=gone.pid))
    if os.name == "posix":
        assert discovery.read(tmp_path) is None
    assert discovery.parse(tmp_path) is not None


def test_a_port_that_does_not_answer_counts_as_none(tmp_path: Path, found: Discovery) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    announce(tmp_path, dataclasses.replace(found, grpc_port=closed))
    assert discovery.read(tmp_path) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "{}",
        '{"pid": 1}',
        "\x00",
        json.dumps(dict.fromkeys([field.name for field in dataclasses.fields(Discovery)], "x")),
    ],
)
def test_a_file_that_makes_no_sense_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "engine.json").write_text(text)
    assert discovery.read(tmp_path) is None


def test_a_folder_that_cannot_be_written_is_said_by_name(tmp_path: Path, found: Discovery) -> None:
    with pytest.raises(EngineUnavailableError, match=r"engine\.json cannot be written"):
        announce(tmp_path / "missing", found)


def test_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path))
    assert discovery.home() == tmp_path
    monkeypatch.setenv("BACKBEAT_HOME", "here")
    assert discovery.home() == Path.cwd() / "here"
    monkeypatch.delenv("BACKBEAT_HOME")
    assert discovery.home().name == "backbeat"
