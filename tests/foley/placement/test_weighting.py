from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.foley.placement import weighting
from backbeat.loudness import measure, windows
from tests.foley.placement.material import RATE, noise, thud


def test_it_agrees_with_the_meter_and_with_pyloudnorm() -> None:
    samples = np.concatenate([noise(6, 1, 2), noise(4, 2, 2, 0.005), noise(6, 3, 2, 0.3)])
    found = weighting.integrated(weighting.powers([samples], RATE))
    meter = windows.integrated(measure(samples, RATE).power)
    assert found is not None and meter is not None
    assert found == pytest.approx(meter, abs=0.01)
    other = pyloudnorm.Meter(RATE).integrated_loudness(samples)
    assert found == pytest.approx(other, abs=0.15)


def test_the_loudest_400_ms_of_a_hit_is_what_the_meter_reads_with_silence_around() -> None:
    hit = np.repeat(thud(), 2, axis=1)
    alone = np.pad(hit, ((RATE // 2, RATE // 2), (0, 0)))
    meter = windows.sliding(measure(alone, RATE).power, windows.MOMENTARY).max()
    assert weighting.loudest(hit, RATE) == pytest.approx(float(meter), abs=0.05)


@settings(max_examples=25)
@given(st.lists(st.integers(1, 90), min_size=1, max_size=6), st.sampled_from([44100, 48000, 96000]))
def test_how_a_stream_is_cut_does_not_matter(steps: list[int], rate: int) -> None:
    step = rate // 100
    samples = noise(sum(steps) * step / RATE, 4, 2)[: sum(steps) * step]
    edges = np.cumsum(steps)[:-1] * step
    whole = weighting.powers([samples], rate)
    cut = weighting.powers(np.split(samples, edges), rate)
    assert whole.shape == (sum(steps),)
    assert cut == pytest.approx(whole, rel=1e-3, abs=1e-9)


def test_silence_has_no_programme_loudness() -> None:
    assert weighting.integrated(weighting.powers([np.zeros((RATE, 2), np.float32)], RATE)) is None
    assert weighting.integrated(np.ones(3)) is None
    assert weighting.loudest(np.zeros((10, 2), np.float32), RATE) < -100
