"""Files load, and save byte for byte; what is wrong with a bad one is said."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat.errors import OutputError, TimelineError
from backbeat.timeline import load, save
from tests import edits
from tests.edits import Piece


@pytest.fixture
def simple(tmp_path: Path) -> Path:
    return edits.written(edits.timeline([[Piece(), Piece()]]), tmp_path)


def refusal(path: Path) -> str:
    with pytest.raises(TimelineError) as caught:
        load(path)
    assert str(path) in caught.value.message
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize("suffix", [".otio", ".otioz", ".otiod"])
def test_unedited_files_come_back_byte_for_byte(tmp_path: Path, suffix: str) -> None:
    clip = tmp_path / "a.wav"
    clip.write_bytes(b"RIFF sound")
    made = edits.timeline([[Piece(url=str(clip))]])
    source = edits.written(made, tmp_path, "edit.otio")
    if suffix != ".otio":
        source = tmp_path / f"edit{suffix}"
        otio.adapters.write_to_file(made, str(source))
    target = tmp_path / f"copy{suffix}"
    save(load(source), target)
    if suffix == ".otiod":
        for name in ("content.otio", "media/a.wav"):
            assert (target / name).read_bytes() == (source / name).read_bytes()
    else:
        assert target.read_bytes() == source.read_bytes()


@pytest.mark.parametrize("suffix", [".otioz", ".otiod"])
def test_an_edited_bundle_keeps_its_media(tmp_path: Path, suffix: str) -> None:
    clip = tmp_path / "a.wav"
    clip.write_bytes(b"RIFF sound")
    source = tmp_path / f"edit{suffix}"
    otio.adapters.write_to_file(edits.timeline([[Piece(url=str(clip))]]), str(source))
    document = load(source)
    target = tmp_path / f"out{suffix}"
    save(document.with_data(document.data.replace(b"Video 1", b"Picture")), target)
    again = load(target)
    assert b"Picture" in again.data
    if suffix == ".otioz":
        with zipfile.ZipFile(target) as archive:
            assert archive.testzip() is None
            assert archive.read("media/a.wav") == b"RIFF sound"
    else:
        assert (target / "media" / "a.wav").read_bytes() == b"RIFF sound"


def test_a_byte_order_mark_loads_and_stays(simple: Path, tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + simple.read_bytes()
    simple.write_bytes(raw)
    save(load(simple), tmp_path / "out.otio")
    assert (tmp_path / "out.otio").read_bytes() == raw


def test_marker_3_loads_with_its_colour(simple: Path) -> None:
    tree = json.loads(simple.read_text())
    tree["tracks"]["markers"] = [
        {
            "OTIO_SCHEMA": "Marker.3",
            "name": "m",
            "metadata": {},
            "color": {"OTIO_SCHEMA": "Color.1", "name": "RED", "r": 1, "g": 0, "b": 0, "a": 1},
            "marked_range": tree["tracks"]["children"][0]["children"][0]["source_range"],
        }
    ]
    simple.write_text(json.dumps(tree))
    assert load(simple).root.tracks.markers[0].color == "RED"


def test_newer_versions_in_metadata_load_and_survive(simple: Path, tmp_path: Path) -> None:
    tree = json.loads(simple.read_text())
    tree["metadata"]["theirs"] = {"OTIO_SCHEMA": "Clip.9", "future": [1, 2]}
    tree["tracks"]["metadata"]["more"] = {"OTIO_SCHEMA": "Effect.7", "x": 1}
    tree["tracks"]["children"][0]["metadata"]["odd"] = {"OTIO_SCHEMA": "TheirThing.3", "y": 2}
    simple.write_text(json.dumps(tree))
    save(load(simple), tmp_path / "out.otio")
    assert (tmp_path / "out.otio").read_bytes() == simple.read_bytes()


def test_a_newer_clip_is_named(simple: Path) -> None:
    simple.write_text(simple.read_text().replace("Clip.2", "Clip.3"))
    assert "Clip.3" in refusal(simple)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"{", "line 1"),
        (b'{"a": 1,}', "line 1"),
        (b"\xff\xfe{\x00}\x00", "UTF-8"),
        (b"<xmeml/>", "XML"),
        (b"[1, 2]", "not a timeline"),
        (b'{"OTIO_SCHEMA": "Timeline.1", "tracks": 3}', "not a timeline"),
        (b"\x89PNG\r\n\x1a\n", "UTF-8"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.otio"
    path.write_bytes(content)
    assert words in refusal(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cut.xml", b"<xmeml/>", "holds no sequence"),
        ("cut.edl", b"TITLE: CUT", "no events"),
        ("cut.aaf", b"\xd0\xcf\x11\xe0", "not an AAF"),
        ("cut.fcpxml", b"<fcpxml/>", "holds no project"),
        ("cut.prproj", b"\x1f\x8b", "project of Premiere Pro"),
    ],
)
def test_files_of_other_formats_are_refused_by_what_they_lack(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TimelineError, match=words) as refused:
        load(path)
    assert str(path) in refused.value.message and "xport" in refused.value.hint


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "no.otio")
    folder = tmp_path / "folder.otio"
    folder.mkdir()
    assert "folder" in refusal(folder)
    archive = tmp_path / "bad.otioz"
    archive.write_bytes(b"PK nothing")
    assert "zip" in refusal(archive)
    with zipfile.ZipFile(tmp_path / "hollow.otioz", "w") as hollow:
        hollow.writestr("version.txt", "1.0")
    assert "content.otio" in refusal(tmp_path / "hollow.otioz")


def test_the_kind_of_file_stays(simple: Path, tmp_path: Path) -> None:
    with pytest.raises(TimelineError, match="kind"):
        save(load(simple), tmp_path / "out.otioz")


def test_a_missing_folder_is_said_and_nothing_left(simple: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        save(load(simple), tmp_path / "no" / "out.otio")
    assert [path.name for path in tmp_path.iterdir()] == ["edit.otio"]


@pytest.mark.shared
def test_every_real_file_comes_back_or_is_named(shared: Path, tmp_path: Path) -> None:
    found = [p for p in (shared / "data" / "otio").rglob("*.*") if p.name != "index.json"]
    assert len(found) > 100
    refused = []
    for path in found:
        try:
            document = load(path)
        except TimelineError as error:
            assert str(path) in error.message
            refused.append(path.suffix)
            continue
        target = tmp_path / path.name
        if document.converted_from is not None:
            continue
        save(document, target)
        assert target.read_bytes() == path.read_bytes(), path
    assert not refused


GAP = {"OTIO_SCHEMA": "Gap.1"}


@pytest.mark.parametrize("media", [[GAP], {"a": GAP}, {"target_url": GAP}, [1], "x"])
def test_media_that_would_crash_the_library_is_refused(tmp_path: Path, media: object) -> None:
    clip = {"OTIO_SCHEMA": "Clip.1", "media_reference": media}
    path = tmp_path / "odd.otio"
    path.write_text(json.dumps({"OTIO_SCHEMA": "Track.1", "children": [clip]}))
    assert "no media reference" in refusal(path)


def test_a_clip_of_two_schemas_at_once_would_crash_the_library_and_is_refused(
    tmp_path: Path,
) -> None:
    clip = {"OTIO_SCHEMA": "Clip.1", "media_reference": None, "media_references": {"a": GAP}}
    path = tmp_path / "odd.otio"
    path.write_text(json.dumps({"OTIO_SCHEMA": "Track.1", "children": [clip]}))
    assert "no media reference" in refusal(path)


def test_nesting_that_would_crash_the_library_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.otio"
    nest = "[" * 100_000 + "]" * 100_000
    path.write_text(f'{{"OTIO_SCHEMA": "Timeline.1", "metadata": {{"a": {nest}}}}}')
    assert "levels deep" in refusal(path)
