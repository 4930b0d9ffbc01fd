"""Closures that are heard and seen."""

from __future__ import annotations

import numpy as np
import pytest

from backbeat.sync.lips.closures import closure_offset, summed


def _closing(moments_s: list[float], count: int, depth: float, width_s: float) -> np.ndarray:
    """A curve that falls by `depth` at each moment."""
    times = np.arange(count) / 100
    fallen = sum(np.exp(-0.5 * ((times - at) / width_s) ** 2) for at in moments_s)
    return 1 - depth * np.minimum(fallen, 1)


@pytest.mark.parametrize("offset", [-0.2, -0.043, 0.0, 0.081, 0.3])
def test_closures_fix_the_zero_to_a_few_milliseconds(offset: float) -> None:
    moments = [1.0, 1.9, 3.13, 4.42, 5.0]
    wave = 0.2 * np.sin(np.arange(700) / 11) ** 2
    opening = _closing(moments, 700, 0.95, 0.05) + wave
    heard = 0.9 * (1 - _closing([at + offset for at in moments], 700, 1.0, 0.03))
    delays = closure_offset(heard, opening, np.ones(700, np.bool_), 0, offset + 0.03)
    found = summed(delays)
    assert found is not None
    assert found.count == len(moments)
    assert found.offset_s == pytest.approx(offset, abs=0.015)


def test_what_is_heard_but_not_seen_counts_for_nothing() -> None:
    heard = 1 - _closing([1.0, 2.0, 3.0], 500, 1.0, 0.03)
    opening = np.linspace(0.5, 1.5, 500)
    assert closure_offset(heard, opening, np.ones(500, np.bool_), 0, 0.0) == []
    hidden = np.zeros(500, np.bool_)
    assert closure_offset(heard, opening, hidden, 0, 0.0) == []
    assert summed([0.1, 0.1]) is None
    assert summed([0.1, -0.1, 0.2, 0.0]) is None
    agreed = summed([0.1, 0.11, 0.09])
    assert agreed is not None
    assert agreed.count == 3
