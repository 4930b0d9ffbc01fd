"""Decides which stretches of following are of one face: by motion, size and appearance.

Within a shot the ends of stretches are matched with the starts of others, all at once at the
least cost, so that two faces that cross come out as they went in.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.appearance import unlike
from backbeat.footage.faces.following import Look, Tracklet
from backbeat.footage.faces.mesh import Mesh
from backbeat.matching import cheapest

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_ALIKE, _STRANGE = 0.45, 1.1
"""How unlike two sets of pictures of one face usually are, and at most."""
_UNKNOWN = 0.7
"""The same, where nothing was looked at."""
_TOO_FAR = 3.0
"""Distance from where a face was to be expected, in its widths, that counts as the most."""
_MOST = 2.0
"""Cost from which two stretches are of two faces."""
_ABOUT_S, _SOON_S = 0.5, 1.5
"""Seconds around a gap in which others count; longest gap in which somebody who is alone is taken
for the same whatever they look like."""
_TEMPLATES = 6
"""Appearances that are compared at each end."""
_MOTION = 5
"""Pictures at an end from which its motion is taken."""
_STEADY_S = 0.25
"""Seconds for which a motion goes on unseen, about."""


@dataclass(frozen=True, eq=False)
class _End:
    """The state of a face at one end of a stretch."""

    picture: int
    middle: Float64s
    speed: Float64s
    """Pixels a picture, shape (2,)."""
    size: float
    appearances: Float32s


_OTHER = 0.8
"""How unlike itself a face must be at an end to be taken for somebody else."""


def without_others(one: Tracklet) -> Tracklet | None:
    """A stretch without the pictures at its ends that show somebody who passes in front."""
    own = [look.appearance for look in one.looks if not look.close]
    if not own:
        return one
    known = np.array(own)

    def is_other(look: Look) -> bool:
        return look.close and unlike(look.appearance[None], known) > _OTHER

    first, after = one.first, one.after
    for look in reversed(one.looks):
        if not is_other(look):
            break
        after = look.picture
    for look in one.looks:
        if not is_other(look):
            break
        first = look.picture + 1
    return part_of(one, first, after)


def part_of(one: Tracklet, first: int, after: int) -> Tracklet | None:
    """The pictures of a stretch from `first` on and before `after`; None without any."""
    first, after = max(first, one.first), min(after, one.after)
    if first >= after:
        return None
    return Tracklet(
        first,
        one.meshes[first - one.first : after - one.first],
        one.covered[first - one.first : after - one.first],
        looks=[look for look in one.looks if first <= look.picture < after],
        tests=one.tests,
        proofs=one.proofs,
    )


def joined(tracklets: list[Tracklet], rate: float) -> list[list[Tracklet]]:
    """The stretches of each face of one shot, in order of time.

    Args:
        tracklets: in order of the first pictures, none empty.
        rate: nominal pictures a second.
    """
    count = len(tracklets)
    if not count:
        return []
    ends = [_last(one) for one in tracklets]
    starts = [_first(one) for one in tracklets]
    costs = np.full((count, count), 2 * _MOST)
    for before, end in enumerate(ends):
        for after, start in enumerate(starts):
            if end.picture < start.picture:
                alone = _are_alone(tracklets, before, after, rate)
                costs[before, after] = _cost(end, start, rate, alone)
    follower = matched(costs, _MOST)
    led_to = set(follower.values())
    chains = []
    for at in range(count):
        if at in led_to:
            continue
        chain = [at]
        while chain[-1] in follower:
            chain.append(follower[chain[-1]])
        chains.append(chain)
    return [[tracklets[at] for at in chain] for chain in _interleaved(chains, tracklets, costs)]


def _interleaved(
    chains: list[list[int]], tracklets: list[Tracklet], costs: Float64s
) -> list[list[int]]:
    """Joins chains that lie between one another, as of one face that is lost again and again."""
    joined: list[list[int]] = []
    for chain in chains:
        for at, other in enumerate(joined):
            both = sorted([*other, *chain], key=lambda each: tracklets[each].first)
            pairs = list(itertools.pairwise(both))
            if all(costs[pair] < _MOST for pair in pairs):
                joined[at] = both
                break
        else:
            joined.append(chain)
    return joined


def matched(costs: Float64s, most: float) -> dict[int, int]:
    """Matches rows with columns so that the sum is least; a row may stay alone, which costs `most`.

    Args:
        costs: shape (n, n).
        most: what costs as much is not matched.
    """
    count = len(costs)
    columns = cheapest(np.hstack([costs, np.full((count, count), most)]))
    return {
        row: int(column)
        for row, column in enumerate(columns)
        if column < count and costs[row, column] < most
    }


def _are_alone(tracklets: list[Tracklet], before: int, after: int, rate: float) -> bool:
    """Whether nobody else is seen about when one stretch ends and another starts."""
    margin = round(_ABOUT_S * rate)
    first = tracklets[before].after - margin
    last = tracklets[after].first + margin
    if last - first > _SOON_S * rate + 2 * margin:
        return False
    # What is seen neither beside the one nor beside the other may be the same face once more.
    return not any(
        other.first < last and other.after > first and (_meet(other, before) or _meet(other, after))
        for other, before, after in (
            (other, tracklets[before], tracklets[after])
            for at, other in enumerate(tracklets)
            if at not in (before, after)
        )
    )


def _meet(one: Tracklet, other: Tracklet) -> bool:
    """Whether two stretches have pictures in common."""
    return one.first < other.after and other.first < one.after


def _cost(end: _End, start: _End, rate: float, alone: bool) -> float:
    """What it costs to take two stretches for one face; `_MOST` and more: they are not.

    Args:
        end: of the earlier one.
        start: of the later one.
        rate: nominal pictures a second.
        alone: whether there is nobody else whom it could be.
    """
    difference = _UNKNOWN
    if len(end.appearances) and len(start.appearances):
        difference = unlike(end.appearances, start.appearances)
    if alone:
        # A head that turns quickly looks like somebody else.
        difference = min(difference, _ALIKE)
    if difference > _STRANGE:
        return 2 * _MOST
    gap_s = (start.picture - end.picture) / rate
    # A motion dies away; it is followed from both sides, and the nearer meeting counts.
    reach = _STEADY_S * (1 - math.exp(-gap_s / _STEADY_S)) * rate
    size = (end.size + start.size) / 2
    ahead = float(np.linalg.norm(end.middle + end.speed * reach - start.middle))
    still = float(np.linalg.norm(end.middle - start.middle))
    away = min(ahead, still) / size / (1 + gap_s)
    grown = abs(math.log(start.size / end.size)) / (1 + gap_s)
    return (
        difference / _ALIKE * 0.8
        + min(away, _TOO_FAR) / _TOO_FAR
        + min(grown * 2, 1.0)
        + min(gap_s / 60, 0.3)
    )


def _first(one: Tracklet) -> _End:
    return _end(one.meshes[:_MOTION], one.first, 0, one.looks)


def _last(one: Tracklet) -> _End:
    return _end(one.meshes[-_MOTION:], one.after - 1, -1, one.looks[::-1])


def _end(meshes: list[Mesh], picture: int, which: int, looks: list[Look]) -> _End:
    """The state of a face.

    Args:
        meshes: those nearest to the end, in order of time.
        picture: the number of the one at the end.
        which: its place among them.
        looks: of the whole stretch, those nearest to the end first.
    """
    boxes = np.array([mesh.box for mesh in meshes])
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    speed = (middles[-1] - middles[0]) / max(1, len(middles) - 1)
    size = float(np.median((boxes[:, 2:] - boxes[:, :2]).max(axis=1)))
    alone = [look for look in looks if not look.close] or looks
    templates = np.array([look.appearance for look in alone[:_TEMPLATES]])
    return _End(picture, middles[which], speed, size, templates)
