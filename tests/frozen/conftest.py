"""The frozen program, built once, and a machine without Python to run it on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import Ran
from tools.frozen import build

Bare = Callable[..., Ran]


@pytest.fixture(scope="session")
def program() -> Path:
    """The program: the one that $BACKBEAT_FROZEN names, else built here."""
    if given := os.environ.get("BACKBEAT_FROZEN"):
        return Path(given).absolute()
    try:
        build.frozen_python()
    except subprocess.CalledProcessError as error:
        pytest.skip(f"PyInstaller and what goes into the program cannot be installed: {error}")
    return build.build()


@pytest.fixture
def bare(program: Path, tmp_path: Path) -> Bare:
    """Runs the program in `tmp_path` with an empty PATH, and no variable of this process."""

    def run(*arguments: object, **environment: str) -> Ran:
        done = subprocess.run(
            [str(program), *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            timeout=250,
            env=without_python(tmp_path, **environment),
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def without_python(folder: Path, **environment: str) -> dict[str, str]:
    """Variables of a user without Python, whose home is `folder`."""
    return {
        "PATH": "",
        "HOME": str(folder),
        "BACKBEAT_HOME": str(folder / "home"),
        # What Resolve sets for its own Python.
        "PYTHONHOME": "/nowhere",
        "PYTHONPATH": "/nowhere",
        **environment,
    }
