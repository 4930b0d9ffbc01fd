"""Mouths that are drawn, of which it is known how far they are open."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.bank.squares import SIDE

OUTER = (
    61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
)  # fmt: skip
INNER = (
    78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
)  # fmt: skip
_SKIN, _LIPS, _TEETH, _DARK = (205, 160, 140), (170, 80, 85), (225, 220, 210), (50, 25, 25)


def mouth(
    gap: float, teeth: bool = False, said: float | None = None, seed: int = 0
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A square with a mouth, and the points of its mesh.

    Args:
        gap: between the lips, in pixels.
        teeth: whether the gap shows teeth, else dark.
        said: the gap that the mesh says; None: the true one.
        seed: of the noise.
    """
    width, thick, centre = 40.0, 7.0, SIDE / 2
    outer = _ring(width / 2, gap / 2 + thick, centre)
    inner = _ring(width / 2 - 4, gap / 2, centre)
    shown = np.full((SIDE, SIDE, 3), _SKIN, np.uint8)
    _fill(shown, outer, _LIPS)
    if gap > 0:
        _fill(shown, inner, _TEETH if teeth else _DARK)
    noise = np.random.default_rng(seed).normal(0, 2, shown.shape)
    shown = np.clip(cv2.GaussianBlur(shown, (0, 0), 0.7) + noise, 0, 255).astype(np.uint8)
    points = np.zeros((468, 2), np.float32)
    points[list(OUTER)] = outer
    points[list(INNER)] = inner if said is None else _ring(width / 2 - 4, said / 2, centre)
    return shown, points


def _ring(across: float, down: float, centre: float) -> NDArray[np.float32]:
    turns = np.pi + np.arange(20) / 20 * 2 * np.pi
    return np.asarray(
        np.column_stack([centre + across * np.cos(turns), centre + down * np.sin(turns)]),
        np.float32,
    )


def _fill(
    picture: NDArray[np.uint8], ring: NDArray[np.float32], color: tuple[int, int, int]
) -> None:
    cv2.fillPoly(picture, [np.rint((ring - 0.5) * 8).astype(np.int32)], color, cv2.LINE_AA, 3)
