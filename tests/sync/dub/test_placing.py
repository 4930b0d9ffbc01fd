"""Lines lie where the original's do, gently stretched, and never on one another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.footage.footage import Span
from backbeat.sync.dub.placing import BREATH_S, Cue, Placed, placed

MOST = 8.0


def _cue(start_s: float, end_s: float, length_s: float, speaker: int = 1) -> Cue:
    return Cue(start_s, end_s, speaker, (Span(10.0, 10.0 + length_s),))


def test_a_line_of_nearly_the_same_length_is_made_as_long_as_the_original() -> None:
    (line,) = placed([_cue(2, 4, 2.1)], 10, MOST)
    assert line.start_s == pytest.approx(2)
    assert line.end_s == pytest.approx(4)
    assert line.stretch == pytest.approx(2 / 2.1)
    assert line.problem == ""


def test_what_is_a_little_too_long_takes_the_pause_behind_it() -> None:
    first, second = placed([_cue(2, 4, 2.4), _cue(5, 6, 1)], 10, MOST)
    assert first.stretch == pytest.approx(0.92)
    assert first.end_s == pytest.approx(2 + 2.4 * 0.92)
    assert second.start_s == pytest.approx(5)
    assert not first.problem
    assert not second.problem


def test_what_does_not_fit_says_by_how_much_and_moves_its_neighbours_evenly() -> None:
    first, second = placed([_cue(2, 4, 3.0), _cue(4.2, 5.2, 1)], 10, MOST)
    over = 3.0 * 0.92 - (4.2 - BREATH_S - 2)
    assert f"{over:.1f} s too long" in first.problem
    assert "shorten its text by" in first.problem
    assert first.start_s == pytest.approx(2 - over / 2)
    assert second.start_s == pytest.approx(4.2 + over / 2)
    assert second.start_s - first.end_s == pytest.approx(BREATH_S)
    assert "after the original's line" in second.problem


def test_pauses_inside_a_line_give_way_before_its_speech() -> None:
    cue = Cue(1, 4, 1, (Span(0, 1.2), Span(1.8, 3.3)))
    (line,) = placed([cue], 10, MOST)
    assert line.stretch == pytest.approx(1)
    assert line.end_s == pytest.approx(4)
    first, second = line.pieces
    assert second.start_s - first.end_s == pytest.approx(0.3)


def test_a_line_that_is_far_too_short_is_said_as_it_was_recorded() -> None:
    (line,) = placed([_cue(2, 8, 2)], 10, MOST)
    assert line.stretch == 1
    assert "4.0 s shorter" in line.problem


def test_people_who_talk_at_once_in_the_original_may_do_so_in_the_dub() -> None:
    first, second = placed([_cue(2, 5, 3, 1), _cue(3, 4, 1, 2)], 10, MOST)
    assert first.start_s == pytest.approx(2)
    assert second.start_s == pytest.approx(3)
    assert not first.problem
    assert not second.problem


def test_the_last_line_ends_with_the_picture_where_it_can() -> None:
    (line,) = placed([_cue(8, 9.5, 2.6)], 10, MOST)
    assert line.end_s <= 10 + 1e-9
    assert line.start_s == pytest.approx(10 - 2.6 * 0.92)
    assert "too long" in line.problem


def test_more_than_fits_at_all_is_said() -> None:
    lines = placed([_cue(0.1, 1, 4), _cue(1.2, 2, 4)], 3, MOST)
    assert all(line.problem for line in lines)
    assert "past the end of the picture" in lines[1].problem or "too long" in lines[1].problem


_LINES = st.lists(
    st.tuples(
        st.floats(0.05, 3), st.floats(0, 2), st.floats(0.3, 1.8), st.integers(1, 3), st.booleans()
    ),
    min_size=1,
    max_size=15,
)


@given(_LINES, st.floats(0.5, 20))
def test_lines_of_one_speaker_never_overlap_and_no_limit_is_passed(
    made: list[tuple[float, float, float, int, bool]], percent: float
) -> None:
    cues, at = [], 0.0
    for length, pause, ratio, speaker, talks_over in made:
        cues.append(_cue(at, at + length, length * ratio, speaker))
        at += length * (0.5 if talks_over else 1) + pause
    lines = placed(cues, at + 1, percent)
    assert len(lines) == len(cues)
    for line, cue in zip(lines, cues, strict=True):
        assert 1 - percent / 100 - 1e-9 <= line.stretch <= 1 + percent / 100 + 1e-9
        assert line.start_s >= 0
        speech = sum(p.source.end_s - p.source.start_s for p in line.pieces)
        assert line.end_s - line.start_s == pytest.approx(speech * line.stretch)
        if abs(line.start_s - cue.start_s) > 0.1 + 1e-9:
            assert line.problem
    for speaker in (1, 2, 3):
        own = [line for line, cue in zip(lines, cues, strict=True) if cue.speaker == speaker]
        assert all(_apart(a, b) for a, b in pairwise(own))


def _apart(a: Placed, b: Placed) -> bool:
    return b.start_s >= a.end_s - 1e-6
