"""SyncNet's scores on points of which the offset is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.sync.lips.lse import (
    REACH,
    batches,
    distances,
    points,
    pooled,
    scores,
    sound_windows,
)


def _points(seed: int, count: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, 12)).astype(np.float32)


@given(shift=st.integers(-REACH, REACH), seed=st.integers(0, 99))
def test_a_known_shift_is_found(shift: int, seed: int) -> None:
    made = _points(seed, 120)
    # The sound of what is seen at point i is heard at point i + shift.
    late = np.roll(made, shift, axis=0)
    means = distances(made, late)
    assert int(means.argmin()) == REACH + shift
    found = scores(means)
    assert found.offset_s == pytest.approx(shift / 25)
    assert found.confidence > 1


def test_distances_are_means_over_points_and_zeros_beyond_the_ends() -> None:
    lips, voice = _points(1, 50), _points(2, 50)
    wanted = []
    for shift in range(-15, 16):
        apart = []
        for at in range(50):
            heard = voice[at + shift] if 0 <= at + shift < 50 else np.zeros(12)
            apart.append(float(np.linalg.norm(lips[at].astype(float) - heard + 1e-6)))
        wanted.append(sum(apart) / 50)
    means = distances(lips, voice)
    np.testing.assert_allclose(means, wanted, rtol=1e-12)
    found = scores(means)
    assert found.distance == pytest.approx(min(wanted))
    assert found.confidence == pytest.approx(sorted(wanted)[15] - min(wanted))


def test_shots_together_are_all_their_points() -> None:
    first, second = distances(_points(1, 50), _points(2, 50)), np.full(31, 4.0)
    both = pooled([first, second], [50, 150])
    np.testing.assert_allclose(both, (first + 3 * second) / 4)


@pytest.mark.parametrize(
    ("pictures", "samples", "count"),
    [(100, 64000, 95), (100, 63999, 94), (50, 640 * 80, 45), (49, 640 * 80, 0), (3, 0, 0)],
)
def test_points_of_pictures_and_sound(pictures: int, samples: int, count: int) -> None:
    assert points(pictures, samples) == count


def test_the_sound_of_a_point_begins_with_its_first_picture() -> None:
    cepstra = np.arange(100 * 13, dtype=np.float32).reshape(100, 13)
    windows = sound_windows(cepstra, 2, 5)
    assert windows.shape == (3, 1, 13, 20)
    for row, point in enumerate(range(2, 5)):
        np.testing.assert_array_equal(windows[row, 0], cepstra[point * 4 : point * 4 + 20].T)


@given(count=st.integers(0, 60), size=st.integers(1, 20))
def test_batches_cover_every_point_once(count: int, size: int) -> None:
    made = [at for first, last in batches(count, size) for at in range(first, last)]
    assert made == list(range(count))
