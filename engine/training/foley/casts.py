"""Who moves in a simulated clip: what hits, what only moves, and what is kept unseen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.foley import (
    ball_actors,
    close_actors,
    falling_actors,
    handled_actors,
    manipulating_actors,
    still_actors,
    striking_actors,
    unseen_actors,
)
from training.foley.actors import Actor
from training.foley.shapes import Random

_HITTING = (
    (striking_actors.striker, 0.2),
    (striking_actors.stick, 0.15),
    (striking_actors.chop, 0.08),
    (striking_actors.drums, 0.05),
    (striking_actors.clap, 0.05),
    (ball_actors.ball, 0.12),
    (ball_actors.rally, 0.08),
    (ball_actors.billiard, 0.05),
    (falling_actors.drop, 0.06),
    (falling_actors.put_down, 0.05),
    (falling_actors.walk, 0.06),
    (striking_actors.recoil, 0.06),
    (falling_actors.door, 0.03),
    (falling_actors.jump, 0.02),
)
_MOVING = (
    (still_actors.swing_free, 0.34),
    (still_actors.pendulum, 0.12),
    (still_actors.slide, 0.14),
    (still_actors.toss, 0.1),
    (still_actors.gesture, 0.12),
    (still_actors.passing, 0.08),
    (still_actors.fan, 0.04),
    (still_actors.cloth, 0.06),
)
_MOVING_BY_HAND = ((still_actors.swing_by_hand, 0.34), *_MOVING[1:])
_MORE_HITTING = (
    (handled_actors.nail, 0.12),
    (handled_actors.typing, 0.06),
    (handled_actors.tapping, 0.11),
    (handled_actors.cup, 0.1),
    (handled_actors.cymbal, 0.12),
    (handled_actors.gun, 0.09),
    (close_actors.close_ball, 0.14),
    (close_actors.bat, 0.1),
    (close_actors.foot, 0.08),
    (close_actors.thrown, 0.08),
    (manipulating_actors.worker, 0.2),
)
_MORE_MOVING = (
    (still_actors.followed, 0.1),
    (still_actors.waving, 0.12),
    (still_actors.reversing, 0.12),
    (manipulating_actors.manipulating, 0.2),
    (manipulating_actors.somebody, 0.2),
)
BY_HAND = "by hand"
"""As it comes; free swings are such as an arm can make. In clips of no kind many stop in the air within
a picture or two, which nobody can tell from a hit: they stay as they were drawn, so that what was
measured on them can be compared with what is.
"""
VARIED = "varied"
"""What a network is trained on: as by hand, of further kinds too."""
UNSEEN = {
    "dominoes": unseen_actors.dominoes,
    "gate": unseen_actors.gate,
    "stamp": unseen_actors.stamp,
}
FREE = {
    "swing by hand": still_actors.swing_by_hand,
    "pendulum": still_actors.pendulum,
    "slide": still_actors.slide,
}
SUDDEN = {"free swing": still_actors.swing_free}
HITTING = {maker.__name__: maker for maker, _ in (*_HITTING, *_MORE_HITTING)}


def cast_of(random: Random, kind: str = "") -> list[Actor]:
    """What moves in a clip.

    Args:
        random: draws it.
        kind: the one thing that moves, of `UNSEEN`, `FREE`, `SUDDEN` or `HITTING`; `VARIED`:
            several, of all that is trained on; `BY_HAND` or empty: several, of the kinds that were
            drawn first.
    """
    if kind not in ("", BY_HAND, VARIED):
        maker = {**UNSEEN, **FREE, **SUDDEN, **HITTING}[kind]
        return [maker(random)]
    hitting = int(random.choice([0, 1, 2, 3], p=[0.26, 0.56, 0.14, 0.04]))
    moving = (
        int(random.choice([0, 1, 2], p=[0.45, 0.38, 0.17]))
        if hitting
        else int(random.integers(1, 4))
    )
    hits, moves = _HITTING, _MOVING if not kind else _MOVING_BY_HAND
    if kind == VARIED:
        hits, moves = (*hits, *_MORE_HITTING), (*moves, *_MORE_MOVING)
    made = [_drawn(random, hits)(random) for _ in range(hitting)]
    for _ in range(moving):
        made.insert(int(random.integers(0, len(made) + 1)), _drawn(random, moves)(random))
    return made


def _drawn(
    random: Random, choices: tuple[tuple[Callable[[Random], Actor], float], ...]
) -> Callable[[Random], Actor]:
    weights = np.array([weight for _, weight in choices])
    return choices[int(random.choice(len(choices), p=weights / weights.sum()))][0]
