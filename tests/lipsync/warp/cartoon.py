"""A drawn face with lips, teeth and the dark between, whose mesh is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.media.retouching.patches import Box, Crop

SIDE = 400
UNIT = 160.0
"""Pixels between the outer corners of the eyes."""
MIDDLE = np.array([200.0, 230.0])
"""Of the mouth, in pixels."""
HALF = 0.26
"""Of the mouth's width, in distances of the eyes."""
SKIN, LIP, TEETH, DARK = (150, 170, 215), (85, 80, 170), (215, 225, 230), (30, 20, 40)
_UPPER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
_LOWER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
_OUTER_UPPER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
_OUTER_LOWER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)


def mesh_of(gap: float) -> NDArray[np.float32]:
    """The mesh of a face whose lips are `gap` apart, in distances of the eyes; shape (468, 3)."""
    mesh = np.zeros((468, 3), np.float32)

    def put(point: int, x: float, y: float) -> None:
        mesh[point, :2] = MIDDLE + UNIT * np.array([x, y])

    for point, x, y in (
        (33, -0.5, -0.75), (263, 0.5, -0.75), (168, 0, -0.72), (2, 0, -0.3), (152, 0, 0.62),
        (1, 0, -0.4), (10, 0, -1.2),
    ):  # fmt: skip
        put(point, x, y)
    for place, along in enumerate(np.linspace(-1, 1, 11)):
        lens = 1 - along**2
        for points, inner in ((_UPPER, -0.4 * gap), (_LOWER, 0.6 * gap)):
            put(points[place], along * HALF, inner * lens)
        put(_OUTER_UPPER[place], along * HALF * 1.08, (-0.4 * gap - 0.09) * lens)
        put(_OUTER_LOWER[place], along * HALF * 1.08, (0.6 * gap + 0.11) * lens)
    return mesh


def picture_of(gap: float, deep: bool = False) -> Crop:
    """The whole picture of that face: upper teeth are seen in a third of the gap."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] + 0.5
    x, y = (x - MIDDLE[0]) / UNIT, (y - MIDDLE[1]) / UNIT
    grain = np.random.default_rng(3).normal(0, 2, (SIDE, SIDE, 1))
    # Something that moves with the skin.
    stripes = 6 * np.sin(40 * x) + 6 * np.sin(40 * y)
    pixels = np.array(SKIN, np.float64) + stripes[..., np.newaxis]
    lens = np.clip(1 - (x / HALF) ** 2, 0, None)
    outer = np.clip(1 - (x / HALF / 1.08) ** 2, 0, None)
    inside = (y > -0.4 * gap * lens) & (y < 0.6 * gap * lens)
    lips = (y > (-0.4 * gap - 0.09) * outer) & (y < (0.6 * gap + 0.11) * outer)
    teeth = inside & (y < (-0.4 + 0.35) * gap * lens)
    for mask, color in ((lips, LIP), (inside, DARK), (teeth, TEETH)):
        pixels[mask] = color
    found = np.clip(np.rint(pixels + grain), 0, 255)
    dtype, scale = (np.uint16, 257) if deep else (np.uint8, 1)
    return Crop((found * scale).astype(dtype), Box(0, 0, SIDE, SIDE))


def inside_of(pixels: NDArray[np.generic]) -> int:
    """How many pixels show teeth or the dark, by their colour; 8 bits."""
    values = pixels.astype(np.float64)
    dark = values.max(axis=2) < 75
    return int((dark | teeth_in(pixels)).sum())


def teeth_in(pixels: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Which pixels show teeth: as blue as they are red."""
    values = pixels.astype(np.float64)
    near_mouth = np.zeros(values.shape[:2], np.bool_)
    near_mouth[190:280, 140:260] = True
    pale = (values[..., 2] - values[..., 0] < 45) & (values[..., 0] > 110)
    return np.asarray(pale & near_mouth, np.bool_)
