"""Action is what moves against the camera's motion; both are true to size."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.footage.motion import Motion, Moved
from tests.footage.clips import HEIGHT, WIDTH, Picture, pan, scene, shot, texture


def motion_in(pictures: Iterable[Picture]) -> np.ndarray:
    """Action and camera motion of each picture but the first, in pixels; shape (n, 2)."""
    motion = Motion()
    found = [motion.feed(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)) for picture in pictures]
    assert found[0] == Moved()
    return np.array([(one.action, one.camera) for one in found[1:]]) * WIDTH


@settings(max_examples=12)
@given(st.integers(0, 1000), st.floats(0.5, 12), st.booleans())
def test_a_pan_is_the_cameras(seed: int, step: float, back: bool) -> None:
    action, camera = motion_in(pan(seed, 8, -step if back else step)).T
    assert np.median(camera) == pytest.approx(step, rel=0.1, abs=0.15)
    assert np.median(action) < 0.15 + 0.1 * step


@pytest.mark.parametrize("turn, zoom", [(1.5, 1.0), (0.0, 1.02), (-0.8, 0.985)])
def test_turns_and_zooms_are_the_cameras(turn: float, zoom: float) -> None:
    ground = texture(4, WIDTH * 2, HEIGHT * 2)
    pictures = []
    for number in range(10):
        matrix = cv2.getRotationMatrix2D((WIDTH, HEIGHT), turn * number, zoom**number)
        seen = cv2.warpAffine(ground, matrix, (WIDTH * 2, HEIGHT * 2))
        pictures.append(seen[HEIGHT // 2 : HEIGHT // 2 + HEIGHT, WIDTH // 2 : WIDTH // 2 + WIDTH])
    action, camera = motion_in(pictures).T
    assert np.median(camera) > 0.5
    assert np.median(action) < 0.4 * np.median(camera)


@pytest.mark.parametrize("speed", [2, 4, 8])
def test_a_subjects_speed_is_the_action(speed: float) -> None:
    action, camera = motion_in(shot(2, 16, speed)).T
    assert np.median(action) == pytest.approx(speed, rel=0.35)
    assert np.median(camera) < 0.2


def test_a_subject_counts_before_a_camera_that_pans() -> None:
    with_subject = []
    square = scene(77)[:60, :60]
    for number, picture in enumerate(pan(5, 16, 3.0)):
        left = 30 + 8 * number
        picture = picture.copy()
        picture[60:120, left : left + 60] = square
        with_subject.append(picture)
    action, camera = motion_in(with_subject).T
    alone = motion_in(pan(5, 16, 3.0))[:, 0]
    assert np.median(camera) == pytest.approx(3, abs=0.4)
    assert np.median(action) > 6 * np.median(alone)


def test_noise_is_not_motion() -> None:
    random = np.random.default_rng(1)
    ground = texture(6).astype(float)
    noisy = [
        np.clip(ground + random.normal(0, 4, ground.shape), 0, 255).astype(np.uint8)
        for _ in range(8)
    ]
    action, camera = motion_in(noisy).T
    assert action.max() < 0.8
    assert camera.max() < 0.1


def test_a_plain_picture_has_no_motion() -> None:
    plain = [np.full((HEIGHT, WIDTH, 3), level, np.uint8) for level in (10, 200, 90)]
    assert (motion_in(plain) == 0).all()


def test_after_forget_the_next_picture_is_the_first() -> None:
    first, second = [cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) for one in pan(1, 2, 9.0)]
    motion = Motion()
    motion.feed(first)
    motion.forget()
    assert motion.feed(second) == Moved()
    assert motion.feed(first).camera > 0
