from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.lipsync.drawing.posing import laid_on, shape_of, width_of
from tests.lipsync.drawing.rendered import Face, mesh_of


@settings(max_examples=40, deadline=None)
@given(
    turns=st.tuples(*[st.floats(-0.6, 0.6)] * 3),
    scale=st.floats(0.3, 3),
    way=st.tuples(*[st.floats(-400, 400)] * 3),
)
def test_a_mesh_that_was_turned_scaled_and_moved_is_laid_back(
    turns: tuple[float, float, float], scale: float, way: tuple[float, float, float]
) -> None:
    mesh = mesh_of(Face(gap=0.08))
    moved = (scale * (mesh - mesh.mean(axis=0)) @ _turn(*turns) + way).astype(np.float32)
    assert laid_on(moved, mesh) == pytest.approx(mesh, abs=0.05)


def test_a_mouth_is_laid_with_its_own_opening() -> None:
    closed, opened = mesh_of(Face(gap=0.0)), mesh_of(Face(gap=0.1, x=300, turned=8, width=200))
    laid = laid_on(opened, closed)
    gap = np.linalg.norm(laid[13, :2] - laid[14, :2])
    assert gap == pytest.approx(0.1 * 240, rel=0.02)


def test_the_outline_of_the_jaw_is_moved_and_not_reshaped() -> None:
    mesh, mouth = mesh_of(Face(gap=0.0)), mesh_of(Face(gap=0.1))
    # As if the head of the other picture was thicker below.
    mouth[[152, 148, 377, 176, 400], 0] *= 1.2
    shape = shape_of(mesh, mouth, 0.0)
    ways = shape.goals[[152, 148, 377, 176, 400], :2] - mesh[[152, 148, 377, 176, 400], :2]
    assert np.abs(ways[:, 0]).max() < 0.5
    assert ways[0, 1] == pytest.approx(0.05 * 240, rel=0.1)
    assert (ways[:, 1] > 0.7 * ways[0, 1]).all()


def test_closed_lips_bring_the_chin_up() -> None:
    mesh, mouth = mesh_of(Face(gap=0.1)), mesh_of(Face(gap=0.1))
    loose, tight = shape_of(mesh, mouth, 0.0), shape_of(mesh, mouth, 1.0)
    assert loose.goals[152, 1] == pytest.approx(mesh[152, 1], abs=0.1)
    assert tight.goals[152, 1] < mesh[152, 1] - 3


def test_a_head_that_turns_away_keeps_its_width() -> None:
    mesh = mesh_of(Face())
    assert width_of(mesh @ _turn(0.0, 0.7, 0.0)) == pytest.approx(width_of(mesh), rel=1e-3)


def _turn(
    one: float, other: float, third: float
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    turn = np.eye(3)
    for axes, angle in (((0, 1), one), ((0, 2), other), ((1, 2), third)):
        part = np.eye(3)
        cos, sin = math.cos(angle), math.sin(angle)
        part[axes[0], axes[0]] = part[axes[1], axes[1]] = cos
        part[axes[0], axes[1]], part[axes[1], axes[0]] = sin, -sin
        turn = turn @ part
    return turn.astype(np.float32)
