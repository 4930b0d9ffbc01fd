"""What a user decides about single cuts is what happens, or the reason why it cannot."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.cutting import Snapped, snap
from backbeat.errors import RequestError
from backbeat.timeline.reading import read_edit
from backbeat.v1.cutting_pb2 import SNAP_MODE_RIPPLE, Cut, CutDecision, SnapOptions
from tests import edits
from tests.cutting.invariants import without_edits
from tests.cutting.random_edits import tracks
from tests.edits import Piece

# At 120 BPM and 25 frames a second beats are at 0, 12.5, 25, 37.5, 50 ...
_THREE = [Piece(27), Piece(22), Piece(26), Piece(30)]


def decided(tmp_path: Path, pieces: list[Piece], *decisions: CutDecision, **more: Any) -> Snapped:
    document = edits.document(edits.timeline([pieces]), tmp_path)
    options = SnapOptions(decisions=decisions, **more)
    return snap(document, edits.analysis(120), options)


def at(index: int, frame: float | None = None, track: str = "V1") -> CutDecision:
    decision = CutDecision(track=track, index=index)
    if frame is not None:
        decision.to_frame = frame
    return decision


def places(result: Snapped) -> list[float]:
    return [cut.to_frame for cut in result.sync_map.cuts]


def test_a_refused_cut_stays_and_the_others_go_on(tmp_path: Path) -> None:
    result = decided(tmp_path, _THREE, at(0))
    assert places(result) == [27, 50, 75]
    first = result.sync_map.cuts[0]
    assert first.action == Cut.ACTION_SKIPPED
    assert first.reason == "left where it is by you, 2 frames later than B1.3"


def test_a_cut_goes_where_it_was_dragged_on_a_beat_or_not(tmp_path: Path) -> None:
    result = decided(tmp_path, _THREE, at(0, 30), at(1, 50))
    assert places(result) == [30, 50, 75]
    first, second, _ = result.sync_map.cuts
    assert (first.action, second.action) == (Cut.ACTION_MOVED, Cut.ACTION_MOVED)
    assert first.reason == "moved 3 frames later by you, 5 frames later than B1.3"
    assert second.reason == "moved 1 frame later by you, on B2.1"
    read = read_edit(result.document, None, 0)
    assert [item.start for item in read.video_tracks[0].items] == [0, 30, 50, 75]


def test_a_decision_goes_before_range_track_and_shortest_clip(tmp_path: Path) -> None:
    result = decided(
        tmp_path, _THREE, at(0, 47), range_start_frame=60, range_end_frame=90, min_clip_frames=12
    )
    assert places(result) == [47, 49, 75]


def test_a_decision_ends_where_the_media_ends(tmp_path: Path) -> None:
    pieces = [Piece(27, 0, 4), Piece(22, 3, 50), Piece(26)]
    result = decided(tmp_path, pieces, at(0, 40))
    assert places(result)[0] == 27
    reason = result.sync_map.cuts[0].reason
    assert reason.startswith("you want it 13 frames later, but “")
    assert reason.endswith("has 4 frames of media after its end")


def test_two_decided_cuts_never_cross(tmp_path: Path) -> None:
    result = decided(tmp_path, _THREE, at(0, 60), at(1, 55))
    assert places(result)[0] < places(result)[1]
    assert any("leave nothing of" in cut.reason for cut in result.sync_map.cuts)


def test_a_flash_frame_may_be_pulled_apart_by_hand(tmp_path: Path) -> None:
    pieces = [Piece(48), Piece(4), Piece(40)]
    together = decided(tmp_path, pieces).sync_map.cuts
    assert len({cut.to_frame - cut.from_frame for cut in together}) == 1
    assert places(decided(tmp_path, pieces, at(1, 60)))[1] == 60


@pytest.mark.parametrize(
    ("decisions", "options", "said"),
    [
        ([at(0, track="V7")], {}, "'V7', which the edit does not have"),
        ([at(9)], {}, "cut 9 of V1, which has 3"),
        ([at(0), at(0, 3)], {}, "decided twice"),
        ([at(0, float("nan"))], {}, "go to frame nan"),
        ([at(0)], {"mode": SNAP_MODE_RIPPLE}, "go with the mode “roll”"),
    ],
    ids=["track", "index", "twice", "nan", "mode"],
)
def test_decisions_that_make_no_sense_are_refused(
    decisions: list[CutDecision], options: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(RequestError, match=said):
        decided(tmp_path, _THREE, *decisions, **options)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(tracks(), min_size=1, max_size=2), st.data())
def test_whatever_is_decided_the_edit_stays_whole(pieces: list[list[Piece]], data: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        document = edits.document(edits.timeline(pieces), Path(folder))
    before = read_edit(document, None, 0)
    chosen = [
        at(
            index,
            data.draw(st.none() | st.integers(0, int(before.duration))),
            before.video_tracks[number].label,
        )
        for number, track in enumerate(before.video_tracks)
        for index in range(len(track.items) - 1)
        if data.draw(st.booleans())
    ]
    try:
        result = snap(document, edits.analysis(120), SnapOptions(decisions=chosen))
    except RequestError as error:
        assert "are linked" in str(error)
        return
    after = read_edit(result.document, None, 0)
    assert after.duration == before.duration
    assert without_edits(result.document) == without_edits(document)
    for old, new in zip(before.video_tracks, after.video_tracks, strict=True):
        for was, now in zip(old.items, new.items, strict=True):
            assert now.duration >= min(was.duration, 1)
            for handle in (now.head, now.tail):
                assert handle is None or handle >= 0
    by_cut = {(cut.track, cut.index): cut for cut in result.sync_map.cuts}
    for one in chosen:
        cut = by_cut[one.track, one.index]
        wanted = one.to_frame if one.HasField("to_frame") else cut.from_frame
        assert abs(cut.to_frame - wanted) < 1 or cut.to_frame == cut.from_frame
        assert (
            abs(cut.to_frame - wanted) < 1
            or "but " in cut.reason
            or cut.action == Cut.ACTION_THROUGH_EDIT
        )
