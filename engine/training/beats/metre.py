"""What one counts: the beats of bars, by time signature and tempo.

As annotators of beats do: 6/8 in two unless it is slow, 2/2 in two, 3/8 in three unless it is
fast, a very fast 3/4 in one.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from training.beats.scores import Bar

SLOWEST, FASTEST = 42.0, 225.0
"""Beats a minute; beyond these one counts half or double notes."""


@dataclass(frozen=True)
class Count:
    """The beats of a piece."""

    positions: tuple[Fraction, ...]
    """Quarters from the start of the piece."""
    first: tuple[bool, ...]
    """Whether a bar begins on the beat."""


def beat_length(beats: int, unit: int, tempo: float) -> Fraction:
    """Quarters of one beat.

    Args:
        beats: the upper number of the time signature.
        unit: its lower number.
        tempo: quarters a minute.
    """
    note = Fraction(4, unit)
    if beats % 3 == 0 and beats > 3:
        note = 3 * note if tempo / float(3 * note) >= SLOWEST else note
    elif unit == 2 and tempo / 2 < SLOWEST:
        note = Fraction(1)
    if tempo / float(note) > FASTEST:
        if beats == 3:
            return 3 * note
        if beats % 2 == 0 and note == Fraction(4, unit):
            return 2 * note
    return note


def count(bars: tuple[Bar, ...], tempo_of: list[float], four: bool = False) -> Count:
    """The beats of `bars`.

    Args:
        bars: in the order of playing.
        tempo_of: quarters a minute of each bar.
        four: count two bars of 2/4 as one, as a band would; a bar of 2/2 as four quarters.
    """
    positions: list[Fraction] = []
    first: list[bool] = []
    even = 0
    for bar, tempo in zip(bars, tempo_of, strict=True):
        note = beat_length(bar.beats, bar.unit, tempo)
        if four and bar.unit in (2, 4) and bar.beats in (2, 4):
            note = Fraction(1)
        for place, on_one in _within(
            bar.length, bar.skipped, Fraction(4 * bar.beats, bar.unit), note
        ):
            first_of_two = on_one
            if four and (bar.beats, bar.unit) == (2, 4) and on_one:
                first_of_two = even % 2 == 0
                even += 1
            if positions and bar.start + place - positions[-1] < note / 2 and on_one:
                # A bar that is a little too long by its notes has no beat more for it.
                positions.pop()
                first.pop()
            positions.append(bar.start + place)
            first.append(first_of_two)
    return Count(tuple(positions), tuple(first))


@lru_cache(maxsize=1024)
def _within(
    length: Fraction, skipped: Fraction, full: Fraction, note: Fraction
) -> tuple[tuple[Fraction, bool], ...]:
    """The beats of a bar: quarters from its start, and whether a bar begins there."""
    out = []
    place = -skipped % note
    while place < length:
        out.append((place, (skipped + place) % full == 0))
        place += note
    return tuple(out)
