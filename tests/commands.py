"""The real command line, in processes of its own, and a song and an edit to give it."""

from __future__ import annotations

import os
import subprocess
import sys
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


Cli = Callable[..., Ran]

HEARING_CTRL_C = (
    sys.executable,
    "-c",
    "import signal, sys\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from backbeat.cli.main import main\n"
    "sys.exit(main())",
)
"""The command line, hearing Ctrl-C: what a shell starts in the background is deaf to it. Not by
Popen's `preexec_fn`, which may lock up where other threads run."""


def in_folder(folder: Path) -> Cli:
    """Runs `backbeat ARGUMENTS` in `folder`, with a home of its own and nothing on the PATH."""

    def run(*arguments: object, **environment: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "backbeat.cli.main", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            timeout=250,
            env={**os.environ, "PATH": "", "BACKBEAT_HOME": str(folder / "home"), **environment},
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def write_clicks(path: Path, seconds: float = 4, bpm: float = 120, rate: int = 22050) -> Path:
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
