"""The chosen path is the cheapest there is."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from backbeat.cutting.choose import Choice, choose


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[int], list[list[Choice]], list[int], int]:
    gaps = draw(st.lists(st.integers(1, 8), min_size=1, max_size=5))
    positions = list(itertools.accumulate(gaps))
    end = positions[-1] + draw(st.integers(1, 8))
    lengths = [b - a for a, b in itertools.pairwise([0, *positions, end])]
    spacing = [draw(st.integers(1, length)) for length in lengths]
    columns = [
        [
            *(
                Choice(frames, index, draw(st.integers(0, 9)))
                for index, frames in enumerate(
                    draw(st.lists(st.integers(-6, 6), max_size=3, unique=True))
                )
            ),
            Choice.stay(),
        ]
        for _ in positions
    ]
    return positions, columns, spacing, end


def is_possible(
    positions: list[int], path: tuple[Choice, ...], spacing: list[int], end: int
) -> bool:
    places = [0, *(p + c.frames for p, c in zip(positions, path, strict=True)), end]
    return all(b - a >= s for (a, b), s in zip(itertools.pairwise(places), spacing, strict=True))


@given(problems())
def test_against_every_possible_path(
    problem: tuple[list[int], list[list[Choice]], list[int], int],
) -> None:
    positions, columns, spacing, end = problem
    found = choose(positions, columns, spacing, 0, end)
    assert is_possible(positions, tuple(found), spacing, end)
    best = min(
        sum(choice.cost for choice in path)
        for path in itertools.product(*columns)
        if is_possible(positions, path, spacing, end)
    )
    assert sum(choice.cost for choice in found) == best


def test_no_cuts_no_choices() -> None:
    assert choose([], [], [1], 0, 10) == []
