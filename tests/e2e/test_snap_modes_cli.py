"""`backbeat snap` by ripple, slip and retime, and to markers, from the outside."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.media.encode import write_video
from tests import commands, edits
from tests.commands import Cli
from tests.edits import Piece

RATE, SIZE = 25, (96, 160)
LEAP_S = 2.0
"""When the square in the clip leaps: the only motion there is."""


def write_leap(path: Path, seconds: float = 6) -> Path:
    """A textured picture with a square that leaps once."""
    ground = np.random.default_rng(3).integers(60, 190, (SIZE[0] // 4, SIZE[1] // 4), np.uint8)
    ground = np.kron(ground, np.ones((4, 4), np.uint8))
    frames = []
    for number in range(round(seconds * RATE)):
        at = number / RATE - LEAP_S
        # It flies for a fifth of a second, fastest in the middle.
        share = float(np.clip(0.5 + at / 0.2, 0, 1))
        x = 10 + round(100 * (share * share * (3 - 2 * share)))
        picture = ground.copy()
        picture[30:60, x : x + 30] = 250
        frames.append(np.repeat(picture[:, :, None], 3, axis=2))
    write_video(path, frames, Fraction(RATE), "libx264")
    return path


def starts(path: Path) -> list[float]:
    """Where each item of the first track starts, by OpenTimelineIO."""
    track = otio.adapters.read_from_file(str(path)).tracks[0]
    return [child.range_in_parent().start_time.value for child in track]


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """120 bpm: at 25 frames a second, beats at 0, 12.5, 25, 37.5 ..."""
    return commands.write_clicks(tmp_path / "song.wav", 12)


def test_ripple(cli: Cli, song: Path, tmp_path: Path) -> None:
    edits.written(edits.timeline([[Piece(27), Piece(60), Piece(70)]]), tmp_path)
    ran = cli("snap", "edit.otio", "--music", song, "--mode", "ripple", "-o", "out.otio")
    assert ran.status == 0, ran.err
    assert "length    " in ran.out
    found = starts(tmp_path / "out.otio")
    said = json.loads((tmp_path / "out.syncmap.json").read_text())
    assert found[1:] == [cut["toFrame"] for cut in said["cuts"]]
    assert all(abs(frame / 12.5 - round(frame / 12.5)) * 12.5 <= 0.5 for frame in found)
    assert said["mode"] == "SNAP_MODE_RIPPLE"


def test_retime(cli: Cli, song: Path, tmp_path: Path) -> None:
    edits.written(edits.timeline([[Piece(27), Piece(73), Piece(70)]]), tmp_path)
    ran = cli("snap", "edit.otio", "--music", song, "--mode", "retime", "-o", "out.otio")
    assert ran.status == 0, ran.err
    assert "speeds    2 clips play faster or slower" in ran.out
    track = otio.adapters.read_from_file(str(tmp_path / "out.otio")).tracks[0]
    speeds = [clip.effects[0].time_scalar if clip.effects else 1.0 for clip in track]
    assert speeds == pytest.approx([27 / 25, 73 / 75, 1])
    assert "Speed now" in (tmp_path / "out.report.html").read_text()
    tight = ("--mode", "retime", "--speed-limits", "99-101")
    ran = cli("snap", "edit.otio", "--music", song, *tight, "-o", "tight.otio")
    assert "a clip would leave 99 to 101 % of its speed" in ran.out
    assert starts(tmp_path / "tight.otio") == [0, 27, 100]


def test_slip_puts_a_leap_on_a_beat(cli: Cli, song: Path, tmp_path: Path) -> None:
    clip = write_leap(tmp_path / "leap.mp4")
    # The leap, at media frame 50, is seen at frame 33 of the edit; beats are at 25 and 37.5.
    pieces = [Piece(60, 17, 73, media_start=0, url=str(clip), name="leap"), Piece(50)]
    edits.written(edits.timeline([pieces]), tmp_path)
    ran = cli("snap", "edit.otio", "--music", song, "--mode", "slip", "-o", "out.otio")
    assert ran.status == 0, ran.err
    assert "clips     1 with their action on a beat, 1 as they were" in ran.out
    assert "1 clip was left as it is, since its media could not be looked at" in ran.out
    track = otio.adapters.read_from_file(str(tmp_path / "out.otio")).tracks[0]
    source_start = track[0].source_range.start_time.value
    # By the leap's true time, not by what was seen of it.
    assert abs(LEAP_S * RATE - source_start - 37.5) <= 2
    assert starts(tmp_path / "out.otio") == [0, 60]
    page = (tmp_path / "out.report.html").read_text()
    assert "Clips slipped" in page and "No cut moved" in page


def test_to_markers_without_music(cli: Cli, tmp_path: Path) -> None:
    made = edits.timeline([[Piece(27), Piece(30), Piece(60)]])
    for frame, name, color in ((24, "hit 1", "RED"), (60, "hit 2", "RED"), (30, "note", "BLUE")):
        made.tracks.markers.append(otio.schema.Marker(name, edits.span(frame, 1), color))
    edits.written(made, tmp_path)
    ran = cli("snap", "edit.otio", "--marker-color", "red", "-o", "out.otio")
    assert ran.status == 0, ran.err
    assert starts(tmp_path / "out.otio") == [0, 24, 60]
    ran = cli("snap", "edit.otio", "--marker-name", "note", "--to", "markers", "-o", "b.otio")
    assert ran.status == 0 and starts(tmp_path / "b.otio")[1] == 30
    ran = cli("snap", "edit.otio", "--marker-color", "green", "-o", "c.otio")
    assert ran.status == 2 and "None of the timeline's 3 markers is green" in ran.err
    assert not (tmp_path / "c.otio").exists()
    ran = cli("snap", "edit.otio", "-o", "d.otio")
    assert ran.status == 2 and "A snap needs its music" in ran.err


def test_cuts_left_alone_and_markers_only(cli: Cli, song: Path, tmp_path: Path) -> None:
    edits.written(edits.timeline([[Piece(27), Piece(26), Piece(60)]]), tmp_path)
    ran = cli("snap", "edit.otio", "--music", song, "--leave-within", "80ms", "-o", "out.otio")
    assert ran.status == 0 and starts(tmp_path / "out.otio") == [0, 27, 50]
    assert "leave within 80ms is 2 frames" in ran.out
    ran = cli("snap", "edit.otio", "--music", song, "--only-markers", "-o", "only.otio")
    assert ran.status == 0 and starts(tmp_path / "only.otio") == [0, 27, 53]
    assert len(otio.adapters.read_from_file(str(tmp_path / "only.otio")).tracks.markers) == 10
