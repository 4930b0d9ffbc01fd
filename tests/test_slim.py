"""All works without librosa, pyloudnorm, OpenCV and what they bring; what needs them says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from backbeat.packages import OPTIONAL
from tests.commands import Ran
from tests.material import write_clip
from tools.slim_environment import slim_python

ROOT = Path(__file__).parent.parent
SLIM = ROOT / "requirements" / "slim.txt"
LEFT_OUT = (
    "librosa", "pyloudnorm", "numba", "llvmlite", "scipy", "sklearn", "cv2", "scenedetect",
    "ctranslate2", "pocketsphinx",
)  # fmt: skip
MOST_MB = 350
BLOCKED = f"""
import sys
sys.modules.update(dict.fromkeys({LEFT_OUT!r}))
from backbeat.cli.main import main
sys.exit(main())
"""
Command = Callable[..., Ran]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.mov", seconds=1)


def command(folder: Path, *python: str) -> Command:
    """Runs a command line in `folder` by some Python."""

    def run(*arguments: object) -> Ran:
        done = subprocess.run(
            [*python, *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=folder,
            timeout=100,
            env={**os.environ, "PATH": "", "BACKBEAT_HOME": str(folder / "home")},
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def assert_jobs_work(run: Command, song: Path, edit: Path) -> None:
    jobs: list[tuple[object, ...]] = [
        ("snap", edit, "--music", song, "-o", "snapped.otio"),
        ("loudness", song, "--dialogue"),
        ("master", song, "--lufs", "-30", "-o", "mastered.wav"),
    ]
    for job in jobs:
        ran = run(*job)
        assert ran.status == 0, (job, ran.err)


def assert_what_needs_them_says_what_is_missing(run: Command, song: Path, clip: Path) -> None:
    for option in (("beats", "--tracker", "librosa"), ("loudness", "--meter", "pyloudnorm")):
        ran = run(option[0], song, *option[1:])
        assert ran.status == 3
        assert f"{' '.join(option[1:])} needs the package {option[2]}" in ran.err
        assert f"pip install {option[2]}" in ran.err
    ran = run("cut", clip, "--music", song, "-o", "cut.otio")
    assert ran.status == 3
    assert "Cutting to music needs the package opencv-python-headless" in ran.err
    assert "pip install opencv-python-headless" in ran.err


def test_no_job_needs_what_is_left_out(tmp_path: Path, song: Path, edit: Path, clip: Path) -> None:
    run = command(tmp_path, sys.executable, "-c", BLOCKED)
    assert_jobs_work(run, song, edit)
    assert_what_needs_them_says_what_is_missing(run, song, clip)


def test_the_slim_set_is_the_whole_one_without_what_is_left_out() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    whole = {line.replace("; sys_platform == 'darwin'", "") for line in project["dependencies"]}
    lines = SLIM.read_text().splitlines()
    slim = {line for line in lines if line and not line.startswith("#")}
    assert slim <= whole
    missing = {line.split(">")[0] for line in whole - slim}
    assert missing == {*OPTIONAL, "onnxruntime-gpu"}


@pytest.mark.whole
@pytest.mark.timeout(600)
@pytest.mark.skipif(os.name == "nt", reason="the paths of an environment differ")
def test_a_slim_environment_does_everything(
    tmp_path: Path, song: Path, edit: Path, clip: Path
) -> None:
    python = slim_python()
    run = command(tmp_path, str(python), "-m", "backbeat.cli.main")
    assert_jobs_work(run, song, edit)
    for job in (
        ("beats", song, "-o", "beats.otio", "--plot", "beats.png"),
        ("demo", "demo"),
        ("render", "demo/demo.otio", "-o", "mix.wav"),
    ):
        ran = run(*job)
        assert ran.status == 0, (job, ran.err)
    assert_what_needs_them_says_what_is_missing(run, song, clip)
    doctor = run("doctor", "--json")
    found = {one["subject"]: one for one in json.loads(doctor.out)}
    assert all(found[name]["says"].startswith("not installed") for name in OPTIONAL)
    assert found["onnxruntime"]["ok"] and "CPUExecutionProvider" in found["onnxruntime"]["says"]
    assert doctor.status == (0 if all(one["ok"] for one in found.values()) else 4)
    (packages,) = python.parent.parent.glob("lib/python*/site-packages")
    listed = subprocess.run(
        [str(python), "-m", "pip", "list", "--format=json"], capture_output=True, check=True
    )
    names = {one["name"] for one in json.loads(listed.stdout)}
    assert not names & {*OPTIONAL, "numba", "scipy", "scikit-learn"}
    size = sum(path.lstat().st_size for path in packages.rglob("*") if path.is_file())
    assert size < MOST_MB * 10**6
