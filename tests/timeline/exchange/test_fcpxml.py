"""FCPXML, judged by its raw text with sums of our own."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import opentimelineio as otio
import pytest

from backbeat.errors import TimelineError
from backbeat.timeline import load, save
from backbeat.timeline.reading import read_edit
from tests import edits
from tests.edits import Piece
from tests.timeline.exchange import own

ORDER = ("note", "conform-rate", "timeMap", "adjust-", "spine clip", "marker", "source", "filter-")
"""The order of a clip's parts that Apple's document type asks for."""


def _seconds(text: str | None) -> Fraction:
    return Fraction((text or "0s").removesuffix("s"))


@pytest.fixture
def root(tmp_path: Path) -> Element:
    save(own.document(tmp_path, 30000 / 1001), tmp_path / "out.fcpxml")
    return ElementTree.parse(tmp_path / "out.fcpxml").getroot()


def test_the_storyline_has_no_hole_and_lies_on_frames(root: Element) -> None:
    form = root.find("resources/format")
    spine = root.find("library/event/project/sequence/spine")
    assert form is not None and spine is not None
    frame = _seconds(form.get("frameDuration"))
    assert frame == Fraction(1001, 30000)
    sequence = root.find("library/event/project/sequence")
    assert sequence is not None
    at = _seconds(sequence.get("tcStart"))
    assert at == 108000 * frame
    for element in spine:
        if element.tag == "transition":
            continue
        assert _seconds(element.get("offset")) == at
        assert (_seconds(element.get("duration")) / frame).denominator == 1
        at += _seconds(element.get("duration"))
    assert at == (108000 + 307) * frame


def test_connected_clips_lie_where_the_tracks_have_them(root: Element) -> None:
    frame = Fraction(1001, 30000)
    spine = root.find("library/event/project/sequence/spine")
    assert spine is not None
    found = {}
    for parent in spine:
        for child in parent:
            if child.get("lane"):
                inside = _seconds(child.get("offset")) - _seconds(parent.get("start"))
                at = _seconds(parent.get("offset")) + inside
                found[child.get("name"), child.get("lane")] = at / frame - 108000
    assert found["title shot", "1"] == 60
    assert found["song", "-2"] == 12


def test_every_reference_is_defined_and_parts_are_in_order(root: Element) -> None:
    defined = {resource.get("id") for resource in root.iterfind("resources/*")}
    for element in root.iter():
        assert element.get("ref") in defined | {None}
        assert element.get("format") in defined | {None}
    for clip in root.iter("asset-clip"):
        ranks = [_rank(part.tag) for part in clip]
        assert ranks == sorted(ranks), [part.tag for part in clip]


def _rank(tag: str) -> int:
    if tag in ("asset-clip", "spine", "video", "ref-clip"):
        return 4
    if tag == "audio-channel-source":
        return 6
    return next(i for i, name in enumerate(ORDER) if tag.startswith(name))


def test_a_split_edit_is_one_clip_whose_sound_runs_on(tmp_path: Path) -> None:
    picture = [Piece(40, name="a"), Piece(50, name="b", link=1)]
    sound = [Piece(30, kind="gap"), Piece(60, head=10, name="b", link=1)]
    document = edits.document(edits.timeline([picture], [sound]), tmp_path)
    save(document, tmp_path / "out.fcpxml")
    (clip,) = (
        c
        for c in ElementTree.parse(tmp_path / "out.fcpxml").getroot().iter("asset-clip")
        if c.get("name") == "b"
    )
    assert _seconds(clip.get("start")) - _seconds(clip.get("audioStart")) == Fraction(10, 25)
    assert _seconds(clip.get("audioDuration")) == Fraction(60, 25)
    edit = read_edit(load(tmp_path / "out.fcpxml"))
    (sounding,) = (i for t in edit.audio_tracks for i in t.items if i.media_url)
    assert (sounding.start, sounding.duration) == (30, 60)


def _project(spine: str, resources: str = "") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE fcpxml>
    <fcpxml version="1.11"><resources>
    <format id="r1" frameDuration="100/2400s" width="1920" height="1080"/>
    <format id="r2" frameDuration="100/2500s" width="640" height="480"/>
    <asset id="a" name="A" start="0s" duration="200s" hasVideo="1" format="r2" hasAudio="1"
     audioSources="1" audioChannels="2"><media-rep kind="original-media" src="file:///a%20b.mov"/></asset>
    {resources}</resources><library><event><project name="P">
    <sequence format="r1" tcStart="3600s" tcFormat="NDF"><spine>{spine}</spine></sequence>
    </project></event></library></fcpxml>"""


def test_conformed_rates_play_frame_by_frame(tmp_path: Path) -> None:
    """Final Cut plays 25 frames a second at 24 in a project of 24, unless scaling is off."""
    path = tmp_path / "in.fcpxml"
    for scaled, speed in ((None, Fraction(24, 25)), ("0", Fraction(1))):
        attribute = f' scaleEnabled="{scaled}"' if scaled else ""
        path.write_text(
            _project(
                '<gap offset="3600s" start="3600s" duration="10s"/>'
                '<asset-clip ref="a" offset="3610s" name="A" start="684/25s" duration="9/4s" '
                f'format="r2"><conform-rate{attribute} srcFrameRate="25"/></asset-clip>'
            )
        )
        edit = read_edit(load(path))
        (item,) = (i for i in edit.video_tracks[0].items if i.media_url)
        assert (item.start, item.duration) == (240, 54)
        assert item.media_start == Fraction(684, 25)
        assert abs(item.speed - speed) < Fraction(1, 10**6)


def test_markers_roles_and_drop_frame(tmp_path: Path) -> None:
    path = tmp_path / "in.fcpxml"
    path.write_text(
        _project(
            '<asset-clip ref="a" offset="3600s" name="A" start="10s" duration="20s" '
            'audioRole="dialogue.boom"><adjust-volume amount="-4.5dB"/>'
            '<marker start="12s" duration="1/24s" value="here" note="why"/></asset-clip>'
        )
    )
    document = load(path)
    video, audio = document.root.tracks
    assert audio.name == "dialogue"
    (marker,) = video[0].markers
    assert (marker.name, marker.comment) == ("here", "why")
    assert marker.marked_range.start_time.value == 12 * 24
    effect = audio[0].effects[0].metadata["Resolve_OTIO"]
    assert effect["Parameters"][0]["Parameter Value"] == -4.5


def test_several_projects_are_named(tmp_path: Path) -> None:
    path = tmp_path / "in.fcpxml"
    text = _project("")
    start, end = text.index("<project"), text.index("</event>")
    path.write_text(text[:end] + text[start:end].replace('"P"', '"Q"') + text[end:])
    with pytest.raises(TimelineError, match="2 projects: P, Q"):
        load(path)


def test_a_bundle_is_read_and_its_media_lie_inside(tmp_path: Path) -> None:
    bundle = tmp_path / "cut.fcpxmld"
    bundle.mkdir()
    text = _project('<asset-clip ref="a" offset="3600s" name="A" start="0s" duration="2s"/>')
    (bundle / "Info.fcpxml").write_text(text.replace("file:///a%20b.mov", "./Media/a.mov"))
    document = load(bundle)
    assert document.media_folder == bundle
    (clip,) = document.root.video_tracks()[0].find_clips()
    assert clip.media_reference.target_url == "Media/a.mov"


def test_a_synchronised_clip_is_a_timeline_of_its_own(tmp_path: Path) -> None:
    """As Final Cut writes picture and the recorder's sound; a role of its channels goes first."""
    path = tmp_path / "in.fcpxml"
    sound = (
        '<asset id="s" name="S" start="0s" duration="114688/22050s" hasAudio="1" audioSources="1" '
        'audioChannels="1"><media-rep kind="original-media" src="file:///s.wav"/></asset>'
    )
    path.write_text(
        _project(
            '<sync-clip offset="3600s" name="both" start="2s" duration="10s" format="r2">'
            '<asset-clip ref="a" offset="0s" name="A" duration="200s" audioRole="dialogue">'
            '<asset-clip ref="s" lane="-1" offset="1s" name="S" duration="5s" audioRole="dialogue">'
            '<audio-channel-source srcCh="1" role="effects.effects-1"/></asset-clip></asset-clip>'
            '<marker start="10s" duration="1/24s" value="on it"/></sync-clip>',
            sound,
        )
    )
    document = load(path)
    (track,) = document.root.tracks
    (nested,) = track
    assert nested.source_range.start_time.value == 48 and nested.source_range.duration.value == 240
    names = {(inner.kind, inner.name) for inner in nested}
    assert names == {("Video", ""), ("Audio", "dialogue"), ("Audio", "effects")}
    assert "sound inside compound and synchronised clips (1)" in document.notes[0]
    edit = read_edit(document)
    assert [(i.start, i.duration) for i in edit.video_tracks[0].items] == [(0, 240)]


def test_a_compound_clip_with_its_sound_on_a_track_sounds_once(tmp_path: Path) -> None:
    def stack(link: int) -> otio.schema.Stack:
        inner = edits.timeline([[Piece(50)]], [[Piece(50)]])
        made = otio.schema.Stack("compound", source_range=edits.span(0, 50))
        made.extend([track.clone() for track in inner.tracks])
        made.metadata["Resolve_OTIO"] = {"Link Group ID": link}
        return made

    for gap, kinds in ((0, [None]), (9, ["video", "audio"])):
        made = edits.timeline([[]], [[Piece(gap, kind="gap")] if gap else []])
        for track in made.tracks:
            track.append(stack(1))
        save(edits.document(made, tmp_path), tmp_path / "out.fcpxml")
        root = ElementTree.parse(tmp_path / "out.fcpxml").getroot()
        assert [clip.get("srcEnable") for clip in root.iter("ref-clip")] == kinds
