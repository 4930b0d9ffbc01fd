from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backbeat.loudness.windows import lufs, mean_around

POWERS = hnp.arrays(np.float64, st.integers(0, 50), elements=st.floats(0, 1e6))


@given(POWERS, st.integers(1, 20))
def test_a_mean_is_of_what_is_around(powers: np.ndarray, length: int) -> None:
    means = mean_around(powers, length)
    for place, mean in enumerate(means):
        low = max(place - length // 2, 0)
        wanted = powers[low : place + length - length // 2].mean()
        assert np.isclose(mean, wanted, rtol=1e-6, atol=1e-6 * powers.max())


def test_silence_after_sound_has_a_loudness() -> None:
    powers = np.concatenate([np.full(400, 0.1) * np.linspace(0.3, 1, 400), np.zeros(400)])
    assert not np.isnan(lufs(mean_around(powers, 300))).any()
