"""How often an answer of the instrument is right, from what is known of it.

Two logistic curves. Their coefficients were fitted on generated voices with simulated faces
(`engine/training/lips/calibrate.py`), never on recordings of people; how well they hold for people
is measured, and shown as a reliability plot in the documentation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from backbeat.sync.lips.matching import Match

LONGEST_S = 30.0
"""A stretch that is longer says no more than one of this length."""


@dataclass(frozen=True)
class _Curve:
    """Probability = 1 / (1 + exp(−sum)), of a sum with these factors."""

    constant: float
    evidence: float
    """Of score and margin together."""
    length: float
    """Of the same, times the square root of the seconds that the mouth is seen."""

    def at(self, match: Match) -> float:
        """The probability for one match."""
        seconds = math.sqrt(min(match.seen_s, LONGEST_S))
        evidence = match.score + match.margin
        total = self.constant + self.evidence * evidence + self.length * evidence * seconds
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


_RIGHT = {
    "features": _Curve(-1.60, -2.47, 4.66),
    "spectrum": _Curve(-1.41, -2.60, 4.81),
}
_OWN = {
    "features": _Curve(-2.74, 2.31, 2.92),
    "spectrum": _Curve(-2.71, 2.36, 3.31),
}


def right(match: Match, method: str) -> float:
    """Probability that the offset is within 40 ms, given that the voice belongs to the lips."""
    return 0.0 if match.at_edge else _RIGHT[method].at(match)


def own_voice(match: Match, method: str) -> float:
    """Probability that the voice belongs to the lips, of even chances beforehand."""
    return _OWN[method].at(match)
