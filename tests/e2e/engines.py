"""Engines in processes of their own, for tests."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ENDED = {"JOB_STATE_SUCCEEDED", "JOB_STATE_FAILED", "JOB_STATE_CANCELLED", "JOB_STATE_INTERRUPTED"}


@dataclass
class RunningEngine:
    """A `backbeat serve` and what its discovery file says."""

    process: subprocess.Popen[str]
    home: Path
    grpc_port: int
    http_port: int

    @property
    def token(self) -> str:
        return str(json.loads((self.home / "engine.json").read_text())["token"])

    def post(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        """One call of the JSON face, as a client without gRPC makes it."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.http_port}/backbeat.v1.{method}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return dict(json.load(answer))

    def ended(self, name: str, within_s: float = 60) -> dict[str, Any]:
        """The job once it has ended, polled over HTTP."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            job = self.post("Jobs/GetJob", {"name": name})
            if job["state"] in _ENDED:
                return job
            time.sleep(0.05)
        raise AssertionError(f"{name} did not end within {within_s} s")


@contextlib.contextmanager
def running_engine(home: Path, *arguments: str) -> Iterator[RunningEngine]:
    command = [sys.executable, "-m", "backbeat.cli.main", "serve", "--json", "--home", str(home)]
    process = subprocess.Popen(
        [*command, "--grace", "1", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PATH": ""},
    )
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        yield RunningEngine(process, home, ready["grpcPort"], ready["httpPort"])
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout:
            process.stdout.close()
