"""Lays the mouth of one picture on the head of another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.points import (
    CHIN,
    CHIN_TIP,
    EARS,
    JAW,
    LOWER_INNER,
    NOSE_BASE,
    RIGID,
    UPPER_INNER,
)

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_BETWEEN_EYES = 168
_FARTHEST = 0.2
"""How far a chin is moved at most, in widths of the face."""
_CHIN_SHARE = 0.35
"""Of a gap between the lips, how much of it the chin closes."""


@dataclass(frozen=True, eq=False)
class Shape:
    """How a face is to be drawn, and how it was."""

    mesh: Float32s
    """Of the face in its picture, shape (468, 3)."""
    goals: Float32s
    """Where each point is to be seen, shape (468, 3)."""
    width: float
    """Of the face, in pixels."""


def width_of(mesh: Float32s) -> float:
    """Width of a face in pixels, as if it was seen from the front."""
    return max(1.0, float(np.linalg.norm(mesh[EARS[0]] - mesh[EARS[1]])))


def laid_on(mesh: Float32s, head: Float32s) -> Float32s:
    """A mesh turned, scaled and moved so that its rigid points lie best on those of another.

    By orthogonal Procrustes (Umeyama 1991); the base of the nose then lies where it does in the
    other, since what is left of an error of depth would shift the mouth.

    Args:
        mesh: shape (468, 3).
        head: shape (468, 3).
    """
    rigid = list(RIGID)
    mine, theirs = mesh[rigid].astype(np.float64), head[rigid].astype(np.float64)
    middle, goal = mine.mean(axis=0), theirs.mean(axis=0)
    left, sizes, right = np.linalg.svd((mine - middle).T @ (theirs - goal))
    signs = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    turn = (left * signs) @ right
    scale = float((sizes * signs).sum()) / max(float(np.square(mine - middle).sum()), 1e-12)
    laid = scale * (mesh - middle) @ turn + goal
    base = list(NOSE_BASE)
    laid[:, :2] += (head[base, :2] - laid[base, :2]).mean(axis=0)
    return np.asarray(laid, np.float32)


def shape_of(mesh: Float32s, mouth: Float32s, closed: float) -> Shape:
    """The shape of a face that is given a mouth.

    The jaw goes up or down with the mouth, and keeps its outline.

    Args:
        mesh: of the face, shape (468, 3).
        mouth: a mesh that was laid on it, shape (468, 3).
        closed: share of the gap between its lips that is closed, 0 to 1.
    """
    width = width_of(mesh)
    down = mesh[CHIN_TIP, :2] - mesh[_BETWEEN_EYES, :2]
    down = down / max(float(np.linalg.norm(down)), 1e-6)
    chin = list(CHIN)
    way = float(((mouth[chin, :2] - mesh[chin, :2]) @ down).mean())
    gap = mouth[list(LOWER_INNER), :2].mean(axis=0) - mouth[list(UPPER_INNER), :2].mean(axis=0)
    way -= _CHIN_SHARE * closed * max(0.0, float(gap @ down))
    way = float(np.clip(way, -_FARTHEST * width, _FARTHEST * width))
    goals = mouth.copy()
    goals[chin] = mesh[chin]
    goals[chin, :2] += way * down
    for point, share in JAW:
        goals[point] = mesh[point]
        goals[point, :2] += share * way * down
    return Shape(mesh, goals, width)
