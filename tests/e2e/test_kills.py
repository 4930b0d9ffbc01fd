"""A few of the kills of `python -m benchmarks.kills`, which makes a hundred."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc")
def test_nothing_is_lost_half_written_or_left(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.kills", "--kills", "4", "--keep"),
            *("--kinds", "beats,visemes,plan"),
        ],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "killed: 1 command, 2 engine, 1 worker" in done.stdout
