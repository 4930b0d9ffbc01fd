"""No token is where others read: not in what an engine writes, says or is called with."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import backbeat.client
from backbeat.errors import BackbeatError
from backbeat.server.access.given_tokens import GivenTokens
from backbeat.server.access.scopes import Scope
from tests import engines
from tests.engines import engine_process


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are listed there")
def test_no_token_is_logged_listed_or_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    given = GivenTokens(home).add("farm", Scope.SUBMIT, None)
    monkeypatch.setenv("BACKBEAT_DEBUG", "1")
    monkeypatch.setenv("PYTHONFAULTHANDLER", "1")
    with engine_process(home, "--workers", "1") as engine:
        found = engine.discovery()
        secrets = [found.token, given]
        address = f"127.0.0.1:{found.grpc_port}"
        for token in secrets:
            # Calls that fail, one of them to a path that is a secret.
            with (
                backbeat.client.connect(address, token, "/none") as client,
                pytest.raises(BackbeatError),
            ):
                client.get("jobs/none")
            for path in (f"/{token}", "/backbeat.v1.Jobs/GetJob", "/healthz"):
                _send(found.http_port, path, token)
        with backbeat.client.connect(home=home) as client:
            # A job that fails in its worker.
            with pytest.raises(BackbeatError):
                client.run(engines.beats(tmp_path / "none.wav"))
            code = client.new_code("browser", for_page=True).code
        secrets.append(code)
        command = [sys.executable, "-m", "backbeat.cli.main", "jobs", "list", "--engine", address]
        with subprocess.Popen(
            command,
            env={**os.environ, "BACKBEAT_TOKEN": given},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as listing:
            listed = _command_lines()
            said = listing.communicate(timeout=100)[0].decode()
        assert str(listing.pid) in listed
        engine.process.terminate()
        assert engine.wait() == 0
        rest, errors = engine.process.communicate(timeout=100)
    told = "".join((engine.line, rest, errors, said, *listed.values()))
    assert "gRPC on 127.0.0.1" in told
    for path in home.rglob("*"):
        if path.is_file():
            told += path.read_bytes().decode("latin-1")
    for secret in secrets:
        assert secret not in told
    assert "jobs.sqlite3" in {path.name for path in home.iterdir()}
    assert "farm" in json.loads((home / "tokens.json").read_text())["tokens"][0]["name"]


def _send(port: int, path: str, token: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    line.request("POST", path, b'{"name": 7}', headers)
    answer = line.getresponse()
    assert token not in answer.read().decode() or token in path
    line.close()


def _command_lines() -> dict[str, str]:
    """What every user of the machine may see of each process."""
    lines = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                lines[folder.name] = (folder / "cmdline").read_bytes().decode("latin-1")
            except OSError:
                continue
    return lines
