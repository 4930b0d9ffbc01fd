"""How much of a new mouth each picture of the output gets.

All of it where the words are new. Around that it fades over a few pictures, in which own and new
mouth say the same or nothing; and it fades before the mouth can no longer be drawn, as where a hand
comes before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import Span

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEAST_RAMP = 4
"""Pictures in which a mouth fades in or out, at least."""
_RAMP_S = 0.12


@dataclass(frozen=True, slots=True)
class Point:
    """Of a curve that a user draws."""

    time_s: float
    strength: float
    """0 to 1."""


def ramp_of(period_s: float) -> int:
    """Pictures in which a mouth fades in or out, where one is shown for `period_s`."""
    return max(LEAST_RAMP, round(_RAMP_S / period_s))


def within(times_s: Float64s, end_s: float, spans: Sequence[Span]) -> Bools:
    """Which pictures are shown while one of the stretches lasts, shape (m,).

    Args:
        times_s: when each picture is shown, rising; shape (m,).
        end_s: when the last one ends.
        spans: in order, apart from one another.
    """
    ends_s = np.append(times_s[1:], end_s)
    inside = np.zeros(len(times_s), np.bool_)
    for span in spans:
        # A hair, so that a stretch that ends with a picture does not touch the next.
        inside |= (times_s < span.end_s - 1e-6) & (ends_s > span.start_s + 1e-6)
    return inside


def strengths(inside: Bools, usable: Bools, ramp: int) -> Float32s:
    """Of each picture of a shot, 0 to 1, shape (m,).

    Where the own mouth would come back for so short a time that all of it were ramps, it does not.
    At the ends of the shot there are no ramps: before and after is another picture.

    Args:
        inside: which pictures are changed; shape (m,).
        usable: in which a mouth can be drawn; shape (m,).
        ramp: pictures of a ramp.
    """
    changed = _filled(inside, 2 * ramp)
    rising = 1 - _away(changed) / (ramp + 1)
    usable = ~_filled(~usable, 2 * ramp)
    falling = _away(~usable) / (ramp + 1)
    return np.clip(np.minimum(rising, falling), 0, 1).astype(np.float32)


def drawn(points: Sequence[Point], times_s: Float64s) -> Float32s:
    """A user's curve at some moments, shape (m,); 1 without points.

    Before the first point and after the last it goes on level.
    """
    if not points:
        return np.ones(len(times_s), np.float32)
    ordered = sorted(points, key=lambda point: point.time_s)
    at, values = [point.time_s for point in ordered], [point.strength for point in ordered]
    return np.clip(np.interp(times_s, at, values), 0, 1).astype(np.float32)


def _filled(mask: Bools, longest: int) -> Bools:
    """A mask whose gaps of at most `longest` entries are closed; those at the ends stay."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8)))
    filled = mask.copy()
    for first, last in pairwise(edges):
        if mask[first] and last - first <= longest:
            filled[first + 1 : last + 1] = True
    return filled


def _away(mask: Bools) -> Float64s:
    """How many entries each is away from the nearest that is true; inf where none is."""
    at = np.flatnonzero(mask)
    if not len(at):
        return np.full(len(mask), np.inf)
    places = np.arange(len(mask))
    after = np.searchsorted(at, places)
    left = places - at[np.clip(after - 1, 0, None)]
    right = at[np.clip(after, None, len(at) - 1)] - places
    return np.asarray(np.minimum(np.abs(left), np.abs(right)), np.float64)
