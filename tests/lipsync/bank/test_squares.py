"""The square around a mouth stays with the face."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.lipsync.bank.squares import SIDE, points_in, square_of


def _face() -> np.ndarray:
    mesh = np.random.default_rng(3).uniform(-50, 50, (468, 3)).astype(np.float32)
    mesh[33], mesh[263] = (-45, -30, 0), (45, -30, 0)
    mesh[61], mesh[291], mesh[0], mesh[17] = (-20, 30, 0), (20, 30, 0), (0, 22, 0), (0, 38, 0)
    return mesh


@given(st.floats(-1.2, 1.2), st.floats(0.3, 8), st.floats(-500, 2000), st.floats(-500, 2000))
def test_points_in_it_do_not_depend_on_where_the_face_is(
    turned: float, scale: float, right: float, down: float
) -> None:
    mesh = _face()
    cos, sin = math.cos(turned) * scale, math.sin(turned) * scale
    moved = mesh * np.float32(scale)
    moved[:, :2] = mesh[:, :2] @ np.array([[cos, sin], [-sin, cos]], np.float32) + [right, down]
    still = points_in(square_of(mesh), mesh)
    assert np.allclose(points_in(square_of(moved), moved), still, atol=0.05)


def test_the_mouth_is_in_the_middle_and_as_large_as_the_eyes_are_apart() -> None:
    mesh = _face()
    points = points_in(square_of(mesh), mesh)
    assert np.allclose(points[[61, 291, 0, 17]].mean(axis=0), SIDE / 2, atol=1e-3)
    assert math.isclose(float(points[263, 0] - points[33, 0]), SIDE, abs_tol=1e-3)
