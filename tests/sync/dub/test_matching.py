"""Lines of a dub find those of the original they stand for."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.sync.dub.lines import Line
from backbeat.sync.dub.matching import Match, matched

LENGTHS = (2.4, 0.9, 3.1, 1.4, 4.2, 0.8, 2.0, 1.1, 3.5, 2.6)


def _lines(
    lengths: list[float], pauses: list[float], speakers: list[int] | None = None
) -> list[Line]:
    lines, at = [], 0.5
    for number, (length, pause) in enumerate(zip(lengths, pauses, strict=True)):
        lines.append(Line(at, at + length, speakers[number] if speakers else 1))
        at += length + pause
    return lines


def _original() -> list[Line]:
    return _lines(list(LENGTHS), [0.6, 1.5, 0.5, 2.2, 0.7, 0.9, 3.0, 0.6, 1.2, 1.0])


def test_lines_of_other_lengths_match_one_by_one() -> None:
    """Another language: each line longer or shorter, and other pauses between them."""
    random = np.random.default_rng(1)
    lengths = [length * random.uniform(0.85, 1.35) for length in LENGTHS]
    dub = _lines(lengths, [0.5] * 10)
    expected = [Match((number,), (number,)) for number in range(10)]
    assert matched(_original(), dub) == expected


def test_a_line_that_is_left_out_of_the_dub_stands_alone() -> None:
    original = _original()
    dub = _lines([length for place, length in enumerate(LENGTHS) if place != 4], [0.8] * 9)
    found = matched(original, dub)
    assert Match((4,), ()) in found
    assert Match((3,), (3,)) in found
    assert Match((5,), (4,)) in found


def test_a_line_said_in_two_breaths_is_one() -> None:
    original = _original()
    lengths = [*LENGTHS[:4], 2.0, 2.0, *LENGTHS[5:]]
    found = matched(original, _lines(lengths, [0.6] * 4 + [0.2] + [0.6] * 6))
    assert Match((4,), (4, 5)) in found
    assert Match((9,), (10,)) in found


def test_a_dub_recorded_to_the_picture_is_matched_by_its_times() -> None:
    """All lines are alike, so that only their times tell that the third is missing."""
    original = _lines([1.5] * 6, [1.0] * 6)
    dub = [line for place, line in enumerate(original) if place != 2]
    found = matched(original, dub)
    assert found == [
        Match((0,), (0,)), Match((1,), (1,)), Match((2,), ()),
        Match((3,), (2,)), Match((4,), (3,)), Match((5,), (4,)),
    ]  # fmt: skip


def test_words_tell_where_lengths_do_not() -> None:
    texts = ["where have you been", "at the shop", "what did you buy", "some bread and milk"]
    original = [Line(2 * n, 2 * n + 1.2, 1, text) for n, text in enumerate(texts)]
    dub = [Line(3 * n, 3 * n + 1.2, 1, text) for n, text in enumerate([texts[0], *texts[2:]])]
    found = matched(original, dub, same_language=True)
    assert found == [Match((0,), (0,)), Match((1,), ()), Match((2,), (1,)), Match((3,), (2,))]


def test_people_who_take_turns_keep_their_lines() -> None:
    speakers = [1, 2, 1, 2, 1, 2]
    original = _lines([1.2, 1.3, 1.2, 1.3, 1.2, 1.3], [0.6] * 6, speakers)
    dub = _lines([1.3, 1.2, 1.3, 1.2, 1.3], [1.4] * 5, [7, 9, 9, 7, 9])
    found = matched(original, dub)
    assert Match((2,), ()) in found


def test_a_single_line_stands_for_a_single_line_whatever_it_says() -> None:
    original = [Line(0, 4.7, 1, "bringing in reforms to tighten the rules")]
    dub = [Line(0.2, 1.8, 1, "Mary rolled the barrel")]
    assert matched(original, dub, same_language=True) == [Match((0,), (0,))]


@given(
    st.lists(st.tuples(st.floats(0.2, 6), st.floats(0, 3), st.integers(1, 2)), max_size=12),
    st.lists(st.tuples(st.floats(0.2, 6), st.floats(0, 3), st.integers(1, 2)), max_size=12),
    st.booleans(),
)
def test_every_line_is_in_one_match_in_order(
    ours: list[tuple[float, float, int]], theirs: list[tuple[float, float, int]], same: bool
) -> None:
    original, dub = (
        _lines([x[0] for x in one], [x[1] for x in one], [x[2] for x in one])
        for one in (ours, theirs)
    )
    found = matched(original, dub, same)
    assert [n for match in found for n in match.original] == list(range(len(original)))
    assert [n for match in found for n in match.dub] == list(range(len(dub)))
    assert all(match.original or match.dub for match in found)


def test_hundreds_of_lines_take_a_moment() -> None:
    random = np.random.default_rng(2)
    lengths = random.uniform(0.6, 5, 400).tolist()
    original = _lines(lengths, random.uniform(0.3, 3, 400).tolist())
    dub = _lines([length * 1.1 for length in lengths], [0.6] * 400)
    found = matched(original, dub)
    assert sum(match.original == match.dub and len(match.dub) == 1 for match in found) >= 396
