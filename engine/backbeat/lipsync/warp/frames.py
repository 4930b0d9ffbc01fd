"""Places on a face: its axes in the picture, and the edges of its lips."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_RIGHT_EYE, _LEFT_EYE = 33, 263
_BROW, _NOSE = 168, 2
"""Between the eyes, and under the nose: held by bone, and about above one another."""
_CHIN = 152
_UPPER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
_LOWER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
_OUTER_UPPER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
_OUTER_LOWER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
"""Edges of the lips from the right corner of the mouth to the left one."""


@dataclass(frozen=True, eq=False)
class FaceFrame:
    """A face's own coordinates: right and down from the middle of the mouth, in distances of the
    outer corners of the eyes, turned and foreshortened as the head is."""

    origin: Float64s
    """In pixels of the picture, shape (2,)."""
    axes: Float64s
    """Columns: where one unit to the right, and down, lead in the picture; shape (2, 2)."""

    def into(self, points: Float64s) -> Float64s:
        """Pixels of the picture as places on the face, shape (..., 2)."""
        return np.asarray((points - self.origin) @ np.linalg.inv(self.axes).T, np.float64)

    @property
    def unit(self) -> float:
        """Pixels of the picture to a unit, upwards or downwards."""
        return float(np.linalg.norm(self.axes[:, 1]))


@dataclass(frozen=True, eq=False)
class Lips:
    """The edges of lips, on the face."""

    at: Float64s
    """Places to the right, rising, from corner to corner; shape (k,)."""
    upper: Float64s
    """How far down the edge of the upper lip to the mouth is there; shape (k,)."""
    lower: Float64s
    thick_upper: float
    """From that edge to the one with the skin, in the middle."""
    thick_lower: float
    nose: float
    """How far down the foot of the nose is: negative, as it is above the mouth."""
    chin: float

    @property
    def opening(self) -> float:
        """The gap between the lips in the middle of the mouth."""
        middle = len(self.at) // 2
        gap = self.lower - self.upper
        return float(gap[middle - 1 : middle + 2].mean())


def frame_of(mesh: Float32s) -> FaceFrame:
    """The coordinates of a face.

    Args:
        mesh: in pixels of the picture, shape (468, 3).
    """
    points = mesh.astype(np.float64)
    across = points[_LEFT_EYE] - points[_RIGHT_EYE]
    unit = max(float(np.linalg.norm(across)), 1.0)
    across = across / unit
    down = points[_NOSE] - points[_BROW]
    down = down - (down @ across) * across
    down = down / max(float(np.linalg.norm(down)), 1e-6)
    axes = np.column_stack([across[:2], down[:2]]) * unit
    corners = points[[_UPPER[0], _UPPER[-1]], :2]
    return FaceFrame(corners.mean(axis=0), axes)


def lips_of(mesh: Float32s, frame: FaceFrame) -> Lips:
    """The edges of the lips of a mesh."""
    points = mesh[:, :2].astype(np.float64)
    upper, lower = frame.into(points[list(_UPPER)]), frame.into(points[list(_LOWER)])
    # Seen from the side, the far half of a mouth may fold over itself.
    at = np.maximum.accumulate((upper[:, 0] + lower[:, 0]) / 2 + np.arange(len(upper)) * 1e-6)
    outer_up = frame.into(points[list(_OUTER_UPPER)])[:, 1]
    outer_low = frame.into(points[list(_OUTER_LOWER)])[:, 1]
    middle = len(at) // 2
    return Lips(
        at=at,
        upper=upper[:, 1],
        lower=np.maximum(lower[:, 1], upper[:, 1]),
        thick_upper=max(float(upper[middle, 1] - outer_up[middle]), 0.02),
        thick_lower=max(float(outer_low[middle] - lower[middle, 1]), 0.02),
        nose=float(frame.into(points[_NOSE])[1]),
        chin=float(frame.into(points[_CHIN])[1]),
    )
