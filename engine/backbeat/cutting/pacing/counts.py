"""How many shots each section gets: what its length asks for, louder sections never cut slower.

Whole numbers of shots in short sections turn a small difference of energy round as easily as not.
A shortest path over the sections, from the quietest to the loudest, takes the numbers nearest to
what was asked for whose mean lengths fall as energy rises.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_CANDIDATES = 3
"""How far a number may be from the one asked for."""
_OUT_OF_ORDER = 6.0
"""Cost of a section whose shots are longer than those of a quieter one, in the cost of a number:
the squared octaves that it is off, times the number."""

_AS_LOUD_LU = 0.1
"""Sections are as loud as each other that differ by less."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a section asks for."""

    shots: float
    fewest: int
    most: int
    seconds: float
    loudness: float
    """In LUFS."""


def counts(sections: Sequence[Wanted], ordered: bool) -> list[int]:
    """The number of shots of each section.

    Args:
        sections: at least one.
        ordered: whether mean lengths are to fall as loudness rises.
    """
    nearest = [_limited(round(each.shots), each) for each in sections]
    if not ordered or len(sections) < 2:
        return nearest
    order = sorted(range(len(sections)), key=lambda at: sections[at].loudness)
    totals: dict[int, float] = {}
    came_from: list[dict[int, int]] = []
    before: Wanted | None = None
    for at in order:
        section = sections[at]
        reached: dict[int, float] = {}
        origin: dict[int, int] = {}
        for number in _candidates(nearest[at], section):
            cost = number * math.log2(number / max(section.shots, 0.25)) ** 2
            if before is not None:
                origin[number], total = min(
                    (
                        (earlier, so_far + _disorder(before, earlier, section, number))
                        for earlier, so_far in totals.items()
                    ),
                    key=lambda pair: pair[1],
                )
                cost += total
            reached[number] = cost
        came_from.append(origin)
        totals, before = reached, section
    number = min(totals, key=lambda each: totals[each])
    chosen = dict.fromkeys(order, 0)
    for at, origin in zip(reversed(order), reversed(came_from), strict=True):
        chosen[at] = number
        number = origin.get(number, 0)
    return [chosen[at] for at in range(len(sections))]


def _limited(number: int, section: Wanted) -> int:
    return max(min(number, section.most), section.fewest)


def _candidates(nearest: int, section: Wanted) -> list[int]:
    around = range(nearest - _CANDIDATES, nearest + _CANDIDATES + 1)
    return sorted({_limited(number, section) for number in around})


def _disorder(quiet: Wanted, its_shots: int, loud: Wanted, shots: int) -> float:
    if loud.loudness - quiet.loudness < _AS_LOUD_LU:
        return 0.0
    falls = loud.seconds / shots < quiet.seconds / its_shots
    return 0.0 if falls else _OUT_OF_ORDER


def shared_out(shots: int, wanted: Sequence[float], most: Sequence[int]) -> list[int]:
    """A number of shots shared out among the spans of a section, at least one each.

    Args:
        shots: of the section.
        wanted: by each span; positive.
        most: that each span has room for.
    """
    total = sum(wanted)
    found: list[int] = []
    due = 0.0
    for share, room in zip(wanted, most, strict=True):
        due += shots * share / total
        left = len(wanted) - len(found) - 1
        number = round(due) - sum(found)
        number = min(number, shots - sum(found) - left, room)
        found.append(max(number, 1))
    return found
