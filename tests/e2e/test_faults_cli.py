"""Every command against what disks do to it: a sentence, and nothing half written."""

from __future__ import annotations

import os
import shutil
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import commands
from tests.commands import Cli, Ran
from tests.contract import inputs
from tests.contract.lines import COMMANDS, line

pytestmark = pytest.mark.skipif(os.name == "nt", reason="disks are mounted otherwise there")

QUICK = ("beats", "visemes")
"""What needs no more than a song; the others run with `make test-all`."""
KINDS = [
    kind if kind in QUICK else pytest.param(kind, marks=pytest.mark.whole) for kind in COMMANDS
]
CJK = "音" * 81


@pytest.fixture(scope="module")
def song_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("song")
    commands.write_clicks(folder / "song.wav", 12)
    return folder


@pytest.fixture(scope="module")
def all_material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return inputs.write_material(tmp_path_factory.mktemp("material")).folder


@pytest.fixture
def material(kind: str, request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue("song_alone" if kind in QUICK else "all_material")
    return found


def said_well(ran: Ran) -> None:
    assert ran.status in (0, 1, 2, 3), ran
    assert "internal error" not in ran.err and "Traceback" not in ran.err
    if ran.status > 1:
        assert ran.err.startswith("backbeat: ") and ran.err.count("\n") == 1


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that cannot be written to: a read-only disk for root, who may write anywhere."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root mounts a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_that_cannot_be_written(
    kind: str, cli: Cli, material: Path, read_only: Path
) -> None:
    ran = cli(*line(kind, material, read_only / "out"))
    said_well(ran)
    assert ran.status == 3
    assert str(read_only) in ran.err or "models pull" in ran.err


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_of_81_letters_of_three_bytes(
    kind: str, cli: Cli, material: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    ran = cli(*line(kind, material, folder / CJK))
    said_well(ran)
    if ran.status > 1:
        assert "shorter name" in ran.err or "models pull" in ran.err
        assert not list(folder.iterdir())
    else:
        assert any(path.name.startswith(CJK) for path in folder.iterdir())
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_disk_that_fills_up(kind: str, cli: Cli, material: Path, small_disk: Path) -> None:
    ran = cli(*line(kind, material, small_disk / "out"))
    said_well(ran)
    if ran.status > 1 and kind != "sounds_add":
        # An index of sounds is one for many runs, and takes up where it was.
        assert not list(small_disk.iterdir())


@pytest.mark.whole
@pytest.mark.parametrize("kind", list(COMMANDS))
def test_sound_of_one_sample(kind: str, cli: Cli, all_material: Path, tmp_path: Path) -> None:
    folder = tmp_path / "material"
    shutil.copytree(all_material, folder)
    for name in ("song", "short", "speech", "scene", "dub"):
        _one_sample(folder / f"{name}.wav")
    said_well(cli(*line(kind, folder, tmp_path / "out")))


def test_a_song_of_one_sample(cli: Cli, tmp_path: Path) -> None:
    _one_sample(tmp_path / "song.wav")
    for kind in QUICK:
        ran = cli(*line(kind, tmp_path, tmp_path / "out"))
        said_well(ran)
        assert ran.status == 3 and "song.wav is too short" in ran.err
    assert not list(tmp_path.glob("out*"))


def _one_sample(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48000, 0, "NONE", ""))
        file.writeframes(b"\1\0")
