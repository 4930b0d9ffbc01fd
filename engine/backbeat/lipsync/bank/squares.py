"""The square around a mouth, in which it is measured on pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

SIDE = 80
"""Pixels of a side of the square, whatever the size of the face."""
_EYES = (33, 263)
"""Outer corners of the eyes: their distance is the side, since it stays when the mouth moves."""
_MOUTH = (61, 291, 0, 17)
"""Points of which the middle is that of the square: corners, upper and lower edge."""


@dataclass(frozen=True, slots=True)
class MouthSquare:
    """A square in a picture, in its pixels; pixel n reaches from n to n + 1."""

    x: float
    """Its centre."""
    y: float
    side: float
    turned: float
    """Radians, clockwise: with the eyes."""


def square_of(mesh: Float32s) -> MouthSquare:
    """The square around the mouth of a face.

    Args:
        mesh: in pixels of the picture, shape (468, 3).
    """
    across = mesh[_EYES[1]] - mesh[_EYES[0]]
    middle = mesh[list(_MOUTH), :2].mean(axis=0)
    # With depth, so that a head that turns away keeps its scale.
    side = max(float(np.linalg.norm(across)), 1.0)
    turned = math.atan2(float(across[1]), float(across[0]))
    return MouthSquare(float(middle[0]), float(middle[1]), side, turned)


def points_in(square: MouthSquare, mesh: Float32s) -> Float32s:
    """Points of a mesh in pixels of the square cut out at `SIDE`, shape (468, 2)."""
    cos, sin = math.cos(square.turned), math.sin(square.turned)
    moved = mesh[:, :2] - np.array([square.x, square.y], np.float32)
    turned = moved @ np.array([[cos, -sin], [sin, cos]], np.float32)
    return np.asarray(turned * (SIDE / square.side) + SIDE / 2, np.float32)
