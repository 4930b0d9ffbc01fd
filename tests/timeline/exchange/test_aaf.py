"""AAF is read through OpenTimelineIO's adapter."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat.errors import TimelineError
from backbeat.timeline import load, save
from backbeat.timeline.reading import read_edit
from tests import edits
from tests.edits import Piece


@pytest.fixture
def aaf(tmp_path: Path) -> Path:
    made = edits.timeline([[Piece(40, name="a"), Piece(25, name="b"), Piece(30, name="c")]])
    path = tmp_path / "edit.aaf"
    otio.adapters.write_to_file(made, str(path), "AAF", use_empty_mob_ids=True)
    return path


def test_cuts_names_and_start(aaf: Path) -> None:
    document = load(aaf)
    edit = read_edit(document)
    (track,) = edit.video_tracks
    clips = [item for item in track.items if item.duration]
    assert [(item.name, item.start, item.duration) for item in clips] == [
        ("a", 0, 40),
        ("b", 40, 25),
        ("c", 65, 30),
    ]
    assert edit.start == 90000
    assert document.root.metadata["exchange"]["format"] == "AAF"
    assert load(aaf).data == document.data


def test_an_aaf_becomes_another_format(aaf: Path, tmp_path: Path) -> None:
    for ending in (".otio", ".xml", ".fcpxml", ".edl"):
        save(load(aaf), tmp_path / f"out{ending}")
        (track,) = read_edit(load(tmp_path / f"out{ending}")).video_tracks
        starts = [item.start for item in track.items if item.media_url or item.name in "abc"]
        assert starts == [0, 40, 65], ending


@pytest.mark.parametrize("kept", [4, 600, 5000])
def test_a_damaged_aaf_is_refused(aaf: Path, tmp_path: Path, kept: int) -> None:
    bad = tmp_path / "bad.aaf"
    bad.write_bytes(aaf.read_bytes()[:kept])
    with pytest.raises(TimelineError, match="not an AAF"):
        load(bad)
