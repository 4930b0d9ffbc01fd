"""Looks: near for one scene, far for another, and upright whatever way the pictures are stored."""

from __future__ import annotations

import numpy as np

from backbeat.footage.looks import SIZE, look_of


def _scene(seed: int) -> np.ndarray:
    """Areas of random colour, BGR."""
    drawn = np.random.default_rng(seed)
    areas = drawn.integers(0, 256, (6, 8, 3), dtype=np.uint8)
    return areas.repeat(30, axis=0).repeat(40, axis=1)


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.linalg.norm(look_of(one, 0) - look_of(other, 0)))


def test_a_little_noise_is_near_and_another_scene_is_far() -> None:
    one = _scene(1)
    noise = np.random.default_rng(0).normal(0, 4, one.shape)
    noisy = np.clip(one + noise, 0, 255).astype(np.uint8)
    assert look_of(one, 0).shape == (SIZE,)
    assert _apart(one, one) == 0
    assert _apart(one, noisy) < 0.2
    assert min(_apart(one, _scene(seed)) for seed in range(2, 8)) > 0.3


def test_the_ends_of_the_scale_are_about_one_apart() -> None:
    black, white = np.zeros((90, 160, 3), np.uint8), np.full((90, 160, 3), 255, np.uint8)
    assert 0.9 < _apart(black, white) < 1.7


def test_a_turned_picture_is_looked_at_upright() -> None:
    upright = _scene(3)
    # Turned a quarter clockwise to be shown: stored a quarter counterclockwise.
    for turned, quarters in ((90, 1), (180, 2), (270, 3)):
        stored = np.ascontiguousarray(np.rot90(upright, quarters))
        assert np.allclose(look_of(stored, turned), look_of(upright, 0), atol=0.02)
