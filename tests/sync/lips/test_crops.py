"""What is cut out of a picture for SyncNet: where, how large, and what is beyond its edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import medfilt

from backbeat.sync.lips.crops import SIDE, cut_out, places


def test_places_are_medians_over_13_pictures() -> None:
    rng = np.random.default_rng(2)
    corner, size = rng.uniform(50, 300, (40, 2)), rng.uniform(40, 120, (40, 2))
    boxes = np.hstack([corner, corner + size]).astype(np.float32)
    x, y = (boxes[:, :2] + boxes[:, 2:]).T.astype(float) / 2
    half = (boxes[:, 2:] - boxes[:, :2]).max(1).astype(float) / 2
    wanted = np.stack([medfilt(row, 13) for row in (x, y, half)], axis=1)
    np.testing.assert_allclose(places(boxes), wanted, rtol=1e-5)


def _ramps(height: int, width: int) -> np.ndarray:
    """Blue grows to the right, green downwards."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[:, :, 0] = np.linspace(0, 240, width)
    picture[:, :, 1] = np.linspace(0, 240, height)[:, None]
    return picture


def test_the_square_reaches_from_half_a_face_above_to_below_the_chin() -> None:
    face = cut_out(_ramps(481, 481), np.array([240.0, 200.0, 80.0])).astype(float)
    assert face.shape == (SIDE, SIDE, 3)
    # A ramp of half a step a pixel: what is seen at an edge says where it was cut.
    left, right = face[100, 0, 0] * 2, face[100, -1, 0] * 2
    top, bottom = face[0, 100, 1] * 2, face[-1, 100, 1] * 2
    assert (left, right) == (pytest.approx(240 - 112, abs=3), pytest.approx(240 + 112, abs=3))
    assert (top, bottom) == (pytest.approx(200 - 80, abs=3), pytest.approx(200 + 144, abs=3))


@pytest.mark.parametrize(
    "place", [(0.0, 0.0, 40.0), (200.0, 100.0, 300.0), (-500.0, -500.0, 10.0), (5.0, 5.0, 0.0)]
)
def test_what_is_outside_is_grey(place: tuple[float, float, float]) -> None:
    face = cut_out(np.zeros((100, 200, 3), np.uint8), np.array(place))
    assert face.shape == (SIDE, SIDE, 3)
    assert face[0, 0].tolist() == [110, 110, 110]
