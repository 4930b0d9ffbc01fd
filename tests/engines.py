"""Parts for tests of the service: sounds, requests, and engines in processes of their own."""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import backbeat.client
from backbeat.client import EngineClient, discovery
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.music_pb2 import BeatsRequest

HOUR_S = 3600

SERVE = (sys.executable, "-m", "backbeat.cli.main", "serve")


def write_long(path: Path, seconds: int = HOUR_S) -> Path:
    """Sound that takes seconds to decode and more to analyse, in a file without blocks on disk."""
    rate = 48000
    size = seconds * rate
    form = struct.pack(
        "<4sI4s4sIHHIIHH", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, rate, rate, 1, 8
    )
    with path.open("wb") as file:
        file.write(form + struct.pack("<4sI", b"data", size))
        file.truncate(44 + size)
    return path


def beats(path: Path, output: Path | None = None) -> JobRequest:
    """Asks for the beats of a file."""
    return JobRequest(beats=BeatsRequest(path=str(path), output_path=str(output) if output else ""))


def left_behind(folder: Path) -> Path:
    """What a process that was killed while it wrote leaves in `folder`."""
    stage = folder / ".backbeat-0a1b2c3d4e5f.part"
    (stage / "0").mkdir(parents=True)
    (stage / "lock").touch()
    (stage / "0" / "long.json").write_text("half")
    return stage


def wait_for(what: Callable[[], bool], limit_s: float = 100.0) -> None:
    """Returns once `what` is true, and fails after a while."""
    end_s = time.monotonic() + limit_s
    while not what():
        assert time.monotonic() < end_s, "it did not happen in time"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    """Whether a process runs, one that has ended but was not collected not counted."""
    try:
        os.kill(pid, 0)
        # An orphan that nobody collects is still there, as a zombie.
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class EngineProcess:
    """`backbeat serve` on a folder, started by a shell's means."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [*SERVE, "--home", str(home), "--json", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        assert self.line, self.errors()

    def client(self) -> EngineClient:
        return backbeat.client.connect(home=self.home)

    def discovery(self) -> discovery.Discovery:
        found = discovery.parse(self.home)
        assert found is not None
        return found

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def wait(self, limit_s: float = 100.0) -> int:
        return self.process.wait(limit_s)

    def errors(self) -> str:
        """What it wrote to stderr; waits for its end."""
        return self.process.communicate(timeout=100)[1]

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        with contextlib.suppress(ValueError):
            self.process.communicate(timeout=100)


@contextlib.contextmanager
def engine_process(home: Path, *options: str) -> Iterator[EngineProcess]:
    """An engine process that is gone afterwards."""
    engine = EngineProcess(home, *options)
    try:
        yield engine
    finally:
        engine.close()
