from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.lipsync.drawing.splines import moved
from backbeat.media.retouching.patches import Box

_BOX = Box(30, 50, 190, 170)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), step=st.integers(2, 16))
def test_what_is_moved_evenly_is_moved_so_everywhere(seed: int, step: int) -> None:
    random = np.random.default_rng(seed)
    goals = random.uniform(0, 200, (20, 2))
    matrix = np.eye(2) + random.uniform(-0.2, 0.2, (2, 2))
    way = random.uniform(-30, 30, 2)
    field = moved(goals @ matrix + way, goals, _BOX, step)
    x, y = np.meshgrid(np.arange(30, 190) + 0.5, np.arange(50, 170) + 0.5)
    places = np.dstack([x, y])
    assert field.shape == (120, 160, 2)
    assert np.abs(field - (places @ matrix + way - places)).max() < 0.02 * step + 0.02


def test_points_are_seen_where_they_are_to_be() -> None:
    across, along = np.meshgrid(np.linspace(20, 200, 6), np.linspace(40, 180, 5))
    goals = np.column_stack([across.ravel(), along.ravel()])
    sources = goals.copy()
    sources[14] += (6, -4)
    field = moved(sources, goals, _BOX, 4)
    for source, (x, y) in zip(sources, goals, strict=True):
        if _BOX.left + 1 < x < _BOX.right - 1 and _BOX.top + 1 < y < _BOX.bottom - 1:
            found = field[int(y) - _BOX.top, int(x) - _BOX.left]
            assert found == pytest.approx(source - (x, y), abs=0.6)


def test_a_field_fades_where_it_is_to() -> None:
    goals = np.random.default_rng(3).uniform(0, 200, (12, 2))
    field = moved(
        goals + 5, goals, _BOX, 8,
        lambda x, y: np.asarray((x < 110) & (y > -1e9), np.float32),
    )  # fmt: skip
    assert field[:, :60] == pytest.approx(5, abs=0.1)
    assert field[:, -60:] == pytest.approx(0, abs=0.1)
