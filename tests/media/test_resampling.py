"""Exact lengths and alignment for any rates and any cut into blocks."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.media.resampling import Resampler

rates = st.one_of(
    st.sampled_from([8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 192000]),
    st.integers(1000, 200_000),
)


def _resampled(samples: np.ndarray, rate_in: int, rate_out: int, cuts: list[int]) -> np.ndarray:
    resampler = Resampler(rate_in, rate_out, samples.shape[1])
    blocks = [resampler.feed(block) for block in np.split(samples, sorted(cuts))]
    return np.concatenate([*blocks, resampler.finish()])


@given(length=st.integers(0, 5000), rate_in=rates, rate_out=rates)
def test_the_length_is_exact(length, rate_in, rate_out):
    samples = np.ones((length, 1), np.float32)
    assert len(_resampled(samples, rate_in, rate_out, [])) == round(
        Fraction(length * rate_out, rate_in)
    )


@given(
    cuts=st.lists(st.integers(0, 4000), max_size=6),
    rates=st.sampled_from([(44100, 48000), (48000, 16000), (48000, 48000)]),
)
def test_cuts_leave_no_trace(cuts, rates):
    samples = np.random.default_rng(0).standard_normal((4000, 2)).astype(np.float32)
    np.testing.assert_array_equal(
        _resampled(samples, *rates, cuts), _resampled(samples, *rates, [])
    )


@pytest.mark.parametrize(
    ("rate_in", "rate_out"), [(44100, 48000), (48000, 44100), (48000, 16000), (8000, 48000)]
)
def test_a_sine_keeps_phase_and_level(rate_in, rate_out):
    def sine(rate: int) -> np.ndarray:
        return np.sin(2 * np.pi * 1000 * np.arange(rate) / rate)[:, None].astype(np.float32)

    result = _resampled(sine(rate_in), rate_in, rate_out, [])
    middle = slice(rate_out // 10, -rate_out // 10)
    np.testing.assert_allclose(result[middle], sine(rate_out)[middle], atol=2e-6)


@pytest.mark.parametrize("rate_out", [44100, 48000])
def test_segments_end_to_end_do_not_drift(rate_out):
    end, total = Fraction(0), 0
    for length in (1001, 777, 3, 12345) * 20:
        rate_in = 44100 if length % 2 else 32000
        resampler = Resampler(rate_in, rate_out, 1, end)
        total += len(resampler.feed(np.zeros((length, 1), np.float32)))
        total += len(resampler.finish())
        end = resampler.end
    # A segment that already has the rate is passed through whole, and may be off by a sample.
    assert abs(total - end * rate_out) <= (1 if rate_out == 48000 else 60)
