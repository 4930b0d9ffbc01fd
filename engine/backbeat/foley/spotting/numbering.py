"""Numbers of cues, which stay with them: given ones, those of an earlier run, then the next."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from backbeat.foley.cues import Cue

_SAME_FRAMES = 2


def numbered(cues: Sequence[Cue], earlier: Sequence[Cue], rate: Fraction) -> tuple[Cue, ...]:
    """Cues with numbers, unique, in order of time.

    Args:
        cues: in any order; those with a number keep it, the first where several have one.
        earlier: of an earlier run on the same picture, whose numbers their cues keep.
        rate: frames a second.
    """
    ordered = sorted(cues, key=lambda cue: (cue.time, cue.kind.is_bed, cue.words))
    taken: set[str] = set()
    numbers = [_claimed(cue.number, taken) for cue in ordered]
    for at, number in _kept(ordered, numbers, earlier, rate):
        if number not in taken:
            numbers[at] = number
            taken.add(number)
    # Numbers that an earlier run gave are not given again, even if its cues are gone.
    used = taken | {cue.number for cue in earlier}
    first = max((int(one) for one in used if re.fullmatch(r"\d{1,9}", one)), default=0) + 1
    counter = itertools.count(first if earlier else 1)
    for at, number in enumerate(numbers):
        if not number:
            numbers[at] = next(str(one) for one in counter if str(one) not in used)
            used.add(numbers[at])
    return tuple(replace(cue, number=number) for cue, number in zip(ordered, numbers, strict=True))


def _claimed(number: str, taken: set[str]) -> str:
    """A given number where it is free."""
    if not number or number in taken:
        return ""
    taken.add(number)
    return number


def _kept(
    cues: Sequence[Cue], numbers: Sequence[str], earlier: Sequence[Cue], rate: Fraction
) -> list[tuple[int, str]]:
    """Cues without a number that an earlier run had, nearest first, with its numbers."""
    pairs = []
    for at, cue in enumerate(cues):
        if numbers[at]:
            continue
        for before in earlier:
            apart = _apart(cue, before)
            if apart is not None and apart <= _SAME_FRAMES / rate:
                pairs.append((apart, at, before.number))
    kept: dict[int, str] = {}
    given: set[str] = set()
    for _, at, number in sorted(pairs):
        if at not in kept and number not in given:
            kept[at] = number
            given.add(number)
    return sorted(kept.items())


def _apart(cue: Cue, before: Cue) -> Fraction | None:
    """How far two cues are apart in the picture they belong to; None: they are not the same."""
    if cue.kind.is_bed != before.kind.is_bed or (cue.kind.is_bed and cue.kind is not before.kind):
        return None
    if cue.under and before.under and cue.under.media and cue.under.media == before.under.media:
        in_media = abs(cue.under.media_time - before.under.media_time)
        # One moment of a file may be shown twice.
        return max(in_media, abs(cue.time - before.time)) if cue.time != before.time else in_media
    return abs(cue.time - before.time)
