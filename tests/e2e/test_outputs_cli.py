"""What commands write: over nobody's file, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import wave
import zipfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.media.decode import read_audio
from backbeat.media.encode import write_video
from tests import commands, edits
from tests.commands import Cli
from tests.edits import Piece
from tests.engines import engine_process, wait_for, write_long

posix = pytest.mark.skipif(os.name == "nt", reason="there are no such terminals and signals there")


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "home" not in path.relative_to(folder).parts
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An edit of a shot and a song, and beside it the song as the stem of another would be."""
    song = commands.write_clicks(tmp_path / "song.wav", 12)
    shutil.copy(song, tmp_path / "music.wav")
    pictures = [np.full((16, 16, 3), 9 * number, np.uint8) for number in range(25)] * 4
    write_video(tmp_path / "shot_1.mov", pictures, Fraction(25))
    shot = str(tmp_path / "shot_1.mov")
    music = [
        Piece(60, 0, 0, media_start=0, url=song.as_uri(), name="song"),
        Piece(60, 0, 0, media_start=0, url="music.wav", name="music"),
    ]
    video = [Piece(27, 0, 20, url=shot, media_start=0), Piece(40, 20, 0, url=shot, media_start=0)]
    made = edits.timeline([video], [music])
    made.tracks[-1].name = "Music"
    edits.written(made, tmp_path)
    return tmp_path


@pytest.mark.parametrize("flag", [(), ("-y",)])
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("render", "edit.otio", "-o", "song.wav"), "song.wav"),
        (("render", "edit.otio", "-o", "x/../song.wav"), "song.wav"),
        (("render", "edit.otio", "--stems", "."), "music.wav"),
        (("master", "edit.otio", "--lufs", "-20", "-o", "song.wav"), "song.wav"),
        (("master", "edit.otio", "--lufs", "-20", "-o", "shot_1.mov"), "shot_1.mov"),
        (
            ("master", "edit.otio", "--lufs", "-20", "-o", "m.wav", "--timeline", "edit.otio"),
            "edit.otio",
        ),
        (("snap", "edit.otio", "--music", "song.wav", "-o", "shot_1.mov"), "shot_1.mov"),
        (("snap", "edit.otio", "--music", "song.wav", "-o", "edit.otio"), "edit.otio"),
        (("beats", "song.wav", "-o", "song.wav"), "song.wav"),
    ],
)
def test_source_media_is_never_written_over(
    cli: Cli, project: Path, arguments: tuple[str, ...], named: str, flag: tuple[str, ...]
) -> None:
    (project / "x").mkdir()
    before = _digests(project)
    ran = cli(*arguments, *flag)
    assert ran.status in (2, 3)
    assert ran.out == "" and len(ran.err.strip().splitlines()) == 1 and named in ran.err
    assert _digests(project) == before


def test_the_file_of_edits_is_an_input(cli: Cli, project: Path) -> None:
    mine = project / "mine.json"
    mine.write_text('{"beats": [{"timeS": 1.5}]}')
    for command in (
        ("beats", "song.wav", "--edits", "mine.json", "-o", "mine.json", "-y"),
        ("beats", "song.wav", "--edits", "mine.json", "--plot", "mine.svg", "-y"),
    ):
        link = project / "mine.svg"
        if not link.exists():
            link.symlink_to("mine.json")
        ran = cli(*command)
        assert ran.status == 3 and "mine.json" in ran.err
    assert mine.read_text() == '{"beats": [{"timeS": 1.5}]}'


@pytest.mark.parametrize("ending", [".aaf", ".prproj", ".otioz", ".otiod", ""])
def test_a_timeline_is_not_written_under_another_formats_name(
    cli: Cli, project: Path, ending: str
) -> None:
    before = _digests(project)
    for arguments in (
        ("snap", "edit.otio", "--music", "song.wav", "-o", f"out{ending}"),
        ("snap", "edit.otio", "--music", "song.wav", "-o", f"out{ending}", "--dry-run"),
        ("master", "edit.otio", "--lufs", "-20", "-o", "m.wav", "--timeline", f"out{ending}"),
        ("beats", "song.wav", "-o", f"out{ending}"),
    ):
        if "--dry-run" in arguments and ending.startswith(".otio"):
            continue
        ran = cli(*arguments)
        assert ran.status in (2, 3), arguments
        assert f"out{ending} " in ran.err and ".otio" in ran.err
    assert _digests(project) == before


def test_somebody_elses_file_needs_a_yes(cli: Cli, project: Path) -> None:
    target = project / "mix.wav"
    target.write_bytes(b"an afternoon's work")
    target.chmod(0o600)
    ran = cli("render", "edit.otio", "-o", "mix.wav")
    assert ran.status == 2
    assert "mix.wav exists already" in ran.err and "-y" in ran.err
    assert target.read_bytes() == b"an afternoon's work"
    assert cli("render", "edit.otio", "-o", "mix.wav", "-y").status == 0
    assert target.read_bytes()[:4] == b"RIFF"
    assert target.stat().st_mode & 0o777 == 0o600 or os.name == "nt"
    # Its own file needs none.
    assert cli("render", "edit.otio", "-o", "mix.wav").status == 0


def test_an_engine_says_the_same(project: Path) -> None:
    target = project / "mix.wav"
    target.write_bytes(b"an afternoon's work")
    with engine_process(project / "home"):
        cli = commands.in_folder(project)
        ran = cli("render", "edit.otio", "-o", "mix.wav", "--engine", "auto")
        assert ran.status == 2 and "mix.wav exists already" in ran.err
        ran = cli("render", "edit.otio", "-o", "song.wav", "--engine", "auto", "-y")
        assert ran.status == 3 and "song.wav" in ran.err
        assert target.read_bytes() == b"an afternoon's work"
        assert cli("render", "edit.otio", "-o", "mix.wav", "--engine", "auto", "-y").status == 0
    assert target.read_bytes()[:4] == b"RIFF"


def _on_a_terminal(project: Path, answer: bytes, *arguments: str) -> tuple[int, str]:
    import pty

    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "backbeat.cli.main", *arguments],
        stdin=slave,
        stdout=subprocess.DEVNULL,
        stderr=slave,
        cwd=project,
        env={**os.environ, "BACKBEAT_HOME": str(project / "home")},
    )
    os.close(slave)
    said = b""
    try:
        while True:
            data = os.read(master, 4096)
            said += data
            if b"[y/N]" in said and answer:
                os.write(master, answer)
                answer = b""
    except OSError:
        pass  # The last end of the terminal is closed.
    os.close(master)
    return process.wait(100), said.decode()


@posix
@pytest.mark.parametrize(
    ("answer", "replaced"), [(b"y\n", True), (b"yes\n", True), (b"n\n", False), (b"\n", False)]
)
@pytest.mark.parametrize(
    "arguments",
    [
        ("render", "edit.otio", "-o", "taken.wav"),
        ("loudness", "song.wav", "-o", "taken.html"),
    ],
)
def test_a_terminal_is_asked(
    project: Path, answer: bytes, replaced: bool, arguments: tuple[str, ...]
) -> None:
    target = project / arguments[-1]
    target.write_bytes(b"an afternoon's work")
    status, said = _on_a_terminal(project, answer, *arguments)
    assert f"{target.name} exists already" in said and "Replace? [y/N]" in said
    assert (status == 0) == replaced
    assert (target.read_bytes() != b"an afternoon's work") == replaced


def test_a_sidecar_that_cannot_be_written_leaves_no_file_of_three(cli: Cli, project: Path) -> None:
    (project / "out.report.html").mkdir()
    before = _digests(project)
    ran = cli("snap", "edit.otio", "--music", "song.wav", "-o", "out.otio", "-y")
    assert ran.status == 3 and "out.report.html is a folder" in ran.err
    assert _digests(project) == before


@posix
def test_an_edit_with_two_media_of_one_base_name_plays_both(cli: Cli, tmp_path: Path) -> None:
    rate = 8000
    for name, value in (("A", 8192), ("B", 16384)):
        (tmp_path / name).mkdir()
        with wave.open(str(tmp_path / name / "take.wav"), "wb") as file:
            file.setparams((1, 2, rate, 0, "NONE", ""))
            file.writeframes(np.full(4 * rate, value, "<i2").tobytes())
    names = ("media/A/take.wav", "media/B/take.wav")
    pieces = [Piece(50, 0, 0, media_start=0, url=name) for name in names]
    made = edits.timeline([], [pieces])
    with zipfile.ZipFile(tmp_path / "edit.otioz", "w") as archive:
        archive.writestr("content.otio", otio.adapters.write_to_string(made, "otio_json"))
        for name in names:
            archive.write(tmp_path / name.removeprefix("media/"), name)
    ran = cli("render", "edit.otioz", "-o", "mix.wav", "--layout", "mono", "--rate", str(rate))
    assert ran.status == 0, ran.err
    mix = read_audio(tmp_path / "mix.wav", rate).samples[:, 0]
    assert mix[rate] == pytest.approx(0.25, abs=0.01)
    assert mix[3 * rate] == pytest.approx(0.5, abs=0.01)


def test_a_private_file_is_not_copied_out_of_a_bundle(cli: Cli, project: Path) -> None:
    secret = project / "secret.txt"
    secret.write_text("private")
    otio.adapters.write_to_file(
        edits.timeline([[Piece(27, 0, 20, url=str(project / "song.wav"), media_start=0)]]),
        str(project / "edit.otiod"),
    )
    (project / "edit.otiod" / "media" / "notes.txt").symlink_to(secret)
    ran = cli("snap", "edit.otiod", "--music", "song.wav", "-o", "out.otiod")
    assert ran.status == 3 and "notes.txt is a link that leads out of the bundle" in ran.err
    assert not (project / "out.otiod").exists()


def test_a_folder_of_the_outputs_name_is_never_deleted(cli: Cli, project: Path) -> None:
    made = edits.timeline([[Piece(27, 0, 20, url=str(project / "song.wav"), media_start=0)]])
    otio.adapters.write_to_file(made, str(project / "edit.otiod"))
    mine = project / "out.otiod" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("an afternoon's work")
    ran = cli("snap", "edit.otiod", "--music", "song.wav", "-o", "out.otiod", "-y")
    assert ran.status == 3 and "folder that Backbeat did not write" in ran.err
    assert mine.read_text() == "an afternoon's work"


def _interrupted(folder: Path, command: list[str], first: str) -> tuple[int, str]:
    """Ends a command by Ctrl-C when the first of its outputs is whole."""
    process = subprocess.Popen(
        [*commands.HEARING_CTRL_C, *command],
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "BACKBEAT_HOME": str(folder / "home")},
    )
    wait_for(lambda: any(folder.rglob(f".backbeat-*/*/{first}")) or process.poll() is not None)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=100)
    return process.returncode, said


@posix
def test_ctrl_c_among_the_stems_leaves_none(tmp_path: Path) -> None:
    song = write_long(tmp_path / "long.wav", 900)
    piece = [Piece(900 * 25, 0, 0, media_start=0, url=str(song))]
    made = edits.timeline([], [piece, piece, piece])
    for track, name in zip(made.audio_tracks(), ("Dialogue", "Music", "SFX"), strict=True):
        track.name = name
    edits.written(made, tmp_path)
    status, said = _interrupted(
        tmp_path, ["render", "edit.otio", "-o", "mix.wav", "--stems", "stems"], "dialogue.wav"
    )
    assert status == 130 and "nothing was written" in said
    assert {path.name for path in tmp_path.iterdir()} <= {"long.wav", "edit.otio", "home"}


@posix
def test_ctrl_c_between_two_deliveries_leaves_none(tmp_path: Path) -> None:
    rate, noise = 48000, np.random.default_rng(1)
    with wave.open(str(tmp_path / "song.wav"), "wb") as file:
        file.setparams((2, 2, rate, 0, "NONE", ""))
        for _ in range(120):
            file.writeframes(noise.integers(-9000, 9000, 2 * rate, "<i2").tobytes())
    command = ["master", "song.wav", "--preset", "ebu-r128", "--preset", "youtube"]
    command += ["-o", "a.wav", "-o", "b.m4a", "--log", "json"]
    status, said = _interrupted(tmp_path, command, "b.m4a")
    assert status == 130 and "nothing was written" in said
    assert {path.name for path in tmp_path.iterdir()} <= {"song.wav", "home"}


def test_the_demo_asks_before_it_replaces_a_users_files(cli: Cli, tmp_path: Path) -> None:
    for name in ("song.wav", "snapped.report.html"):
        (tmp_path / "mine").mkdir(exist_ok=True)
        (tmp_path / "mine" / name).write_text("an afternoon's work")
    ran = cli("demo", "mine")
    assert ran.status == 2 and "song.wav and 1 more exist already" in ran.err
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == [
        "snapped.report.html",
        "song.wav",
    ]
    assert (tmp_path / "mine" / "song.wav").read_text() == "an afternoon's work"


@pytest.mark.timeout(300)
def test_the_demo_runs_twice_and_over_a_users_files_with_y(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "song.wav").write_text("an afternoon's work")
    assert cli("demo", "demo", "-y").status == 0
    once = _digests(tmp_path / "demo")
    ran = cli("demo", "demo")
    assert (ran.status, ran.err) == (0, "")
    assert _digests(tmp_path / "demo") == once
    assert json.loads((tmp_path / "demo" / "beats.json").read_text())["writtenBy"]
