"""General flashes are counted as ITU-R BT.1702 does."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.cutting.assembly.flashes import luminance, most_in_a_second, swings

RATE = Fraction(25)


def square(per_second: float, dark: float, light: float, seconds: float = 4) -> np.ndarray:
    """Luminance in cd/m2 that goes up and down so many times a second."""
    at = np.arange(round(seconds * 25)) / 25
    return np.where((at * per_second) % 1 < 0.5, dark, light)


@pytest.mark.parametrize(
    ("per_second", "dark", "light", "flashes"),
    [
        (3, 10, 60, 3),
        (4, 10, 60, 4),
        (5, 10, 60, 5),
        (5, 10, 29, 0),  # a change of 19 cd/m2
        (5, 10, 31, 5),
        (5, 165, 195, 0),  # the darker picture is bright
        (0, 10, 60, 0),
    ],
)
def test_square_waves(per_second: float, dark: float, light: float, flashes: int) -> None:
    assert most_in_a_second(square(per_second, dark, light), RATE) == flashes


def test_a_change_that_takes_several_frames_is_one() -> None:
    up = np.linspace(10, 100, 8)
    assert [direction for _, direction in swings(np.concatenate([up, up[::-1]]))] == [1, -1]


def test_ripples_below_the_threshold_are_not_counted() -> None:
    ripples = 100 + 9 * np.sin(np.arange(200))
    assert swings(ripples) == []


@given(st.lists(st.floats(0, 200), max_size=60))
def test_directions_alternate(levels: list[float]) -> None:
    found = swings(np.array(levels))
    assert all(a[1] == -b[1] and a[0] < b[0] for a, b in itertools.pairwise(found))


def test_black_and_white() -> None:
    assert luminance(np.array([0.0, 1.0])).tolist() == [0, 200]
