"""Ripple, slip, retime and markers on edits with known answers."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from backbeat.cutting import Snapped, Song, snap
from backbeat.errors import RequestError
from backbeat.footage import Footage
from backbeat.timeline import Document
from backbeat.timeline.model import Edit
from backbeat.timeline.reading import read_edit
from backbeat.v1.cutting_pb2 import (
    SNAP_MODE_RETIME,
    SNAP_MODE_RIPPLE,
    SNAP_MODE_SLIP,
    SNAP_TARGET_MARKERS,
    Cut,
    Placement,
    Slip,
    SnapOptions,
)
from tests import edits
from tests.cutting.modes.footage import footage_with
from tests.edits import Piece

MOVED, KEPT, SKIPPED = Cut.ACTION_MOVED, Cut.ACTION_KEPT, Cut.ACTION_SKIPPED
# 120 bpm at 25 fps: beats at 0, 12.5, 25, 37.5, 50 ...


def done(
    tmp_path: Path,
    video: list[list[Piece]],
    audio: list[list[Piece]] = [],  # noqa: B006
    music: object = None,
    actions: object = None,
    **options: Any,
) -> tuple[Edit, Edit, Snapped]:
    document = edits.document(edits.timeline(video, audio), tmp_path)
    songs: Any = music or edits.analysis(120)
    result = snap(document, songs, SnapOptions(**options), actions=actions)  # type: ignore[arg-type]
    otio.adapters.read_from_string(result.document.data.decode())
    return read_edit(document), read_edit(result.document), result


def lengths(edit: Edit, track: int = 0) -> list[float]:
    return [float(item.duration) for item in edit.tracks[track].items]


def music_on(track: str) -> list[Song]:
    song = edits.analysis(120)
    return [Song(song, placements=[Placement(duration_s=60, track=track)])]


def test_ripple_changes_one_clip_and_all_follow(tmp_path: Path) -> None:
    video = [Piece(27), Piece(23), Piece(40)]
    _, after, result = done(tmp_path, [video], mode=SNAP_MODE_RIPPLE)
    # 27 -> 25, so the second cut comes from 50 to 48 and is back on 50 with a clip 2 longer.
    assert lengths(after) == [25, 25, 40]
    assert [(cut.from_frame, cut.to_frame) for cut in result.sync_map.cuts] == [(27, 25), (50, 50)]
    assert result.length_change == 0 and result.sync_map.duration_frames == 90
    assert "“V1-0” is 2 frames shorter" in result.sync_map.cuts[0].reason


def test_ripple_changes_the_length_and_says_so(tmp_path: Path) -> None:
    _, after, result = done(tmp_path, [[Piece(27), Piece(60)]], mode=SNAP_MODE_RIPPLE)
    assert lengths(after) == [25, 60]
    assert result.length_change == -2 and result.sync_map.duration_frames == 85
    assert "The picture is 2 frames shorter than before" in result.warnings[0]


def test_linked_sound_keeps_its_offset_in_split_edits(tmp_path: Path) -> None:
    # An L cut: the first clip's sound goes on 6 frames under the second's picture.
    video = [Piece(27, link=1), Piece(60, link=2)]
    sound = [Piece(33, link=1), Piece(54, link=2)]
    before, after, _ = done(tmp_path, [video], [sound], mode=SNAP_MODE_RIPPLE)
    assert lengths(after) == [25, 60] and lengths(after, 1) == [31, 54]
    for edit in (before, after):
        picture, track = edit.tracks[0].items, edit.tracks[1].items
        assert track[1].start - picture[1].start == 6


def test_the_music_never_moves_and_other_sound_follows_through_a_gap(tmp_path: Path) -> None:
    video = [Piece(23), Piece(60)]
    music = [Piece(80)]
    effects = [Piece(30, kind="gap"), Piece(20)]
    spot = [Piece(23), Piece(20)]
    before, after, result = done(
        tmp_path, [video], [music, effects, spot], music_on("A1"), mode=SNAP_MODE_RIPPLE
    )
    assert result.length_change == 2
    assert lengths(after, 1) == lengths(before, 1)
    assert lengths(after, 2) == [32, 20]
    # Nothing gives way there, so a gap was inserted.
    assert [item.kind.value for item in after.tracks[3].items] == ["clip", "gap", "clip"]
    assert lengths(after, 3) == [23, 2, 20]
    told = [
        (one.track, one.index, one.gap_frames, one.end_frames) for one in result.sync_map.followers
    ]
    assert told == [("A2", 0, 0, 2), ("A3", 1, 2, 0)]


def test_what_has_no_room_keeps_the_cut_with_the_reason(tmp_path: Path) -> None:
    _, after, result = done(
        tmp_path, [[Piece(27), Piece(60)]], [[Piece(27), Piece(30)]], mode=SNAP_MODE_RIPPLE
    )
    (cut,) = result.sync_map.cuts
    assert cut.action == SKIPPED and "on A1 there is no gap that could get shorter" in cut.reason
    assert lengths(after) == [27, 60]


def test_a_locked_track_holds_a_ripple_back(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(27), Piece(60)]], [[Piece(27), Piece(50)]])
    made.tracks[1].metadata["Resolve_OTIO"] = {"Locked": True}
    document = edits.document(made, tmp_path)
    result = snap(document, edits.analysis(120), SnapOptions(mode=SNAP_MODE_RIPPLE))
    assert "track A1 is locked and could not follow" in result.sync_map.cuts[0].reason
    assert "track A1 is locked" in result.missed


@pytest.mark.parametrize("producer", ["", "premiere"])
def test_retime_keeps_what_is_seen(tmp_path: Path, producer: str) -> None:
    made = edits.timeline([[Piece(27), Piece(73), Piece(50)]])
    if producer:
        made.metadata["PremierePro_OTIO"] = {"version": "1"}
    document = edits.document(made, tmp_path)
    result = snap(document, edits.analysis(120), SnapOptions(mode=SNAP_MODE_RETIME))
    before, after = read_edit(document), read_edit(result.document)
    assert lengths(after) == pytest.approx([25, 75, 50])
    speeds = [float(item.speed) for item in after.tracks[0].items]
    assert speeds == pytest.approx([27 / 25, 73 / 75, 1], abs=1e-5)
    for was, now in zip(before.tracks[0].items, after.tracks[0].items, strict=True):
        assert now.media_start == was.media_start
        assert float(now.duration * now.speed) == pytest.approx(float(was.duration), abs=1e-4)
    assert len(result.sync_map.speed_changes) == 2
    assert "plays at 108.0 %" in result.sync_map.cuts[0].reason
    assert b'"time_scalar": 1.0,' not in result.document.data


def test_retime_stays_within_its_limits_and_leaves_what_is_linked(tmp_path: Path) -> None:
    video = [Piece(22), Piece(60, link=1), Piece(60)]
    _, after, result = done(tmp_path, [video], [[Piece(60, link=1)]], mode=SNAP_MODE_RETIME)
    assert lengths(after) == [22, 60, 60]
    assert all("is linked with other clips" in cut.reason for cut in result.sync_map.cuts)
    _, after, result = done(tmp_path, [[Piece(21), Piece(60)]], mode=SNAP_MODE_RETIME)
    assert lengths(after) == [21, 60]
    assert "would leave 90 to 110 % of its speed" in result.sync_map.cuts[0].reason
    _, after, _ = done(
        tmp_path, [[Piece(21), Piece(60)]], mode=SNAP_MODE_RETIME, min_speed=0.8, max_speed=1.25
    )
    assert lengths(after) == [25, 56]


def test_a_retimed_clip_is_retimed_from_where_it_is(tmp_path: Path) -> None:
    _, after, _ = done(tmp_path, [[Piece(27, speed=2.0), Piece(60)]], mode=SNAP_MODE_RETIME)
    assert float(after.tracks[0].items[0].speed) == pytest.approx(2 * 27 / 25, abs=1e-5)
    # Back at its own speed, it has no effect any more.
    _, after, result = done(
        tmp_path, [[Piece(27, speed=25 / 27), Piece(60)]], mode=SNAP_MODE_RETIME
    )
    first = json.loads(result.document.data)["tracks"]["children"][0]["children"][0]
    assert first["effects"] == [] and after.tracks[0].items[0].speed == 1


def test_slip_puts_the_action_on_a_beat(tmp_path: Path) -> None:
    # The media starts 20 frames before the clip; an action at frame 35 is seen at frame 15.
    footage = footage_with([(35 / 25, 0.9), (42 / 25, 0.3)])
    before, after, result = done(
        tmp_path, [[Piece(40), Piece(40)]], actions=lambda url: footage, mode=SNAP_MODE_SLIP
    )
    first, second = result.sync_map.slips
    # 15 is 2.5 frames after the beat at 12.5: it is shown 2 frames earlier.
    assert (first.frames, first.action, first.beat) == (2, MOVED, 2)
    assert abs(first.error_ms) <= 20
    assert lengths(after) == lengths(before) == [40, 40]
    moved = after.tracks[0].items[0].media_start - before.tracks[0].items[0].media_start
    assert moved == Fraction(2, 25)
    assert second.peak_s == pytest.approx(second.beat_time_s, abs=0.021)
    assert all(cut.from_frame == cut.to_frame for cut in result.sync_map.cuts)


def test_a_slip_shows_no_stronger_motion_off_the_beat(tmp_path: Path) -> None:
    # The clip shows frames 8 to 42 of its media. Three frames later its motion at 24 would be on a
    # beat, but the stronger one at 42 would come in, and be seen six frames after one.
    footage = footage_with([(24 / 25, 0.5), (42 / 25, 0.9)])

    def slipped(tolerance: str) -> Slip:
        _, _, result = done(
            tmp_path,
            [[Piece(34, head=8)]],
            actions=lambda url: footage,
            mode=SNAP_MODE_SLIP,
            tolerance=tolerance,
        )
        return result.sync_map.slips[0]

    left = slipped("6")
    assert left.action == SKIPPED and not left.frames
    assert "would show a stronger one" in left.reason
    # Nine frames bring the stronger one itself to a beat.
    moved = slipped("9")
    assert (moved.action, moved.frames, moved.beat) == (MOVED, 9, 3)
    assert moved.peak_s == pytest.approx(1.0)


def test_linked_sound_slips_along_or_holds_back(tmp_path: Path) -> None:
    footage = footage_with([(35 / 25, 0.9)])
    video, sound = [Piece(40, link=1), Piece(40)], [Piece(40, link=1)]
    _, after, _ = done(tmp_path, [video], [sound], actions=lambda url: footage, mode=SNAP_MODE_SLIP)
    picture, track = after.tracks[0].items[0], after.tracks[1].items[0]
    assert picture.media_start == track.media_start
    _, after, result = done(
        tmp_path,
        [video],
        [[Piece(40, tail=1, link=1)]],
        actions=lambda url: footage,
        mode=SNAP_MODE_SLIP,
    )
    assert result.sync_map.slips[0].action == SKIPPED
    assert "“A1-0” has 1 frame of media after its end" in result.sync_map.slips[0].reason


def test_the_music_does_not_slip_with_a_clip_it_is_linked_with(tmp_path: Path) -> None:
    footage = footage_with([(35 / 25, 0.9)])
    before, after, result = done(
        tmp_path,
        [[Piece(40, link=1)]],
        [[Piece(40, link=1)]],
        music=music_on("A1"),
        actions=lambda url: footage,
        mode=SNAP_MODE_SLIP,
    )
    assert after.tracks[1].items[0].media_start == before.tracks[1].items[0].media_start
    assert result.sync_map.slips[0].reason == "it is linked with the music on A1, which stays"


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        (Piece(40, kind="gap"), ""),
        (Piece(40, speed=-1.0), "reversed"),
        (Piece(40, head=None, tail=None), "how much media it has is not known"),
    ],
)
def test_what_cannot_slip_says_why(tmp_path: Path, piece: Piece, words: str) -> None:
    footage: Footage | str = footage_with([(1.4, 0.9)])
    _, _, result = done(
        tmp_path, [[piece, Piece(40)]], actions=lambda url: footage, mode=SNAP_MODE_SLIP
    )
    reasons = [slip.reason for slip in result.sync_map.slips]
    assert len(reasons) == (2 if words else 1) and (not words or words in reasons[0])


def test_clips_that_cannot_be_looked_at_are_named(tmp_path: Path) -> None:
    _, _, result = done(
        tmp_path, [[Piece(40)]], actions=lambda url: "its media is missing", mode=SNAP_MODE_SLIP
    )
    assert result.sync_map.slips[0].reason == "left as it is, as its media is missing"
    assert "1 clip" in result.warnings[1] and "V1-0" in result.warnings[1]
    assert "No clip's action is on a beat" in result.missed


def marked(tmp_path: Path) -> Document:
    """Markers on the timeline, on its track and on a clip."""
    made = edits.timeline([[Piece(27, markers=[]), Piece(30), Piece(60)]])
    for frame, name, color in ((24, "hit 1", "RED"), (60, "hit 2", "RED"), (30, "note", "BLUE")):
        made.tracks.markers.append(otio.schema.Marker(name, edits.span(frame, 1), color))
    return edits.document(made, tmp_path)


def test_cuts_go_to_the_users_markers(tmp_path: Path) -> None:
    document = marked(tmp_path)
    result = snap(document, [], SnapOptions(target=SNAP_TARGET_MARKERS, tolerance_frames=10))
    assert [cut.to_frame for cut in result.sync_map.cuts] == [24, 60]
    assert "to marker “hit 1”" in result.sync_map.cuts[0].reason
    assert result.markers_written == 0 and not result.missed
    after = json.loads(result.document.data)["tracks"]["markers"]
    assert after == json.loads(document.data)["tracks"]["markers"]


def test_markers_are_chosen_by_color_and_name(tmp_path: Path) -> None:
    document = marked(tmp_path)
    for options, target in (
        ({"marker_colors": ["blue"]}, 30),
        ({"marker_names": ["NOTE"]}, 30),
        ({"marker_names": ["hit *"]}, 24),
    ):
        chosen = SnapOptions(target=SNAP_TARGET_MARKERS, tolerance_frames=10, **options)
        assert snap(document, [], chosen).sync_map.cuts[0].to_frame == target
    with pytest.raises(RequestError, match="None of the timeline's 3 markers is green") as caught:
        snap(document, [], SnapOptions(target=SNAP_TARGET_MARKERS, marker_colors=["green"]))
    assert "blue, red" in caught.value.message
    with pytest.raises(RequestError, match="no markers"):
        empty = edits.document(edits.timeline([[Piece(27), Piece(60)]]), tmp_path)
        snap(empty, [], SnapOptions(target=SNAP_TARGET_MARKERS))


def test_markers_of_clips_count_where_the_clip_shows_them(tmp_path: Path) -> None:
    # The clip starts 20 frames into its media, at 27; its marker at media frame 22 is at 29.
    made = edits.timeline([[Piece(27), Piece(60, markers=[86422, 86990])]])
    document = edits.document(made, tmp_path)
    result = snap(document, [], SnapOptions(target=SNAP_TARGET_MARKERS, tolerance_frames=10))
    assert [cut.to_frame for cut in result.sync_map.cuts] == [29]
    assert len(result.sync_map.grid) == 1


def test_cuts_near_a_beat_are_left(tmp_path: Path) -> None:
    video = [Piece(27), Piece(26), Piece(60)]
    _, after, result = done(tmp_path, [video], leave_within="2")
    assert lengths(after) == [27, 23, 63]
    first, second = result.sync_map.cuts
    assert (first.action, first.to_frame) == (KEPT, 27)
    assert first.reason == "2 frames from B1.3, within the 2 frames that are left alone"
    assert first.error_ms == pytest.approx(80) and second.to_frame == 50


def test_only_markers_move_no_cut(tmp_path: Path) -> None:
    _, after, result = done(tmp_path, [[Piece(27), Piece(26), Piece(60)]], only_markers=True)
    assert lengths(after) == [27, 26, 60]
    assert result.markers_written == 10 and not result.missed
    assert {cut.reason for cut in result.sync_map.cuts} == {"only markers were asked for"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"mode": 9}, "mode = 9"),
        ({"target": 9}, "target = 9"),
        ({"min_speed": 0.9}, "go with the mode “retime”"),
        ({"mode": SNAP_MODE_RETIME, "min_speed": 1.05}, "do not hold 100 %"),
        ({"mode": SNAP_MODE_RETIME, "max_speed": float("nan")}, "max_speed is nan"),
        ({"mode": SNAP_MODE_SLIP}, "what moves in the clips"),
        ({"marker_colors": ["red"]}, "go with the target “markers”"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    tmp_path: Path, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(RequestError) as caught:
        done(tmp_path, [[Piece(27), Piece(60)]], **options)
    assert words in caught.value.message
