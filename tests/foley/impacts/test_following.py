"""Motion of pictures that come in blocks."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.foley.impacts.following import Following
from backbeat.models.motion_cells import motion_cells


def _pictures(count: int) -> np.ndarray:
    """A square that is thrown about."""
    random = np.random.default_rng(3)
    places = np.array([40, 70]) + random.integers(-3, 4, (count, 2)).cumsum(axis=0)
    ground = random.integers(80, 120, (90, 160), np.uint8)
    pictures = np.repeat(ground[np.newaxis], count, axis=0)
    for picture, (top, left) in zip(pictures, places, strict=True):
        picture[max(0, top) : max(0, top) + 16, max(0, left) : max(0, left) + 20] = 210
    return pictures


_PICTURES = _pictures(40)
_WHOLE = motion_cells(_PICTURES)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(2, 15), min_size=1, max_size=4), st.integers(2, 12))
def test_blocks_move_as_the_whole_does(lengths: list[int], context: int) -> None:
    """But for the last picture of each block, which goes nowhere yet."""
    following, end, held = Following(), 0, 0
    for length in lengths:
        first, end = end - held, min(len(_PICTURES), end + length)
        motion = following.motion(_PICTURES[first:end], held)
        assert len(motion.cells) == len(motion.camera) == end - first
        assert np.array_equal(motion.cells[:-1], _WHOLE.cells[first : end - 1])
        assert np.array_equal(motion.camera[:-1], _WHOLE.camera[first : end - 1])
        held = min(context, end - first)


def test_a_block_that_knows_of_none_before_it_is_measured_alone() -> None:
    following = Following()
    following.motion(_PICTURES[:10], 0)
    alone = motion_cells(_PICTURES[9:20])
    assert np.array_equal(following.motion(_PICTURES[9:20], 1).cells, alone.cells)
