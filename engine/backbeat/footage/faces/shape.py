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

from backbeat.footage.faces.tracks import Steps, points_of

Float64s = NDArray[np.float64]
Float32s = NDArray[np.float32]

_PAIRS = ((33, 263), (133, 362), (127, 356), (234, 454))
"""Points held by bone on the face's right and left: corners of the eyes, temples, ears."""
_MIDDLE = (168, 6, 197, 195, 5, 4, 1, 10, 151, 9, 8)
"""Points held by bone in the middle: forehead and nose."""
_RIGID = (*(point for pair in _PAIRS for point in pair), *_MIDDLE)
_SWAPPED = (1, 0, 3, 2, 5, 4, 7, 6, *range(8, 8 + len(_MIDDLE)))
"""Where in `_RIGID` the other point of each pair is."""
_HAIRLINE, _CHIN = 10, 152
_ENDS = (_HAIRLINE, _CHIN)
_BLOCK = 2048
"""Meshes that are worked on at once."""
_ROUNDS = 3


@dataclass(frozen=True, eq=False)
class Held:
    """What a face does with its head and its mouth."""

    pose: Float32s
    """As `FaceTrack.pose`, shape (n, 3)."""
    lips: Float32s
    """As `FaceTrack.lips`, shape (n, 8)."""


def held_still(steps: Steps, boxes: Float32s) -> Held:
    """Takes the head's movement out of the meshes of one face.

    Args:
        steps: the meshes as `FaceTrack.steps`, shape (n, 468, 3), n > 0.
        boxes: shape (n, 4).
    """
    blocks = [slice(at, at + _BLOCK) for at in range(0, len(steps), _BLOCK)]
    rigid = np.concatenate([_points(steps, boxes, block)[:, _RIGID] for block in blocks])
    shape = rigid[len(rigid) // 2] - rigid[len(rigid) // 2].mean(axis=0)
    shape = shape / np.linalg.norm(shape)
    for _ in range(_ROUNDS):
        laid, _ = _laid_on(shape, rigid, rigid)
        shape = laid.mean(axis=0)
        shape -= shape.mean(axis=0)
        shape /= np.linalg.norm(shape)
    shape = _even(shape)
    # The hairline and the chin as they usually are tell which way is down.
    ends = np.concatenate([_points(steps, boxes, block)[:, _ENDS] for block in blocks])
    laid, _ = _laid_on(shape, rigid, ends)
    shape = shape @ _upright(shape, np.median(laid[:, 1] - laid[:, 0], axis=0))
    shape /= np.linalg.norm(shape[0] - shape[1])
    lips, poses = [], []
    for block in blocks:
        points, rotations = _laid_on(shape, rigid[block], _points(steps, boxes, block))
        lips.append(_lips(points))
        poses.append(_pose(rotations))
    return Held(np.concatenate(poses), np.concatenate(lips))


def _points(steps: Steps, boxes: Float32s, block: slice) -> Float64s:
    return points_of(steps[block], boxes[block]).astype(np.float64)


def _pose(rotations: Float64s) -> Float32s:
    """Yaw, pitch and roll of rotations from the upright head to the picture, shape (n, 3, 3)."""
    ahead = -rotations[:, :, 2]
    across = rotations[:, :, 0]
    yaw = np.arctan2(ahead[:, 0], -ahead[:, 2])
    pitch = np.arctan2(ahead[:, 1], np.hypot(ahead[:, 0], ahead[:, 2]))
    roll = np.arctan2(across[:, 1], across[:, 0])
    return np.asarray(np.degrees(np.column_stack([yaw, pitch, roll])), np.float32)


def _lips(points: Float64s) -> Float32s:
    """Features of the mouth from meshes of an upright head, shape (n, 468, 3): right, down and
    away, in distances of the outer corners of the eyes from the middle of what bone holds."""

    def apart(one: int, other: int) -> Float64s:
        return np.asarray(np.linalg.norm(points[:, one] - points[:, other], axis=1), np.float64)

    inner = (apart(13, 14) + apart(82, 87) + apart(312, 317)) / 3
    upper, lower = points[:, 0], points[:, 17]
    columns = [
        inner,
        apart(0, 17),
        points[:, _CHIN, 1],
        apart(61, 291),
        apart(78, 308),
        -(upper[:, 2] + lower[:, 2]) / 2,
        lower[:, 1],
        upper[:, 1],
    ]
    return np.column_stack(columns).astype(np.float32)


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
