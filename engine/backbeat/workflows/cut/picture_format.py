"""The frame rate and picture size of an edit, from its clips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from backbeat.errors import RequestError
from backbeat.footage import Footage
from backbeat.v1.assembly_pb2 import CutRequest

RATES = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(48),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)
"""Rates that editors have timelines of."""
USUAL_RATE = Fraction(25)
USUAL_SIZE = (1920, 1080)
_SAME = Fraction(1, 200)
"""Largest relative difference at which a clip's rate is taken for one of `RATES`."""
_FACTORS = (1, 2, Fraction(1, 2), 3, Fraction(1, 3), 4, Fraction(1, 4))
"""Multiples and parts that are tried, in this order."""
_MAX_SIZE = 16384
_SAME_SHAPE = 0.03
"""Largest relative difference of width to height at which two clips have one shape."""


def rate_of_edit(request: CutRequest, footage: Sequence[Footage]) -> Fraction:
    """The rate asked for, else the one that most seconds of the clips have.

    Raises:
        RequestError: the rate asked for is none that a timeline has.
    """
    if request.HasField("rate"):
        asked = request.rate
        if asked.numerator <= 0 or asked.denominator <= 0:
            raise RequestError(f"rate = {asked.numerator}/{asked.denominator} is no frame rate.")
        rate = Fraction(asked.numerator, asked.denominator)
        if not 1 <= rate <= 240:
            raise RequestError(f"{float(rate):g} frames a second is no rate of a timeline.")
        return rate
    votes: Counter[Fraction] = Counter()
    for one in footage:
        if not one.still and one.rate:
            votes[nearest_rate(one.rate)] += 1
    return max(votes, key=lambda rate: (votes[rate], rate), default=USUAL_RATE)


def nearest_rate(rate: Fraction) -> Fraction:
    """The rate of a timeline in which media of a rate plays best: itself, else one of which it is a
    multiple or part, else the nearest.
    """
    for factor in _FACTORS:
        played = rate * factor
        nearest = _nearest(played)
        if abs(nearest - played) <= nearest * _SAME:
            return nearest
    return _nearest(rate)


def _nearest(rate: Fraction) -> Fraction:
    return min(RATES, key=lambda known: abs(known - rate))


def size_of_edit(request: CutRequest, footage: Sequence[Footage]) -> tuple[int, int]:
    """The size asked for, else the one that is most frequent among the clips of the most frequent
    shape; where no two are alike, that of HD, upright where most clips are.

    Raises:
        RequestError: the size asked for is none.
    """
    width, height = request.width, request.height
    if width or height:
        if not (0 < width <= _MAX_SIZE and 0 < height <= _MAX_SIZE):
            raise RequestError(f"{width} x {height} is no picture size.", "Write it as 1920x1080.")
        return width, height
    moving = [one for one in footage if not one.still] or list(footage)
    votes = _of_one_shape(
        Counter((one.width, one.height) for one in moving if one.width and one.height)
    )
    size = max(votes, key=lambda size: (votes[size], size[0] * size[1], size), default=None)
    if size is not None and (votes[size] > 1 or len(moving) == 1):
        return size[0] + size[0] % 2, size[1] + size[1] % 2
    upright = sum(one.height > one.width for one in moving) * 2 > len(moving)
    return (USUAL_SIZE[1], USUAL_SIZE[0]) if upright else USUAL_SIZE


def _of_one_shape(votes: Counter[tuple[int, int]]) -> Counter[tuple[int, int]]:
    """The sizes of the shape that most clips have, so that most fill the picture."""

    def alike(size: tuple[int, int]) -> Counter[tuple[int, int]]:
        shape = size[0] / size[1]
        near = {
            other: count
            for other, count in votes.items()
            if abs(other[0] / other[1] / shape - 1) <= _SAME_SHAPE
        }
        return Counter(near)

    shapes = ((alike(size).total(), votes[size], size[0] * size[1], size) for size in votes)
    most = max(shapes, default=None)
    return alike(most[-1]) if most else votes
