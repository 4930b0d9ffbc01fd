"""The mesh of one face, from a square of the picture around it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.networks import Network, probability
from backbeat.footage.faces.tracks import POINTS
from backbeat.footage.faces.view import Square, View

Float64s = NDArray[np.float64]

SIDE = 192
"""Side of the pictures that it looks at."""
_AROUND = 1.5
"""Side of the square for the next picture, in sides of the mesh."""
RIGHT_CORNER, LEFT_CORNER = 33, 263
"""Points at the outer corners of the eyes."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """A mesh found in a picture."""

    points: Float64s
    """As `FaceTrack.mesh`, shape (468, 3)."""
    confidence: float
    """0 to 1."""

    @property
    def box(self) -> Float64s:
        """Left, top, right and bottom, shape (4,)."""
        flat = self.points[:, :2]
        return np.concatenate([flat.min(axis=0), flat.max(axis=0)])

    @property
    def around(self) -> Square:
        """The square in which to look for it in the next picture."""
        flat = self.points[:, :2]
        across = flat[LEFT_CORNER] - flat[RIGHT_CORNER]
        turned = math.atan2(across[1], across[0])
        cos, sin = math.cos(turned), math.sin(turned)
        upright = flat @ np.array([[cos, -sin], [sin, cos]])
        low, high = upright.min(axis=0), upright.max(axis=0)
        x, y = (low + high) / 2 @ np.array([[cos, sin], [-sin, cos]])
        return Square(float(x), float(y), float((high - low).max() * _AROUND), turned)


class MeshFinder:
    """The mesh network."""

    def __init__(self) -> None:
        self._network = Network("face_landmark.tflite")

    def find(self, view: View, square: Square) -> Mesh:
        """The mesh of the face in a square; of low confidence where there is none."""
        points, score = self._network(view.square(square, SIDE))[:2]
        local = points.reshape(POINTS, 3).astype(np.float64)
        matrix = square.to_picture(SIDE)
        # The network counts from the middle of pixels.
        flat = (local[:, :2] + 0.5) @ matrix[:, :2].T + matrix[:, 2]
        depth = local[:, 2] * square.side / SIDE
        return Mesh(np.column_stack([flat, depth]), probability(float(score[0])))
