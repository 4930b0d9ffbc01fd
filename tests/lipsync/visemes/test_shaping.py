"""The rules that shapes obey, and that they are the likeliest of those that do."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backbeat.lipsync.visemes.shaping import (
    SHORTEST,
    Shape,
    closures_in,
    per_picture,
    shaped,
)

_RATE = Fraction(25)
_CLOSED = 1

likelihoods = hnp.arrays(
    np.float32,
    st.tuples(st.integers(0, 30), st.just(4)),
    elements=st.floats(1 / 1024, 1, width=32),
)


def _path(shapes: list[Shape]) -> list[int]:
    return [shape.shape for shape in shapes for _ in range(shape.first, shape.end)]


@given(likelihoods)
def test_no_gap_no_flicker(likely: np.ndarray) -> None:
    shapes = shaped(likely, _RATE, _CLOSED, ())
    assert [shape.first for shape in shapes] == [0, *(shape.end for shape in shapes)][: len(shapes)]
    assert (shapes[-1].end if shapes else 0) == len(likely)
    assert all(shape.end - shape.first >= min(SHORTEST, len(likely)) for shape in shapes)
    assert all(one.shape != other.shape for one, other in itertools.pairwise(shapes))


@given(
    hnp.arrays(
        np.float32,
        st.tuples(st.integers(2, 7), st.just(3)),
        elements=st.floats(1 / 128, 1, width=32),
    )
)
def test_the_likeliest_of_all_sequences(likely: np.ndarray) -> None:
    def allowed(path: tuple[int, ...]) -> bool:
        return all(len(list(run)) >= SHORTEST for _, run in itertools.groupby(path))

    def score(path: tuple[int, ...] | list[int]) -> float:
        return float(np.log(likely.astype(float))[np.arange(len(path)), list(path)].sum())

    best = max(
        score(path) for path in itertools.product(range(3), repeat=len(likely)) if allowed(path)
    )
    assert score(_path(shaped(likely, _RATE, _CLOSED, ()))) == pytest.approx(best)


@given(likelihoods.filter(len), st.lists(st.floats(0, 1.2), max_size=3))
def test_lips_that_are_heard_to_close_close(likely: np.ndarray, closures_s: list[float]) -> None:
    path = _path(shaped(likely, _RATE, _CLOSED, closures_s))
    for moment_s in closures_s:
        assert path[min(int(moment_s * _RATE), len(path) - 1)] == _CLOSED


def test_a_closure_too_short_for_a_picture_is_shown_for_two() -> None:
    likely = np.tile(np.array([0.0, 0.0, 1.0], np.float32), (50, 1))
    likely[12] = (0, 1, 0)
    assert closures_in(likely, 0.02, _CLOSED) == [pytest.approx(0.25)]
    pictures = per_picture(likely, 0.02, _RATE, 1.0)
    path = _path(shaped(pictures, _RATE, _CLOSED, closures_in(likely, 0.02, _CLOSED)))
    assert path[6] == _CLOSED
    assert path.count(_CLOSED) == SHORTEST


@given(
    likelihoods.filter(len),
    st.sampled_from([Fraction(25), Fraction(24000, 1001), Fraction(30), Fraction(60)]),
)
def test_pictures_have_the_mean_of_what_happens_in_them(likely: np.ndarray, rate: Fraction) -> None:
    duration_s = len(likely) * 0.02
    pictures = per_picture(likely, 0.02, rate, duration_s)
    assert len(pictures) == -(-round(duration_s * rate, 6) // 1)
    assert pictures.min() >= likely.min() - 1e-4
    assert pictures.max() <= likely.max() + 1e-4
    # A millisecond grid is exact enough to check against.
    fine = likely[
        np.minimum(np.arange(0, len(pictures) / rate, 1e-4) / 0.02, len(likely) - 1).astype(int)
    ]
    first = fine[: int(1e4 / rate)].mean(axis=0)
    assert np.abs(first - pictures[0]).max() < 0.01


def test_nothing() -> None:
    assert shaped(np.zeros((0, 3), np.float32), _RATE, _CLOSED, ()) == []
    assert shaped(np.ones((1, 3), np.float32), _RATE, _CLOSED, (0.0,)) == [Shape(0, 1, _CLOSED)]
