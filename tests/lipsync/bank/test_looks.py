"""What mouths look like, in few numbers."""

from __future__ import annotations

import cv2
import numpy as np

from backbeat.lipsync.bank.looks import SIZE, components, sharpness_of, small_of
from tests.lipsync.bank.drawn import mouth


def test_distances_of_components_are_those_of_the_pictures() -> None:
    gaps = np.linspace(0, 16, 60)
    small = np.array([small_of(mouth(gap, gap > 8, seed=at)[0]) for at, gap in enumerate(gaps)])
    assert small.shape == (60, SIZE)
    look = components(small)
    pairs = [(0, 59), (0, 30), (10, 50), (20, 25), (5, 6)]
    full = np.array([np.linalg.norm(small[a] - small[b]) for a, b in pairs])
    few = np.array([np.linalg.norm(look[a] - look[b]) for a, b in pairs])
    assert np.corrcoef(full, few)[0, 1] > 0.98
    assert few[0] > 5 * few[-1]


def test_components_of_one_picture_or_none_are_nothing() -> None:
    assert components(np.zeros((0, SIZE), np.float32)).shape == (0, 1)
    assert not components(np.ones((1, SIZE), np.float32)).any()


def test_a_blurred_mouth_is_less_sharp() -> None:
    square, _ = mouth(6, teeth=True)
    blurred = cv2.GaussianBlur(square, (0, 0), 2.5)
    assert sharpness_of(np.asarray(blurred, np.uint8)) < 0.7 * sharpness_of(square)
