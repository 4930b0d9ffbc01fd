"""What a snap must and must not do, on edits with known answers and on random ones."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.cutting import Snapped, Song, snap
from backbeat.errors import RequestError
from backbeat.timeline import Document
from backbeat.timeline.reading import read_edit
from backbeat.v1.cutting_pb2 import (
    LINKED_SOUND_SKIP,
    MARKER_CHOICE_BEATS,
    MARKER_CHOICE_DOWNBEATS,
    MARKER_CHOICE_NONE,
    Cut,
    Placement,
    SnapOptions,
)
from tests import edits
from tests.cutting.invariants import assert_kept
from tests.cutting.random_edits import tracks
from tests.edits import Piece

MOVED, KEPT, SKIPPED = Cut.ACTION_MOVED, Cut.ACTION_KEPT, Cut.ACTION_SKIPPED


def snapped(
    tmp_path: Path, video: list[list[Piece]], *, bpm: float = 120, **options: Any
) -> tuple[Document, Snapped]:
    document = edits.document(edits.timeline(video), tmp_path)
    return document, snap(document, edits.analysis(bpm), SnapOptions(**options))


def moves(result: Snapped) -> list[tuple[float, float]]:
    return [(cut.from_frame, cut.to_frame) for cut in result.sync_map.cuts]


def test_cuts_go_to_the_nearest_beat(tmp_path: Path) -> None:
    # 120 bpm at 25 fps: beats at 0, 12.5, 25, 37.5, 50 ...
    _, result = snapped(tmp_path, [[Piece(27), Piece(22), Piece(26), Piece(30)]])
    assert moves(result) == [(27, 25), (49, 50), (75, 75)]
    assert [cut.action for cut in result.sync_map.cuts] == [MOVED, MOVED, KEPT]
    assert [(cut.bar, cut.beat) for cut in result.sync_map.cuts] == [(1, 3), (2, 1), (2, 3)]
    assert "2 frames earlier to B1.3" in result.sync_map.cuts[0].reason


def test_a_cut_after_the_music_is_told_of_the_last_beat(tmp_path: Path) -> None:
    document = edits.document(edits.timeline([[Piece(27), Piece(60), Piece(26)]]), tmp_path)
    song = Song(edits.analysis(120), placements=[Placement(duration_s=1.2)])
    result = snap(document, [song], SnapOptions(tolerance="6"))
    assert [cut.reason for cut in result.sync_map.cuts] == [
        "moved 2 frames earlier to B1.3",
        "the last beat, B1.3, is 62 frames earlier, and the tolerance is 6 frames",
    ]
    late = Song(edits.analysis(120), placements=[Placement(timeline_start_s=2, duration_s=9)])
    result = snap(document, [late], SnapOptions(tolerance="6"))
    assert result.sync_map.cuts[0].reason == (
        "the first beat, B1.1, is 23 frames later, and the tolerance is 6 frames"
    )


def test_a_beat_that_was_nearer_says_what_spoke_against_it(tmp_path: Path) -> None:
    # Beats at 37.5 and 50, a downbeat: 43 is 5 frames from one and 7 from the other.
    _, result = snapped(tmp_path, [[Piece(43), Piece(60)]], downbeat_weight=0.5)
    assert result.sync_map.cuts[0].reason == (
        "moved 7 frames later to B2.1; B1.4 is nearer, 5 frames earlier, but B2.1 is a downbeat"
    )


def test_a_beat_as_far_away_is_not_called_nearer(tmp_path: Path) -> None:
    # 31 lies 6 frames from the beats at 25 and 37.5, the later of which is half a frame nearer.
    _, result = snapped(tmp_path, [[Piece(31), Piece(60)]])
    (made,) = result.sync_map.cuts
    assert abs(made.to_frame - made.from_frame) == 6
    assert "nearer" not in made.reason


def test_the_clips_meet_where_the_map_says(tmp_path: Path) -> None:
    _, result = snapped(tmp_path, [[Piece(27), Piece(22), Piece(26), Piece(30)]])
    items = read_edit(result.document).tracks[0].items
    assert [item.start for item in items] == [0, 25, 50, 75]
    assert items[-1].end == 105


def test_media_bounds_what_can_move(tmp_path: Path) -> None:
    _, result = snapped(tmp_path, [[Piece(27, 20, 20), Piece(30, 1, 20)]], tolerance_frames=6)
    (cut,) = result.sync_map.cuts
    assert cut.action == SKIPPED
    assert "1 frame of media before its start" in cut.reason
    assert cut.to_frame == 27


def test_two_cuts_never_share_a_beat(tmp_path: Path) -> None:
    video = [[Piece(24), Piece(2), Piece(40)]]
    _, result = snapped(tmp_path, video, tolerance_frames=4, flash_frames=0)
    beats = [cut.beat_time_s for cut in result.sync_map.cuts if cut.action != SKIPPED]
    assert len(beats) == 1
    assert "took it" in next(c.reason for c in result.sync_map.cuts if c.action == SKIPPED)


def test_every_nth_beat_and_bar(tmp_path: Path) -> None:
    _, bars = snapped(tmp_path, [[Piece(60, 30, 30), Piece(90, 30, 30)]], every_bars=1)
    assert moves(bars) == [(60, 50)]
    video = [[Piece(60, 50, 50), Piece(90, 50, 50)]]
    _, pairs = snapped(tmp_path, video, every_bars=2, tolerance_frames=50)
    assert moves(pairs) == [(60, 100)]
    _, beats = snapped(tmp_path, [[Piece(60, 30, 30), Piece(90, 30, 30)]], every_beats=2)
    assert moves(beats) == [(60, 50)]


def test_every_nth_bar_and_beat_counts_from_the_bar_that_is_named(tmp_path: Path) -> None:
    video = [[Piece(60, 50, 50), Piece(90, 50, 50)]]
    for first_bar, beat_at in ((1, 100), (2, 50), (3, 100), (8, 50)):
        _, pairs = snapped(tmp_path, video, every_bars=2, first_bar=first_bar, tolerance_frames=50)
        assert moves(pairs) == [(60, beat_at)]
    _, beats = snapped(tmp_path, video, every_beats=8, first_bar=2, tolerance_frames=50)
    assert moves(beats) == [(60, 50)]


def test_the_pull_of_downbeats(tmp_path: Path) -> None:
    video = [[Piece(57, 30, 30), Piece(90, 30, 30)]]
    _, none = snapped(tmp_path, video, tolerance_frames=12, downbeat_weight=0)
    assert none.sync_map.cuts[0].beat == 2
    _, strong = snapped(tmp_path, video, tolerance_frames=12, downbeat_weight=0.9)
    assert strong.sync_map.cuts[0].beat == 1


def test_grid_offset_moves_the_target(tmp_path: Path) -> None:
    _, result = snapped(tmp_path, [[Piece(27), Piece(60)]], grid_offset_ms=80)
    assert moves(result) == [(27, 27)]
    assert result.sync_map.cuts[0].action == KEPT


def test_only_the_chosen_range_and_tracks_move(tmp_path: Path) -> None:
    video = [[Piece(27), Piece(25), Piece(40)], [Piece(27), Piece(65)]]
    _, ranged = snapped(tmp_path, video, range_start_frame=40, range_end_frame=60)
    assert [cut.action for cut in ranged.sync_map.cuts] == [SKIPPED, MOVED, SKIPPED]
    _, chosen = snapped(tmp_path, video, tracks=["video 2"])
    assert [cut.action for cut in chosen.sync_map.cuts] == [SKIPPED, SKIPPED, MOVED]
    with pytest.raises(RequestError, match="no picture track 'V9'"):
        snapped(tmp_path, video, tracks=["V9"])


def test_shortest_clip(tmp_path: Path) -> None:
    _, result = snapped(tmp_path, [[Piece(40), Piece(13), Piece(60)]], min_clip_frames=13)
    lengths = [item.duration for item in read_edit(result.document).tracks[0].items]
    assert min(lengths) >= 13


def test_a_gap_gives_and_takes(tmp_path: Path) -> None:
    _, result = snapped(tmp_path, [[Piece(23), Piece(30, kind="gap"), Piece(40)]])
    items = read_edit(result.document).tracks[0].items
    assert [item.start for item in items] == [0, 25, 50]


def test_a_dissolve_moves_with_its_cut_and_keeps_its_media(tmp_path: Path) -> None:
    dissolve = Piece(kind="transition", offsets=(6, 6))
    video = [[Piece(27, 20, 20), dissolve, Piece(40, 20, 20)]]
    _, result = snapped(tmp_path, video)
    assert moves(result) == [(27, 25)]
    tight = [[Piece(27, 20, 20), dissolve, Piece(40, 7, 20)]]
    _, refused = snapped(tmp_path, tight)
    assert refused.sync_map.cuts[0].action == SKIPPED
    assert "transition" in refused.sync_map.cuts[0].reason


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        (Piece(30, speed=-1.0), "reverse"),
        (Piece(30, None, None), "it is not known"),
    ],
)
def test_what_cannot_move_says_why(tmp_path: Path, piece: Piece, words: str) -> None:
    _, result = snapped(tmp_path, [[Piece(27), piece]])
    assert result.sync_map.cuts[0].action == SKIPPED
    assert words in result.sync_map.cuts[0].reason


@pytest.mark.parametrize(("state", "words"), [("locked", "is locked"), ("disabled", "is disabled"),
                                              ("trimmed", "trimmed as a whole")])  # fmt: skip
def test_tracks_that_are_left_alone(tmp_path: Path, state: str, words: str) -> None:
    made = edits.timeline([[Piece(27), Piece(30)]])
    track = made.tracks[0]
    if state == "locked":
        track.metadata["Resolve_OTIO"] = {"Locked": True}
    elif state == "disabled":
        track.enabled = False
    else:
        track.source_range = edits.span(5, 40)
    result = snap(edits.document(made, tmp_path), edits.analysis())
    assert result.sync_map.cuts[0].action == SKIPPED
    assert words in result.sync_map.cuts[0].reason


def test_retimed_clips_roll_at_their_speed(tmp_path: Path) -> None:
    _, result = snapped(tmp_path, [[Piece(27, 20, 20, speed=0.5), Piece(40, 20, 20, speed=2.0)]])
    before = [86400 + 10, 86400 + 40]
    after = [
        clip["source_range"]["start_time"]["value"]
        for clip in edits.tree(result.document)["tracks"]["children"][0]["children"]
    ]
    assert after == [before[0], before[1] - 4]


def test_linked_pictures_move_together_or_not_at_all(tmp_path: Path) -> None:
    free = [[Piece(27), Piece(60, link=3)], [Piece(27, kind="gap"), Piece(60, link=3)]]
    _, both = snapped(tmp_path, free)
    assert moves(both) == [(27, 25), (27, 25)]
    tight = [[Piece(27), Piece(60, link=3)], [Piece(27, kind="gap"), Piece(60, 0, 0, link=3)]]
    _, none = snapped(tmp_path, tight)
    assert moves(none) == [(27, 27), (27, 27)]


def test_linked_sound_stays(tmp_path: Path) -> None:
    made = edits.timeline(
        [[Piece(27, link=1), Piece(60, link=2)]], [[Piece(27, link=1), Piece(60, link=2)]]
    )
    document = edits.document(made, tmp_path)
    split = snap(document, edits.analysis())
    assert "split edit" in split.sync_map.cuts[0].reason
    before, after = edits.tree(document), edits.tree(split.document)
    assert before["tracks"]["children"][1] == after["tracks"]["children"][1]
    kept = snap(document, edits.analysis(), SnapOptions(linked_sound=LINKED_SOUND_SKIP))
    assert kept.sync_map.cuts[0].action == SKIPPED
    assert "sound is never moved" in kept.sync_map.cuts[0].reason


def test_markers_replace_only_our_own(tmp_path: Path) -> None:
    import opentimelineio as otio

    made = edits.timeline([[Piece(27), Piece(60)]])
    made.tracks.markers.append(otio.schema.Marker("theirs", edits.span(10, 1)))
    document = edits.document(made, tmp_path)
    first = snap(document, edits.analysis())
    assert (first.markers_written, first.markers_replaced) == (7, 0)
    second = snap(first.document, edits.analysis(), SnapOptions(markers=MARKER_CHOICE_DOWNBEATS))
    assert (second.markers_written, second.markers_replaced) == (2, 7)
    third = snap(second.document, edits.analysis(), SnapOptions(markers=MARKER_CHOICE_NONE))
    names = [marker["name"] for marker in edits.tree(third.document)["tracks"]["markers"]]
    assert names == ["theirs"]


def test_beat_markers_of_hours_are_thinned_with_a_sentence(tmp_path: Path) -> None:
    # 120 bpm: 2,000 beats are 1,000 seconds, 25,000 frames.
    document = edits.document(edits.timeline([[Piece(13000), Piece(12000)]]), tmp_path)
    music = edits.analysis(duration_s=1500)
    just = snap(document, music)
    assert (just.markers_written, just.warnings) == (2000, ())
    longer = edits.document(edits.timeline([[Piece(13000), Piece(12020)]]), tmp_path)
    thinned = snap(longer, music)
    assert thinned.markers_written == 501
    assert "2,002 beats" in thinned.warnings[0] and "501 downbeats" in thinned.warnings[0]
    every = snap(longer, music, SnapOptions(markers=MARKER_CHOICE_BEATS))
    assert (every.markers_written, every.warnings) == (2002, ())


def test_a_marker_is_known_by_its_note_alone(tmp_path: Path) -> None:
    document, first = snapped(tmp_path, [[Piece(27), Piece(60)]])
    del document
    tree = edits.tree(first.document)
    for marker in tree["tracks"]["markers"]:
        del marker["metadata"]["backbeat"]
    import json

    stripped = first.document.with_data(json.dumps(tree).encode())
    again = snap(stripped, edits.analysis())
    assert again.markers_replaced == first.markers_written


def test_a_beat_marker_says_what_landed_on_it(tmp_path: Path) -> None:
    _, result = snapped(tmp_path, [[Piece(27), Piece(60)]])
    marker = edits.tree(result.document)["tracks"]["markers"][2]
    assert (marker["name"], marker["color"]) == ("B1.3", "CYAN")
    assert "moved 2 frames earlier" in marker["comment"]
    assert marker["metadata"]["Resolve_OTIO"]["Note"].startswith("bb:bar=1;beat=3")
    assert marker["marked_range"]["start_time"]["value"] == 25
    first = edits.tree(result.document)["tracks"]["markers"][0]
    assert (first["name"], first["color"]) == ("B1.1", "RED")


def test_songs_are_heard_where_they_are_placed(tmp_path: Path) -> None:
    document = edits.document(edits.timeline([[Piece(57), Piece(60)]]), tmp_path)
    placement = Placement(path="s", timeline_start_s=2.0, source_start_s=1.1, duration_s=0.7)
    result = snap(document, [Song(edits.analysis(), "s", "d", [placement])])
    assert [round(beat.time_s, 6) for beat in result.sync_map.grid] == [2.4]
    assert moves(result) == [(57, 60)]
    placement.duration_s = 1.5
    result = snap(document, [Song(edits.analysis(), "s", "d", [placement])])
    assert moves(result) == [(57, 60)]


def test_without_beats_nothing_moves_and_it_is_said(tmp_path: Path) -> None:
    document = edits.document(edits.timeline([[Piece(57), Piece(60)]]), tmp_path)
    result = snap(document, edits.analysis(duration_s=0))
    assert result.sync_map.cuts[0].action == SKIPPED
    assert result.document.data == document.data
    assert result.warnings


@pytest.mark.parametrize(
    "options",
    [
        {"every_beats": 2, "every_bars": 1},
        {"every_beats": -1},
        {"first_bar": -1},
        {"tolerance_frames": -1},
        {"downbeat_weight": 2},
        {"range_start_frame": 9, "range_end_frame": 3},
        {"markers": 99},
        {"linked_sound": 99},
        {"min_clip_frames": -1},
        {"grid_offset_ms": float("nan")},
        {"grid_offset_ms": 1e300},
        {"music_start_s": float("inf")},
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(RequestError):
        snapped(tmp_path, [[Piece(27), Piece(60)]], **options)


options = st.builds(
    SnapOptions,
    tolerance_frames=st.integers(0, 30),
    every_bars=st.sampled_from([0, 0, 1]),
    min_clip_frames=st.sampled_from([0, 0, 1, 8, 15]),
    grid_offset_ms=st.sampled_from([0.0, -35.0, 12.5]),
    assume_handles_frames=st.sampled_from([0, 5]),
    flash_frames=st.sampled_from([None, None, 0, 4, 12]),
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(
    video=st.lists(tracks(), min_size=1, max_size=3),
    rate=st.sampled_from([25.0, 24000 / 1001, 29.97, 23.98, 50.0]),
    bpm=st.floats(60, 190),
    chosen=options,
)
def test_invariants(video: list[list[Piece]], rate: float, bpm: float, chosen: SnapOptions) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = edits.timeline(video, [[Piece(60, link=1), Piece(60, link=2)]], rate=rate)
        document = edits.document(made, Path(folder))
    result = snap(document, edits.analysis(bpm, 30), chosen)
    assert_kept(
        document,
        result,
        assumed_handle=chosen.assume_handles_frames,
        min_clip=chosen.min_clip_frames,
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("01:00:01:15", "01:00:02:10"),
        ("00:00:01:15", "+00:00:02:10"),
        ("40", "60"),
        ("1.6s", "2400ms"),
    ],
)
def test_a_range_as_people_type_it(tmp_path: Path, start: str, end: str) -> None:
    video = [[Piece(27), Piece(25), Piece(40)]]
    _, result = snapped(tmp_path, video, range_start=start, range_end=end)
    assert [cut.action for cut in result.sync_map.cuts] == [SKIPPED, MOVED]
    sync_map = result.sync_map
    assert (sync_map.range_start_frame, sync_map.range_end_frame) == (40, 60)
    assert len(sync_map.times_read) == 2
    assert sync_map.times_read[0].startswith(f"range start {start} is frame 40, 01:00:01:15")


def test_times_that_make_no_sense(tmp_path: Path) -> None:
    video = [[Piece(27), Piece(60)]]
    for options in (
        {"range_start": "02:00:00:00"},
        {"range_start": "60", "range_end": "40"},
        {"range_start": "40", "range_start_frame": 40},
        {"music_start": "1", "music_start_s": 1.0},
        {"tolerance": "6", "tolerance_frames": 6},
        {"music_start": "99999999"},
        {"tolerance": "soon"},
    ):
        with pytest.raises(RequestError):
            snapped(tmp_path, video, **options)


def test_a_tolerance_in_words(tmp_path: Path) -> None:
    video = [[Piece(27), Piece(48), Piece(60)]]
    _, seconds = snapped(tmp_path, video, tolerance="80ms")
    assert seconds.sync_map.tolerance_frames == 2
    assert [cut.action for cut in seconds.sync_map.cuts] == [MOVED, KEPT]
    _, none = snapped(tmp_path, video, tolerance="0")
    assert [cut.action for cut in none.sync_map.cuts] == [SKIPPED, KEPT]
