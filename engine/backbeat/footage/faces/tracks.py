"""Faces of a clip as they are tracked: where each is, its mesh, its pose and its mouth."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import Span

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Steps = NDArray[np.int16]
Bools = NDArray[np.bool_]

POINTS = 468
"""Points of a mesh, in the order of MediaPipe's face mesh."""
_FINEST = 65536 / 3
"""Steps to the longer side of a mesh's box: finer than any network is sure of."""
LIPS = (
    "inner aperture",
    "outer aperture",
    "chin",
    "mouth width",
    "inner width",
    "protrusion",
    "lower lip",
    "upper lip",
)
"""What the columns of `FaceTrack.lips` are."""


@dataclass(frozen=True, eq=False)
class FaceTrack:
    """One face through one shot. Arrays have a row for each picture from its first to its last.

    Where it is not `seen`, as behind somebody else, boxes are in between, and mesh, pose and lips
    are NaN.
    """

    number: int
    """1 for the first, counted over the clip: by when they appear, then from left to right."""
    shot: int
    """Which of the clip's shots, from 0."""
    times_s: Float64s
    """When each picture is shown, in seconds from the clip's first picture, as for decoded sound;
    shape (n,)."""
    boxes: Float32s
    """Left, top, right and bottom of the mesh, in pixels of the picture as shown; shape (n, 4)."""
    steps: Steps
    """The mesh as it is kept; see `mesh`. Shape (n, 468, 3)."""
    pose: Float32s
    """Yaw (positive: the face turns to the picture's right), pitch (positive: down) and roll
    (positive: clockwise) in degrees; shape (n, 3)."""
    lips: Float32s
    """Mouth and chin in a head that is held still, in distances of the outer corners of its eyes;
    columns as `LIPS`, shape (n, 8)."""
    seen: Bools
    """Whether the mesh was found in the picture; shape (n,)."""
    covered: Bools
    """Whether a hand is before the mouth; shape (n,)."""
    confidence: Float32s
    """How sure the mesh is to lie on a face, 0 to 1; 0 where not seen; shape (n,)."""
    first: int = 0
    """Which of the clip's pictures the first row is of, from 0."""

    @property
    def mesh(self) -> Float32s:
        """The points: right and down in pixels of the picture as shown, and away from the camera,
        on the same scale; shape (n, 468, 3). Computed anew each time."""
        return self.mesh_of(0, len(self.seen))

    def mesh_of(self, first: int, after: int) -> Float32s:
        """Rows of the mesh, from `first` on and before `after`, counted from the track's first."""
        mesh = points_of(self.steps[first:after], self.boxes[first:after])
        mesh[~self.seen[first:after]] = np.nan
        return mesh

    @property
    def size(self) -> float:
        """Median width of its box, in pixels."""
        widths = (self.boxes[:, 2] - self.boxes[:, 0])[self.seen]
        return float(np.median(widths)) if len(widths) else 0.0


@dataclass(frozen=True, eq=False)
class Faces:
    """The faces of a clip."""

    path: Path
    sha256: str
    """Digest of the clip."""
    rate: Fraction
    """Nominal pictures a second."""
    width: int
    height: int
    """Size as shown, in pixels: rotation and pixel aspect applied."""
    times_s: Float64s
    """When each picture of the clip is shown, in seconds from the first."""
    shots: tuple[Span, ...]
    """From cut to cut, over the whole clip."""
    tracks: tuple[FaceTrack, ...]
    """By number."""


def steps_of(points: NDArray[np.floating], boxes: Float32s) -> Steps:
    """Points of meshes as steps from the middles of their boxes.

    Args:
        points: shape (n, 468, 3).
        boxes: shape (n, 4).
    """
    middles, sides = _middles(boxes)
    steps = np.rint((points - middles) / sides * _FINEST)
    return np.asarray(np.clip(steps, -32768, 32767), np.int16)


def points_of(steps: Steps, boxes: Float32s) -> Float32s:
    """Points of meshes, shape (n, 468, 3), from their steps."""
    middles, sides = _middles(boxes)
    return np.asarray(steps * (sides / np.float32(_FINEST)) + middles, np.float32)


def _middles(boxes: Float32s) -> tuple[Float32s, Float32s]:
    """Middles and longer sides of boxes, to work on their meshes."""
    middles = np.zeros((len(boxes), 1, 3), np.float32)
    middles[:, 0, :2] = (boxes[:, :2] + boxes[:, 2:]) / 2
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    return middles, np.maximum(sides, np.float32(1e-3))[:, None, None]
