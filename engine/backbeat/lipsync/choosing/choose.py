"""Which mouth of the bank each picture of the output is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.bank.bank import Bank
from backbeat.lipsync.bank.hearing import Voice, ear_for
from backbeat.lipsync.choosing.costs import (
    Following,
    Prices,
    Rows,
    following,
    rows_of,
    showing,
)
from backbeat.lipsync.choosing.predicting import lip_scale
from backbeat.lipsync.choosing.search import cheapest
from backbeat.lipsync.choosing.targets import Learned, Targets, learned, targets_of

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_WINDOW, _OVERLAP = 3000, 60
"""Pictures that are searched at once, and the last of them that are searched again with the next.
"""
_TOWARDS_CLOSED = 1


@dataclass(frozen=True, eq=False)
class Choice:
    """The chosen mouths. Arrays have an entry for each picture of the output."""

    rows: Ints
    """Row of the bank; -1 where the own mouth stays."""
    closed: Float64s
    """How far the lips are to be closed, 0 to 1."""
    joins: Bools
    """Where the mouth does not go on from that of the picture before."""
    after: Ints
    """The row that goes on from each of the bank, or -1; shape (n,)."""
    own: int
    """Pictures whose mouth is that of the same time, give or take two pictures."""
    changed: int
    """Pictures with another mouth."""
    closures: int
    """How often lips must meet."""
    apart: int
    """Of these, how often no mouth was found with lips that touch."""
    sure: Float64s = field(default_factory=lambda: np.zeros(8))
    """How well each lip feature is predicted from what is heard, 0 to 1; shape (8,)."""


_CLOSED = 0.99
"""How far lips are closed where they must meet for certain."""
_TOUCHING = 0.25
"""Opening up to which lips touch, or nearly: what is left is closed in drawing."""


@dataclass(frozen=True, eq=False)
class Studied:
    """A bank, and all that is known of how it goes with what is to be said."""

    bank: Bank
    voice: Voice
    known: Learned
    rows: Rows
    joins: Following
    period_s: float
    prices: Prices


def studied(bank: Bank, voice: Voice, period_s: float, prices: Prices | None = None) -> Studied:
    """Studies a bank for what is to be said, once for all shots in which it is.

    Args:
        bank: of the speaker, not empty.
        voice: the speech that is to be said.
        period_s: time between pictures of the output.
        prices: what counts how much.
    """
    prices = prices or Prices()
    scale = lip_scale(bank.mouths.lips, bank.mouths.spoken)
    known = learned(bank, ear_for([voice, *bank.voices]), scale)
    joins = following(bank, scale, period_s, prices)
    return Studied(bank, voice, known, rows_of(bank, known), joins, period_s, prices)


def choose(
    of: Studied,
    times_s: Float64s,
    strength: Float32s,
    resting: Bools,
    pose: Float32s,
    own: Ints,
    earlier: Sequence[Ints] = (),
) -> Choice:
    """Chooses mouths for what a face is to say in a shot.

    Args:
        of: the bank, studied for the speech.
        times_s: when each picture of the output is shown on the speech's clock, shape (m,).
        strength: how much of the new mouth there is, shape (m,).
        resting: where the mouth is at rest, shape (m,).
        pose: of the face in these pictures, shape (m, 3).
        own: the bank's row of each picture's own mouth, or -1; shape (m,).
        earlier: rows that earlier takes chose.
    """
    targets = targets_of(of.voice, times_s, resting, of.period_s, of.known)
    taken = np.stack(earlier, 1) if earlier else np.zeros((len(times_s), 0), np.int64)
    search = _Search(of.rows, targets, pose.astype(np.float64), own, taken, of.joins, of.prices)
    rows = np.full(len(times_s), -1)
    for first, after in _stretches(strength > 0):
        rows[first:after] = search.stretch(first, after)
    return _choice(rows, targets, own, of.bank, of.joins)


@dataclass(frozen=True, eq=False)
class _Search:
    """All that a search through the bank needs."""

    rows: Rows
    targets: Targets
    pose: Float64s
    own: Ints
    taken: Ints
    joins: Following
    prices: Prices

    def stretch(self, first: int, after: int) -> Ints:
        """The mouths of a stretch of pictures, in windows that overlap."""
        before = int(self.own[first - 1]) if first > 0 else -1
        following_it = int(self.own[after]) if after < len(self.own) else -1
        found: list[Ints] = []
        start = first
        while start < after:
            stop = min(after, start + _WINDOW)
            is_last = stop == after
            rows = self._window(start, stop, before, following_it if is_last else -1)
            kept = rows if is_last else rows[:-_OVERLAP]
            found.append(kept)
            before = int(kept[-1])
            start += len(kept)
        return np.concatenate(found)

    def _window(self, start: int, stop: int, before: int, after: int) -> Ints:
        def costs(part: slice) -> Float64s:
            whole = slice(start + part.start, start + part.stop)
            return showing(
                self.rows, self.targets, whole, self.pose[whole], self.own[whole],
                self.taken[whole], self.prices,
            )  # fmt: skip

        return cheapest(costs, stop - start, self.joins, before, after)


def _choice(rows: Ints, targets: Targets, own: Ints, bank: Bank, joins: Following) -> Choice:
    changed = rows >= 0
    mouths = bank.mouths
    joined = np.zeros(len(rows), np.bool_)
    joined[1:] = changed[1:] & changed[:-1] & (joins.after[rows[:-1]] != rows[1:])
    both = changed & (own >= 0)
    joined &= rows != np.roll(rows, 1)
    same = both.copy()
    same[both] = (
        (mouths.clip[rows[both]] == mouths.clip[own[both]])
        & (mouths.face[rows[both]] == mouths.face[own[both]])
        & (np.abs(mouths.picture[rows[both]] - mouths.picture[own[both]]) <= 2)
    )
    must = _stretches(changed & (targets.closed >= _CLOSED))
    least = [float(mouths.opening[rows[first:after]].min()) for first, after in must]
    return Choice(
        rows=rows,
        closed=np.maximum(targets.closed, _towards(targets.resting)) * changed,
        joins=joined,
        after=joins.after,
        own=int(same.sum()),
        changed=int(changed.sum()),
        closures=len(must),
        apart=sum(opening > _TOUCHING for opening in least),
        sure=targets.sure,
    )


def _towards(resting: Bools) -> Float64s:
    """How far rest has the lips closed: some pictures into it they are."""
    closed = np.zeros(len(resting))
    for first, after in _stretches(resting):
        rise = (np.arange(after - first) + 1) / (_TOWARDS_CLOSED + 1)
        closed[first:after] = np.minimum(np.minimum(rise, rise[::-1]), 1)
    return closed


def _stretches(flags: Bools) -> list[tuple[int, int]]:
    """First index of each run of true values, and the one after its last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(first), int(after)) for first, after in edges.reshape(-1, 2)]
