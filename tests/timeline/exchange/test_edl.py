"""Edit decision lists, judged by OpenTimelineIO's own adapter and by the raw text."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat.errors import TimelineError
from backbeat.timeline import load, save
from backbeat.timeline.document import losses
from tests import edits
from tests.edits import Piece
from tests.timeline.exchange import own


def test_the_adapter_reads_the_same_cuts(tmp_path: Path) -> None:
    pieces = [Piece(40, name="a"), Piece(25, name="b"), Piece(10, kind="gap"), Piece(50, name="c")]
    save(edits.document(edits.timeline([pieces]), tmp_path), tmp_path / "out.edl")
    read = otio.adapters.read_from_file(str(tmp_path / "out.edl"), "cmx_3600", rate=25)
    (track,) = read.video_tracks()
    places = [
        (c.name, c.range_in_parent().start_time.value, c.source_range.start_time.value)
        for c in track.find_clips()
    ]
    assert places == [("a", 0, 86420), ("b", 40, 86420), ("c", 75, 86420)]


def test_a_dissolve_begins_where_its_event_does(tmp_path: Path) -> None:
    """A foreign list says no more; the cut is there."""
    path = tmp_path / "in.edl"
    path.write_text(
        "TITLE: T\nFCM: NON-DROP FRAME\n\n"
        "001  A001  V  C        00:00:01:00 00:00:03:00 01:00:00:00 01:00:02:00\n"
        "002  A001  V  C        00:00:03:00 00:00:03:00 01:00:02:00 01:00:02:00\n"
        "002  B002  V  D    012 00:00:05:00 00:00:08:00 01:00:02:00 01:00:05:00\n"
        "* FROM CLIP NAME: first\n* TO CLIP NAME: second\n"
        "003  A001  V  C        00:00:09:24 00:00:10:24 01:00:05:00 01:00:06:00\n"
        "M2   A001       050.0  00:00:09:24\n"
    )
    document = load(path)
    (track,) = document.root.video_tracks()
    first, joint, second, third = track
    assert first.source_range.duration.value == 50
    assert (joint.in_offset.value, joint.out_offset.value) == (0, 12)
    assert second.name == "second" and second.source_range.start_time.value == 125
    assert third.effects[0].time_scalar == 2.0
    assert "25 frames a second are assumed" in document.notes[0]


@pytest.mark.parametrize(
    ("stamps", "drop", "rate"),
    [
        ("00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00", True, 30000 / 1001),
        ("00:00:00:24 00:00:01:24 01:00:00:00 01:00:01:00", False, 25.0),
        ("00:00:00:29 00:00:01:29 01:00:00:00 01:00:01:00", False, 30.0),
        ("00:00:00:10 00:00:01:10 01:00:00:00 01:00:01:00", False, 24.0),
        ("00:00:00:59 00:00:01:59 01:00:00:00 01:00:01:00", False, 60.0),
    ],
)
def test_the_rate_is_told_by_the_timecodes(
    tmp_path: Path, stamps: str, drop: bool, rate: float
) -> None:
    path = tmp_path / "in.edl"
    path.write_text(f"FCM: {'' if drop else 'NON-'}DROP FRAME\n001  AX  V  C  {stamps}\n")
    document = load(path)
    assert document.root.global_start_time.rate == rate
    assert bool(document.notes) is not drop


def test_what_is_left_out_is_said_first(tmp_path: Path) -> None:
    document = own.document(tmp_path)
    said = "\n".join(losses(document, tmp_path / "out.edl"))
    assert "EDL holds one picture track: V2 with 1 clip is left out." in said
    for words in (
        "switched off: “third”",
        "levels and fades: “song”",
        "2 groups",
        "markers of clips",
    ):
        assert words in said
    assert losses(document, tmp_path / "out.otio") == []
    assert not (tmp_path / "out.edl").exists()


def test_text_stays_on_its_line(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(40, name="a\n002  AX  V  C")]])
    save(edits.document(made, tmp_path), tmp_path / "out.edl")
    (track,) = load(tmp_path / "out.edl").root.video_tracks()
    assert [clip.name for clip in track] == ["a 002 AX V C"]


def test_a_timeline_without_clips_is_refused(tmp_path: Path) -> None:
    document = edits.document(edits.timeline([[Piece(40, kind="gap")]]), tmp_path)
    with pytest.raises(TimelineError, match="no clip that an EDL can hold"):
        save(document, tmp_path / "out.edl")
    assert not (tmp_path / "out.edl").exists()


def test_a_list_of_markers_is_no_edit(tmp_path: Path) -> None:
    path = tmp_path / "markers.edl"
    path.write_text(
        "TITLE: M\n001  001      V     C        01:00:01:00 01:00:01:01 01:00:01:00 01:00:01:01\n"
        " |C:ResolveColorBlue |M:Marker 1 |D:1\n"
    )
    with pytest.raises(TimelineError, match="list of markers"):
        load(path)


def test_fades_from_and_to_black(tmp_path: Path) -> None:
    """Each says from what it dissolves in a line of its own, as CMX 3600 has it."""
    fades = [Piece(kind="transition", offsets=pair) for pair in ((0, 12), (8, 0), (10, 0))]
    pieces = [fades[0], Piece(60), fades[1], Piece(30, kind="gap"), Piece(50), fades[2]]
    document = edits.document(edits.timeline([pieces]), tmp_path)
    save(document, tmp_path / "out.edl")
    text = (tmp_path / "out.edl").read_text().splitlines()
    dissolves = [index for index, line in enumerate(text) if " D    0" in line]
    assert [text[index].split()[4] for index in dissolves] == ["012", "008", "010"]
    for index in dissolves:
        before = next(line for line in reversed(text[:index]) if not line.startswith("*"))
        assert before[:3] == text[index][:3] and before.split()[-1] == before.split()[-2]
    assert not any("transitions" in said for said in losses(document, tmp_path / "out.edl"))
    back = load(tmp_path / "out.edl").root.video_tracks()[0]
    offsets = [
        (each.in_offset.value, each.out_offset.value)
        for each in back
        if isinstance(each, otio.schema.Transition)
    ]
    assert offsets == [(0, 12), (8, 0), (10, 0)]
    assert [type(each).__name__ for each in back] == [
        *("Transition", "Clip", "Transition", "Gap", "Clip", "Transition"),
    ]
    assert sum(each.duration().value for each in back.find_clips()) == 110
