"""Bad input: exit status, one sentence that names the file, nothing written, nothing lost."""

from __future__ import annotations

import os
import wave
from pathlib import Path

import numpy as np
import pytest

from tests import edits
from tests.commands import Cli
from tests.edits import Piece


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path: Path):  # type: ignore[no-untyped-def]
    yield
    assert not list(tmp_path.glob("out*"))
    assert not list(tmp_path.rglob("*.part"))


def refused(ran: object, *words: str, status: int = 3) -> None:
    assert ran.status == status, ran  # type: ignore[attr-defined]
    assert ran.out == ""  # type: ignore[attr-defined]
    assert ran.err.startswith("backbeat: ")  # type: ignore[attr-defined]
    assert ran.err.count("\n") == 1, ran.err  # type: ignore[attr-defined]
    assert "Traceback" not in ran.err  # type: ignore[attr-defined]
    for word in words:
        assert word in ran.err, ran.err  # type: ignore[attr-defined]


def jpeg(path: Path) -> Path:
    import av

    with av.open(str(path), "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=1)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuvj420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        for packet in [*stream.encode(frame), *stream.encode()]:
            container.mux(packet)
    return path


def truncated_mp4(path: Path) -> Path:
    from fractions import Fraction

    from backbeat.media.encode import write_video

    whole = path.with_name("whole.mp4")
    frames = (np.full((64, 64, 3), n, np.uint8) for n in range(50))
    write_video(whole, frames, Fraction(25))
    data = whole.read_bytes()
    # An index at the end never arrived, as when a copy is cut short.
    path.write_bytes(data[:32] + b"\0" * 400 + data[-900:-300])
    whole.unlink()
    return path


def test_songs_that_are_none(cli: Cli, edit: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    empty.write_bytes(b"")
    text = tmp_path / "text.wav"
    text.write_text("hello")
    for song, words in [
        (empty, ["empty"]),
        (text, []),
        (jpeg(tmp_path / "picture.wav"), ["picture"]),
        (truncated_mp4(tmp_path / "cut.mp4"), []),
        (tmp_path / "missing.wav", ["does not exist"]),
        (tmp_path, ["folder"]),
    ]:
        refused(cli("snap", edit, "--music", song, "-o", "out.otio"), str(song), *words)
        refused(cli("beats", song, "-o", "out.json"), str(song), *words)


def test_paths_that_cannot_be_read(cli: Cli, edit: Path, song: Path, tmp_path: Path) -> None:
    loop = tmp_path / "loop.wav"
    loop.symlink_to(loop)
    through_a_file = song / "inner.wav"
    for path in (loop, through_a_file):
        refused(cli("snap", edit, "--music", path, "-o", "out.otio"), str(path))
        refused(cli("snap", path, "--music", song, "-o", "out.otio"), str(path))


def test_timelines_that_are_none(cli: Cli, song: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.otio"
    empty.write_bytes(b"")
    broken = tmp_path / "broken.otio"
    broken.write_text('{"OTIO_SCHEMA": "Timeline.1",')
    stopped = edits.written(edits.timeline([[Piece(), Piece()]]), tmp_path, "zero.otio")
    stopped.write_text(stopped.read_text().replace('"rate": 25.0', '"rate": 0.0'))
    for edit, words in [
        (empty, ["empty"]),
        (broken, ["line 1"]),
        (stopped, ["rate"]),
        (tmp_path / "missing.otio", ["does not exist"]),
        (song, []),
    ]:
        refused(cli("snap", edit, "--music", song, "-o", "out.otio"), str(edit), *words)


@pytest.mark.skipif(os.name == "nt", reason="there are no such files there")
def test_devices_are_no_files(cli: Cli, edit: Path, song: Path) -> None:
    for device in ("/dev/zero", "/dev/null"):
        refused(cli("snap", device, "--music", song, "-o", "out.otio"), device)
        refused(cli("snap", edit, "--music", device, "-o", "out.otio"), device)


def test_music_that_is_missing_from_the_edit(cli: Cli, tmp_path: Path) -> None:
    music = [Piece(250, media_start=0, url="/nowhere/song.wav", name="song")]
    edits.written(edits.timeline([[Piece(), Piece()]], [music]), tmp_path)
    ran = cli("snap", "edit.otio", "--music-track", "A1", "-o", "out.otio")
    refused(ran, "/nowhere/song.wav", "missing")
    ran = cli("snap", "edit.otio", "--music-track", "A7", "-o", "out.otio")
    refused(ran, "A7", "A1", status=2)


def test_outputs_that_would_cost_data(cli: Cli, edit: Path, song: Path, tmp_path: Path) -> None:
    before = edit.read_bytes()
    refused(cli("snap", edit, "--music", song, "-o", edit), str(edit), "input")
    link = tmp_path / "link.otio"
    link.symlink_to(edit)
    refused(cli("snap", edit, "--music", song, "-o", link), "input")
    assert edit.read_bytes() == before
    refused(cli("snap", edit, "--music", song, "-o", "no/out.otio"), "does not exist")
    refused(cli("snap", edit, "--music", song, "-o", "out.otioz"), ".otio")
    music = song.read_bytes()
    refused(cli("beats", song, "-o", song), str(song), "input")
    assert song.read_bytes() == music
    refused(cli("beats", song, "-o", "no/out.mid"), "does not exist")
    refused(cli("beats", song, "--plot", "no/out.svg"), "does not exist")


def test_bad_use_is_status_2(cli: Cli, edit: Path, song: Path) -> None:
    refused(cli("snap", edit, "--music", song), "-o", status=2)
    out = ("-o", "out.otio")
    refused(cli("snap", edit, "--music", song, *out, "--tracker", "x"), "network", status=2)
    refused(cli("snap", edit, "--music", song, *out, "--range", "9"), status=2)
    refused(cli("snap", edit, "--music", song, *out, "--track", "V9"), "V1", status=2)
    for option in ("--tolerance", "--range", "--grid-offset", "--music-start"):
        for value in ("99999999999999", "nan", "-1:2"):
            ran = cli("snap", edit, "--music", song, *out, f"{option}={value}")
            assert (ran.status, ran.out) == (2, ""), ran
            assert "Traceback" not in ran.err
    refused(cli("beats", song, "-o", "out.mp3"), "out.mp3", ".flac", status=2)
    refused(cli("beats", song, "--plot", "out.pdf"), "out.pdf", ".svg", status=2)
    for option in ("--tempo", "--min-tempo", "--first-downbeat", "--beat-at"):
        for value in ("nan", "-3", "1:99", ""):
            ran = cli("beats", song, f"{option}={value}")
            assert (ran.status, ran.out) == (2, ""), ran
            assert "Traceback" not in ran.err
    assert cli("snap", edit).status == 2
    assert cli("nonsense").status == 2


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text(cli: Cli, edit: Path) -> None:
    ran = cli("snap", edit, "--music", os.fsdecode(b"s\xffng.wav"), "-o", "out.otio")
    refused(ran, "UTF-8", status=2)


def test_names_that_the_terminal_cannot_print(cli: Cli, edit: Path, tmp_path: Path) -> None:
    song = tmp_path / "песня 大.wav"
    ran = cli("snap", edit, "--music", song, "-o", "out.otio", PYTHONIOENCODING="ascii")
    refused(ran, "does not exist")


def test_an_engine_that_is_not_there_is_status_4(cli: Cli, edit: Path, song: Path) -> None:
    for engine in ("auto", "127.0.0.1:1"):
        ran = cli("snap", edit, "--music", song, "-o", "out.otio", "--engine", engine)
        refused(ran, "backbeat serve", status=4)


def test_silence_is_no_error_but_no_success(cli: Cli, edit: Path, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "silence.wav"), "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 22050)
    ran = cli("snap", edit, "--music", "silence.wav", "--dry-run")
    assert (ran.status, ran.err) == (1, "")
    assert "No beat" in ran.out
