"""Lips at even steps, and their movement at the speed of speech."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.sync.lips.movement import STEP_S, resampled, speech_band, steps


def _lips(times: np.ndarray) -> np.ndarray:
    return np.repeat(np.sin(2 * np.pi * 2 * times)[:, None], 8, 1).astype(np.float32)


@given(seed=st.integers(0, 500), rate=st.sampled_from((12.0, 24.0, 30.0, 60.0)))
def test_uneven_pictures_come_out_where_they_were_shown(seed: int, rate: float) -> None:
    rng = np.random.default_rng(seed)
    times = np.arange(0, 4, 1 / rate) + rng.uniform(0, 0.3 / rate, len(np.arange(0, 4, 1 / rate)))
    values, seen = resampled(times, _lips(times), np.ones(len(times), np.bool_), steps(3.9))
    grid = np.arange(len(values)) * STEP_S
    inside = (grid > times[0]) & (grid < times[-1])
    assert seen[inside].all()
    # A straight line between two pictures leaves a sine by no more than this.
    furthest = (2 * np.pi * 2) ** 2 * np.diff(times).max() ** 2 / 8
    assert np.abs(values[inside, 0] - np.sin(2 * np.pi * 2 * grid[inside])).max() <= furthest + 1e-6


def test_long_gaps_are_not_seen_and_short_ones_are_bridged() -> None:
    times = np.arange(100) / 25
    visible = np.ones(100, np.bool_)
    visible[20:23] = False
    visible[50:70] = False
    lips = _lips(times)
    lips[~visible] = np.nan
    values, seen = resampled(times, lips, visible, 390)
    assert seen[75:100].all()
    assert not seen[205:274].any()
    assert np.isfinite(values).all()


def test_a_mouth_that_is_never_seen_has_no_steps() -> None:
    values, seen = resampled(np.arange(3.0), np.zeros((3, 8), np.float32), np.zeros(3, np.bool_), 9)
    assert values.shape == (9, 8)
    assert not seen.any()


@pytest.mark.parametrize(("hz", "kept"), [(0.1, 0.05), (2.0, 0.95), (4.0, 0.95), (30.0, 0.05)])
def test_the_band_keeps_the_speed_of_speech_in_phase(hz: float, kept: float) -> None:
    times = np.arange(2000) * STEP_S
    sine = np.sin(2 * np.pi * hz * times)
    reference = np.sin(2 * np.pi * 3.0 * times)
    found = speech_band(np.stack([sine + reference, reference], 1))
    part = (found[200:-200, 0] @ sine[200:-200]) / (sine[200:-200] @ sine[200:-200])
    whole = (found[200:-200, 0] @ reference[200:-200]) / (reference[200:-200] @ reference[200:-200])
    assert (part / whole > kept) if kept > 0.5 else (abs(part / whole) < kept)
    assert found.std(0) == pytest.approx(1.0, abs=1e-6)


def test_a_still_mouth_stays_still() -> None:
    assert not speech_band(np.full((500, 8), 3.0)).any()
    assert speech_band(np.zeros((3, 8))).shape == (3, 8)
