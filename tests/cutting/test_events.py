"""Flash frames, tiny gaps and stutters move as a whole; through edits stay and are no cuts."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from backbeat.cutting import Snapped, snap
from backbeat.cutting.events import flash_frames
from backbeat.cutting.grid import Song, place_beats
from backbeat.cutting.tolerance import default_tolerance
from backbeat.timeline import Document, load
from backbeat.v1.cutting_pb2 import Cut, SnapOptions
from tests import edits
from tests.cutting.invariants import assert_kept
from tests.edits import Piece


def snapped(
    tmp_path: Path, video: list[list[Piece]], *, bpm: float = 120, **options: Any
) -> Snapped:
    # 120 bpm at 25 frames a second: beats at 0, 12.5, 25, 37.5, 50 ...
    document = edits.document(edits.timeline(video), tmp_path)
    result = snap(document, edits.analysis(bpm), SnapOptions(**options))
    assert_kept(document, result)
    return result


def lengths(document: Document) -> list[float]:
    """Of the lowest video track's items, in frames, by OpenTimelineIO alone."""
    timeline = otio.adapters.read_from_string(document.data.decode(), "otio_json")
    return [item.source_range.duration.value for item in timeline.video_tracks()[0]]


def starts(document: Document) -> list[float]:
    timeline = otio.adapters.read_from_string(document.data.decode(), "otio_json")
    return [item.source_range.start_time.value for item in timeline.video_tracks()[0]]


@pytest.mark.parametrize("kind", ["clip", "gap"])
def test_a_flash_and_a_tiny_gap_keep_their_length(tmp_path: Path, kind: str) -> None:
    result = snapped(tmp_path, [[Piece(53), Piece(2, kind=kind), Piece(60)]])
    assert lengths(result.document) == [50, 2, 63]
    first, second = result.sync_map.cuts
    assert (first.event, second.event) == (0, 0)
    assert first.action == second.action == Cut.ACTION_MOVED
    assert first.HasField("error_ms") and not second.HasField("error_ms")
    assert "moved 3 frames earlier with cut 1" in second.reason


def test_a_flash_without_handles_slides_with_its_own_frames(tmp_path: Path) -> None:
    result = snapped(tmp_path, [[Piece(53), Piece(2, 0, 0), Piece(60)]])
    assert lengths(result.document) == [50, 2, 63]
    assert starts(result.document)[1] == 86400


def test_a_flash_that_is_linked_with_sound_stays_in_sync(tmp_path: Path) -> None:
    video = [Piece(53), Piece(2, 20, 20, link=7), Piece(60)]
    result = snapped(tmp_path, [video])
    assert lengths(result.document) == [50, 2, 63]
    assert starts(result.document)[1] == 86400 + 20 - 3


def test_an_event_goes_to_a_beat_by_the_nearer_end(tmp_path: Path) -> None:
    # Its end is 1 frame before the beat at 50, its start 7.
    result = snapped(tmp_path, [[Piece(43), Piece(6), Piece(60)]], downbeat_weight=0)
    assert lengths(result.document) == [44, 6, 59]
    first, second = result.sync_map.cuts
    assert second.HasField("beat_time_s") and not first.HasField("beat_time_s")


def test_a_stutter_keeps_its_rhythm(tmp_path: Path) -> None:
    run = [Piece(length) for length in (5, 4, 5, 5, 4, 5)]
    result = snapped(tmp_path, [[Piece(53), *run, Piece(60)]])
    assert lengths(result.document)[1:-1] == [5, 4, 5, 5, 4, 5]
    assert {cut.to_frame - cut.from_frame for cut in result.sync_map.cuts} == {-3}


def test_an_event_stays_with_what_cannot_move(tmp_path: Path) -> None:
    at_start = snapped(tmp_path, [[Piece(3), Piece(60), Piece(60)]])
    assert at_start.sync_map.cuts[0].action == Cut.ACTION_SKIPPED
    assert "start of the track" in at_start.sync_map.cuts[0].reason
    reversed_after = snapped(tmp_path, [[Piece(53), Piece(2), Piece(60, speed=-1.0)]])
    assert {cut.action for cut in reversed_after.sync_map.cuts} == {Cut.ACTION_SKIPPED}
    assert "together with a cut that stays" in reversed_after.sync_map.cuts[0].reason


def test_no_move_makes_a_flash_frame(tmp_path: Path) -> None:
    # The nearest beat would leave 6 of the 14 frames.
    result = snapped(tmp_path, [[Piece(40), Piece(14), Piece(60)]], bpm=80, tolerance_frames=8)
    assert min(lengths(result.document)) > result.sync_map.flash_frames == 9


def test_without_flash_frames_every_cut_moves_by_itself(tmp_path: Path) -> None:
    result = snapped(tmp_path, [[Piece(46), Piece(8), Piece(60)]], flash_frames=0)
    assert not any(cut.HasField("event") for cut in result.sync_map.cuts)
    assert lengths(result.document)[1] != 8


def test_a_gap_gets_longer_only_over_a_picture(tmp_path: Path) -> None:
    overlay = [Piece(100, kind="gap"), Piece(49), Piece(51, kind="gap")]
    over_picture = snapped(tmp_path, [[Piece(200)], overlay])
    assert [cut.to_frame for cut in over_picture.sync_map.cuts] == [100, 150]
    shorter = [Piece(100, kind="gap"), Piece(51), Piece(49, kind="gap")]
    over_picture = snapped(tmp_path, [[Piece(200)], shorter])
    assert [cut.to_frame for cut in over_picture.sync_map.cuts] == [100, 150]
    over_nothing = snapped(tmp_path, [shorter])
    assert [cut.to_frame for cut in over_nothing.sync_map.cuts] == [100, 151]
    assert "more black" in over_nothing.sync_map.cuts[1].reason


def through(tmp_path: Path, change: str = "") -> Snapped:
    """An edit whose first cut, at 27, is contiguous in one media; at 57 comes a real one."""
    halves = [Piece(27, 20, 50, name="shot"), Piece(30, 47, 20, name="shot")]
    if change == "speed":
        halves[1] = Piece(30, 47, 20, name="shot", speed=1.5)
    elif change == "a frame left out":
        halves[1] = Piece(30, 48, 20, name="shot")
    elif change == "other media":
        halves[1] = Piece(30, 47, 20, name="another shot")
    elif change == "transition":
        halves.insert(1, Piece(kind="transition", offsets=(2, 2)))
    made = edits.timeline([[*halves, Piece(60)]])
    if change == "effect":
        made.tracks[0][1].effects.append(otio.schema.Effect("Punch in", "Transform"))
    elif change == "enabled":
        made.tracks[0][1].enabled = False
    document = edits.document(made, tmp_path)
    result = snap(document, edits.analysis())
    assert_kept(document, result)
    return result


def test_a_through_edit_is_left_and_is_no_cut(tmp_path: Path) -> None:
    result = through(tmp_path)
    edit, cut = result.sync_map.cuts
    assert (edit.action, edit.from_frame, edit.to_frame) == (Cut.ACTION_THROUGH_EDIT, 27, 27)
    assert not edit.HasField("beat_time_s")
    assert "contiguous in one media" in edit.reason
    assert cut.action == Cut.ACTION_MOVED


@pytest.mark.parametrize(
    "change", ["speed", "a frame left out", "other media", "transition", "effect", "enabled"]
)
def test_what_can_be_seen_is_a_cut(tmp_path: Path, change: str) -> None:
    assert through(tmp_path, change).sync_map.cuts[0].action != Cut.ACTION_THROUGH_EDIT


def test_an_edit_of_through_edits_says_so(tmp_path: Path) -> None:
    halves = [Piece(27, 20, 50, name="shot"), Piece(30, 47, 20, name="shot")]
    result = snapped(tmp_path, [halves])
    assert "Every cut of the timeline is a through edit" in result.warnings[0]


@pytest.mark.parametrize(
    ("rate", "bpm", "frames"),
    [
        (25, 60, 9),
        (24, 120, 9),
        (25, 140, 8),
        (30, 60, 9),
        (50, 60, 18),
        (60, 60, 18),
        (25, 190, 5),
    ],
)
def test_how_long_a_flash_is(rate: int, bpm: float, frames: int) -> None:
    beats = place_beats([Song(edits.analysis(bpm))], SnapOptions())
    assert flash_frames(Fraction(rate), beats) == frames
    assert flash_frames(Fraction(rate), ()) == 9 * -(-rate // 30)


@pytest.mark.parametrize(
    ("bpm", "options", "frames"),
    [
        (120, {}, 7),  # half a beat
        (120, {"every_beats": 2}, 13),  # a beat
        (120, {"every_bars": 1}, 25),  # half a bar
        (120, {"every_bars": 4}, 25),  # half a bar, not two bars
        (60, {"every_bars": 4}, 25),  # a second, not half a bar
        (180, {"every_bars": 4}, 17),
    ],
)
def test_the_tolerance_nobody_gave(bpm: float, options: dict[str, int], frames: int) -> None:
    beats = place_beats([Song(edits.analysis(bpm))], SnapOptions(**options))
    assert default_tolerance(beats, Fraction(25)) == frames


def test_a_grid_of_four_bars_leaves_cuts_in_other_bars(tmp_path: Path) -> None:
    # Four bars are 200 frames: the second downbeat of the grid is at 200.
    video = [[Piece(120, 90, 90), Piece(70, 90, 90), Piece(100, 90, 90)]]
    result = snapped(tmp_path, video, every_bars=4)
    assert [cut.to_frame for cut in result.sync_map.cuts] == [120, 200]
    assert "the tolerance is 25" in result.sync_map.cuts[0].reason


@pytest.mark.shared
def test_real_files_that_were_torn_open(shared: Path, tmp_path: Path) -> None:
    cases = shared / "data" / "cases"
    for name in ("03_auto-editor-424_one-frame-gaps", "T37_flash_frames", "T38_stutter"):
        document = load(cases / f"{name}.otio")
        result = snap(document, edits.analysis(140))
        assert_kept(document, result)
        pairs = zip(lengths(document), lengths(result.document), strict=True)
        short = [(before, after) for before, after in pairs if before <= 5]
        assert len(short) >= 7
        assert all(before == after for before, after in short), name
        assert sum(lengths(document)) == sum(lengths(result.document))
    assert result.sync_map.cuts[0].action == Cut.ACTION_SKIPPED


@pytest.mark.shared
def test_a_file_of_through_edits(shared: Path) -> None:
    document = load(shared / "data" / "cases" / "13_PySceneDetect-497_save-otio.otio")
    result = snap(document, edits.analysis(140))
    assert {cut.action for cut in result.sync_map.cuts} == {Cut.ACTION_THROUGH_EDIT}
    assert lengths(result.document) == lengths(document)


@pytest.mark.shared
def test_mixed_rates_take_rate_and_start_from_the_timeline(shared: Path) -> None:
    document = load(shared / "data" / "cases" / "14_OTIO-732_mixed-rates.otio")
    result = snap(document, edits.analysis(140))
    assert_kept(document, result)
    sync_map = result.sync_map
    assert (sync_map.rate.numerator, sync_map.rate.denominator) == (30000, 1001)
    assert sync_map.start_timecode == "01:00:00;00"
    moved = [cut for cut in sync_map.cuts if cut.action == Cut.ACTION_MOVED]
    assert len(moved) >= 8
    assert all(cut.to_frame.is_integer() for cut in moved)
    timeline = otio.adapters.read_from_string(result.document.data.decode(), "otio_json")
    clips = list(timeline.video_tracks()[0])
    for cut in moved:
        seconds = clips[cut.index + 1].range_in_parent().start_time.to_seconds()
        assert seconds * 30000 / 1001 == pytest.approx(cut.to_frame, abs=1e-6)
