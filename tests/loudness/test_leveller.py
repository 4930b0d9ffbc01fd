from __future__ import annotations

import numpy as np
import pytest

from backbeat.loudness import measure
from backbeat.loudness.leveller import levelled
from backbeat.loudness.windows import loudness_range

RATE = 48000


def passages(levels_db: list[float], seconds: float = 12) -> np.ndarray:
    rng = np.random.default_rng(0)
    parts = [rng.normal(0, 10 ** (level / 20), (round(seconds * RATE), 2)) for level in levels_db]
    return np.concatenate(parts).astype(np.float32)


@pytest.mark.parametrize("most", [6.0, 4.0])
def test_the_range_is_brought_down_to_what_is_wanted(most: float) -> None:
    samples = passages([-30, -20, -28, -18])
    before = measure(samples, RATE)
    curve = levelled(before.power, RATE, len(samples), most)
    made = np.concatenate(list(curve.applied([samples])))
    after = measure(made, RATE)
    wide, narrow = loudness_range(before.power), loudness_range(after.power)
    assert wide is not None and narrow is not None
    assert wide > 9
    assert narrow == pytest.approx(most, abs=0.3)


def test_no_gain_leaves_its_bounds_or_jumps() -> None:
    samples = passages([-40, -10, -40, -10])
    curve = levelled(measure(samples, RATE).power, RATE, len(samples), 1.0)
    assert curve.reduction_db is not None
    assert np.abs(curve.reduction_db).max() <= 6.0001
    # Blocks follow each other every 1.3 ms: no more than 12 dB in a second.
    assert np.abs(np.diff(curve.reduction_db)).max() < 12 * 64 / RATE * 1.5


def test_what_is_even_enough_is_left_alone() -> None:
    samples = passages([-20, -21])
    assert levelled(measure(samples, RATE).power, RATE, len(samples), 5.0).changes_nothing
    silence = np.zeros((5 * RATE, 2), np.float32)
    assert levelled(measure(silence, RATE).power, RATE, len(silence), 5.0).changes_nothing
