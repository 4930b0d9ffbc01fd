"""The mesh of one face, from a square of the picture around it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.networks import Network, probability
from backbeat.footage.faces.tracks import POINTS, Steps, points_of, steps_of
from backbeat.footage.faces.view import Square, View

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

SIDE = 192
"""Side of the pictures that it looks at."""
_AROUND = 1.5
"""Side of the square for the next picture, in sides of the mesh."""
_LOWER, _COARSE = np.s_[96:176, 40:152], (14, 10)
"""Where the lower half of a face is in the square, and what it is shrunk to."""
RIGHT_CORNER, LEFT_CORNER = 33, 263
"""Points at the outer corners of the eyes."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """A mesh found in a picture."""

    box: Float32s
    """Left, top, right and bottom, in pixels as shown; shape (4,)."""
    steps: Steps
    """The points as `FaceTrack.steps`, shape (468, 3)."""
    confidence: float
    """0 to 1."""
    lower: NDArray[np.uint8]
    """The lower half of the face, coarsely; red, green, blue, shape (10, 14, 3)."""

    @classmethod
    def of(cls, points: Float64s, confidence: float, lower: NDArray[np.uint8]) -> Mesh:
        """A mesh of points in pixels as shown, shape (468, 3)."""
        flat = points[:, :2]
        box = np.concatenate([flat.min(axis=0), flat.max(axis=0)]).astype(np.float32)
        return cls(box, steps_of(points[None], box[None])[0], confidence, lower)

    @property
    def points(self) -> Float64s:
        """As `FaceTrack.mesh`, shape (468, 3)."""
        return np.asarray(points_of(self.steps[None], self.box[None])[0], np.float64)

    @cached_property
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
        import cv2

        pixels = view.square(square, SIDE)
        lower = cv2.resize(pixels[_LOWER], _COARSE, interpolation=cv2.INTER_AREA)
        points, score = self._network(pixels)[:2]
        local = points.reshape(POINTS, 3).astype(np.float64)
        matrix = square.to_picture(SIDE)
        # The network counts from the middle of pixels.
        flat = (local[:, :2] + 0.5) @ matrix[:, :2].T + matrix[:, 2]
        depth = local[:, 2] * square.side / SIDE
        return Mesh.of(
            np.column_stack([flat, depth]),
            probability(float(score[0])),
            np.rint(lower * 255).astype(np.uint8),
        )
