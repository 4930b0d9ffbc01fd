"""Which pulses people tap: those found, those between them, all of them, or fewer.

One answer for the whole song: an off-beat or a doubled tempo is not corrected beat by beat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s

_STEPS = (1, 2, 4, 6)
"""Half beats from one tapped pulse to the next."""
_FOUND = 2
_AT_ONCE = 48
"""Pulses whose answers count as if they were independent."""
_CHANGE_COST = 4.0
"""Log-odds by which another level has to be more likely than the one that was found."""
_SLOWEST_S, _FASTEST_S = 60 / 38, 60 / 225


@dataclass(frozen=True)
class Level:
    """Every `step`th pulse from `start` on is a beat."""

    start: int
    step: int


FOUND = Level(0, _FOUND)


def choose_level(log_odds: Float64s, gap_s: float) -> Level:
    """The most likely level.

    Args:
        log_odds: that each half beat is a beat, shape (n,).
        gap_s: the usual time from one half beat to the next.
    """
    if len(log_odds) < 2 * max(_STEPS):
        return FOUND
    costs = {level: _cost(log_odds, level) for level in _levels(gap_s)}
    best = min(costs, key=costs.__getitem__)
    return best if costs[best] + _CHANGE_COST < costs[FOUND] else FOUND


def _levels(gap_s: float) -> list[Level]:
    return [
        Level(start, step)
        for step in _STEPS
        if step == _FOUND or _FASTEST_S <= step * gap_s <= _SLOWEST_S
        for start in range(step)
    ]


def _cost(log_odds: Float64s, level: Level) -> float:
    """Negative log-likelihood that these pulses are the beats, and no others."""
    is_beat = np.zeros(len(log_odds), bool)
    is_beat[level.start :: level.step] = True
    wrong = np.where(is_beat, -log_odds, log_odds)
    share = min(1.0, _AT_ONCE / len(log_odds))
    return float(np.logaddexp(0, wrong).sum() * share)
