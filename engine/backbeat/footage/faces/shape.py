"""The shape of a face: its pose, and its mouth with the head held still.

Every mesh is laid upon the track's own mean shape by the rotation, scale and shift that fit the
points which bone holds best (orthogonal Procrustes; Umeyama 1991). The mean shape is made the same
left and right, and stood upright, which tells the head's pose from a single picture on and needs no
face of anybody else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64s = NDArray[np.float64]
Float32s = NDArray[np.float32]

_PAIRS = ((33, 263), (133, 362), (127, 356), (234, 454))
"""Points held by bone on the face's right and left: corners of the eyes, temples, ears."""
_MIDDLE = (168, 6, 197, 195, 5, 4, 1, 10, 151, 9, 8)
"""Points held by bone in the middle: forehead and nose."""
_RIGID = (*(point for pair in _PAIRS for point in pair), *_MIDDLE)
_SWAPPED = (1, 0, 3, 2, 5, 4, 7, 6, *range(8, 8 + len(_MIDDLE)))
"""Where in `_RIGID` the other point of each pair is."""
_EYES = (33, 263)
_HAIRLINE, _CHIN = 10, 152
_ROUNDS = 3


@dataclass(frozen=True, eq=False)
class Held:
    """Meshes as they would be if the head were held still and upright, facing the camera."""

    points: Float64s
    """Right, down and away, in distances of the outer corners of the eyes from the middle of the
    points that bone holds; shape (n, 468, 3)."""
    rotations: Float64s
    """From there to the picture, shape (n, 3, 3)."""

    @property
    def pose(self) -> Float32s:
        """Yaw, pitch and roll as `FaceTrack.pose`, shape (n, 3)."""
        ahead = -self.rotations[:, :, 2]
        across = self.rotations[:, :, 0]
        yaw = np.arctan2(ahead[:, 0], -ahead[:, 2])
        pitch = np.arctan2(ahead[:, 1], np.hypot(ahead[:, 0], ahead[:, 2]))
        roll = np.arctan2(across[:, 1], across[:, 0])
        return np.asarray(np.degrees(np.column_stack([yaw, pitch, roll])), np.float32)

    @property
    def lips(self) -> Float32s:
        """Features of the mouth as `FaceTrack.lips`, shape (n, 8)."""

        def apart(one: int, other: int) -> Float64s:
            return np.asarray(
                np.linalg.norm(self.points[:, one] - self.points[:, other], axis=1), np.float64
            )

        inner = (apart(13, 14) + apart(82, 87) + apart(312, 317)) / 3
        upper, lower = self.points[:, 0], self.points[:, 17]
        columns = [
            inner,
            apart(0, 17),
            self.points[:, _CHIN, 1],
            apart(61, 291),
            apart(78, 308),
            -(upper[:, 2] + lower[:, 2]) / 2,
            lower[:, 1],
            upper[:, 1],
        ]
        return np.column_stack(columns).astype(np.float32)


def held_still(mesh: Float64s) -> Held:
    """Takes the head's movement out of the meshes of one face, shape (n, 468, 3), n > 0."""
    rigid = mesh[:, _RIGID]
    shape = rigid[len(rigid) // 2] - rigid[len(rigid) // 2].mean(axis=0)
    shape = shape / np.linalg.norm(shape)
    for _ in range(_ROUNDS):
        laid, _ = _laid_on(shape, rigid, rigid)
        shape = laid.mean(axis=0)
        shape -= shape.mean(axis=0)
        shape /= np.linalg.norm(shape)
    shape = _even(shape)
    # The hairline and the chin as they usually are tell which way is down.
    ends, _ = _laid_on(shape, rigid, mesh[:, (_HAIRLINE, _CHIN)])
    shape = shape @ _upright(shape, np.median(ends[:, 1] - ends[:, 0], axis=0))
    shape /= np.linalg.norm(shape[0] - shape[1])
    points, rotations = _laid_on(shape, rigid, mesh)
    return Held(points, rotations)


def _laid_on(shape: Float64s, rigid: Float64s, points: Float64s) -> tuple[Float64s, Float64s]:
    """`points` moved as lays `rigid`, shape (n, m, 3), best on `shape`; and the way back.

    Returns:
        The points, shape (n, k, 3), and the rotations from the shape to them, shape (n, 3, 3).
    """
    middles = rigid.mean(axis=1, keepdims=True)
    centred = rigid - middles
    left, sizes, right = np.linalg.svd(np.swapaxes(centred, 1, 2) @ shape)
    signs = np.ones_like(sizes)
    signs[:, 2] = np.sign(np.linalg.det(left @ right))
    turns = (left * signs[:, None]) @ right
    scales = (sizes * signs).sum(axis=1) / np.maximum(np.square(centred).sum(axis=(1, 2)), 1e-12)
    return scales[:, None, None] * ((points - middles) @ turns), turns


def _even(shape: Float64s) -> Float64s:
    """The mean of a shape and its mirror image."""
    mirrored = (shape * np.array([-1.0, 1.0, 1.0]))[list(_SWAPPED)]
    laid, _ = _laid_on(shape, mirrored[None], mirrored[None])
    even = (shape + laid[0]) / 2
    return np.asarray(even - even.mean(axis=0), np.float64)


def _upright(shape: Float64s, down: Float64s) -> Float64s:
    """The rotation, to multiply by from the right, that makes a shape face the camera upright."""
    across = (shape[1 : 2 * len(_PAIRS) : 2] - shape[0 : 2 * len(_PAIRS) : 2]).sum(axis=0)
    across /= np.linalg.norm(across)
    down = down - (down @ across) * across
    down /= np.linalg.norm(down)
    return np.column_stack([across, down, np.cross(across, down)])
