"""Files of Rhubarb Lip Sync, read as its users' plugins read them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from backbeat.v1.speech_pb2 import Viseme, VisemeTrack
from backbeat.workflows.outputs import is_ours
from backbeat.workflows.visemes.files import WRITERS

TRACK = VisemeTrack(
    path="/talks/R&D <1>.wav",
    duration_s=1.23,
    set="rhubarb",
    rate="25",
    visemes=[
        Viseme(start_s=0, end_s=0.4, name="X"),
        Viseme(start_s=0.4, end_s=0.52, name="A"),
        Viseme(start_s=0.52, end_s=1.23, name="D"),
    ],
)


@pytest.mark.parametrize("suffix", sorted(WRITERS.keys() - {".otio"}))
def test_files_are_known_as_ours_until_they_are_changed(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"shapes{suffix}"
    WRITERS[suffix](TRACK, target)
    assert is_ours(target)
    target.write_text(target.read_text().replace("D", "E", 1))
    assert not is_ours(target)


def test_tsv(tmp_path: Path) -> None:
    target = tmp_path / "shapes.tsv"
    WRITERS[".tsv"](TRACK, target)
    rows = [row.split("\t") for row in target.read_text().splitlines()]
    assert [(round(float(start), 3), name) for start, name in rows] == [
        (0.0, "X"),
        (0.4, "A"),
        (0.52, "D"),
        (1.23, "X"),
    ]


def test_xml(tmp_path: Path) -> None:
    target = tmp_path / "shapes.xml"
    WRITERS[".xml"](TRACK, target)
    root = ElementTree.parse(target).getroot()
    assert root.tag == "rhubarbResult"
    assert root.findtext("metadata/soundFile") == TRACK.path
    assert root.findtext("metadata/duration") == "1.23"
    cues = [(cue.get("start"), cue.get("end"), cue.text) for cue in root.iter("mouthCue")]
    assert cues == [
        ("0.000", "0.400", "X"),
        ("0.400", "0.520", "A"),
        ("0.520", "1.230", "D"),
    ]
