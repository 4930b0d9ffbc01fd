"""Joins what is heard and what is seen into moments, each with one calibrated confidence.

Evidence of different kinds is taken as independent given that there is a hit or none, so that
log-odds add up (naive Bayes): the odds of the moment are the product of the odds that each kind
gives, over the odds of the prior for every kind but the first. The prior is how likely it is that a
hit lies near any moment at all, which is measured on the recording: where something hits ten times
a second, that two kinds agree says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from backbeat.foley.cues import Evidence, EvidenceKind
from backbeat.foley.spotting.hints import Hint

SNAP_FRAMES = 3
"""Frames within which what is seen and what is heard are one; the sound's time is taken."""
SAME_FRAMES = 2
"""Frames within which two of one kind are one."""
_AROUND_S = 3.0
"""Stretch on either side in which the prior is measured."""
_LEAST_PRIOR, _MOST_PRIOR = 0.05, 0.6
_SUREST = 0.98


@dataclass(frozen=True)
class Moment:
    """A moment that may be heard, with all that says so."""

    time: Fraction
    confidence: float
    strength: float
    evidence: tuple[Evidence, ...]
    step_like: bool = False
    ucs: str = ""
    words: str = ""


def moments_of(hints: Sequence[Hint], rate: Fraction) -> list[Moment]:
    """The moments that hints suggest, in order of time.

    Args:
        hints: of all kinds.
        rate: frames a second of the timeline, by which nearness is judged.
    """
    heard = _merged([hint for hint in hints if hint.kind is EvidenceKind.GUIDE], rate)
    moments = [_moment(hint) for hint in heard]
    for kind in (EvidenceKind.MOTION, EvidenceKind.RECOGNISER):
        others = _merged([hint for hint in hints if hint.kind is kind], rate)
        moments = _joined(moments, others, rate)
    return moments


def combined(confidence: float, other: float, prior: float) -> float:
    """The confidence of two independent kinds of evidence together, never under the surer one.

    Args:
        confidence, other: calibrated, each by itself.
        prior: how likely a hit is where nothing is known.
    """
    together = _log_odds(confidence) + _log_odds(other) - _log_odds(prior)
    both = 1 / (1 + math.exp(-together))
    return min(max(confidence, other, both), max(_SUREST, confidence, other))


def _joined(moments: list[Moment], hints: Sequence[Hint], rate: Fraction) -> list[Moment]:
    """Moments with hints of a further kind; each hint belongs to one moment at most."""
    reach = SNAP_FRAMES / rate
    pairs = sorted(
        (abs(hint.time - moment.time), -moment.confidence, at, number)
        for at, moment, number, hint in _near(moments, hints, reach)
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, at, number in pairs:
        if at not in partner and number not in taken:
            partner[at] = number
            taken.add(number)
    joined = [
        _with(moment, hints[partner[at]], _prior(moments, moment.time, reach))
        if at in partner
        else moment
        for at, moment in enumerate(moments)
    ]
    alone = [_moment(hint) for number, hint in enumerate(hints) if number not in taken]
    return sorted(joined + alone, key=lambda moment: moment.time)


def _near(
    moments: Sequence[Moment], hints: Sequence[Hint], reach: Fraction
) -> list[tuple[int, Moment, int, Hint]]:
    found = []
    first = 0
    for at, moment in enumerate(moments):
        while first < len(hints) and hints[first].time < moment.time - reach:
            first += 1
        for number in range(first, len(hints)):
            if hints[number].time > moment.time + reach:
                break
            found.append((at, moment, number, hints[number]))
    return found


def _prior(moments: Sequence[Moment], time: Fraction, reach: Fraction) -> float:
    """How likely a hit is within `reach` of any moment around a time."""
    expected = sum(
        moment.confidence for moment in moments if abs(float(moment.time - time)) <= _AROUND_S
    )
    # The moment itself is there because something was heard.
    a_second = max(0.0, expected - 1) / (2 * _AROUND_S)
    likely = 1 - math.exp(-a_second * 2 * float(reach))
    return min(max(likely, _LEAST_PRIOR), _MOST_PRIOR)


def _with(moment: Moment, hint: Hint, prior: float) -> Moment:
    return replace(
        moment,
        confidence=combined(moment.confidence, hint.confidence, prior),
        evidence=(*moment.evidence, hint.evidence),
        step_like=moment.step_like or hint.step_like,
        ucs=moment.ucs or hint.ucs,
        words=moment.words or hint.words,
    )


def _moment(hint: Hint) -> Moment:
    return Moment(
        hint.time,
        hint.confidence,
        hint.strength,
        (hint.evidence,),
        hint.step_like,
        hint.ucs,
        hint.words,
    )


def _merged(hints: Sequence[Hint], rate: Fraction) -> list[Hint]:
    """Hints in order, without those that are within two frames of a surer one."""
    apart = SAME_FRAMES / rate
    kept: list[Hint] = []
    for hint in sorted(hints, key=lambda one: (one.time, -one.confidence)):
        if kept and hint.time - kept[-1].time <= apart:
            if hint.confidence > kept[-1].confidence:
                kept[-1] = hint
            continue
        kept.append(hint)
    return kept


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(inside / (1 - inside))
