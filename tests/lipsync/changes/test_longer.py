"""Pictures that last as long as speech does."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.lipsync.changes.longer import MOST_STRETCH, Source, WhenLonger, shown

NTSC = Fraction(1001, 30000)
SHORT = Source([number * NTSC for number in range(5)], NTSC)
RATES = st.sampled_from([Fraction(12), Fraction(25), Fraction(30000, 1001), Fraction(60)])


@st.composite
def sources(draw: st.DrawFn) -> Source:
    """Of even and of uneven rate."""
    period = 1 / draw(RATES)
    steps = draw(st.lists(st.integers(1, 3), min_size=1, max_size=30))
    times = [Fraction(0)]
    for step in steps[1:]:
        times.append(times[-1] + period * step / 2)
    return Source(times, period, draw(st.integers(0, len(times) - 1)))


@given(sources(), st.fractions(0, 9, max_denominator=16000), st.sampled_from(WhenLonger))
def test_pictures_follow_one_another_until_the_speech_ends(
    source: Source, speech_end: Fraction, when_longer: WhenLonger
) -> None:
    found = shown(source, speech_end, when_longer)
    showing = found.showing
    assert len(showing.shown) == len(showing.times)
    assert all(one < other for one, other in pairwise((*showing.times, showing.end)))
    assert showing.shown.min() >= 0
    assert showing.shown.max() < len(source.times)
    if when_longer is WhenLonger.CUT or speech_end <= source.end:
        assert showing.times == tuple(source.times)
        assert showing.end == source.end
    else:
        assert speech_end <= showing.end < speech_end + source.period
        assert found.sentence
    if not found.stretched:
        assert showing.shown[: len(source.times)].tolist() == list(range(len(source.times)))


def _order(source: Source, speech_end: Fraction, when_longer: WhenLonger) -> list[int]:
    return [int(number) for number in shown(source, speech_end, when_longer).showing.shown]


def test_bouncing_shows_neither_end_twice() -> None:
    assert _order(SHORT, 14 * NTSC, WhenLonger.BOUNCE) == [
        *range(5), 3, 2, 1, 0, 1, 2, 3, 4, 3,
    ]  # fmt: skip


def test_bouncing_stays_in_the_last_shot() -> None:
    source = Source(SHORT.times, NTSC, last_shot=3)
    assert _order(source, 9 * NTSC, WhenLonger.BOUNCE) == [0, 1, 2, 3, 4, 3, 4, 3, 4]


def test_looping_begins_again_and_freezing_stays() -> None:
    assert _order(SHORT, 12 * NTSC, WhenLonger.LOOP) == [*range(5), *range(5), 0, 1]
    assert _order(SHORT, 8 * NTSC, WhenLonger.FREEZE) == [*range(5), 4, 4, 4]


def test_a_picture_is_stretched_by_a_tenth_at_most_then_it_stays() -> None:
    source = Source([number * NTSC for number in range(100)], NTSC)
    little = shown(source, 104 * NTSC, WhenLonger.STRETCH)
    assert little.stretched
    assert "4 % slower." in little.sentence
    assert len(little.showing.shown) == 104
    assert set(np.diff(little.showing.shown).tolist()) == {0, 1}
    much = shown(source, 150 * NTSC, WhenLonger.STRETCH)
    assert "10 % slower, then its last frame stays" in much.sentence
    assert int((much.showing.shown == 99).sum()) == pytest.approx(40, abs=2)
    # Each moment shows what the source shows at its own.
    moment = 80
    assert much.showing.shown[moment] == int((moment + 0.5) / float(MOST_STRETCH))


def test_an_hour_at_ntsc_does_not_drift() -> None:
    source = Source([number * NTSC for number in range(108_000)], NTSC)
    found = shown(source, source.end + 60, WhenLonger.FREEZE).showing
    assert found.times[-1] == (len(found.times) - 1) * NTSC


def test_speech_that_is_cut_is_said_to_be() -> None:
    assert shown(SHORT, SHORT.end + Fraction(1, 2), WhenLonger.CUT).sentence == (
        "The speech is 0.50 s longer than the picture, and ends with it."
    )
    assert not shown(SHORT, SHORT.end, WhenLonger.CUT).sentence
