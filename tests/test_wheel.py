"""The wheel: the same bytes from the same sources, and what it needs to have in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("engine/backbeat", "plugins", "pyproject.toml", "README.md", "LICENSE")
UNTIDY = shutil.ignore_patterns("node_modules", ".mypy_cache")


def wheel_of(folder: Path, mode: int, time_s: float) -> Path:
    """The wheel of a copy of the sources with other times and rights, with junk beside them."""
    source = folder / "source"
    for name in SOURCES:
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=UNTIDY, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(ROOT / name, target)
    for path in source.rglob("*"):
        if path.is_file():
            path.chmod(mode)
            os.utime(path, (time_s, time_s))
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=source, check=True, capture_output=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1764374400"},
    )  # fmt: skip
    return next(folder.glob("*.whl"))


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    first = wheel_of(tmp_path / "one", 0o644, 1_600_000_000)
    second = wheel_of(tmp_path / "another place", 0o600, 1_700_000_000)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as wheel:
        names = wheel.namelist()
    assert "backbeat/plugins/shipped/resolve/menu/Snap to Beats.py" in names
    assert "backbeat/plugins/shipped/premiere/manifest.json" in names
    assert "backbeat/server/panel_files/panel.js" in names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
