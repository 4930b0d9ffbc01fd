"""Finds faces in squares of a picture.

BlazeFace looks at 128 x 128 pixels and answers 896 anchors: two in each of 16 x 16 cells, six in
each of 8 x 8. Answers that overlap are one face, whose box is their mean weighted by their scores
(Bazarevsky et al. 2019, section 3.3).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.networks import Network
from backbeat.footage.faces.view import Square, View

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

SIDE = 128
"""Side of the pictures that it looks at."""
_LEAST_SCORE = 0.5
_OVERLAP = 0.3
"""Share of the union from which two boxes are of one face."""
_CELLS = ((16, 2), (8, 6))
"""Cells along a side, and anchors in a cell."""
_AROUND = 1.5
"""Side of the square that the mesh is looked for in, in sides of the box."""


@dataclass(frozen=True, slots=True)
class Detection:
    """A face found in a picture, in pixels as shown."""

    x: float
    """The middle of its box."""
    y: float
    side: float
    """The longer side of its box."""
    turned: float
    """Radians by which the line of its eyes is turned, clockwise."""
    score: float
    """0 to 1."""

    @property
    def around(self) -> Square:
        """The square in which to look for its mesh."""
        return Square(self.x, self.y, self.side * _AROUND, self.turned)


def anchors(layers: Sequence[tuple[int, int]] = _CELLS) -> Float64s:
    """The middles of all anchors, as shares of the picture, shape (n, 2).

    Args:
        layers: cells along a side, and anchors in a cell.
    """
    rows = []
    for cells, count in layers:
        middles = (np.arange(cells) + 0.5) / cells
        down, right = np.meshgrid(middles, middles, indexing="ij")
        rows.append(np.repeat(np.column_stack([right.ravel(), down.ravel()]), count, axis=0))
    return np.concatenate(rows)


class Detector:
    """The face detector."""

    def __init__(self) -> None:
        self._network = Network("face_detection_short_range.tflite")
        self._anchors = anchors()

    def find(self, view: View, square: Square) -> list[Detection]:
        """Faces in a square of a picture, the surest first."""
        boxes, logits = self._network(view.square(square, SIDE) * 2 - 1)[:2]
        scores = 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -60, 60)))
        good = np.flatnonzero(scores >= _LEAST_SCORE)
        if not len(good):
            return []
        answers = boxes.reshape(-1, 16)[good].astype(np.float64) / SIDE
        # Width and height are the box's own; all other pairs are places from the anchor on.
        places = answers.reshape(-1, 8, 2)
        places[:, [0, 2, 3, 4, 5, 6, 7]] += self._anchors[good][:, None]
        matrix = square.to_picture(SIDE)
        return [
            _detection(place, score, square, matrix)
            for place, score in merged(places, scores[good])
        ]


def _detection(place: Float64s, score: float, square: Square, matrix: Float64s) -> Detection:
    x, y = matrix[:, :2] @ (place[0] * SIDE) + matrix[:, 2]
    right_eye, left_eye = place[2], place[3]
    turned = math.atan2(left_eye[1] - right_eye[1], left_eye[0] - right_eye[0])
    return Detection(
        float(x), float(y), float(place[1].max() * square.side), turned + square.turned, score
    )


def merged(places: Float64s, scores: Float64s) -> list[tuple[Float64s, float]]:
    """One answer for each group of answers that overlap, the surest first.

    Args:
        places: middle, size and points of each, shape (n, m, 2).
        scores: shape (n,).

    Returns:
        Means weighted by the scores, shape (m, 2), and the highest score of each group.
    """
    order = np.argsort(-scores, kind="stable")
    found = []
    while len(order):
        first = order[0]
        same = _overlaps(places[first], places[order]) >= _OVERLAP
        same[0] = True
        group = order[same]
        found.append(
            (np.average(places[group], axis=0, weights=scores[group]), float(scores[first]))
        )
        order = order[~same]
    return found


def _overlaps(one: Float64s, others: Float64s) -> Float64s:
    """Shares of the unions of one box and others."""
    low = np.maximum(one[0] - one[1] / 2, others[:, 0] - others[:, 1] / 2)
    high = np.minimum(one[0] + one[1] / 2, others[:, 0] + others[:, 1] / 2)
    common = np.prod(np.maximum(high - low, 0), axis=1)
    total = np.prod(one[1]) + np.prod(others[:, 1], axis=1) - common
    return np.asarray(common / np.maximum(total, 1e-12), np.float64)


@dataclass(frozen=True)
class Tiles:
    """Squares that cover a picture, so that small faces are found too.

    The first shows the whole picture; each further level is half as large, and its squares
    overlap by more than the faces that they are for.
    """

    width: int
    height: int

    @cached_property
    def all(self) -> tuple[Square, ...]:
        """The squares, large ones first."""
        side = float(max(self.width, self.height))
        tiles = [Square(self.width / 2, self.height / 2, side)]
        while side > _FINEST:
            short = float(min(self.width, self.height))
            side = short if side / _STEP <= short < 0.8 * side else side / _STEP
            tiles += [
                Square(x, y, side)
                for y in _middles(self.height, side)
                for x in _middles(self.width, side)
            ]
        return tuple(tiles)


_STEP = 2.0
_FINEST = 600.0
"""Side of the smallest tiles at most, in pixels: faces of some 50 pixels are found in them."""
_SHARED = 0.35
"""Least overlap of tiles, as a share of their side."""


def _middles(length: int, side: float) -> list[float]:
    """Middles of tiles of a side that cover a length evenly."""
    if side >= length:
        return [length / 2]
    count = math.ceil((length - side) / (side * (1 - _SHARED))) + 1
    return [float(one) for one in np.linspace(side / 2, length - side / 2, count)]
