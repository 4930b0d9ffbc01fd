"""Changes are where something changes, and what returns is like what it was."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.music.metre.changes import CHANGES, SENSES, changes

EACH = CHANGES // SENSES
SPANS, LAGS = (1, 2, 4, 8, 16), (2, 3, 4, 6, 8, 12, 16, 24, 32)


def chords(every: int, count: int, seed: int = 0) -> np.ndarray:
    """Another chord after every so many pulses, shape (count, 12)."""
    rng = np.random.default_rng(seed)
    kinds = rng.uniform(0, 1, (-(-count // every), 12)).astype(np.float32)
    return np.repeat(kinds, every, axis=0)[:count]


def test_a_new_chord_is_a_change_and_its_middle_is_none() -> None:
    found = changes((chords(8, 96),) * SENSES)
    change = found[16:80, SPANS.index(4)]
    assert change[::8].min() > 0.1
    assert change[4::8].max() < 1e-3


def test_what_returns_after_so_many_pulses_is_heard_at_that_lag() -> None:
    bar = np.random.default_rng(1).uniform(0, 1, (6, 12)).astype(np.float32)
    found = changes((np.tile(bar, (20, 1)),) * SENSES)[40:, len(SPANS) : EACH].mean(axis=0)
    back = [lag for lag, like in zip(LAGS, found, strict=True) if like > 0.99]
    assert back == [6, 12, 24]


@given(count=st.integers(1, 60), seed=st.integers(0, 99), scale=st.floats(0.01, 100))
def test_changes_are_finite_bounded_and_of_no_scale(count: int, seed: int, scale: float) -> None:
    rows = np.random.default_rng(seed).uniform(0, 1, (count, 5)).astype(np.float32)
    found = changes((rows,) * SENSES)
    assert found.shape == (count, CHANGES) and np.abs(found).max() <= 1 + 1e-5
    if count > 2:
        louder = changes((rows * np.float32(scale),) * SENSES)
        np.testing.assert_allclose(found, louder, atol=2e-3)
