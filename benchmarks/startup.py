"""Start-up time of commands."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measure import Row, command_s, times

_BACKBEAT = (sys.executable, "-m", "backbeat.cli.main")


def rows(folder: Path) -> list[Row]:
    """Median times of seven runs of whole processes."""
    del folder
    empty = command_s(7, sys.executable, "-c", "pass")
    found = []
    for name, arguments, aim in [
        ("backbeat --help", ("--help",), "under 0.3 s"),
        ("backbeat snap --help", ("snap", "--help"), "under 0.3 s"),
    ]:
        ours = command_s(7, *_BACKBEAT, *arguments)
        found.append(
            Row(name, f"{ours:.3f} s", f"python -c pass: {empty:.3f} s", times(ours / empty), aim)
        )
    return found
