"""Motion as the network of impacts is told it: of pictures that are drawn to move so."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.models.impacts import HIGH, WIDE
from backbeat.models.motion_cells import CHANNELS, COLUMNS, ROWS, motion_cells

Pictures = NDArray[np.uint8]


def _texture(high: int, wide: int, seed: int) -> NDArray[np.float32]:
    noise = np.random.default_rng(seed).uniform(0, 255, (high, wide)).astype(np.float32)
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 2), None, 20, 235, cv2.NORM_MINMAX)


def _square(lefts: list[int]) -> Pictures:
    """A textured square before a ground that stands, its left edge at each of these."""
    ground, thing = _texture(HIGH, WIDE, 1), _texture(32, 32, 2)
    pictures = np.repeat(ground[np.newaxis], len(lefts), axis=0)
    for picture, left in zip(pictures, lefts, strict=True):
        picture[30:62, left : left + 32] = thing
    return pictures.astype(np.uint8)


def _inside(cells: NDArray[np.float32], left: int) -> NDArray[np.float32]:
    """The median motion of the cells well inside the square, shape (4,)."""
    return np.median(cells[:4, 10:13, (left + 10) // 4 : (left + 22) // 4], axis=(1, 2))


def test_a_thing_is_told_where_it_goes_and_where_it_came_from() -> None:
    moved = motion_cells(_square([40, 44, 48, 52]))
    assert moved.cells.shape == (4, CHANNELS, ROWS, COLUMNS)
    assert moved.cells.dtype == moved.camera.dtype == np.float32
    assert np.abs(moved.camera).max() < 0.2
    assert _inside(moved.cells[1], 44) == pytest.approx([4, 0, -4, 0], abs=0.5)


def test_what_turns_round_is_accelerated_where_it_does() -> None:
    lefts = [40, 44, 48, 44, 40]
    moved = motion_cells(_square(lefts))
    changed = [
        float(_inside(cells, left)[0] + _inside(cells, left)[2])
        for cells, left in zip(moved.cells, lefts, strict=True)
    ]
    assert changed[1:4] == pytest.approx([0, -8, 0], abs=0.8)


def test_a_small_thing_is_the_fastest_of_its_cell() -> None:
    ground = np.repeat(_texture(HIGH, WIDE, 1)[np.newaxis], 3, axis=0)
    for picture, left in zip(ground, (80, 86, 92), strict=True):
        picture[41:50, left : left + 9] = _texture(9, 9, 2)
    moved = motion_cells(ground.astype(np.uint8)).cells[1]
    mean, fastest = (np.linalg.norm(part, axis=0) for part in (moved[:4], moved[4:8]))
    assert (fastest >= mean - 1e-3).all()
    assert (fastest - mean).max() > 1


def test_the_camera_s_motion_is_apart() -> None:
    wide = _texture(HIGH, WIDE + 40, 3)
    pan = np.stack([wide[:, left : left + WIDE] for left in (0, 5, 10, 15)]).astype(np.uint8)
    moved = motion_cells(pan)
    assert moved.camera[1] == pytest.approx([-5, 0, 5, 0], abs=0.3)
    assert np.abs(np.median(moved.cells[1, :4], axis=(1, 2))).max() < 0.3


def test_what_is_still_does_not_move() -> None:
    moved = motion_cells(np.repeat(_square([40]), 3, axis=0))
    assert not moved.cells[:, :9].any()
    assert not moved.camera.any()
    assert moved.cells[:, 9].max() > 0.1, "how much detail there is"
    assert len(motion_cells(np.zeros((0, HIGH, WIDE), np.uint8)).cells) == 0


def test_in_a_mirror_it_moves_the_other_way() -> None:
    pictures = _square([40, 44, 48, 52])
    mirrored = motion_cells(pictures).mirrored()
    assert _inside(mirrored.cells[1], WIDE - 44 - 32) == pytest.approx([-4, 0, 4, 0], abs=0.5)
    twice = mirrored.mirrored()
    assert np.array_equal(twice.cells, motion_cells(pictures).cells)
    found = motion_cells(np.ascontiguousarray(pictures[:, :, ::-1]))
    assert np.abs(mirrored.cells - found.cells).mean() < 0.1
