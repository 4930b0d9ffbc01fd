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


@pytest.mark.whole
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("tool", "words"),
    [("uv", ("tool", "install", "--python", sys.executable)), ("pipx", ("install",))],
)
def test_uv_and_pipx_install_the_wheel(tool: str, words: tuple[str, ...], tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    program = ROOT / ".venv-supply" / "bin" / tool
    if not program.exists():
        pytest.skip(f"{tool} is not installed: make lock installs it")
    wheel = wheel_of(tmp_path / "wheel", 0o644, 1_600_000_000)
    places = {
        "UV_TOOL_DIR": "tools", "UV_TOOL_BIN_DIR": "bin", "PIPX_HOME": "tools",
        "PIPX_BIN_DIR": "bin", "PIPX_MAN_DIR": "man", "BACKBEAT_HOME": "home",
    }  # fmt: skip
    environment = {**os.environ, **{name: str(tmp_path / at) for name, at in places.items()}}
    done = subprocess.run(
        [program, *words, str(wheel)], env=environment, capture_output=True, text=True
    )
    if done.returncode and ("onnect" in done.stderr or "network" in done.stderr):
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, done.stderr
    backbeat = tmp_path / "bin" / "backbeat"
    said = subprocess.run(
        [backbeat, "update-check"], env=environment, capture_output=True, text=True, check=True
    )
    assert f"installed by {tool}" in said.stdout
    doctor = subprocess.run([backbeat, "doctor"], env=environment, capture_output=True, text=True)
    assert doctor.returncode == 0, doctor.stdout


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
