"""Silence, mutes, and sums of stretches."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.footage.footage import Span
from backbeat.lipsync.changes.resting import own_silences, pauses, resting
from backbeat.lipsync.changes.spans import clipped, common, joined, seconds, without

TIMES_S = np.arange(100) / 25


def test_a_mouth_rests_in_silence_and_where_it_is_muted() -> None:
    found = resting(TIMES_S, 4.0, [Span(1.0, 3.0)], [Span(2.0, 2.4)])
    assert np.flatnonzero(~found).tolist() == [*range(25, 50), *range(60, 75)]


def test_the_own_mouth_comes_back_where_both_are_silent_for_long() -> None:
    own, new = [Span(0.0, 1.0), Span(3.0, 3.5)], [Span(0.5, 1.5), Span(3.4, 4.0)]
    assert own_silences(own, new, 5.0) == [Span(1.5, 3.0), Span(4.0, 5.0)]
    assert own_silences(own, new, 4.5) == [Span(1.5, 3.0)]
    assert pauses([], 2.0) == [Span(0.0, 2.0)]


STRETCHES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 10)).map(
        lambda one: Span(one[0] / 4, (one[0] + one[1]) / 4)
    ),
    max_size=8,
)


@given(STRETCHES, STRETCHES)
def test_sums_and_differences_agree_with_those_of_steps(one: list[Span], other: list[Span]) -> None:
    def steps(spans: list[Span]) -> set[int]:
        return {
            step for span in spans for step in range(round(span.start_s * 4), round(span.end_s * 4))
        }

    assert steps(joined(one)) == steps(one)
    assert steps(without(one, other)) == steps(one) - steps(other)
    assert steps(common(one, other)) == steps(one) & steps(other)
    assert steps(clipped(one, 2.0, 6.0)) == steps(one) & set(range(8, 24))
    assert seconds(joined(one)) == len(steps(one)) / 4
