"""Timelines of other formats through the command line: in, out, and what is said of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.media.decode import read_audio
from backbeat.timeline import load, save
from tests import commands, edits
from tests.commands import Cli
from tests.edits import Piece


@pytest.fixture
def project(tmp_path: Path) -> Path:
    song = commands.write_clicks(tmp_path / "song.wav", 10)
    pieces = [Piece(27, name="a"), Piece(47, name="b"), Piece(60, name="c"), Piece(70, name="d")]
    made = edits.timeline([pieces], rate=25.0)
    track = otio.schema.Track("Song", kind="Audio")
    whole = edits.span(0, 204)
    track.append(
        otio.schema.Clip(
            "song", otio.schema.ExternalReference(str(song), edits.span(0, 250)), whole
        )
    )
    made.tracks.append(track)
    document = edits.document(made, tmp_path)
    for ending in (".xml", ".fcpxml", ".edl"):
        save(document, tmp_path / f"edit{ending}")
    return tmp_path


@pytest.fixture
def cli(project: Path) -> Cli:
    return commands.in_folder(project)


@pytest.mark.parametrize("ending", [".xml", ".fcpxml", ".edl"])
def test_a_snap_of_any_format_moves_the_same_cuts(cli: Cli, project: Path, ending: str) -> None:
    assert cli("snap", "edit.otio", "--music", "song.wav", "-o", "0.otio").status == 0
    ran = cli("snap", f"edit{ending}", "--music", "song.wav", "-o", f"1{ending}")
    assert ran.status == 0, ran.err
    cuts = []
    for name in ("0.otio", f"1{ending}"):
        track = load(project / name).root.video_tracks()[0]
        cuts.append([c.range_in_parent().start_time.value for c in track.find_clips()])
    assert cuts[0] == cuts[1] and cuts[0] != [0, 27, 74, 134]
    # Its own output is replaced without asking; somebody's change to it is not.
    again = cli("snap", f"edit{ending}", "--music", "song.wav", "-o", f"1{ending}")
    assert again.status == 0
    out = project / f"1{ending}"
    out.write_bytes(out.read_bytes() + b" ")
    assert cli("snap", f"edit{ending}", "--music", "song.wav", "-o", f"1{ending}").status == 2


def test_what_is_lost_is_said_before_it_is(cli: Cli, project: Path) -> None:
    ran = cli("snap", "edit.otio", "--music", "song.wav", "-o", "out.fcpxml", "--dry-run")
    assert ran.status == 0
    assert "FCPXML has no markers of the timeline" in ran.out
    assert not (project / "out.fcpxml").exists()


def test_a_mix_of_an_xml_whose_media_moved(cli: Cli, project: Path) -> None:
    (project / "moved").mkdir()
    shutil.move(project / "song.wav", project / "moved" / "song.wav")
    refused = cli("render", "edit.xml", "-o", "mix.wav")
    assert refused.status == 3
    assert "1 media file of" in refused.err and "--map-path" in refused.err
    for arguments in (("--search", "moved"), ("--map-path", f"{project}={project / 'moved'}")):
        ran = cli("render", "edit.xml", "-o", "mix.wav", *arguments)
        assert ran.status == 0, ran.err
        assert "Media found elsewhere" in ran.out


def test_a_relinked_timeline_has_the_new_path(cli: Cli, project: Path) -> None:
    (project / "moved").mkdir()
    song = shutil.copy(project / "song.wav", project / "moved" / "song.wav")
    (project / "song.wav").rename(project / "music.wav")
    common = ("snap", "edit.otio", "--music", "music.wav", "--search", "moved")
    for name, relink, present in (("a.otio", (), False), ("b.otio", ("--relink",), True)):
        assert cli(*common, "-o", name, *relink).status == 0
        assert (str(song) in (project / name).read_text()) is present


def test_a_master_goes_into_an_xml(cli: Cli, project: Path) -> None:
    ran = cli(
        *("master", "edit.xml", "--lufs", "-20", "-o", "m.wav", "--timeline", "out.xml"), "--json"
    )
    assert ran.status == 0, ran.err
    assert json.loads(ran.out)["timelinePath"].endswith("out.xml")
    tracks = load(project / "out.xml").root.audio_tracks()
    assert [track.enabled for track in tracks] == [False, True]


def test_a_project_file_is_refused_with_the_way_out(cli: Cli, project: Path) -> None:
    (project / "film.prproj").write_bytes(b"\x1f\x8b")
    for command in ("snap", "render"):
        extra = ("--music", "song.wav") if command == "snap" else ()
        ran = cli(command, "film.prproj", *extra, "-o", "o.otio" if extra else "o.wav")
        assert ran.status == 3 and "Premiere Pro" in ran.err and "File > Export" in ran.err


def test_sound_that_begins_between_frames_plays_to_the_sample(cli: Cli, project: Path) -> None:
    """XML in, a snap to XML, and the mix of both: the song begins where Premiere's ticks say."""
    text = (project / "edit.xml").read_text()
    begins = round((10 + 0.4) / 25 * 254_016_000_000)
    for before, after in (
        ("<in>0</in>", "<in>10</in>"),
        ("<pproTicksIn>0</pproTicksIn>", f"<pproTicksIn>{begins}</pproTicksIn>"),
    ):
        head, sound = text.split("<audio>", 1)
        assert before in sound
        text = head + "<audio>" + sound.replace(before, after)
    (project / "edit.xml").write_text(text)
    commands.write_clicks(project / "song.wav", 10, rate=48000)
    ran = cli("snap", "edit.xml", "--music", "song.wav", "-o", "out.xml")
    assert ran.status == 0, ran.err
    assert (project / "out.xml").read_text().count(f"<pproTicksIn>{begins}</pproTicksIn>") == 2
    song = _samples(project / "song.wav")
    first = round((10 + 0.4) / 25 * 48000)
    for name in ("edit", "out"):
        ran = cli("render", f"{name}.xml", "-o", f"{name}.wav")
        assert ran.status == 0, ran.err
        mix = _samples(project / f"{name}.wav")
        held = min(len(mix), len(song) - first)
        assert held > 48000 and np.abs(mix[:held] - song[first : first + held]).max() < 1e-3


def _samples(path: Path) -> Any:
    """The first channel."""
    return read_audio(path, 48000).samples[:, 0]
