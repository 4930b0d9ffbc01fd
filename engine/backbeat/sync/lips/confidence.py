"""How often an answer of the instrument is right, from what is known of it.

Two logistic curves. Their coefficients were fitted on generated voices with simulated faces
(`engine/training/lips/calibrate.py`), never on recordings of people; how well they hold for people
is measured, and shown as a reliability plot in the documentation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from backbeat.sync.lips.matching import Match

_LONGEST_S = 30.0
"""A stretch that is longer says no more than one of this length."""


@dataclass(frozen=True)
class _Curve:
    """Probability = 1 / (1 + exp(−(constant + ...)))."""

    constant: float
    margin: float
    score: float
    length: float
    """Of the square root of the seconds that the mouth is seen, times the score."""

    def at(self, match: Match) -> float:
        seconds = math.sqrt(min(match.seen_s, _LONGEST_S))
        sum_ = (
            self.constant
            + self.margin * match.margin * seconds
            + self.score * match.score
            + self.length * match.score * seconds
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum_))))


_RIGHT = {
    "features": _Curve(-2.0, 12.0, 0.0, 3.0),
    "spectrum": _Curve(-2.0, 12.0, 0.0, 3.0),
}
_OWN = {
    "features": _Curve(-5.0, 12.0, 0.0, 6.0),
    "spectrum": _Curve(-5.0, 12.0, 0.0, 6.0),
}


def right(match: Match, method: str) -> float:
    """Probability that the offset is within 40 ms, given that the voice belongs to the lips."""
    return 0.0 if match.at_edge else _RIGHT[method].at(match)


def own_voice(match: Match, method: str) -> float:
    """Probability that the voice belongs to the lips, of even chances beforehand."""
    return _OWN[method].at(match)
