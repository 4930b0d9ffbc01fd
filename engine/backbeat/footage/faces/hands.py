"""Hands: palms found in a square of a picture, and the 21 points of the hand of each.

The palm detector looks at 192 x 192 pixels and answers 2016 anchors: two in each of 24 x 24 cells,
six in each of 12 x 12; the hand model looks at a square turned so that the fingers point up (Zhang
et al. 2020).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.detector import anchors, merged
from backbeat.footage.faces.networks import Network
from backbeat.footage.faces.view import Square, View

Float64s = NDArray[np.float64]

POINTS = 21
PALM_SIDE, HAND_SIDE = 192, 224
"""Sides of the pictures that the palm detector and the hand model look at."""
_CELLS = ((24, 2), (12, 6))
_LEAST_SCORE = 0.5
_WRIST, _MIDDLE = 0, 9
"""The wrist and the lowest joint of the middle finger among the points of a hand."""
_AROUND_PALM, _AHEAD_OF_PALM = 2.6, 0.5
_AROUND_HAND, _AHEAD_OF_HAND = 2.0, 0.1
"""Side of the square of a hand, in sides of the box of its palm or of its joints; how far it is
moved towards the fingers, in the same."""
_JOINTS = (0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18)
"""The points that tell where a hand is whatever its fingers do."""


@dataclass(frozen=True, eq=False)
class Hand:
    """A hand found in a picture."""

    points: Float64s
    """In pixels as shown, shape (21, 2)."""
    confidence: float
    """0 to 1."""

    @property
    def around(self) -> Square:
        """The square in which to look for it in the next picture."""
        joints = self.points[list(_JOINTS)]
        return _ahead(
            joints, self.points[_WRIST], self.points[_MIDDLE], _AROUND_HAND, _AHEAD_OF_HAND
        )


class HandFinder:
    """The palm detector and the hand model."""

    def __init__(self) -> None:
        self._palms, self._hands = (
            Network("palm_detection_lite.tflite"),
            Network("hand_landmark_lite.tflite"),
        )
        self._anchors = anchors(_CELLS)

    def find(self, view: View, square: Square) -> list[Hand]:
        """Hands in a square of a picture."""
        boxes, logits = self._palms(view.square(square, PALM_SIDE))[:2]
        scores = 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -60, 60)))
        good = np.flatnonzero(scores >= _LEAST_SCORE)
        if not len(good):
            return []
        places = (boxes.reshape(-1, 18)[good].astype(np.float64) / PALM_SIDE).reshape(-1, 9, 2)
        places[:, [0, *range(2, 9)]] += self._anchors[good][:, None]
        matrix = square.to_picture(PALM_SIDE)
        hands = []
        for place, _ in merged(places, scores[good]):
            corners = np.array([place[0] - place[1] / 2, place[0] + place[1] / 2])
            shown = np.concatenate([corners, place[[2, 4]]]) * PALM_SIDE
            shown = shown @ matrix[:, :2].T + matrix[:, 2]
            around = _ahead(shown[:2], shown[2], shown[3], _AROUND_PALM, _AHEAD_OF_PALM)
            hands.append(self.again(view, around))
        return [hand for hand in hands if hand.confidence >= _LEAST_SCORE]

    def again(self, view: View, square: Square) -> Hand:
        """The hand in a square around it; of low confidence where there is none."""
        answers = self._hands.named(view.square(square, HAND_SIDE))
        local = answers["Identity"].reshape(POINTS, 3)[:, :2].astype(np.float64) + 0.5
        matrix = square.to_picture(HAND_SIDE)
        return Hand(local @ matrix[:, :2].T + matrix[:, 2], float(answers["Identity_1"][0]))


def _ahead(
    points: Float64s, wrist: Float64s, middle: Float64s, side: float, shift: float
) -> Square:
    """A square around points, turned so that the middle finger points up, and moved along it."""
    turned = math.atan2(middle[0] - wrist[0], wrist[1] - middle[1])
    cos, sin = math.cos(turned), math.sin(turned)
    upright = points @ np.array([[cos, -sin], [sin, cos]])
    low, high = upright.min(axis=0), upright.max(axis=0)
    length = float((high - low).max())
    centre = (low + high) / 2 - np.array([0, shift * length])
    x, y = centre @ np.array([[cos, sin], [-sin, cos]])
    return Square(float(x), float(y), length * side, turned)
