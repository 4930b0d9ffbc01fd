"""Where on a face the square lies that a network sees.

Networks were taught on boxes of detectors, which tremble and follow the chin; averaging them over
time lags behind the head, so that two mouths are seen. So the box is measured once for each track,
against points that speech does not move, and follows these exactly in each picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.points import CHIN_TIP
from backbeat.media.retouching.patches import Box, Crop

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_EYES = ((33, 133), (362, 263))
"""Corners of the eyes, right and left; the first and the last are the outer ones."""
_NOSE = (168, 6, 197, 195, 5)
_BRIDGE = 195
"""The middle of the nose's bridge, 29 of the 68 points of iBUG."""
_FOREHEAD = 10
_SIDES = (127, 234, 93, 132, 356, 454, 323, 361)
"""Of the face, at the temples and before the ears, where speech moves nothing."""


@dataclass(frozen=True, eq=False)
class Frame:
    """A head in a picture: upright, from between eyes and nose, in distances of the outer eyes."""

    origin: Float64s
    """Shape (2,)."""
    right: Float64s
    """One unit to the right, along the eyes; shape (2,)."""
    down: Float64s
    """One unit down, at a right angle; shape (2,)."""

    def of(self, points: NDArray[np.floating]) -> Float64s:
        """Points of the picture in the frame, shape (n, 2)."""
        axes = np.stack([self.right, self.down], axis=1)
        return np.asarray(np.linalg.solve(axes, (points - self.origin).T).T, np.float64)

    def at(self, places: Float64s) -> Float64s:
        """Places in the frame as points of the picture, shape (n, 2)."""
        return np.asarray(
            self.origin + places[:, :1] * self.right + places[:, 1:] * self.down, np.float64
        )


def frame_of(mesh: Float32s) -> Frame:
    """The frame of a head, by points that speech does not move.

    Args:
        mesh: shape (468, 3).
    """
    eyes = [mesh[list(pair), :2].astype(np.float64).mean(axis=0) for pair in _EYES]
    nose = mesh[list(_NOSE), :2].astype(np.float64).mean(axis=0)
    across = eyes[1] - eyes[0]
    # In space, since a head that turns away brings its eyes together.
    unit = max(float(np.linalg.norm(mesh[_EYES[1][1]] - mesh[_EYES[0][0]])), 1.0)
    right = across / max(float(np.linalg.norm(across)), 1e-6) * unit
    return Frame(((eyes[0] + eyes[1]) / 2 + nose) / 2, right, np.array([-right[1], right[0]]))


@dataclass(frozen=True)
class Square:
    """The part of a face that a network sees: as wide as the face is in a picture."""

    top: float
    bottom: float
    """In the frame of the head."""

    def corners(self, mesh: Float32s) -> Float64s:
        """Its corners in a picture: top left, top right, bottom left; shape (3, 2)."""
        frame = frame_of(mesh)
        across = frame.of(mesh[list(_SIDES), :2])[:, 0]
        left, right = float(across.min()), float(across.max())
        places = np.array([[left, self.top], [right, self.top], [left, self.bottom]], np.float64)
        return frame.at(places)

    def box(self, mesh: Float32s) -> Box:
        """The pixels around it."""
        first, second, third = self.corners(mesh)
        corners = np.stack([first, second, third, second + third - first])
        low, high = np.floor(corners.min(axis=0)) - 1, np.ceil(corners.max(axis=0)) + 1
        return Box(int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def whole_face(meshes: Sequence[Float32s], below: float) -> Square:
    """The box of a face detector: from the forehead to the chin.

    Args:
        meshes: of the face in its pictures, shape (468, 3) each.
        below: how much more there is below the chin, in heights of the face.
    """
    top, chin = _height(meshes, _FOREHEAD), _chin(meshes)
    return Square(top, chin + below * (chin - top))


def around_bridge(meshes: Sequence[Float32s], below: float) -> Square:
    """As much above the bridge of the nose as there is of the face below it.

    Args:
        meshes: of the face in its pictures, shape (468, 3) each.
        below: how much more there is below the chin, in heights of the square.
    """
    chin = _chin(meshes)
    top = 2 * _height(meshes, _BRIDGE) - chin
    return Square(top, chin + below * (chin - top))


def _height(meshes: Sequence[Float32s], point: int) -> float:
    """How far down a point usually is in the frame of its head."""
    return float(np.median([frame_of(mesh).of(mesh[[point], :2])[0, 1] for mesh in meshes]))


def _chin(meshes: Sequence[Float32s]) -> float:
    """How far down the chin is when the mouth is open, in the frame of its head."""
    chins = [frame_of(mesh).of(mesh[[CHIN_TIP], :2])[0, 1] for mesh in meshes]
    return float(np.percentile(chins, 95))


def seen_by(crop: Crop, corners: Float64s, size: int, how: int) -> Float32s:
    """What a network sees: blue, green and red, 0 to 255, shape (size, size, 3).

    Args:
        crop: of the picture.
        corners: of the square, as `Square.corners`.
        size: of the result, in pixels.
        how: of OpenCV's interpolations.
    """
    import cv2

    matrix = _onto(corners, size, crop.box)
    pixels: NDArray[Any] = crop.pixels.astype(np.float32)
    if crop.pixels.dtype == np.uint16:
        pixels /= 257
    smaller = float(np.linalg.norm(corners[2] - corners[0])) / size
    if smaller > 1.5:
        # What is finer than a pixel of the result would be seen as a pattern that is not there.
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.35 * smaller)
    seen = cv2.warpAffine(pixels, matrix, (size, size), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.clip(seen, 0, 255).astype(np.float32)


def laid_back(made: Float32s, corners: Float64s, box: Box) -> tuple[Float32s, Float32s]:
    """What a network made, where it lies in the picture, and which pixels it covers, 0 to 1.

    Args:
        made: shape (size, size, 3).
        corners: of the square in the picture.
        box: the part of the picture that is wanted.

    Returns:
        Shapes (height, width, 3) and (height, width).
    """
    import cv2

    size = made.shape[0]
    matrix = cv2.invertAffineTransform(_onto(corners, size, box))
    wanted = (box.width, box.height)
    pixels = cv2.warpAffine(
        made, matrix, wanted, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    cover = cv2.warpAffine(np.ones((size, size), np.float32), matrix, wanted)
    return np.asarray(pixels, np.float32), np.asarray(cover, np.float32)


def _onto(corners: Float64s, size: int, box: Box) -> NDArray[np.float64]:
    """From pixels of a box to those of a square; both are counted from the middle of the first."""
    import cv2

    inside = (corners - [box.left, box.top] - 0.5).astype(np.float32)
    end = size - 0.5
    goals = np.array([[-0.5, -0.5], [end, -0.5], [-0.5, end]], np.float32)
    return np.asarray(cv2.getAffineTransform(inside, goals), np.float64)
