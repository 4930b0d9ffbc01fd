"""A replaced shot, and all the others as they were."""

from __future__ import annotations

from fractions import Fraction

import pytest

from backbeat.cutting.assembly import Assembly, Pin, Wishes, assemble, reassemble, shot_message
from backbeat.errors import RequestError
from backbeat.footage import Footage
from tests.cutting.assembly.invariants import assert_no_cut_inside, assert_whole
from tests.cutting.assembly.material import clip, slots, varied_bin

RATE = Fraction(25)
MATERIAL = varied_bin(10, seconds=(8, 20))
WANTED = slots([4] * 10, dissolves={5: Fraction(1, 2)})


@pytest.fixture
def edit() -> Assembly:
    return assemble(WANTED, MATERIAL, Wishes(), RATE)


@pytest.mark.parametrize("slot", [1, 4, 5, 10])
@pytest.mark.parametrize("start", [None, Fraction(3)])
def test_only_the_slot_changes(edit: Assembly, slot: int, start: Fraction | None) -> None:
    new = clip("new.mp4", 10, peaks=[2.0, 5.5])
    after = reassemble(edit, [Pin(slot, new.path, start)], [*MATERIAL, new], Wishes())
    assert_whole(after, WANTED[-1].end_s)
    for number, (old, now) in enumerate(zip(edit.shots, after.shots, strict=True), 1):
        if number != slot:
            assert now == old
            continue
        assert now.footage is new
        assert now.given
        assert (now.start_frame, now.end_frame) == (old.start_frame, old.end_frame)
        assert now.dissolve_frames == old.dissolve_frames
        assert now.source_start == start or start is None


def test_a_clip_of_the_edit_itself_is_shown_elsewhere(edit: Assembly) -> None:
    neighbour = edit.shots[3].footage
    after = reassemble(edit, [Pin(5, neighbour.path, None)], MATERIAL, Wishes())
    left, right = after.shots[3], after.shots[4]
    assert right.footage is neighbour
    end = left.source_start + (left.end_frame - left.start_frame) / RATE
    later = right.source_start + (right.end_frame - right.start_frame) / RATE
    assert max(right.source_start - end, left.source_start - later) >= 1
    assert_no_cut_inside(after)


@pytest.mark.parametrize(
    ("footage", "pin", "says"),
    [
        (clip("x.mp4", 1.0), Pin(2, clip("x.mp4").path, None), "lasts 1.00 s"),
        (clip("x.mp4"), Pin(11, clip("x.mp4").path, None), "There is no slot 11"),
        (clip("x.mp4"), Pin(0, clip("x.mp4").path, None), "There is no slot 0"),
        (clip("x.mp4"), Pin(2, clip("y.mp4").path, None), "not among the clips"),
        (clip("x.mp4", 2.04), Pin(5, clip("x.mp4").path, None), "its dissolves need"),
    ],
)
def test_refusals(edit: Assembly, footage: Footage, pin: Pin, says: str) -> None:
    assert edit.shots[4].dissolve_frames
    with pytest.raises(RequestError) as error:
        reassemble(edit, [pin], [*MATERIAL, footage], Wishes())
    assert says in str(error.value)


def test_the_record_of_a_shot(edit: Assembly) -> None:
    shot = next(s for s in edit.shots if s.peak_s is not None and s.beat_s is not None)
    message = shot_message(shot, RATE)
    assert message.sha256 == shot.footage.sha256
    assert message.source_end_s - message.source_start_s == pytest.approx(
        (shot.end_frame - shot.start_frame) / 25
    )
    assert shot.peak_s is not None
    assert shot.beat_s is not None
    assert message.peak_error_ms == pytest.approx((shot.peak_s - float(shot.beat_s)) * 1000)
    assert sum(cost.cost for cost in message.costs) == pytest.approx(shot.costs.total, abs=1e-5)
    assert message.rate.numerator == shot.footage.rate.numerator
