"""Projects built from files, real ones included."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from backbeat.timeline import load
from backbeat.timeline.model import Dialect, ItemKind
from backbeat.timeline.reading import read_edit
from tests.commands import write_clicks
from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.refusals import NotModelled
from tests.doubles.resolve.worlds import world_from_otio
from tests.doubles.test_exchange import export, geometry
from tests.edits import Piece, span, timeline, written


def test_a_small_edit_becomes_a_timeline(tmp_path: Path) -> None:
    made = timeline(
        [[Piece(10, link=4), Piece(kind="gap", length=5), Piece(20, speed=2.0, markers=[90007])]],
        [[Piece(10, link=4)]],
    )
    held = world_from_otio(written(made, tmp_path), tmp_path / "media")
    found = held.timeline
    assert [found.name, found.start, found.rate] == ["edit", 90000, 25]
    first, second = found.tracks["video"][0].items
    assert [first.start, first.end, first.source, first.link] == [90000, 90010, 20, 4]
    assert [second.start, second.end, second.speed] == [90015, 90035, 2]
    assert first.media is not None
    assert Path(first.media.path).is_file()
    assert first.media.start == 86400


def test_one_file_of_pictures_and_sound_is_one_clip_whichever_comes_first(tmp_path: Path) -> None:
    both = Piece(10, name="both")
    made = timeline([[both]], [[both]])
    made.tracks[:] = [each.deepcopy() for each in reversed(made.tracks)]
    held = world_from_otio(written(made, tmp_path), tmp_path / "media")
    (item,) = [each for each in held.project.root.items if each.timeline is None]
    assert (item.pictures, item.channels) == (True, 2)
    assert all(each.media is item for each in held.timeline.all_items())


def test_a_song_lies_on_a_new_track_as_far_as_the_edit_goes(tmp_path: Path) -> None:
    path = written(timeline([[Piece(30), Piece(40)]]), tmp_path)
    song = write_clicks(tmp_path / "song.wav", 4)
    held = world_from_otio(path, tmp_path / "media", song=song)
    track = held.timeline.tracks["audio"][-1]
    assert track.name == "Music"
    (item,) = track.items
    assert (item.start, item.duration) == (90000, 70)
    assert item.media is not None
    assert item.media.path == str(song)


def test_switches_of_imports_do_not_touch_a_world(tmp_path: Path) -> None:
    made = timeline([[Piece(30)]])
    made.tracks.markers.append(otio.schema.Marker("beat", span(12, 1), "RED"))
    switches: dict[str, Any] = {"stack_markers": "lost", "stack_marker_origin": "start"}
    held = world_from_otio(written(made, tmp_path), tmp_path / "media", **switches)
    assert list(held.timeline.markers) == [12]


def test_a_trimmed_track_shows_its_part(tmp_path: Path) -> None:
    dissolve = Piece(kind="transition", offsets=(1, 2))
    made = timeline([[Piece(10), dissolve, Piece(10), dissolve, Piece(5), dissolve, Piece(9)]])
    made.tracks[0].source_range = span(5, 20)
    held = world_from_otio(written(made, tmp_path), tmp_path / "media")
    items = held.timeline.tracks["video"][0].items
    assert [[item.start - 90000, item.duration, item.source] for item in items] == [
        [0, 5, 25],
        [5, 10, 20],
        [15, 5, 20],
    ]
    cuts = [each.cut - 90000 for each in held.timeline.tracks["video"][0].transitions]
    assert cuts == [5, 15]


def test_a_file_without_a_timeline_says_so(tmp_path: Path) -> None:
    path = tmp_path / "clip.otio"
    otio.adapters.write_to_file(otio.schema.Clip("alone"), str(path))
    with pytest.raises(NotModelled, match="holds no timeline"):
        world_from_otio(path, tmp_path / "media")


def test_our_own_reader_sees_the_same_cut_in_the_file_and_in_what_the_double_exports(
    tmp_path: Path,
) -> None:
    made = timeline([[Piece(33), Piece(kind="gap", length=7), Piece(21)]], [[Piece(61)]])
    path = written(made, tmp_path)
    held = world_from_otio(path, tmp_path / "media")
    out = tmp_path / "out.otio"
    assert export(held, out)
    theirs = [
        [(item.start - 90000, item.duration, item.source) for item in track.items]
        for track in held.timeline.all_tracks()
    ]
    for file in (path, out):
        edit = read_edit(load(file))
        ours = [
            [
                (item.start, item.duration, (item.media_start - 3456) * 25)
                for item in track.items
                if item.kind is ItemKind.CLIP
            ]
            for track in edit.tracks
        ]
        assert ours == theirs
    assert edit.dialect is Dialect.RESOLVE


def test_real_timelines_go_out_and_in_again_to_the_frame(shared: Path, tmp_path: Path) -> None:
    seen = 0
    for path in sorted((shared / "data" / "otio").rglob("*.otio")):
        try:
            held = world_from_otio(path, tmp_path / str(seen))
        except (NotModelled, otio.exceptions.UnsupportedSchemaError):
            continue
        before = held.timeline
        out = tmp_path / "out.otio"
        assert export(held, out)
        pool = held.resolve.GetProjectManager().GetCurrentProject().GetMediaPool()
        new = pool.ImportTimelineFromFile(str(out), {"timelineName": "again"})
        assert new is not None, path.name
        assert geometry(state_of(new)) == geometry(before), path.name
        seen += 1
    assert seen > 80
