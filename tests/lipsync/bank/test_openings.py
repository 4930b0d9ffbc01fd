"""How far mouths are open, by pixels of drawn mouths of which it is known."""

from __future__ import annotations

import numpy as np

from backbeat.lipsync.bank.openings import openings
from tests.lipsync.bank.drawn import mouth


def _openings(mouths: list[tuple[float, bool, float | None]]) -> np.ndarray:
    drawn = [mouth(gap, teeth, said, seed) for seed, (gap, teeth, said) in enumerate(mouths)]
    squares = np.array([square for square, _ in drawn])
    points = np.array([marks for _, marks in drawn])
    apertures = np.linalg.norm(points[:, 14] - points[:, 13], axis=1) / 80
    return openings(squares, points, apertures.astype(np.float32))


def test_wider_mouths_have_larger_openings() -> None:
    gaps = [0.0, 1.5, 3.0, 5.0, 8.0, 12.0, 16.0] * 4
    found = _openings([(gap, index % 2 == 0, None) for index, gap in enumerate(gaps)])
    means = [found[np.array(gaps) == gap].mean() for gap in sorted(set(gaps))]
    assert np.all(np.diff(means) > 0)
    assert means[0] < 0.08


def test_teeth_that_the_mesh_takes_for_lips_are_seen() -> None:
    usual = [(gap, gap > 6, None) for gap in (0.0, 0.0, 2.0, 4.0, 8.0, 10.0, 12.0)] * 4
    found = _openings([*usual, (5.0, True, 0.5), (0.0, False, 0.5)])
    with_teeth, closed = found[-2:]
    assert closed < 0.1
    assert with_teeth > closed + 0.2


def test_of_no_picture_there_is_none() -> None:
    empty = np.zeros((0, 80, 80, 3), np.uint8)
    assert not len(openings(empty, np.zeros((0, 468, 2), np.float32), np.zeros(0, np.float32)))
