"""Final Cut Pro 7 XML, judged by its raw text and by OpenTimelineIO's own adapter."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import opentimelineio as otio
import pytest

from backbeat.timeline import load, save
from backbeat.timeline.document import losses
from tests import edits
from tests.edits import Piece
from tests.timeline.exchange import own


@pytest.fixture
def written(tmp_path: Path) -> Path:
    save(own.document(tmp_path), tmp_path / "out.xml")
    return tmp_path / "out.xml"


def test_the_adapter_reads_the_same_cuts(tmp_path: Path) -> None:
    # It takes every transition for a centred one, and drops what speeds do to a clip's media.
    pieces = [
        *(Piece(48), Piece(30), Piece(kind="transition", offsets=(6, 6)), Piece(40)),
        *(Piece(25, kind="gap"), Piece(30, speed=2.0), Piece(12)),
    ]
    expected = edits.timeline([pieces, pieces[:2]])
    save(edits.document(expected, tmp_path), tmp_path / "out.xml")
    read = otio.adapters.read_from_file(str(tmp_path / "out.xml"), "fcp_xml")
    for ours, theirs in zip(expected.video_tracks(), read.video_tracks(), strict=True):
        assert _places(ours) == _places(theirs)
    assert read.global_start_time == expected.global_start_time


def _places(track: otio.schema.Track) -> list[tuple[float, float]]:
    found = []
    for item in track:
        if isinstance(item, otio.schema.Clip):
            span = item.range_in_parent()
            found.append((span.start_time.value, span.duration.value))
    return found


def _items(track: otio.schema.Track) -> list[tuple[float, float]]:
    spans = [i.range_in_parent() for i in track if isinstance(i, otio.core.Item)]
    gaps = [isinstance(i, otio.schema.Gap) for i in track if isinstance(i, otio.core.Item)]
    return [
        (s.start_time.value, s.duration.value)
        for s, gap in zip(spans, gaps, strict=True)
        if not gap
    ]


def test_what_premiere_and_resolve_ask_for(written: Path) -> None:
    root = ElementTree.parse(written).getroot()
    sequence = root.find("sequence")
    assert root.get("version") == "4" and sequence is not None
    assert sequence.findtext("rate/timebase") == "25"
    assert sequence.findtext("timecode/string") == "01:00:00:00"
    assert sequence.find("media/video/format/samplecharacteristics/width") is not None
    files = [f for f in root.iter("file") if len(f)]
    assert len({f.get("id") for f in files}) == len(files) == 9
    for file in files:
        assert (file.findtext("pathurl") or "").startswith("file://localhost/media/")
        assert file.findtext("timecode/frame") == "86400"
    names = {f.findtext("pathurl") for f in files}
    assert "file://localhost/media/R%26D%20%3Ctwo%3E.mov" in names
    defined = {item.get("id") for item in root.iter("clipitem")}
    assert all(ref.text in defined for ref in root.iter("linkclipref"))


def test_a_stereo_track_is_two_linked_ones(written: Path) -> None:
    root = ElementTree.parse(written).getroot()
    tracks = root.findall("sequence/media/audio/track")
    assert [t.get("currentExplodedTrackIndex") for t in tracks] == ["0", "1", "0", "1"]
    channels = [t.findtext("clipitem/sourcetrack/trackindex") for t in tracks]
    assert channels == ["1", "2", "1", "2"]
    first = tracks[2].find("clipitem")
    assert first is not None and len(first.findall("link")) == 2


def test_clips_at_a_dissolve_reach_under_it(written: Path) -> None:
    track = ElementTree.parse(written).getroot().find("sequence/media/video/track")
    assert track is not None
    joint = track.find("transitionitem")
    clips = track.findall("clipitem")
    assert joint is not None
    assert (joint.findtext("start"), joint.findtext("end")) == ("102", "114")
    assert clips[1].findtext("end") == clips[2].findtext("start") == "-1"
    # 20 frames of handle, 6 of them under the dissolve.
    assert clips[2].findtext("in") == "14"


def test_premieres_stereo_tracks_are_read_as_one(shared: Path) -> None:
    document = load(shared / "data" / "otio" / "fcp7xml" / "premiere_example.xml")
    sounds = [t for t in document.root.tracks if t.kind == "Audio"]
    assert len(sounds) == 4
    tracks = ElementTree.parse(document.path).getroot().findall("sequence/media/video/track")
    for ours, theirs in zip(document.root.video_tracks(), tracks, strict=True):
        stated = [
            (float(c.findtext("start") or 0), float(c.findtext("end") or 0))
            for c in theirs.findall("clipitem")
        ]
        for (start, length), (first, last) in zip(_items(ours), stated, strict=True):
            assert first in (-1, start) and last in (-1, start + length)
    assert len(document.root.tracks.markers) == 3


def test_what_only_this_format_has_comes_back(tmp_path: Path, shared: Path) -> None:
    source = shared / "data" / "otio" / "fcp7xml" / "premiere_enable_property.xml"
    save(load(source), tmp_path / "out.xml")
    before, after = (ElementTree.parse(p).getroot() for p in (source, tmp_path / "out.xml"))
    for tag in ("labels", "logginginfo", "masterclipid"):
        count = len([*before.iterfind(f"sequence/media/video/track/clipitem/{tag}")])
        assert (
            count and len([*after.iterfind(f"sequence/media/video/track/clipitem/{tag}")]) == count
        )
    disabled = [
        [c.findtext("enabled") for c in root.iterfind("sequence/media/video/track/clipitem")]
        for root in (before, after)
    ]
    assert disabled[0] == disabled[1] and "FALSE" in disabled[0]


def test_a_speed_is_counted_in_the_retimed_clip(tmp_path: Path) -> None:
    """Frame 30 of a clip at 200 % shows frame 60 of its media."""
    path = tmp_path / "speed.xml"
    path.write_text(
        """<xmeml version="4"><sequence id="s"><name>s</name><duration>50</duration>
        <rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate><media><video><track>
        <clipitem id="a"><name>a</name><duration>200</duration>
        <rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate>
        <start>0</start><end>50</end><in>30</in><out>80</out>
        <file id="f"><name>a.mov</name><pathurl>file://localhost/a.mov</pathurl>
        <rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate><duration>400</duration>
        <timecode><rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate><frame>1000</frame></timecode>
        </file><filter><effect><name>Time Remap</name><effectid>timeremap</effectid>
        <parameter><parameterid>speed</parameterid><value>200</value></parameter>
        </effect></filter></clipitem></track></video></media></sequence></xmeml>"""
    )
    (clip,) = load(path).root.find_clips()
    assert clip.source_range.start_time.value == 1060
    assert clip.source_range.start_time.rate == 24000 / 1001
    assert clip.effects[0].time_scalar == 2.0


@pytest.mark.parametrize("count", [1, 2, 6])
def test_channels_of_media_are_those_that_clips_name(tmp_path: Path, count: int) -> None:
    made = edits.timeline([[Piece(50)]], [[Piece(50, name="sound")]])
    sound = made.audio_tracks()[0][0]
    sound.metadata["Resolve_OTIO"] = {
        "Channels": [{"Source Track ID": 0, "Source Channel ID": n} for n in range(count)]
    }
    document = edits.document(made, tmp_path)
    save(document, tmp_path / "out.xml")
    root = ElementTree.parse(tmp_path / "out.xml").getroot()
    assert [e.text for e in root.iter("channelcount")] == [str(count)]
    audio = [c for c in root.iter("clipitem") if c.find("sourcetrack") is not None]
    kind = "mono" if count == 1 else "stereo"
    assert [clip.get("premiereChannelType") for clip in audio] == [kind] * min(count, 2)
    said = losses(document, tmp_path / "out.xml")
    assert any("first two channels" in s for s in said) == (count == 6)
    save(document, tmp_path / "out.fcpxml")
    root = ElementTree.parse(tmp_path / "out.fcpxml").getroot()
    assert [e.get("audioChannels") for e in root.iter("asset")] == [None, str(count)]


SWATCHES = {
    "GREEN": 4281828977,
    "RED": 4281740498,
    "PURPLE": 4289825711,
    "ORANGE": 4280578025,
    "YELLOW": 4281049552,
    "WHITE": 4294967295,
    "BLUE": 4294741314,
    "CYAN": 4292277273,
}
"""As files of Premiere have them."""


def _marked(folder: Path, colors: list[str]) -> Path:
    made = edits.timeline([[Piece(100)]])
    for place, color in enumerate(colors):
        made.tracks.markers.append(otio.schema.Marker("m", edits.span(place, 1), color))
    save(edits.document(made, folder), folder / "marked.xml")
    return folder / "marked.xml"


def test_colours_of_markers_are_written_as_premiere_writes_them(tmp_path: Path) -> None:
    path = _marked(tmp_path, [*SWATCHES, "MAGENTA", "PINK", "BLACK"])
    markers = ElementTree.parse(path).findall("sequence/marker")
    numbers = [marker.findtext("pproColor") for marker in markers]
    purple = str(SWATCHES["PURPLE"])
    assert numbers == [*map(str, SWATCHES.values()), purple, purple, None]
    # Others read red, green and blue.
    assert markers[0].findtext("color/green") == "255"


def test_colours_that_only_premiere_states_are_read_by_name(tmp_path: Path) -> None:
    path = _marked(tmp_path, list(SWATCHES))
    root = ElementTree.parse(path)
    for marker in root.findall("sequence/marker"):
        (own,) = marker.findall("color")
        marker.remove(own)
    root.write(path)
    assert [marker.color for marker in load(path).root.tracks.markers] == list(SWATCHES)


def test_a_colour_of_no_swatch_is_the_nearest_one(tmp_path: Path) -> None:
    path = _marked(tmp_path, ["RED"])
    text = path.read_text()
    start, end = text.index("<color>"), text.index("</color>") + len("</color>")
    near = str(0xFF0A0AF0)
    path.write_text((text[:start] + text[end:]).replace(str(SWATCHES["RED"]), near))
    assert [marker.color for marker in load(path).root.tracks.markers] == ["RED"]


def _mixed(folder: Path, speed: float | None = None) -> Path:
    """A sequence of 30 frames a second with media of 25, from its second second on."""
    made = edits.timeline([[Piece(60, name="a", speed=speed)]], [[Piece(60, name="a")]], 30.0, 0)
    for clip in made.find_clips():
        clip.media_reference.available_range = edits.span(90000, 500, 25.0)
        clip.source_range = otio.opentime.TimeRange(
            otio.opentime.RationalTime(90050, 25.0), otio.opentime.RationalTime(60, 30.0)
        )
        clip.markers.append(otio.schema.Marker("m", edits.span(90075, 1, 25.0)))
    save(edits.document(made, folder), folder / "mixed.xml")
    return folder / "mixed.xml"


def test_media_of_another_rate_is_counted_in_frames_of_the_sequence(tmp_path: Path) -> None:
    """Premiere and Resolve take `in` for these, whatever rate the clip states."""
    path = _mixed(tmp_path)
    for item in ElementTree.parse(path).getroot().iter("clipitem"):
        found = [item.findtext(name) for name in ("rate/timebase", "in", "out", "duration")]
        assert found == ["30", "60", "120", "600"]
        assert item.findtext("marker/in") == "90"
    file = ElementTree.parse(path).find(".//file")
    assert file is not None
    assert [file.findtext(name) for name in ("rate/timebase", "duration")] == ["25", "500"]
    assert file.findtext("timecode/frame") == "90000"


@pytest.mark.parametrize("speed", [None, 2.0, 0.5, -1.0])
def test_and_comes_back_where_it_was(tmp_path: Path, speed: float | None) -> None:
    read = load(_mixed(tmp_path, speed))
    for clip in read.root.find_clips():
        assert clip.source_range.start_time.to_seconds() == pytest.approx(90050 / 25, abs=1e-9)
        assert clip.source_range.duration.to_seconds() == pytest.approx(2)
        assert clip.media_reference.available_range.duration == edits.time(500, 25.0)
        (marker,) = clip.markers
        assert marker.marked_range.start_time.to_seconds() == pytest.approx(90075 / 25)


def _masters(path: Path) -> list[tuple[str | None, str]]:
    """(file, master clip) of each clip item."""
    found = []
    for item in ElementTree.parse(path).getroot().iter("clipitem"):
        file = item.find("file")
        assert file is not None and item[0].tag == "masterclipid"
        found.append((file.get("id"), item[0].text or ""))
    return found


def test_clips_of_one_file_are_of_one_master_clip(tmp_path: Path) -> None:
    pieces = [Piece(20, name="a", head=0, tail=60), Piece(20, name="b"), Piece(20, name="a")]
    made = edits.timeline([pieces], [[Piece(20, name="b")]])
    made.video_tracks()[0][2].media_reference = made.video_tracks()[0][0].media_reference.clone()
    made.video_tracks()[0][2].source_range = edits.span(86440, 20)
    save(edits.document(made, tmp_path), tmp_path / "out.xml")
    masters = _masters(tmp_path / "out.xml")
    assert len(masters) == 5 and len(set(masters)) == len({file for file, _ in masters}) == 2


def test_a_new_clip_gets_no_master_clip_that_another_brought(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(20, name="a"), Piece(20, name="b")]])
    for clip, number in zip(made.find_clips(), ("masterclip-1", None), strict=True):
        if number:
            clip.metadata["fcp7"] = {"kept": [f"<masterclipid>{number}</masterclipid>"]}
    save(edits.document(made, tmp_path), tmp_path / "out.xml")
    assert [master for _, master in _masters(tmp_path / "out.xml")] == [
        "masterclip-1",
        "masterclip-2",
    ]


@pytest.mark.shared
def test_the_sequence_is_put_together_as_premiere_does(shared: Path, written: Path) -> None:
    """Parts that Premiere's own files have where it splits stereo tracks, at the same places."""
    theirs = ElementTree.parse(shared / "data" / "otio" / "fcp7xml" / "premiere_example.xml")
    ours = ElementTree.parse(written)
    for root in (theirs, ours):
        sequence = root.find("sequence")
        assert sequence is not None and sequence.get("explodedTracks") == "true"
        outputs = root.findall("sequence/media/audio/outputs/group")
        assert [(g.findtext("index"), g.findtext("channel/index")) for g in outputs] == [
            ("1", "1"),
            ("2", "2"),
        ]
        for link in root.getroot().iter("link"):
            sound = link.findtext("mediatype") == "audio"
            assert link.findtext("groupindex") == ("1" if sound else None)
    (first, *_) = theirs.getroot().iter("clipitem")
    assert first[0].tag == "masterclipid"


def test_without_stereo_no_tracks_are_said_to_be_split(tmp_path: Path) -> None:
    save(edits.document(edits.timeline([[Piece(20)]]), tmp_path), tmp_path / "out.xml")
    sequence = ElementTree.parse(tmp_path / "out.xml").find("sequence")
    assert sequence is not None and sequence.get("explodedTracks") is None
