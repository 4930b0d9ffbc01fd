"""Lays a mesh on the head of another picture, and closes its lips."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_RIGID = (33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 10, 151, 9, 8, 127, 356)
"""Points of eyes, nose, forehead and temples, which speech does not move."""
_INNER_UPPER = (13, 82, 312, 81, 311, 80, 310)
_INNER_LOWER = (14, 87, 317, 178, 402, 88, 318)
_UPPER_LIP = (0, 37, 267, 39, 269, 40, 270, 11, 72, 302, 73, 303, 12, 38, 268, 41, 271)
_LOWER_LIP = (17, 84, 314, 181, 405, 91, 321, 16, 85, 315, 86, 316, 15, 180, 404, 179, 403)
_UNDER_LIP = (152, 148, 377, 176, 400, 200, 199, 175, 18, 83, 313)
_UPPER_SHARE, _LOWER_SHARE, _CHIN_SHARE = 0.3, -0.7, -0.35
"""Of the gap, by which each part moves to meet the other: the jaw does most of it."""


def laid_on(mesh: Float32s, head: Float32s) -> Float32s:
    """A mesh turned, scaled and moved so that its rigid points lie best on those of another.

    By orthogonal Procrustes (Umeyama 1991).

    Args:
        mesh: shape (468, 3).
        head: shape (468, 3).
    """
    rigid = list(_RIGID)
    mine, theirs = mesh[rigid].astype(np.float64), head[rigid].astype(np.float64)
    middle, goal = mine.mean(axis=0), theirs.mean(axis=0)
    left, sizes, right = np.linalg.svd((mine - middle).T @ (theirs - goal))
    signs = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    turn = (left * signs) @ right
    scale = float((sizes * signs).sum()) / max(float(np.square(mine - middle).sum()), 1e-12)
    return np.asarray(scale * (mesh - middle) @ turn + goal, np.float32)


def closed_by(mesh: Float32s, share: float) -> Float32s:
    """A mesh with its lips nearer to each other.

    Args:
        mesh: shape (468, 3).
        share: of the gap between them that is closed, 0 to 1.
    """
    moved = mesh.copy()
    gap = mesh[list(_INNER_LOWER)].mean(axis=0) - mesh[list(_INNER_UPPER)].mean(axis=0)
    for points, part in (
        (_INNER_UPPER + _UPPER_LIP, _UPPER_SHARE),
        (_INNER_LOWER + _LOWER_LIP, _LOWER_SHARE),
        (_UNDER_LIP, _CHIN_SHARE),
    ):
        moved[list(points)] += gap * np.float32(part * share)
    return moved
