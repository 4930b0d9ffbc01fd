"""Whether a hand is before a mouth.

Looking for hands costs ten times as much as following a face. It is done when the lower half of a
face suddenly looks otherwise, which speech does less than a hand; else once in a while, and more
seldom while it looks as it did when there was none.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.hands import Hand, HandFinder
from backbeat.footage.faces.mesh import Mesh
from backbeat.footage.faces.view import Square, View

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_SELDOM_S, _EVERY_S, _SOON_S = 4.8, 1.6, 0.12
"""Seconds from one search for hands to the next: of a face that looks as at the last one, of
others, and of one that looks otherwise than it usually does."""
_LONGEST_S, _CALM_S = 0.8, 1.0
"""Longest wait of a face that looks otherwise without a hand; how long it must look as usual before
a change counts as sudden again."""
_BACK_S = 0.5
"""Longest time before a hand is found for which it is taken to have been there."""
_PATTERN, _COLORS = 0.2, 0.06
"""Change of pattern (1 - correlation) and of colours (mean difference) from which a face looks
otherwise."""
_MEMORY = 0.02
"""Weight of each picture in what a face usually looks like."""
_LEAST_SIDE = 40.0
"""Width of the smallest mesh that is watched, in pixels."""
_AROUND = 2.4
"""Side of the square in which hands are looked for, in sides of the face."""
_FINGER = 0.1
"""Half a finger's width, in lengths of the palm."""
_SURE = 0.5
"""Confidence down to which a hand is followed."""
_WRIST, _MIDDLE = 0, 9
_FINGERS = (
    (0, 1, 2, 3, 4),
    (0, 5, 6, 7, 8),
    (9, 10, 11, 12),
    (13, 14, 15, 16),
    (0, 17, 18, 19, 20),
)
_PALM = (0, 1, 5, 9, 13, 17)
_LIPS = (61, 40, 37, 0, 267, 270, 291, 321, 314, 17, 84, 91, 13, 14)
_HIDDEN = 2
"""Points of the lips behind a hand from which the mouth counts as covered."""


@dataclass
class Watched:
    """What is known of one mouth."""

    usual: Float32s | None = None
    hands: list[Hand] = field(default_factory=list)
    since: int = 0
    """Pictures since hands were looked for."""
    bare: Float32s | None = None
    """What it looked like then, if none was found."""
    wait_s: float = _SOON_S
    """Least seconds to the next search; doubled by each that finds nothing."""
    otherwise: int = 0
    """Pictures in a row in which it looked otherwise."""
    calm: int = 0
    """Pictures in a row in which it did not."""


class HandWatch:
    """Watches mouths for hands before them.

    Args:
        rate: nominal pictures a second.
    """

    def __init__(self, rate: float) -> None:
        self._finder = HandFinder()
        self._rate = rate

    def feed(self, view: View, mesh: Mesh, watched: Watched, covered: list[bool]) -> None:
        """Adds to `covered` whether a hand is before a mouth, in the picture after the last.

        Where a hand is found late, the pictures just before in which the face looked otherwise are
        covered too.
        """
        left, top, right, bottom = mesh.box
        side = float(max(right - left, bottom - top))
        if side < _LEAST_SIDE:
            covered.append(False)
            return
        lower = np.asarray(mesh.lower / 255, np.float32)
        usual = watched.usual
        if usual is None:
            usual, watched.since = lower, round(_EVERY_S * self._rate)
        watched.otherwise = watched.otherwise + 1 if _differs(lower, usual) else 0
        watched.hands = self._followed(view, watched.hands, mesh, side)
        watched.since += 1
        if not watched.hands and self._is_due(watched, lower):
            square = Square(float(left + right) / 2, float(top + 3 * bottom) / 4, side * _AROUND)
            found = self._finder.find(view, square)
            watched.hands = [hand for hand in found if _is_near(hand, mesh, side)]
            watched.since = 0
            watched.bare = None if watched.hands else lower
            watched.wait_s = _SOON_S if watched.hands else min(2 * watched.wait_s, _LONGEST_S)
        covered.append(any(_covers(hand, mesh) for hand in watched.hands))
        watched.usual = usual
        if not covered[-1]:
            watched.usual = np.asarray(usual + _MEMORY * (lower - usual), np.float32)
        elif not any(covered[-2:-1]):
            back = min(watched.otherwise, round(_BACK_S * self._rate))
            for at in range(max(0, len(covered) - back), len(covered)):
                covered[at] = True
        watched.calm = 0 if watched.otherwise else watched.calm + 1
        if watched.calm >= _CALM_S * self._rate:
            watched.wait_s = _SOON_S

    def _is_due(self, watched: Watched, lower: Float32s) -> bool:
        if watched.otherwise:
            return watched.since >= watched.wait_s * self._rate
        if watched.since < _EVERY_S * self._rate:
            return False
        changed = watched.bare is None or _differs(lower, watched.bare)
        return changed or watched.since >= _SELDOM_S * self._rate

    def _followed(self, view: View, hands: list[Hand], mesh: Mesh, side: float) -> list[Hand]:
        again = [self._finder.again(view, hand.around) for hand in hands]
        return [hand for hand in again if hand.confidence >= _SURE and _is_near(hand, mesh, side)]


def _differs(now: Float32s, usual: Float32s) -> bool:
    """Whether colours or pattern changed by what speech seldom does."""
    if np.abs(now - usual).mean() > _COLORS:
        return True
    pattern, other = now.sum(axis=2).ravel(), usual.sum(axis=2).ravel()
    pattern -= pattern.mean()
    other -= other.mean()
    norm = math.sqrt(float(pattern @ pattern) * float(other @ other)) + 1e-6
    return 1 - float(pattern @ other) / norm > _PATTERN


def _is_near(hand: Hand, mesh: Mesh, side: float) -> bool:
    """Whether a hand is so near that it may soon be before the mouth."""
    mouth = mesh.points[list(_LIPS), :2].mean(axis=0)
    reach = np.linalg.norm(hand.points - mouth, axis=1).min()
    length = float(np.ptp(hand.points, axis=0).max())
    return bool(reach < side and 0.25 * side < length < 4 * side)


def _covers(hand: Hand, mesh: Mesh) -> bool:
    """Whether points of the lips are behind the palm or a finger."""
    import cv2

    lips = mesh.points[list(_LIPS), :2]
    palm = float(np.linalg.norm(hand.points[_MIDDLE] - hand.points[_WRIST]))
    hull = cv2.convexHull(hand.points[list(_PALM)].astype(np.float32))
    behind = np.array(
        [cv2.pointPolygonTest(hull, (float(x), float(y)), True) > -_FINGER * palm for x, y in lips]
    )
    for finger in _FINGERS:
        for start, end in itertools.pairwise(finger):
            behind |= _from_line(lips, hand.points[start], hand.points[end]) < 2 * _FINGER * palm
    return int(behind.sum()) >= _HIDDEN


def _from_line(points: Float64s, start: Float64s, end: Float64s) -> Float64s:
    """Distances of points from a line between two ends."""
    way = end - start
    share = np.clip((points - start) @ way / max(float(way @ way), 1e-9), 0, 1)
    return np.asarray(np.linalg.norm(points - start - share[:, None] * way, axis=1), np.float64)
