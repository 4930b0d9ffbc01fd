"""A recording that was cut short says how much is missing in the result of every job."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.loudness_pb2 import LoudnessRequest
from backbeat.v1.mastering_pb2 import Delivery, MasterRequest
from backbeat.v1.music_pb2 import BeatsRequest
from backbeat.v1.rendering_pb2 import RenderRequest
from backbeat.workflows.beats import job as beats
from backbeat.workflows.loudness import job as loudness
from backbeat.workflows.master import job as master
from backbeat.workflows.render import job as render
from backbeat.workflows.snap import job as snap
from tests.commands import Cli

SAID = (
    "song.wav is cut short: 6.0 s of the 12.0 s that it should last (50 %) are missing at its end."
)


@pytest.fixture
def short(song: Path) -> Path:
    """Half of twelve seconds of clicks."""
    data = song.read_bytes()
    head = data.index(b"data") + 8
    song.write_bytes(data[: head + (len(data) - head) // 2])
    return song


def edit_with(song: Path, folder: Path) -> Path:
    timeline = otio.schema.Timeline("edit")
    track = otio.schema.Track("Music", kind="Audio")
    timeline.tracks.append(track)
    whole = otio.opentime.TimeRange(
        otio.opentime.RationalTime(0, 25), otio.opentime.RationalTime(100, 25)
    )
    track.append(otio.schema.Clip("song", otio.schema.ExternalReference(str(song), whole), whole))
    path = folder / "mix.otio"
    otio.adapters.write_to_file(timeline, str(path))
    return path


def test_beats(short: Path) -> None:
    assert SAID in beats.run(BeatsRequest(path=str(short))).warnings


def test_snap(short: Path, edit: Path) -> None:
    request = SnapRequest(edit_path=str(edit), music_path=str(short))
    request.options.dry_run = True
    result = snap.run(request)
    assert SAID in result.warnings and SAID in result.sync_map.warnings


def test_loudness(short: Path) -> None:
    assert SAID in loudness.run(LoudnessRequest(path=str(short))).warnings


def test_master(short: Path, tmp_path: Path) -> None:
    wanted = Delivery(output_path=str(tmp_path / "out.wav"), integrated_lufs=-16)
    result = master.run(MasterRequest(path=str(short), deliveries=[wanted]))
    assert SAID in result.delivered[0].notes


def test_render_once_a_file_and_master_of_an_edit(short: Path, tmp_path: Path) -> None:
    edit = edit_with(short, tmp_path)
    request = RenderRequest(edit_path=str(edit), output_path=str(tmp_path / "mix.wav"))
    assert list(render.run(request).warnings) == [SAID]
    wanted = Delivery(output_path=str(tmp_path / "out.wav"), integrated_lufs=-16)
    result = master.run(MasterRequest(path=str(edit), deliveries=[wanted]))
    assert SAID in result.rendered.warnings


def test_the_command_line_says_it_once(short: Path, cli: Cli) -> None:
    for command in ("beats", "loudness"):
        ran = cli(command, short)
        assert ran.out.count(f"note: {SAID}") == 1, ran.out
