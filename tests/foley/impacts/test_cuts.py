"""Cuts in the small pictures that impacts are looked for in."""

from __future__ import annotations

import numpy as np

from backbeat.foley.impacts.cuts import CELLS, coarse, find_cuts


def _place(seed: int, count: int, noise: float = 1.0) -> np.ndarray:
    random = np.random.default_rng(seed)
    ground = random.uniform(20, 220, CELLS)
    return (ground + random.normal(0, noise, (count, *CELLS))).astype(np.float32)


def test_cells_are_means_of_the_picture() -> None:
    picture = np.kron(np.arange(144).reshape(CELLS), np.ones((10, 10))).astype(np.uint8)
    assert np.array_equal(coarse(picture), np.arange(144, dtype=np.float32).reshape(CELLS))


def test_cuts_are_found_to_the_picture() -> None:
    shots = [_place(seed, length) for seed, length in enumerate((20, 7, 40, 12))]
    assert find_cuts(np.concatenate(shots)) == [20, 27, 67]


def test_a_flash_is_no_cut() -> None:
    pictures = _place(1, 40)
    pictures[20] += 100
    assert find_cuts(pictures) == []
    pictures[21] += 60
    assert find_cuts(pictures) == []


def test_something_large_that_moves_is_no_cut() -> None:
    """As a hammer that fills the picture at each blow: change goes on for some pictures."""
    pictures = _place(2, 60)
    for number in range(60):
        pictures[number, :, : (number * 3) % 16] = 240
    assert find_cuts(pictures) == []


def test_too_little_to_tell() -> None:
    for count in range(3):
        assert find_cuts(_place(3, count)) == []
