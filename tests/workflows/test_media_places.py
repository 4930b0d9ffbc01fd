"""Media is found by mapped paths, by name and by content, and what is missing is said once."""

from __future__ import annotations

import shutil
from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat.errors import RequestError, TimelineError
from backbeat.timeline import Document, load
from backbeat.timeline.document import media_path
from backbeat.v1.media_paths_pb2 import MediaPaths, PathMapping
from backbeat.v1.rendering_pb2 import RenderOptions, RenderRequest
from backbeat.workflows.media_places import missing_media, placed
from backbeat.workflows.render import job as render
from tests import commands, edits


def _edit(folder: Path, *urls: str, seconds: float = 3) -> Document:
    """One sound track of a clip for each URL; its media range is stated."""
    made = otio.schema.Timeline("edit")
    track = otio.schema.Track("A", kind="Audio")
    for url in urls:
        whole = edits.span(0, round(seconds * 25))
        track.append(
            otio.schema.Clip("c", otio.schema.ExternalReference(url, whole), edits.span(0, 25))
        )
    made.tracks.append(track)
    return edits.document(made, folder)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    (folder / "day 1").mkdir(parents=True)
    commands.write_clicks(folder / "day 1" / "a b.wav", 3)
    return folder


@pytest.mark.parametrize(
    ("url", "prefix"),
    [
        ("D:\\Shoot\\day 1\\a b.wav", "D:\\Shoot"),
        ("D:\\Shoot\\day 1\\a b.wav", "d:/shoot/"),
        ("file:///D:/Shoot/day%201/a%20b.wav", "D:/Shoot"),
        ("file://localhost/D%3a/Shoot/day%201/a%20b.wav", "file:///D:/Shoot"),
        ("/Volumes/Raid/day 1/a b.wav", "/Volumes/Raid"),
        ("file:///Volumes/Raid/day%201/a%20b.wav", "/Volumes/Raid/"),
        ("\\\\nas\\share\\day 1\\a b.wav", "//nas/share"),
    ],
)
def test_mapped_paths_of_every_system(tmp_path: Path, here: Path, url: str, prefix: str) -> None:
    document = _edit(tmp_path, url)
    asked = MediaPaths(maps=[PathMapping(prefix=prefix, to_path=str(here))])
    found = placed(document, asked)
    assert media_path(found, url, tmp_path) == here / "day 1" / "a b.wav"
    assert found.notes == ("Media found elsewhere: 1 by mapped path.",)
    assert found.data == document.data


def test_a_file_that_is_mapped_by_itself_was_not_looked_for(tmp_path: Path, here: Path) -> None:
    url = "file:///Volumes/Raid/day%201/a%20b.wav"
    document = _edit(tmp_path, url)
    file = here / "day 1" / "a b.wav"
    found = placed(document, MediaPaths(maps=[PathMapping(prefix=url, to_path=str(file))]))
    assert (found.place_of(url), found.notes) == (file, ())


def test_a_prefix_is_whole_folders(tmp_path: Path, here: Path) -> None:
    document = _edit(tmp_path, "/Volumes/Raid2/day 1/a b.wav")
    asked = MediaPaths(maps=[PathMapping(prefix="/Volumes/Raid", to_path=str(here))])
    assert not placed(document, asked).places


def test_a_search_goes_by_name(tmp_path: Path, here: Path) -> None:
    document = _edit(tmp_path, "E:/gone/A B.WAV")
    found = placed(document, MediaPaths(search_paths=[str(here)]))
    assert found.places["E:/gone/A B.WAV"] == here / "day 1" / "a b.wav"


def test_two_of_one_name_are_told_apart_by_their_length(tmp_path: Path, here: Path) -> None:
    commands.write_clicks(here / "a b.wav", 5)
    document = _edit(tmp_path, "/gone/a b.wav")
    found = placed(document, MediaPaths(search_paths=[str(here)]))
    assert found.places["/gone/a b.wav"] == here / "day 1" / "a b.wav"
    assert "1 by length and timecode" in found.notes[0]
    shutil.copy(here / "day 1" / "a b.wav", here / "day 1" / "copy")
    (here / "day 2").mkdir()
    shutil.copy(here / "day 1" / "a b.wav", here / "day 2" / "a b.wav")
    unclear = placed(document, MediaPaths(search_paths=[str(here)]))
    assert not unclear.places and "3 files called like it" in unclear.notes[0]


def test_a_shorter_file_of_the_name_is_not_taken(tmp_path: Path, here: Path) -> None:
    document = _edit(tmp_path, "/gone/a b.wav", seconds=60)
    found = placed(document, MediaPaths(search_paths=[str(here)]))
    assert not found.places and "is called like it, but is shorter" in found.notes[0]


def test_a_renamed_file_is_found_by_its_length(tmp_path: Path, here: Path) -> None:
    commands.write_clicks(here / "other.wav", 7)
    document = _edit(tmp_path, "/gone/before it was renamed.wav")
    found = placed(document, MediaPaths(search_paths=[str(here)]))
    assert list(found.places.values()) == [here / "day 1" / "a b.wav"]
    two = _edit(tmp_path, "/gone/first.wav", "/gone/second.wav")
    assert not placed(two, MediaPaths(search_paths=[str(here)])).places


def test_only_relinking_changes_the_timeline(tmp_path: Path, here: Path) -> None:
    document = _edit(tmp_path, "/gone/a b.wav", "/gone/none.wav")
    asked = MediaPaths(search_paths=[str(here / "day 1")], relink=True)
    found = placed(document, asked)
    new = str(here / "day 1" / "a b.wav").encode()
    assert found.data == document.data.replace(b"/gone/a b.wav", new)


def test_a_mix_of_an_edit_from_elsewhere(tmp_path: Path, here: Path) -> None:
    _edit(tmp_path, "X:\\a\\day 1\\a b.wav")
    request = RenderRequest(
        edit_path=str(tmp_path / "edit.otio"),
        output_path=str(tmp_path / "mix.wav"),
        media_paths=MediaPaths(maps=[PathMapping(prefix="X:\\a", to_path=str(here))]),
    )
    result = render.run(request)
    assert result.true_peak_dbtp > -10
    assert any("1 by mapped path" in warning for warning in result.warnings)


def test_missing_media_is_said_once(tmp_path: Path) -> None:
    urls = [f"/gone/{number}.wav" for number in range(12)]
    _edit(tmp_path, *urls)
    request = RenderRequest(
        edit_path=str(tmp_path / "edit.otio"), output_path=str(tmp_path / "mix.wav")
    )
    with pytest.raises(TimelineError, match="12 media files of") as refused:
        render.run(request)
    assert refused.value.message.count("/gone/") == 10
    assert "and 2 more" in refused.value.message and "--search" in refused.value.hint
    request.options.CopyFrom(RenderOptions(allow_missing=True))
    with pytest.raises(RequestError, match="no sound to mix: 12 media files of"):
        render.run(request)
    assert missing_media(Path("e.otio"), ["/a.wav"]) == "1 media file of e.otio is missing: /a.wav."


@pytest.mark.parametrize(
    "asked",
    [
        MediaPaths(maps=[PathMapping(prefix="/a")]),
        MediaPaths(maps=[PathMapping(to_path="/a")]),
        MediaPaths(search_paths=["/no such folder"]),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, asked: MediaPaths) -> None:
    with pytest.raises(RequestError):
        placed(_edit(tmp_path, "/gone/a.wav"), asked)


def test_a_converted_edit_keeps_its_places(tmp_path: Path, here: Path) -> None:
    from backbeat.timeline import save

    save(_edit(tmp_path, "/gone/day 1/a b.wav"), tmp_path / "edit.xml")
    document = load(tmp_path / "edit.xml")
    asked = MediaPaths(maps=[PathMapping(prefix="/gone", to_path=str(here))])
    (path,) = placed(document, asked).places.values()
    assert path == here / "day 1" / "a b.wav"
