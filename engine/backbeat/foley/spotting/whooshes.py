"""Whooshes: proposed where the camera whips round or a transition moves, never at a plain cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.cues import EvidenceKind
from backbeat.foley.spotting.hints import Hint

_WHIP = 1.2
"""Motion of the camera from which it whips, in picture widths a second."""
_CALM = 0.5
"""Share of its fastest to which a whip slows down before and after: a ride in a car does not."""
_CALM_S = 0.6
_LONGEST_S = 0.8
_APART_S = 0.5
_WHIPS, _MOVES = 0.35, 0.3
"""Confidence of a whip pan and of a transition that moves: many are left silent on purpose."""
_MOVING = ("wipe", "slide", "push", "whip", "zoom", "spin", "swish", "swipe", "roll", "warp")
"""Words in the names of transitions that move; dissolves and fades do not."""


@dataclass(frozen=True, slots=True)
class NamedTransition:
    """A transition of the timeline."""

    time: Fraction
    """Its middle, in seconds from the timeline's first frame."""
    name: str


def from_transitions(transitions: Sequence[NamedTransition]) -> tuple[Hint, ...]:
    """Whooshes at transitions that move."""
    return tuple(
        Hint(
            EvidenceKind.CUT,
            one.time,
            _MOVES,
            0.5,
            "WHSH",
            "whoosh",
            detail=f"transition {one.name!r}",
        )
        for one in transitions
        if any(word in one.name.casefold() for word in _MOVING)
    )


def from_camera(
    camera: NDArray[np.float32], times: Sequence[Fraction], cuts: Sequence[Fraction], what: str
) -> tuple[Hint, ...]:
    """Whooshes where the camera whips round.

    Args:
        camera: its motion since the picture before, in picture widths a second, shape (n,).
        times: of the pictures, in seconds from the timeline's first frame.
        cuts: shot boundaries; motion across one is none.
        what: the clip, for people.
    """
    if len(camera) < 3:
        return ()
    seconds = np.array([float(time) for time in times])
    speed = camera.astype(np.float64).copy()
    for cut in cuts:
        speed[np.abs(seconds - float(cut)) < 1.5 / _rate(seconds)] = 0
    hints: list[Hint] = []
    for at in np.argsort(-speed).tolist():
        if speed[at] < _WHIP:
            break
        if any(abs(float(one.time) - seconds[at]) < _APART_S for one in hints):
            continue
        if _is_whip(speed, seconds, at):
            hints.append(
                Hint(
                    EvidenceKind.CUT,
                    times[at],
                    _WHIPS,
                    min(1.0, float(speed[at]) / (3 * _WHIP)),
                    "WHSH",
                    "whoosh",
                    detail=f"fast move of the camera in {what}",
                )
            )
    return tuple(sorted(hints, key=lambda one: one.time))


def _is_whip(speed: NDArray[np.float64], seconds: NDArray[np.float64], at: int) -> bool:
    """Whether motion comes up and dies down fast around a picture."""
    calm = speed < _CALM * speed[at]
    before = seconds[:at][calm[:at]]
    after = seconds[at:][calm[at:]]
    from_s = seconds[at] - (before[-1] if len(before) else seconds[0])
    to_s = (after[0] if len(after) else seconds[-1]) - seconds[at]
    return bool(from_s <= _CALM_S and to_s <= _CALM_S and from_s + to_s <= _LONGEST_S)


def _rate(seconds: NDArray[np.float64]) -> float:
    steps = np.diff(seconds)
    return 1 / max(1e-3, float(np.median(steps)))
