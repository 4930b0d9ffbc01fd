"""The real command line, in processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests import edits
from tests.edits import Piece


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


Cli = Callable[..., Ran]


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Runs `backbeat ARGUMENTS` in `tmp_path`, with a home of its own and nothing on the PATH."""

    def run(*arguments: object, **environment: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "backbeat.cli.main", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            timeout=100,
            env={**os.environ, "PATH": "", "BACKBEAT_HOME": str(tmp_path / "home"), **environment},
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def write_clicks(path: Path, bpm: float = 120, seconds: float = 12, rate: int = 22050) -> Path:
    """A WAV with a click on every beat, the first of four louder."""
    samples = np.zeros(int(seconds * rate))
    burst = np.exp(-np.arange(800) / 120) * np.sin(np.arange(800) * 0.7)
    for number in range(int((seconds - 0.1) * bpm / 60)):
        start = int(number * 60 / bpm * rate)
        samples[start : start + len(burst)] += burst * (0.9 if number % 4 == 0 else 0.5)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes((samples * 32000).astype("<i2").tobytes())
    return path


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return write_clicks(tmp_path / "song.wav")


@pytest.fixture
def edit(tmp_path: Path) -> Path:
    pieces = [Piece(27), Piece(47), Piece(60), Piece(70), Piece(80)]
    return edits.written(edits.timeline([pieces]), tmp_path)
