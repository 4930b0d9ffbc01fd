"""The old Pythons that this machine has: Resolve may run the plugin with any of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

_NAMES = ("3.6", "3.7", "3.8")


@cache
def old_pythons() -> tuple[str, ...]:
    """Interpreters that really run, the oldest first, one a version."""
    return tuple(found for name in _NAMES for found in _interpreters(name)[:1])


def _interpreters(name: str) -> list[str]:
    # A manager of versions keeps them side by side, ours among them.
    folders = {Path(sys.base_prefix).parent, Path("~/.pyenv/versions").expanduser()}
    built = [path for folder in sorted(folders) for path in folder.glob(f"{name}.*/bin/python3")]
    found = [shutil.which(f"python{name}") or "", *map(str, built)]
    return [path for path in found if path and _runs(path)]


def _runs(path: str) -> bool:
    return subprocess.run([path, "-c", "pass"], capture_output=True).returncode == 0
