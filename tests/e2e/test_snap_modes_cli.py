"""The ways onto the beat through the command line, on real files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.media.encode import write_video
from benchmarks.optical_flow import flow_of
from tests import edits
from tests.commands import Cli
from tests.edits import Piece

RATE = Fraction(25)
BEAT = 12.5
"""Frames from beat to beat of the song, which has 120 a minute."""
SIDE = 176


def film(path: Path, jumps: Sequence[int], frames: int = 250) -> Path:
    """A textured square on a textured ground, which drifts and rushes for six frames at times."""
    random = np.random.default_rng(5)
    ground = random.integers(60, 120, (SIDE // 4, SIDE // 4)).repeat(4, 0).repeat(4, 1)
    square = random.integers(0, 256, (14, 14)).repeat(4, 0).repeat(4, 1)
    pictures, x, way = [], 10.0, 1
    for number in range(frames):
        near = min(abs(number - jump) for jump in jumps)
        x += way * (0.3 + 9.0 * np.exp(-((near / 1.8) ** 2)))
        if not 4 < x < SIDE - 62:
            way, x = -way, float(np.clip(x, 4, SIDE - 62))
        picture = ground.copy()
        picture[60:116, round(x) : round(x) + 56] = square
        pictures.append(np.repeat(picture[:, :, None], 3, 2).astype(np.uint8))
    write_video(path, pictures, RATE)
    return path


def read(path: Path) -> Any:
    """A timeline as OpenTimelineIO reads it."""
    return otio.adapters.read_from_file(str(path))


def starts(track: Any) -> list[float]:
    return [item.range_in_parent().start_time.value for item in track]


def test_slip_puts_the_motion_seen_in_the_proof_on_a_beat(
    cli: Cli, song: Path, tmp_path: Path
) -> None:
    media = film(tmp_path / "action.mp4", [60, 125, 190])
    pieces = [
        Piece(50, start, 250 - 50 - start, url=str(media), media_start=0) for start in (31, 95, 158)
    ]
    before = edits.timeline([pieces])
    edits.written(before, tmp_path)
    ran = cli(
        *("snap", "edit.otio", "--music", song, "--mode", "slip", "-o", "out.otio"),
        *("--preview", "out.mp4", "--json"),
    )
    assert ran.status == 0, ran.err
    after = read(tmp_path / "out.otio")
    assert starts(after.tracks[0]) == starts(before.tracks[0])
    slips = json.loads(ran.out)["syncMap"]["slips"]
    assert [slip["action"] for slip in slips] == ["ACTION_MOVED"] * 3
    for slip, was, now in zip(slips, before.tracks[0], after.tracks[0], strict=True):
        moved = now.source_range.start_time.value - was.source_range.start_time.value
        assert moved == slip["frames"]
    page = (tmp_path / "out.report.html").read_text()
    assert "Of 3 clips, 3 start elsewhere" in page and "Why cuts were skipped" not in page
    assert all(slip["reason"] in page for slip in slips)
    flow = flow_of(tmp_path / "out.mp4")
    for start in (0, 50, 100):
        inside = flow.motion[start + 2 : start + 48]
        peak = start + 2 + int(inside.argmax())
        off = min(abs(peak - BEAT * number) for number in range(12))
        assert off <= 2, (start, peak)


def test_ripple_keeps_the_offsets_of_split_edits_and_the_music(
    cli: Cli, song: Path, tmp_path: Path
) -> None:
    video = [Piece(27, link=1), Piece(47, link=2), Piece(70, link=3)]
    sound = [Piece(33, link=1), Piece(41, link=2), Piece(70, link=3)]
    music = [Piece(200, 0, 100, media_start=0, url=str(song), name="song")]
    before = edits.timeline([video], [sound, music])
    edits.written(before, tmp_path)
    ran = cli(
        *("snap", "edit.otio", "--music", song, "--mode", "ripple", "-o", "out.otio", "--json")
    )
    assert ran.status == 0, ran.err
    result = json.loads(ran.out)
    after = read(tmp_path / "out.otio")
    picture, voice, spine = after.tracks
    for start in starts(picture)[1:]:
        assert min(abs(start - BEAT * number) for number in range(20)) <= 0.5
    offsets = [s - p for s, p in zip(starts(voice), starts(picture), strict=True)]
    assert offsets == [0, 6, 0]
    assert spine[0].source_range == before.tracks[2][0].source_range
    for was, now in zip(before.tracks[0], picture, strict=True):
        assert now.source_range.start_time == was.source_range.start_time
    longer = picture.duration().value - before.tracks[0].duration().value
    assert longer == result.get("lengthChangeFrames", 0)


@pytest.mark.parametrize("premiere", [False, True])
def test_retime_shows_the_same_media_in_either_counting(
    cli: Cli, song: Path, tmp_path: Path, premiere: bool
) -> None:
    before = edits.timeline([[Piece(49), Piece(52), Piece(60)]])
    if premiere:
        before.metadata["PremierePro_OTIO"] = {"version": "1"}
    edits.written(before, tmp_path)
    ran = cli(
        *("snap", "edit.otio", "--music", song, "--mode", "retime", "-o", "out.otio", "--json")
    )
    assert ran.status == 0, ran.err
    record = 0.0
    moments = [0.0]
    after = read(tmp_path / "out.otio")
    for was, now in zip(before.tracks[0], after.tracks[0], strict=True):
        (warp,) = now.effects or [otio.schema.LinearTimeWarp(time_scalar=1.0)]
        assert 0.9 <= warp.time_scalar <= 1.1
        length = now.source_range.duration.value
        # Premiere Pro counts media in a source range; OpenTimelineIO and Resolve, the record.
        used = length if premiere else length * warp.time_scalar
        assert used == pytest.approx(was.source_range.duration.value, abs=1e-4)
        assert now.source_range.start_time == was.source_range.start_time
        record += length / warp.time_scalar if premiere else length
        moments.append(record)
    assert moments == pytest.approx([0, 50, 100, 161], abs=1e-3)
    page = (tmp_path / "out.report.html").read_text()
    assert all(f"{speed} %</td>" in page for speed in ("98.00", "104.00", "98.36"))
    speeds = json.loads(ran.out)["syncMap"]["speedChanges"]
    assert [round(one["toSpeed"], 4) for one in speeds] == [
        round(49 / 50, 4),
        round(52 / 50, 4),
        round(60 / 61, 4),
    ]


def test_cuts_go_to_the_markers_of_a_color(cli: Cli, tmp_path: Path) -> None:
    made = edits.timeline([[Piece(47), Piece(47), Piece(60)]])
    for frame, color in ((50, "RED"), (96, "BLUE")):
        made.tracks.markers.append(otio.schema.Marker("hit", edits.span(frame, 1), color))
    edits.written(made, tmp_path)
    ran = cli("snap", "edit.otio", "--to", "markers", "--marker-color", "red", "-o", "out.otio")
    assert ran.status == 0, ran.err
    after = read(tmp_path / "out.otio")
    assert starts(after.tracks[0]) == [0, 50, 94]
    assert [marker.name for marker in after.tracks.markers] == ["hit", "hit"]


def test_cuts_near_a_beat_are_left(cli: Cli, song: Path, tmp_path: Path) -> None:
    edits.written(edits.timeline([[Piece(49), Piece(46), Piece(60)]]), tmp_path)
    ran = cli("snap", "edit.otio", "--music", song, "--leave-within", "2", "-o", "out.otio")
    assert ran.status == 0, ran.err
    assert starts(read(tmp_path / "out.otio").tracks[0]) == [0, 49, 100]


def test_markers_alone_move_nothing(cli: Cli, edit: Path, song: Path, tmp_path: Path) -> None:
    ran = cli("snap", edit, "--music", song, "--only-markers", "-o", "out.otio")
    assert ran.status == 0, ran.err
    before, after = read(edit), read(tmp_path / "out.otio")
    assert starts(after.tracks[0]) == starts(before.tracks[0])
    assert after.tracks.markers and not before.tracks.markers
