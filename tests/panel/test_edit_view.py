"""Timelines as they are drawn: where each clip lies, what media it shows, and what may be music."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import TimelineError
from backbeat.media.encode import write_audio
from backbeat.panel.edit_view import DrawnEdit, edit_view
from backbeat.panel.media_look import MediaLook
from backbeat.timeline.document import load, save
from backbeat.v1.panel_pb2 import (
    ITEM_KIND_CLIP,
    ITEM_KIND_COMPOUND,
    ITEM_KIND_GENERATOR,
    ITEM_KIND_TRANSITION,
    EditView,
    TrackView,
)
from tests.edits import Piece, span, timeline, written
from tests.material import write_clip


def drawn(path: Path) -> DrawnEdit:
    return edit_view(path, MediaLook())


def view_of(made: object, folder: Path) -> EditView:
    return drawn(written(made, folder)).view


def song(path: Path, seconds: float = 30) -> Path:
    write_audio(path, np.zeros((round(seconds * 8000), 1), np.float32), 8000)
    return path


def spans(track: TrackView) -> list[tuple[float, float]]:
    return [(item.start_frame, item.end_frame) for item in track.items]


def test_tracks_and_clips_lie_where_the_timeline_has_them(tmp_path: Path) -> None:
    made = timeline(
        [[Piece(50), Piece(25, kind="gap"), Piece(75, name="late")], [Piece(10)]],
        [[Piece(100)], [Piece(30)]],
    )
    view = view_of(made, tmp_path)
    assert [track.label for track in view.tracks] == ["V1", "V2", "A1", "A2"]
    assert [track.is_sound for track in view.tracks] == [False, False, True, True]
    assert spans(view.tracks[0]) == [(0, 50), (75, 150)]
    assert [item.index for item in view.tracks[0].items] == [0, 2]
    assert view.tracks[0].items[1].name == "late"
    assert view.duration_frames == 150
    assert (view.rate.numerator, view.rate.denominator) == (25, 1)
    assert view.start_timecode == "01:00:00:00"


def test_what_a_clip_shows_of_its_media(tmp_path: Path) -> None:
    pieces = [
        Piece(50, head=20, tail=30),
        Piece(50, head=10, tail=5, speed=2.0),
        Piece(50, head=20, tail=20, speed=-2.0),
        Piece(50, head=20, tail=20, speed=0.0),
    ]
    usual, fast, backwards, frozen = view_of(timeline([pieces]), tmp_path).tracks[0].items
    assert (usual.source_start_s, usual.speed) == (0.8, 1)
    assert (usual.head_frames, usual.tail_frames) == (20, 30)
    assert (fast.source_start_s, fast.speed) == (0.8, 2)
    assert (fast.head_frames, fast.tail_frames) == (10, 5)
    # Its first frame is the end of what it uses: 1.6 s + 2 s at twice the speed.
    assert (backwards.source_start_s, backwards.speed) == (5.6, -2)
    assert frozen.still
    assert frozen.speed == 0
    assert not frozen.HasField("head_frames")
    assert not usual.still


def test_handles_that_nobody_knows_are_absent(tmp_path: Path) -> None:
    made = timeline([[Piece(50, head=None, tail=None)]])
    (item,) = view_of(made, tmp_path).tracks[0].items
    assert not item.HasField("head_frames")
    assert not item.HasField("tail_frames")
    assert not item.still
    assert not item.online
    assert item.media_path == "/media/V1-0.mov"


def test_media_is_opened_where_the_timeline_does_not_say_its_range(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 4)
    piece = Piece(50, head=None, tail=None, url=str(clip), media_start=25)
    found = drawn(written(timeline([[piece]]), tmp_path))
    (item,) = found.view.tracks[0].items
    assert item.online
    assert (item.source_start_s, item.head_frames, item.tail_frames) == (1, 25, 25)
    assert found.warnings == ()


def test_timecode_of_media_does_not_count(tmp_path: Path) -> None:
    """Media that begins at 10:00:00:00 starts at 0 s of itself."""
    clip = write_clip(tmp_path / "clip.mov", 4, timecode="10:00:00:00")
    piece = Piece(50, head=None, tail=None, url=str(clip), media_start=10 * 3600 * 25 + 30)
    (item,) = view_of(timeline([[piece]]), tmp_path).tracks[0].items
    assert item.source_start_s == 1.2


def test_kinds_of_items(tmp_path: Path) -> None:
    made = timeline([[Piece(50), Piece(kind="transition", offsets=(5, 10)), Piece(50)]])
    track = made.tracks[0]
    nest = otio.schema.Stack("nest", source_range=span(0, 40))
    inner = otio.schema.Track("inner", kind="Video")
    inner.append(otio.schema.Clip("in", otio.schema.MissingReference(), span(0, 80)))
    nest.append(inner)
    track.append(nest)
    title = otio.schema.GeneratorReference("title", "text")
    track.append(otio.schema.Clip("title", title, span(0, 25)))
    items = view_of(made, tmp_path).tracks[0].items
    kinds = {item.name: item.kind for item in items}
    assert kinds == {
        "V1-0": ITEM_KIND_CLIP,
        "V1-2": ITEM_KIND_CLIP,
        "nest": ITEM_KIND_COMPOUND,
        "title": ITEM_KIND_GENERATOR,
        "Dissolve": ITEM_KIND_TRANSITION,
    }
    (dissolve,) = (item for item in items if item.kind == ITEM_KIND_TRANSITION)
    assert (dissolve.start_frame, dissolve.end_frame, dissolve.index) == (45, 60, 1)


def test_what_is_disabled_or_locked_is_said(tmp_path: Path) -> None:
    made = timeline([[Piece(50), Piece(50)], [Piece(50)]])
    made.tracks[0][1].enabled = False
    made.tracks[1].enabled = False
    made.tracks[1].metadata["Resolve_OTIO"] = {"Locked": True}
    below, above = view_of(made, tmp_path).tracks
    assert [item.enabled for item in below.items] == [True, False]
    assert (below.enabled, above.enabled) == (True, False)
    assert (below.locked, above.locked) == (False, True)


def test_markers_say_whose_they_are_and_where(tmp_path: Path) -> None:
    made = timeline([[Piece(50), Piece(50, markers=(3470,))]])
    made.tracks.markers.append(
        otio.schema.Marker("drop", span(10, 5), "RED", metadata={"backbeat": {"job": "beats"}})
    )
    made.tracks[0].markers.append(otio.schema.Marker("of the track", span(30, 1), "GREEN"))
    made.tracks[0][1].markers.append(otio.schema.Marker("of a clip", span(86430, 1)))
    drop, track, clip = view_of(made, tmp_path).markers
    assert (drop.name, drop.color, drop.frame, drop.frames, drop.track) == (
        "drop",
        "red",
        10,
        5,
        "",
    )
    assert (track.name, track.frame, track.track) == ("of the track", 30, "V1")
    assert (drop.ours, track.ours) == (True, False)
    # 10 frames into the clip, which begins at 50 with the media's frame 86420.
    assert (clip.name, clip.frame, clip.track, clip.ours) == ("of a clip", 60, "V1", False)


def test_our_markers_are_known_by_their_comment_where_nothing_else_is_kept(tmp_path: Path) -> None:
    made = timeline([[Piece(50)]])
    for number, comment in enumerate(("Backbeat: beat 1", "Backbeats are nice", "")):
        marker = otio.schema.Marker(str(number), span(number, 1))
        marker.comment = comment
        made.tracks.markers.append(marker)
    assert [marker.ours for marker in view_of(made, tmp_path).markers] == [True, False, False]


def test_drop_frame_is_told_by_the_start(tmp_path: Path) -> None:
    rate = 30000 / 1001
    view = view_of(timeline([[Piece(50)]], rate=rate, start=107892), tmp_path)
    assert view.drop_frame
    assert view.start_timecode == "01:00:00;00"
    assert Fraction(view.rate.numerator, view.rate.denominator) == Fraction(30000, 1001)


def test_media_that_is_not_there_is_warned_of(tmp_path: Path) -> None:
    one = drawn(written(timeline([[Piece(50), Piece(50, name="V1-0")]]), tmp_path))
    assert one.warnings == ("/media/V1-0.mov is not there.",)
    two = drawn(written(timeline([[Piece(50), Piece(50)]]), tmp_path))
    assert two.warnings == ("2 files of its media are not there.",)


@pytest.mark.parametrize("ending", [".fcpxml", ".xml", ".edl", ".otiod", ".otioz"])
def test_every_format_is_drawn_alike(ending: str, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 6)
    pieces = [Piece(50, url=str(clip), media_start=0), Piece(30, url=str(clip), media_start=0)]
    source = written(timeline([pieces]), tmp_path)
    target = tmp_path / f"copy{ending}"
    if ending == ".otiod":
        target.mkdir()
        shutil.copy(source, target / "content.otio")
    elif ending == ".otioz":
        otio.adapters.write_to_file(
            otio.adapters.read_from_file(str(source)),
            str(target),
            media_policy="AllMissing",
        )
    else:
        save(load(source), target)
    view = drawn(target).view
    assert spans(view.tracks[0]) == [(0, 50), (50, 80)]
    if ending != ".otioz":
        assert all(item.online for item in view.tracks[0].items)
        assert [item.source_start_s for item in view.tracks[0].items] == [0.8, 0.8]


def test_what_holds_no_timeline_is_refused(tmp_path: Path) -> None:
    (tmp_path / "edit.otio").write_text("{}")
    with pytest.raises(TimelineError, match=r"edit\.otio"):
        drawn(tmp_path / "edit.otio")


def music_of(made: object, folder: Path) -> list[tuple[str, str]]:
    found = view_of(made, folder).music
    return [(Path(one.path).name, one.reason) for one in found]


def sound(path: Path, length: int, **more: object) -> Piece:
    return Piece(length, 0, 0, url=str(path), media_start=0, **more)  # type: ignore[arg-type]


def test_a_track_called_music_holds_the_music(tmp_path: Path) -> None:
    short, long = song(tmp_path / "a.wav", 10), song(tmp_path / "b.wav", 60)
    made = timeline([], [[sound(long, 1500)], [sound(short, 250)]])
    made.tracks[1].name = "MUSIC 1"
    assert music_of(made, tmp_path) == [
        ("a.wav", "it is on the track “MUSIC 1”"),
        ("b.wav", "it is the longest file of sound"),
    ]


def test_a_file_of_sound_is_likelier_than_the_sound_of_a_video(tmp_path: Path) -> None:
    talk = write_clip(tmp_path / "talk.mp4", 60 / 25, sound=True)
    made = timeline([], [[sound(talk, 1500)], [sound(song(tmp_path / "b.wav"), 750)]])
    assert [name for name, _ in music_of(made, tmp_path)] == ["b.wav", "talk.mp4"]


def test_a_song_in_pieces_counts_whole(tmp_path: Path) -> None:
    pieces, one = song(tmp_path / "pieces.wav"), song(tmp_path / "one.wav")
    made = timeline([], [[sound(pieces, 300), sound(pieces, 300)], [sound(one, 550)]])
    first = view_of(made, tmp_path).music[0]
    assert (Path(first.path).name, first.track, first.start_s) == ("pieces.wav", "A1", 0)


def test_where_the_song_would_begin(tmp_path: Path) -> None:
    """The clip begins at 2 s of the timeline with second 4 of the song."""
    path = song(tmp_path / "song.wav")
    piece = Piece(500, 100, 0, url=str(path), media_start=0)
    made = timeline([], [[Piece(50, kind="gap"), piece]])
    assert view_of(made, tmp_path).music[0].start_s == -2


def test_what_is_no_music(tmp_path: Path) -> None:
    path, other = song(tmp_path / "soundtracker.wav"), song(tmp_path / "effect.wav", 2)
    made = timeline(
        [[Piece(1500)]], [[sound(path, 750, speed=2.0)], [sound(other, 50)], [Piece(1500)]]
    )
    made.tracks[2].name = "Audio Track 1"
    made.tracks[3].name = "Music, gone"
    assert music_of(made, tmp_path) == []
    made.tracks[1][0].effects.clear()
    made.tracks[1][0].enabled = False
    assert music_of(made, tmp_path) == []


def test_times_are_exact(tmp_path: Path) -> None:
    """Many hours of odd frames at 23.976 lie where they lie, to the frame."""
    rate = 24000 / 1001
    view = view_of(timeline([[Piece(777)] * 400], rate=rate, start=None), tmp_path)
    assert spans(view.tracks[0]) == [(777 * n, 777 * (n + 1)) for n in range(400)]
