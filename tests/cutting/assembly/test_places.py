"""Slots on frames, and slots that are cut because clips are short."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.cutting.assembly.places import beat_words, place, position, split_for, split_long
from tests.cutting.assembly.material import slots

RATES = st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(30), Fraction(60)])
LENGTHS = st.lists(st.integers(1, 16), min_size=1, max_size=20)


@given(LENGTHS, RATES, st.sampled_from([60.0, 97.0, 174.0]))
def test_every_slot_starts_on_the_frame_nearest_to_its_beat(
    lengths: list[int], rate: Fraction, bpm: float
) -> None:
    wanted = slots(lengths, bpm)
    found = place(wanted, rate)
    for item in found:
        assert abs(item.start / rate - item.slot.start_s) <= 1 / (2 * rate)
        for beat in item.beats:
            assert abs(item.start + beat.offset - float(beat.beat.time_s * rate)) < 1e-6
    assert all(left.end == right.start for left, right in pairwise(found))


@given(LENGTHS, RATES, st.integers(6, 200))
def test_split_slots_are_the_same_music(lengths: list[int], rate: Fraction, longest: int) -> None:
    wanted = slots(lengths, 120)
    parts = split_long(wanted, rate, longest)
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    assert parts[0].start_s == 0
    assert parts[-1].end_s == wanted[-1].end_s
    assert all(left.end_s == right.start_s for left, right in pairwise(parts))
    assert [beat for part in parts for beat in part.beats] == [
        beat for slot in wanted for beat in slot.beats
    ]
    assert sum(part.length_beats for part in parts) == pytest.approx(sum(lengths))
    placed = place(parts, rate)
    # Uneven division of a few frames may leave one more than asked for.
    assert all(6 <= item.frames <= max(longest, 11) for item in placed)
    for part in parts:
        if part.beats and part.beats[0].time_s == part.start_s:
            assert (part.beat == 1) == part.beats[0].downbeat
            assert part.bar == int(part.start_s * 2) // 4 + 1


def test_a_slot_is_cut_on_the_downbeat_near_its_middle() -> None:
    (wanted,) = slots([12], 120)
    parts = split_long([wanted], Fraction(25), 110)
    assert [part.start_s for part in parts] == [0, 2]
    assert "downbeat of bar 2" in parts[1].reason
    assert parts[0].reason == wanted.reason


def test_beats_are_counted_from_the_start_of_the_slot() -> None:
    (_, late) = slots([2, 8], 120)
    assert [position(late, beat) for beat in late.beats] == [
        (1, 3),
        (1, 4),
        (2, 1),
        (2, 2),
        (2, 3),
        (2, 4),
        (3, 1),
        (3, 2),
    ]
    assert beat_words(2, 1, True) == "the downbeat of bar 2"
    assert beat_words(2, 3, False) == "beat 3 of bar 2"
    assert beat_words(0, 4, False) == "a beat before the first bar"


def test_a_short_clip_gets_a_place() -> None:
    wanted = slots([4, 4, 8], 120)
    parts = split_for(wanted, Fraction(25), 30)
    assert parts is not None
    assert len(parts) == 4
    assert min(item.frames for item in place(parts, Fraction(25))) <= 30
    assert split_for(wanted, Fraction(25), 8) is None


def test_gaps_and_empty_slots_are_refused() -> None:
    first, second, third = slots([4, 4, 4])
    with pytest.raises(ValueError, match="gaps"):
        place([first, third], Fraction(25))
    empty = replace(second, end_s=second.start_s)
    with pytest.raises(ValueError, match="frame"):
        place([first, empty], Fraction(25))
