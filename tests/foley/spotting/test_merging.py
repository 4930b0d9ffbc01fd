"""What is heard and what is seen become one moment, once, at the sound's time."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from backbeat.foley.cues import EvidenceKind
from backbeat.foley.spotting.hints import Hint
from backbeat.foley.spotting.merging import combined, moments_of

_RATE = Fraction(25)
_KINDS = (EvidenceKind.GUIDE, EvidenceKind.MOTION, EvidenceKind.RECOGNISER)
_PROBABILITY = st.floats(0.01, 0.99)
_HINTS = st.builds(
    Hint,
    st.sampled_from(_KINDS),
    st.integers(0, 10_000).map(lambda milli: Fraction(milli, 1000)),
    _PROBABILITY,
)


def _heard(time: float, confidence: float = 0.6) -> Hint:
    return Hint(EvidenceKind.GUIDE, Fraction(str(time)), confidence)


def _seen(time: float, confidence: float = 0.5) -> Hint:
    return Hint(EvidenceKind.MOTION, Fraction(str(time)), confidence)


def test_what_is_seen_snaps_to_what_is_heard_within_three_frames() -> None:
    [moment] = moments_of([_heard(2.001), _seen(2.12)], _RATE)
    assert moment.time == Fraction(2001, 1000)
    assert [one.kind for one in moment.evidence] == [EvidenceKind.GUIDE, EvidenceKind.MOTION]
    assert moment.confidence > 0.8
    assert len(moments_of([_heard(2.001), _seen(2.13)], _RATE)) == 2


def test_each_goes_with_the_nearest_and_with_one_only() -> None:
    moments = moments_of([_heard(1.0), _heard(1.1), _seen(1.08)], _RATE)
    assert [len(moment.evidence) for moment in moments] == [1, 2]
    moments = moments_of([_heard(1.0), _seen(0.9), _seen(1.04)], _RATE)
    assert [float(moment.time) for moment in moments] == [0.9, 1.0]


def test_of_one_kind_the_surer_of_two_within_two_frames_stays() -> None:
    moments = moments_of([_heard(1.0, 0.4), _heard(1.07, 0.7), _heard(1.2, 0.3)], _RATE)
    assert [float(moment.time) for moment in moments] == [1.07, 1.2]


def test_agreement_says_less_where_hits_are_everywhere() -> None:
    alone = moments_of([_heard(5.0), _seen(5.0)], _RATE)
    crowd = [_heard(2 + at / 10, 0.9) for at in range(60) if at != 30]
    [among] = [
        moment
        for moment in moments_of([*crowd, _heard(5.0), _seen(5.0)], _RATE)
        if moment.time == 5
    ]
    assert 0.6 <= among.confidence < alone[0].confidence


@given(_PROBABILITY, _PROBABILITY, st.floats(0.05, 0.6))
def test_two_kinds_are_never_less_sure_than_one(one: float, other: float, prior: float) -> None:
    together = combined(one, other, prior)
    assert max(one, other) <= together <= max(0.98, one, other)
    assert together == combined(other, one, prior)


@given(st.lists(_HINTS, max_size=30))
def test_every_moment_is_from_hints_and_no_hint_is_in_two(hints: list[Hint]) -> None:
    moments = moments_of(hints, _RATE)
    assert [moment.time for moment in moments] == sorted(moment.time for moment in moments)
    said = [(one.kind, one.time) for moment in moments for one in moment.evidence]
    assert len(said) == len(set(said))
    assert set(said) <= {(hint.kind, hint.time) for hint in hints}
    for moment in moments:
        assert moment.time == moment.evidence[0].time
        assert all(abs(one.time - moment.time) <= 3 / _RATE for one in moment.evidence)
