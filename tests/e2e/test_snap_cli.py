"""`backbeat snap` from the outside."""

from __future__ import annotations

import json
import shutil
import zipfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.media.encode import write_video
from backbeat.timeline import load
from backbeat.timeline.reading import read_edit
from tests import edits
from tests.commands import Cli
from tests.edits import Piece


def test_timeline_sync_map_and_report(cli: Cli, edit: Path, song: Path, tmp_path: Path) -> None:
    ran = cli("snap", edit, "--music", song, "-o", "out.otio")
    assert (ran.status, ran.err) == (0, "")
    assert "4 cuts moved" in ran.out
    sync_map = json.loads((tmp_path / "out.syncmap.json").read_text())
    assert sync_map["spine"]["path"] == str(song)
    assert [cut["action"] for cut in sync_map["cuts"]] == ["ACTION_MOVED"] * 4
    assert all(abs(cut["errorMs"]) <= 20 for cut in sync_map["cuts"])
    starts = [item.start for item in read_edit(load(tmp_path / "out.otio")).tracks[0].items]
    assert starts[1:] == [cut["toFrame"] for cut in sync_map["cuts"]]
    page = (tmp_path / "out.report.html").read_text()
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert not list(tmp_path.glob("*.part")) and not list(tmp_path.glob(".*.part"))


def test_the_same_input_gives_the_same_bytes(
    cli: Cli, edit: Path, song: Path, tmp_path: Path
) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        cli("snap", edit, "--music", song, "-o", f"{folder}/out.otio")
    for name in ("out.otio", "out.syncmap.json", "out.report.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_dry_run_writes_nothing(cli: Cli, edit: Path, song: Path, tmp_path: Path) -> None:
    cli("config", "path")  # Any command makes the user's own folder.
    before = sorted(path.name for path in tmp_path.iterdir())
    ran = cli("snap", edit, "--music", song, "--dry-run", "--json")
    assert ran.status == 0
    assert json.loads(ran.out)["moved"] == 4
    after = sorted(path.name for path in tmp_path.iterdir())
    assert after == before


def test_the_edits_own_music_track(cli: Cli, song: Path, tmp_path: Path) -> None:
    # The song starts 50 frames into the timeline, from its second second.
    music = [
        Piece(50, kind="gap"),
        Piece(250, 50, 0, media_start=0, url=str(song), name="song"),
    ]
    made = edits.timeline([[Piece(97), Piece(55), Piece(148)]], [music])
    made.tracks[1].name = "Music"
    edits.written(made, tmp_path)
    ran = cli("snap", "edit.otio", "--music-track", "music", "-o", "out.otio", "--json")
    assert ran.status == 0, ran.err
    sync_map = json.loads(ran.out)["syncMap"]
    (placement,) = sync_map["spine"]["placements"]
    assert (placement["timelineStartS"], placement["sourceStartS"]) == (2.0, 2.0)
    assert [cut["toFrame"] for cut in sync_map["cuts"]] == [100, 150]
    by_song = cli("snap", "edit.otio", "--music", song, "--dry-run", "--json")
    assert json.loads(by_song.out)["syncMap"]["cuts"] == sync_map["cuts"]


def test_music_packed_in_an_otioz(cli: Cli, song: Path, tmp_path: Path) -> None:
    clip = tmp_path / "a.wav"
    shutil.copy(song, clip)
    music = [Piece(250, 0, 20, media_start=0, url=str(song), name="song")]
    video = [Piece(85, url=str(clip)), Piece(60, url=str(clip))]
    otio.adapters.write_to_file(edits.timeline([video], [music]), str(tmp_path / "edit.otioz"))
    ran = cli("snap", "edit.otioz", "--music-track", "A1", "-o", "out.otioz", "--json")
    assert ran.status == 0, ran.err
    result = json.loads(ran.out)
    assert result["moved"] == 1
    assert result["syncMap"]["spine"]["path"].endswith("edit.otioz/media/song.wav")
    with zipfile.ZipFile(tmp_path / "out.otioz") as archive:
        assert archive.read("media/song.wav") == song.read_bytes()


def test_media_that_is_here_gives_handles(cli: Cli, song: Path, tmp_path: Path) -> None:
    pieces = [
        Piece(85, None, None, media_start=10, url=str(song)),
        Piece(60, None, None, media_start=20, url=str(song)),
    ]
    edits.written(edits.timeline([pieces]), tmp_path)
    ran = cli("snap", "edit.otio", "--music", song, "-o", "out.otio")
    assert "1 cut moved" in ran.out
    assert "unknown" not in ran.out


def test_a_snap_for_resolve_is_mended_and_says_so(cli: Cli, song: Path, tmp_path: Path) -> None:
    film = tmp_path / "a b.mov"
    pictures = [np.full((16, 16, 3), 9 * number, np.uint8) for number in range(25)] * 16
    write_video(film, pictures, Fraction(25), start_timecode="01:00:00:00")
    lengths = (27, 47, 60, 70, 80)
    starts = [40, 60, 90, 120, 150]
    pieces = [
        Piece(length, start, 400 - start - length, url=film.as_uri(), media_start=0)
        for length, start in zip(lengths, starts, strict=True)
    ]
    made = edits.timeline([pieces], start=None)
    made.name = made.tracks[0].name = ""
    edits.written(made, tmp_path)
    plain = cli("snap", "edit.otio", "--music", song, "-o", "plain.otio", "--json")
    ran = cli("snap", "edit.otio", "--music", song, "-o", "out.otio", "--for", "resolve", "--json")
    assert (plain.status, ran.status, ran.err) == (0, 0, "")

    text = (tmp_path / "out.otio").read_text()
    assert "%20" not in text and str(film) in text
    out = json.loads(text)
    assert (out["name"], out["tracks"]["children"][0]["name"]) == ("out", "Video 1")
    assert out["global_start_time"]["value"] == 0
    before, after = (read_edit(load(tmp_path / name)) for name in ("plain.otio", "out.otio"))
    for one, other in zip(before.tracks[0].items, after.tracks[0].items, strict=True):
        assert (one.start, one.duration) == (other.start, other.duration)
        assert other.media_start == one.media_start + 3600
    said = json.loads(ran.out)
    assert [line for line in said["repaired"] if "percent signs" in line and "5 times" in line]
    assert not [line for line in said["warnings"] if "refuse" in line]
    checked = cli("doctor", "out.otio", "--for", "resolve", "--json")
    assert checked.status == 0
    assert not [x for x in json.loads(checked.out)["findings"] if x["repairable"]]


def test_what_resolve_will_refuse_is_said(cli: Cli, edit: Path, song: Path) -> None:
    ran = cli("snap", edit, "--music", song, "-o", "out.otio", "--for", "resolve")
    assert ran.status == 0
    assert "note: Resolve is reported to refuse the whole file for media that is not on" in ran.out


def test_resolve_takes_an_otioz_and_no_otiod(cli: Cli, song: Path, tmp_path: Path) -> None:
    made = edits.timeline([[Piece(85, url=str(song)), Piece(60, url=str(song))]])
    for suffix in ("otioz", "otiod"):
        otio.adapters.write_to_file(made, str(tmp_path / f"edit.{suffix}"))
    given = ("--music", song, "--for", "resolve")
    ran = cli("snap", "edit.otioz", *given, "-o", "out.otioz")
    assert ran.status == 0, ran.err
    checked = cli("doctor", "out.otioz", "--for", "resolve", "--json")
    assert checked.status == 0
    assert "otioz" in {finding["rule"] for finding in json.loads(checked.out)["findings"]}
    with zipfile.ZipFile(tmp_path / "out.otioz") as archive:
        assert [x for x in archive.namelist() if x.startswith("media/") and x.endswith(song.name)]
    for output in (["-o", "out.otiod"], ["--dry-run"]):
        ran = cli("snap", "edit.otiod", *given, *output)
        assert ran.status in (2, 3)
        assert ".otio and .otioz" in ran.err
    assert not (tmp_path / "out.otiod").exists()


@pytest.mark.parametrize("arguments", [["--help"], ["snap", "--help"], ["beats", "--help"]])
def test_help_needs_nothing_heavy(cli: Cli, arguments: list[str]) -> None:
    ran = cli(*arguments, PYTHONPROFILEIMPORTTIME="1")
    assert ran.status == 0
    for heavy in ("numpy", "av", "grpc", "librosa", "opentimelineio", "google.protobuf"):
        assert f" {heavy}\n" not in ran.err


def test_a_range_in_timecode_is_said(cli: Cli, edit: Path, song: Path) -> None:
    given = ("--range", "01:00:01:00-00:00:04:00", "--music-start", "01:00:00:00", "--dry-run")
    ran = cli("snap", edit, "--music", song, *given)
    assert ran.status == 0, ran.err
    assert "range start 01:00:01:00 is frame 25, 01:00:01:00 (record timecode)" in ran.out
    assert (
        "range end 00:00:04:00 is frame 100, 01:00:04:00 (counted from the first frame" in ran.out
    )
    assert "music start 01:00:00:00 is frame 0" in ran.out
    outside = cli("snap", edit, "--music", song, "--range", "05:00:00:00-05:00:01:00", "--dry-run")
    assert outside.status == 2
    assert "outside the timeline" in outside.err
