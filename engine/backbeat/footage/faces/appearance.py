"""What a face looks like, so that it is known again after it was out of sight.

A small picture of the face, cut out upright by its mesh: its pattern of light, and its colours.
It tells apart the faces of one shot; light is the same for all of them there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.mesh import Mesh
from backbeat.footage.faces.view import Square, View

Float32s = NDArray[np.float32]

_SIDE = 24
_AROUND = 1.15
"""Side of what is cut out, in heights of the face: some hair is part of it."""
_CELLS = 6
"""Cells along a side whose mean colours are compared."""
_LIGHT, _COLOR = 0.5, 4.0
"""Weights of what differs in pattern and in colour."""
SIZE = _SIDE * _SIDE + 3 * _CELLS * _CELLS
"""Numbers in an appearance."""


def appearance_of(view: View, mesh: Mesh) -> Float32s:
    """The appearance of a face, shape (SIZE,)."""
    left, top, right, bottom = mesh.box
    side = max(right - left, bottom - top) * _AROUND
    around = mesh.around
    pixels = view.square(Square(around.x, around.y, side, around.turned), _SIDE)
    light = pixels @ np.array([0.299, 0.587, 0.114], np.float32)
    window = _window()
    middle = (light * window).sum() / window.sum()
    pattern = (light - middle) * np.sqrt(window)
    pattern /= np.linalg.norm(pattern) + 1e-6
    step = _SIDE // _CELLS
    cells = pixels.reshape(_CELLS, step, _CELLS, step, 3).mean(axis=(1, 3))
    weights = window.reshape(_CELLS, step, _CELLS, step).mean(axis=(1, 3))
    colors = cells * np.sqrt(weights / weights.sum())[:, :, None]
    return np.concatenate([pattern.ravel(), colors.ravel()]).astype(np.float32)


def unlike(ones: Float32s, others: Float32s) -> float:
    """How unlike two sets of appearances are, by their most similar pairs: 0 same, 1 others.

    Args:
        ones: shape (n, SIZE), n > 0.
        others: shape (m, SIZE), m > 0.
    """
    patterns = _SIDE * _SIDE
    light = 1 - ones[:, :patterns] @ others[:, :patterns].T
    differences = ones[:, None, patterns:] - others[None, :, patterns:]
    color = np.linalg.norm(differences, axis=2)
    apart = _LIGHT * light + _COLOR * color
    nearest = np.sort(apart, axis=None)[: max(1, apart.size // 4)]
    return float(np.median(nearest))


def _window() -> Float32s:
    """Weights of the pixels: the middle of the face counts most."""
    places = (np.arange(_SIDE) + 0.5) / _SIDE * 2 - 1
    fall = np.exp(-2 * np.square(places))
    return np.asarray(np.outer(fall, fall), np.float32)
