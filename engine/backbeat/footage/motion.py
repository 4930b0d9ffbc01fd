"""Motion between two pictures: how the camera moves, and what moves against it.

Optical flow is by DIS (Kroeger et al., "Fast Optical Flow using Dense Inverse Search", ECCV 2016).
The camera's part is the affine motion that most of the picture follows, found by iteratively
reweighted least squares with Tukey's weights; what is left is the motion of things.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

_GRID = 8
"""Distance of the points at which the flow is looked at, in pixels of the small picture."""
_ROUNDS = 4
_TUKEY = 4.685
"""Tukey's constant: 95 % as efficient as least squares where errors are normal."""
_MIN_SPREAD = 0.05
"""Least spread of errors assumed, in pixels."""
_SUBJECT_SHARE = 0.05
"""Share of the picture that moves most, and whose mean motion is the action: a small subject."""
_TEXTURE = 2.0
"""Standard deviation of luma, in its steps of 255, under which flow is a guess and is left out."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Motion from one picture to the next, in picture widths."""

    action: float = 0.0
    """Of things, against the camera's."""
    camera: float = 0.0
    """Of the camera: the median over the picture, so that turns and zooms count."""
    right: float = 0.0
    """How far the middle of the picture moves."""
    down: float = 0.0


class Motion:
    """Measures motion from picture to picture of one clip."""

    def __init__(self) -> None:
        self._before: NDArray[np.uint8] | None = None

    def feed(self, gray: NDArray[np.uint8]) -> Moved:
        """Motion since the picture before; none for the first.

        Args:
            gray: shape (height, width).
        """
        before, self._before = self._before, gray
        if before is None or before.shape != gray.shape:
            return Moved()
        flow = self._flow.calc(before, gray, None)
        half = _GRID // 2
        points = np.asarray(flow[half::_GRID, half::_GRID], np.float32)
        textured = _texture(before)[: points.shape[0], : points.shape[1]] >= _TEXTURE
        return _split(points, textured, gray.shape[1])

    def forget(self) -> None:
        """Lets the next picture count as the first: after a cut, say."""
        self._before = None

    @cached_property
    def _flow(self) -> Any:
        import cv2

        from backbeat.threads import PER_JOB

        cv2.setNumThreads(PER_JOB)
        return cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)


def _texture(gray: NDArray[np.uint8]) -> Float32s:
    """Standard deviation of luma in squares of the grid, shape (rows, columns)."""
    import cv2

    rows, columns = gray.shape[0] // _GRID, gray.shape[1] // _GRID
    cut = gray[: rows * _GRID, : columns * _GRID].astype(np.float32)
    mean, square = (
        cv2.resize(one, (columns, rows), interpolation=cv2.INTER_AREA) for one in (cut, cut * cut)
    )
    return np.asarray(np.sqrt(np.maximum(square - mean * mean, 0)), np.float32)


def _split(points: Float32s, textured: NDArray[np.bool_], width: int) -> Moved:
    """Splits a flow field on the grid."""
    points = points[: textured.shape[0], : textured.shape[1]]
    if textured.sum() < _GRID:
        return Moved()
    rows, columns = np.nonzero(textured)
    x = (columns - points.shape[1] / 2) / points.shape[1]
    y = (rows - points.shape[0] / 2) / points.shape[1]
    design = np.stack([np.ones_like(x), x, y], axis=1)
    moved = points[rows, columns].astype(np.float64)
    weights = np.ones(len(moved))
    fitted = np.zeros_like(moved)
    affine = np.zeros((3, 2))
    for _ in range(_ROUNDS):
        weighted = design * weights[:, None]
        normal = weighted.T @ design + 1e-6 * np.eye(3)
        affine = np.linalg.solve(normal, weighted.T @ moved)
        fitted = design @ affine
        errors = np.linalg.norm(moved - fitted, axis=1)
        spread = max(_MIN_SPREAD, 1.4826 * float(np.median(errors)))
        weights = np.clip(1 - (errors / (_TUKEY * spread)) ** 2, 0, None) ** 2
    left = np.sort(np.linalg.norm(moved - fitted, axis=1))
    most = max(1, round(_SUBJECT_SHARE * points.shape[0] * points.shape[1]))
    camera = float(np.median(np.linalg.norm(fitted, axis=1)))
    right, down = affine[0] / width
    return Moved(float(left[-most:].mean()) / width, camera / width, float(right), float(down))
