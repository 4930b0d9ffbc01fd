"""The old Pythons that this machine has."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

_NAMES = ("3.6", "3.7", "3.8")


@cache
def old_pythons() -> tuple[str, ...]:
    """Interpreters that really run, the oldest first."""
    homes = Path("~/.pyenv/versions").expanduser()
    found = [shutil.which(f"python{name}") or "" for name in _NAMES]
    kept = [str(path) for name in _NAMES for path in sorted(homes.glob(f"{name}.*/bin/python"))]
    return tuple(path for path in [*found, *kept] if path and _runs(path))


def _runs(path: str) -> bool:
    return subprocess.run([path, "-c", "pass"], capture_output=True).returncode == 0
