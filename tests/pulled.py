"""Pulled models for tests: downloaded once a checkout, and linked into the homes of tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backbeat.filelock import FileLock

CACHE = Path(__file__).parent.parent / ".pytest_cache" / "pulled"
"""The home from which models are linked."""
_LIMIT_S = 300.0


def put(name: str, home: Path) -> None:
    """Puts a pulled model into `home`; skips the test where it cannot be downloaded."""
    source, target = _pulled(name), home / "models" / name
    if target.exists():
        return
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.parent.mkdir(exist_ok=True)
    try:
        target.symlink_to(source, target_is_directory=True)
    except OSError:
        shutil.copytree(source, target)


def _pulled(name: str) -> Path:
    """The folder of a model in the cache; one process downloads, the others wait for it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    lock = FileLock(CACHE / f"{name}.lock")
    began = time.monotonic()
    while not lock.acquire():
        if time.monotonic() - began > _LIMIT_S:
            pytest.skip(f"another process has not pulled {name} in {_LIMIT_S:.0f} s")
        time.sleep(0.2)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "backbeat.cli.main", "models", "pull", name],
            env={**os.environ, "BACKBEAT_HOME": str(CACHE)},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_LIMIT_S, check=False,
        )  # fmt: skip
    finally:
        lock.release()
    if done.returncode:
        pytest.skip(f"{name} cannot be pulled: {done.stderr.strip()}")
    return CACHE / "models" / name
