"""What it costs to show a mouth of the bank, and to show one after another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.bank.bank import Bank
from backbeat.lipsync.choosing.predicting import LipScale
from backbeat.lipsync.choosing.targets import Learned, Targets

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_WEIGHTS = np.array([1.5, 1.5, 1.0, 1.2, 1.0, 0.8, 1.2, 0.7])
"""Of the lip features, in the order of a face track."""
_TRUSTED = 0.3
"""Mean correlation of predicted and seen lips from which the bank's own voice is trusted."""
_SLOWEST_S = 0.09
"""Longest time between pictures of a run."""
_MARGIN, _LOOK_MARGIN = 0.9, 0.72
"""Share of the most change that there is in the clip that joins may reach: of shapes, since drawing
adds to it, and of looks, since components hold less of many small changes than of a large one."""


@dataclass(frozen=True)
class Prices:
    """What counts how much. Lengths are in deviations of the speaker's own lips."""

    heard: float = 1.2
    """Another sound, per unit of 1 - cosine."""
    lips: float = 2.5
    """Lips unlike those predicted, per mean squared deviation."""
    shapes: float = 4.0
    """Lips unlike those of the kind of sound."""
    closed: float = 36.0
    """Lips apart where they must meet, per unit of opening."""
    resting: float = 20.0
    """The same at rest."""
    pose: float = 0.5
    """Another pose, per squared `pose_degrees`."""
    pose_degrees: float = 15.0
    own: float = 1.0
    """A mouth that was there at that time: it says what was said before."""
    taken: float = 0.8
    """A mouth that an earlier take has at that time."""
    blurred: float = 1.0
    """A mouth less sharp than usual, per share."""
    join: float = 0.7
    """A join, however smooth."""
    warp: float = 0.4
    """A picture held or skipped: the run goes on."""
    again: float = 0.15
    """A picture shown twice, of a video with fewer pictures a second."""
    lips_jump: float = 2.2
    """Lips that jump at a join, per root mean squared deviation."""
    speed_jump: float = 1.2
    """Lips whose speed jumps."""
    look_jump: float = 0.6
    """A mouth that looks otherwise, per usual change from picture to picture."""
    pop: float = 60.0
    """More change between two pictures than there ever is in the clip."""


@dataclass(frozen=True, eq=False)
class Rows:
    """What of a bank counts in costs. Arrays have a row for each of its pictures."""

    lips: Float64s
    """In deviations, shape (n, 8)."""
    moments: Float32s
    opening: Float64s
    pose: Float64s
    blur: Float64s
    """How much less sharp than usual, 0 to 1."""
    clip: Ints
    face: Ints
    picture: Ints


def rows_of(bank: Bank, known: Learned) -> Rows:
    """What of a bank counts in costs."""
    mouths = bank.mouths
    return Rows(
        lips=known.scale.of(mouths.lips),
        moments=known.moments,
        opening=mouths.opening,
        pose=mouths.pose.astype(np.float64),
        blur=np.clip(0.85 - mouths.sharpness, 0, 1),
        clip=mouths.clip,
        face=mouths.face,
        picture=mouths.picture,
    )


def showing(
    rows: Rows,
    targets: Targets,
    part: slice,
    pose: Float64s,
    own: Ints,
    taken: Ints,
    prices: Prices,
) -> Float64s:
    """What each mouth of the bank costs in each picture, shape (m, n).

    Args:
        rows: of the bank, n.
        targets: of all pictures.
        part: which of them, m.
        pose: of the face in these pictures, shape (m, 3).
        own: the bank's row of each picture's own mouth, or -1; shape (m,).
        taken: rows that earlier takes have there, or -1; shape (m, takes).
        prices: what counts how much.
    """
    # Where the bank's own voice tells little of its lips, as in a dub, it tells little of others'.
    trust = float((targets.sure.mean() / _TRUSTED).clip(0.2, 1.0))
    unlike = 1.0 - targets.moments[part] @ rows.moments.T
    cost = prices.heard * trust * unlike.astype(np.float64)
    weights = _WEIGHTS / _WEIGHTS.sum()
    sure = weights * (targets.sure / 0.5).clip(0.2, 1.4)
    cost += prices.lips * _squared(targets.lips[part], np.broadcast_to(sure, (len(pose), 8)), rows)
    # Where a user says which shape it is, what is heard says little.
    cost[targets.given[part]] *= 0.2
    shape_weights = targets.shape_weights[part] / 8
    cost += prices.shapes * 2 * _squared(targets.shapes[part], shape_weights, rows)
    # At rest nothing is heard that would tell mouths apart.
    resting = targets.resting[part]
    cost[resting] *= 0.15
    cost += prices.closed * targets.closed[part][:, None] * rows.opening.clip(0, 2)[None]
    cost[resting] += prices.resting * rows.opening.clip(0, 2)[None]
    apart = np.nan_to_num((pose[:, None, :2] - rows.pose[None, :, :2]) / prices.pose_degrees)
    cost += prices.pose * np.square(apart).sum(axis=2)
    cost += prices.blurred * rows.blur[None]
    _near(cost, own, prices.own, rows)
    for takes in taken.T:
        _near(cost, takes, prices.taken, rows)
    return cost


def _squared(wanted: Float64s, weights: Float64s, rows: Rows) -> Float64s:
    """Weighted squares of differences of lips, summed up; shape (m, n)."""
    lips = rows.lips
    square = (weights * np.square(wanted)).sum(axis=1)[:, None] + weights @ np.square(lips).T
    return np.asarray(square - 2 * (weights * wanted) @ lips.T, np.float64)


def _near(cost: Float64s, at: Ints, price: float, rows: Rows, reach: int = 3) -> None:
    """Adds a price to rows of the same face within `reach` pictures of some."""
    for picture, row in enumerate(at):
        if row < 0:
            continue
        low, high = max(0, row - reach), row + reach + 1
        near = slice(low, high)
        same = (rows.clip[near] == rows.clip[row]) & (rows.face[near] == rows.face[row])
        same &= np.abs(rows.picture[near] - rows.picture[row]) <= reach
        cost[picture, near] += price * same


@dataclass(frozen=True, eq=False)
class Following:
    """What it costs to show one mouth after another."""

    cost: Float32s
    """Of column b after row a, shape (n, n)."""
    after: Ints
    """The row that goes on from each, or -1; shape (n,)."""
    slow: Bools
    """Whether that is so much later that it is shown twice; shape (n,)."""


def following(bank: Bank, scale: LipScale, period_s: float, prices: Prices) -> Following:
    """The costs of joins.

    Args:
        bank: the bank.
        scale: of its lips.
        period_s: time between pictures of the output.
        prices: what counts how much.
    """
    after = successors(bank, period_s)
    lips, opening, look = scale.of(bank.mouths.lips), bank.mouths.opening, bank.look
    weights = np.sqrt(_WEIGHTS / _WEIGHTS.sum())
    goes_on = np.where(after < 0, np.arange(len(bank)), after)
    speed = lips[goes_on] - lips
    mouth = np.column_stack([lips * weights, 0.7 * opening]).astype(np.float32)
    cost = prices.join + prices.lips_jump * _distances(mouth[goes_on], mouth)
    # How it goes on after the join, against how it would have gone on.
    further = goes_on[goes_on]
    cost += prices.speed_jump * _distances(
        ((lips[further] - lips[goes_on]) * weights).astype(np.float32),
        (speed * weights).astype(np.float32),
    )
    usual, most = _usual_change(look, after)
    cost += prices.look_jump * np.maximum(0, _distances(look[goes_on], look) / usual - 1)
    pops = _distances(look, look) > _LOOK_MARGIN * most
    for values in (lips[:, 0], lips[:, 1], area(bank)):
        _, most = _usual_change(values[:, None].astype(np.float32), after)
        pops |= np.abs(values[:, None] - values[None]) > _MARGIN * most
    cost += np.float32(prices.pop) * pops
    rows = np.arange(len(bank))
    has = after >= 0
    cost[rows, rows] = np.maximum(prices.warp, np.diagonal(cost) - prices.join + prices.warp)
    two = np.where(has, after[goes_on], -1)
    skips = has & (two >= 0)
    cost[rows[skips], two[skips]] += prices.warp - prices.join
    cost[rows[has], after[has]] = 0
    # A video with fewer pictures a second keeps its pace where each is shown more than once.
    times_s = bank.mouths.times_s
    slow = has & (times_s[goes_on] - times_s > 1.5 * period_s)
    cost[rows[slow], rows[slow]] = prices.again
    return Following(cost, after, slow)


def area(bank: Bank) -> Float64s:
    """Area of the lips, in their mean."""
    lips = bank.mouths.lips.astype(np.float64)
    found = lips[:, 1] * lips[:, 3]
    return np.asarray(found / max(float(found.mean()), 1e-9), np.float64)


def successors(bank: Bank, period_s: float) -> Ints:
    """For each row the one that is shown `period_s` later in the same take of its face, or -1."""
    mouths = bank.mouths
    found = np.full(len(bank), -1)
    for clip in np.unique(mouths.clip):
        for face in np.unique(mouths.face[mouths.clip == clip]):
            rows = np.flatnonzero((mouths.clip == clip) & (mouths.face == face))
            times_s = mouths.times_s[rows]
            wanted = times_s + period_s
            at = np.clip(np.searchsorted(times_s, wanted - period_s / 2), 0, len(rows) - 1)
            beside = np.clip(at + 1, 0, len(rows) - 1)
            at = np.where(
                np.abs(times_s[beside] - wanted) < np.abs(times_s[at] - wanted), beside, at
            )
            # Pictures that come less often than in the output go on with the next one.
            at = np.maximum(at, np.minimum(np.arange(len(rows)) + 1, len(rows) - 1))
            later = times_s[at] - times_s
            # One picture that was dropped ends no run.
            good = (later <= max(2.2 * period_s, _SLOWEST_S)) & (later > 0)
            found[rows[good]] = rows[at[good]]
    return found


def _usual_change(values: Float32s, after: Ints) -> tuple[float, float]:
    """Median and 99th percentile of the change from a picture to the next, in the bank itself."""
    has = after >= 0
    if not has.any():
        return 1.0, float("inf")
    changes = np.linalg.norm(values[after[has]] - values[has], axis=1)
    usual, most = np.quantile(changes, [0.5, 0.99])
    return max(float(usual), 1e-6), max(float(most), 1e-6)


def _distances(ones: Float32s, others: Float32s) -> Float32s:
    """Euclidean, shape (n, m)."""
    square = np.square(ones).sum(axis=1)[:, None] + np.square(others).sum(axis=1)[None]
    square = square - 2 * (ones @ others.T)
    return np.asarray(np.sqrt(np.maximum(square, 0)), np.float32)
