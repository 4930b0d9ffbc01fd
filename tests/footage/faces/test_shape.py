from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from backbeat.footage.faces.shape import Held, held_still
from backbeat.footage.faces.tracks import steps_of

Float64s = NDArray[np.float64]

PAIRS = ((33, 263), (133, 362), (127, 356), (234, 454))
ANGLES = st.tuples(st.floats(-60, 60), st.floats(-40, 40), st.floats(-80, 80))


def _head(seed: int) -> Float64s:
    """A head, upright and facing the camera, the same left and right where bone holds it."""
    random = np.random.default_rng(seed)
    points = random.uniform(-1, 1, (468, 3)) * [0.5, 0.7, 0.3]
    for right, left in PAIRS:
        points[right, 0] = -abs(points[right, 0]) - 0.2
        points[left] = points[right] * [-1, 1, 1]
    points[[168, 6, 197, 195, 5, 4, 1, 10, 151, 9, 8, 152], 0] = 0
    points[10, 1], points[152, 1] = -1.0, 1.2
    points[10, 2] = points[152, 2] = 0.1
    return np.asarray(points, np.float64)


def _turn(yaw: float, pitch: float, roll: float) -> Float64s:
    """Rotation by angles in degrees: the nose to the right, down, the head clockwise."""
    a, b, c = np.radians([yaw, pitch, roll])
    about_down = [[np.cos(a), 0, -np.sin(a)], [0, 1, 0], [np.sin(a), 0, np.cos(a)]]
    about_right = [[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]]
    about_view = [[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]]
    return np.array(about_view) @ np.array(about_down) @ np.array(about_right)


def _held(mesh: Float64s) -> Held:
    """Of meshes of any size: they are kept in steps of their boxes."""
    boxes = np.concatenate([mesh[:, :, :2].min(axis=1), mesh[:, :, :2].max(axis=1)], axis=1)
    boxes = boxes.astype(np.float32)
    return held_still(steps_of(mesh, boxes), boxes)


@given(st.integers(0, 99), ANGLES, st.floats(0.2, 500))
def test_the_pose_is_known_from_one_picture_on(
    seed: int, angles: tuple[float, float, float], size: float
) -> None:
    yaw, pitch, _ = angles
    turn = _turn(yaw, pitch, 0)
    mesh = size * _head(seed) @ turn.T + [300, 200, 0]
    pose = _held(mesh[None]).pose[0]
    ahead = turn @ [0, 0, -1]
    assert np.isclose(pose[0], np.degrees(np.arctan2(ahead[0], -ahead[2])), atol=0.1)
    down = np.degrees(np.arctan2(ahead[1], np.hypot(ahead[0], ahead[2])))
    assert np.isclose(pose[1], down, atol=0.1)


def test_the_signs_are_as_documented() -> None:
    head = _head(1)
    right, down, clockwise = (
        _held((head @ _turn(*angles).T)[None]).pose[0]
        for angles in ((20, 0, 0), (0, 20, 0), (0, 0, 20))
    )
    # The tip of a nose that turns to the picture's right goes right: x is greater.
    assert (_turn(20, 0, 0) @ [0, 0, -1])[0] > 0 and (_turn(0, 20, 0) @ [0, 0, -1])[1] > 0
    assert np.allclose(right, [20, 0, 0], atol=0.1)
    assert np.allclose(down, [0, 20, 0], atol=0.1)
    assert np.allclose(clockwise, [0, 0, 20], atol=0.1)


@given(st.integers(0, 99), st.lists(ANGLES, min_size=2, max_size=6), st.floats(1, 400))
def test_lips_do_not_change_with_the_head(
    seed: int, poses: list[tuple[float, float, float]], size: float
) -> None:
    head = _head(seed)
    meshes = np.array([size * head @ _turn(*angles).T + [50, 60, 0] for angles in poses])
    held = _held(meshes)
    assert np.allclose(held.lips, held.lips[0], atol=2e-3)
    eyes = np.linalg.norm(head[33] - head[263])
    inner = sum(np.linalg.norm(head[a] - head[b]) for a, b in ((13, 14), (82, 87), (312, 317)))
    wanted = [inner / 3, *(np.linalg.norm(head[a] - head[b]) for a, b in ((0, 17), (61, 291)))]
    assert np.allclose(held.lips[0][[0, 1, 3]], np.array(wanted) / eyes, atol=2e-3)


def test_a_mouth_that_opens_is_seen_whatever_the_head_does() -> None:
    head, opened = _head(3), []
    meshes = []
    for number in range(60):
        moved = head.copy()
        opened.append(0.1 + 0.1 * np.sin(number / 3))
        moved[[14, 87, 317]] = moved[[13, 82, 312]] + [0, opened[-1], 0]
        angles = 25 * np.sin(number / 7), 10 * np.cos(number / 5), 5.0
        meshes.append(100 * moved @ _turn(*angles).T)
    inner = _held(np.array(meshes)).lips[:, 0]
    assert np.corrcoef(inner, opened)[0, 1] > 0.999
