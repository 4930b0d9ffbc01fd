from __future__ import annotations

import contextlib
import dataclasses
import http.client
import json
import os
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import backbeat.client
from backbeat.client import discovery
from backbeat.client.discovery import Discovery
from backbeat.client.proof import is_proven, proof_of
from backbeat.errors import EngineUnavailableError
from backbeat.server import Engine, ServeOptions
from backbeat.server.announcement import announce, withdraw


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Discovery]:
    """What an engine in this process says."""
    running = Engine(ServeOptions(home=tmp_path_factory.mktemp("home"), workers=1))
    yield running.start()
    running.stop(0)


class _Other(socketserver.StreamRequestHandler):
    """Another program at the port of an engine: it notes what it hears, and answers anything."""

    heard: list[bytes]
    answer = b""

    def handle(self) -> None:
        while (line := self.rfile.readline().strip()) != b"":
            self.heard.append(line)
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n" + b"0" * 64)


@pytest.fixture
def other() -> Iterator[tuple[int, list[bytes]]]:
    """The port of another program, and what it hears."""
    heard: list[bytes] = []
    kind = type("Handler", (_Other,), {"heard": heard})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], heard
        server.shutdown()


def test_who_took_the_port_of_a_dead_engine_gets_nothing(
    tmp_path: Path, found: Discovery, other: tuple[int, list[bytes]]
) -> None:
    port, heard = other
    # Its process id may be another program's by now, too.
    stale = dataclasses.replace(found, grpc_port=port, http_port=port)
    announce(tmp_path, stale)
    assert discovery.read(tmp_path) is None
    with pytest.raises(EngineUnavailableError, match="No engine is running"):
        backbeat.client.connect(home=tmp_path)
    with (
        backbeat.client.connect(f"127.0.0.1:{port}", home=tmp_path) as client,
        pytest.raises(EngineUnavailableError),
    ):
        client.info()
    assert heard, "it was asked for a proof"
    assert found.token.encode() not in b"".join(heard)


def test_a_proof_is_of_one_token_and_one_port(found: Discovery) -> None:
    challenge = "0a" * 32
    line = http.client.HTTPConnection("127.0.0.1", found.http_port, timeout=20)
    line.request("GET", f"/proof/{challenge}")
    answer = line.getresponse().read().decode()
    line.close()
    assert answer == proof_of(found.token, found.http_port, challenge)
    # One that another program fetched here and passes on from its own port is none.
    assert answer != proof_of(found.token, found.http_port + 1, challenge)
    assert is_proven("127.0.0.1", found.http_port, found.token, 20)
    assert not is_proven("127.0.0.1", found.http_port, f"{found.token}x", 20)


def test_who_answers_a_byte_at_a_time_is_not_waited_for() -> None:
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):
                while not done.wait(0.05):
                    line.sendall(b"H")

        thread = threading.Thread(target=drip)
        thread.start()
        began_s = time.monotonic()
        assert not is_proven("127.0.0.1", server.getsockname()[1], "token", 0.3)
        assert time.monotonic() - began_s < 5
        done.set()
        thread.join()


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
    announce(tmp_path, dataclasses.replace(found, http_port=closed))
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
