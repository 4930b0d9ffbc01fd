from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from backbeat.loudness.mix.envelope import Envelope
from backbeat.workflows.render.sound_parts import Part, Schedule

SPANS = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=20)


def part(start: int, length: int) -> Part:
    whole = Fraction(0), Fraction(1)
    return Part("", Path(), start, length, *whole, False, (), Envelope((), ()))


@given(SPANS, st.integers(0, 250), st.integers(1, 80))
def test_a_schedule_finds_what_sounds(spans: list[tuple[int, int]], first: int, count: int) -> None:
    parts = [part(*span) for span in spans]
    wanted = [
        (one, max(first, one.start), min(first + count, one.end))
        for one in parts
        if one.start < first + count and one.end > first
    ]
    assert list(Schedule(parts).during(first, count)) == wanted
