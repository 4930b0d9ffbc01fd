from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.errors import MediaError
from backbeat.loudness import Meter, measure, windows
from backbeat.loudness.layouts import places, weights


def music(seconds: float, rate: int, channels: int = 2, seed: int = 0) -> np.ndarray:
    """Noise with a level that wanders, shape (n, channels)."""
    rng = np.random.default_rng(seed)
    count = round(seconds * rate)
    level = np.interp(np.arange(count), np.linspace(0, count, 12), rng.uniform(0.01, 0.4, 12))
    return (rng.normal(0, 1, (count, channels)) * level[:, np.newaxis] * 0.3).astype(np.float32)


@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_pyloudnorm_agrees(rate: int, channels: int) -> None:
    samples = music(20, rate, channels)
    power = measure(samples, rate).power
    other = pyloudnorm.Meter(rate)
    assert windows.integrated(power) == pytest.approx(other.integrated_loudness(samples), abs=0.05)
    assert windows.loudness_range(power) == pytest.approx(other.loudness_range(samples), abs=0.4)


@settings(max_examples=20)
@given(st.sampled_from([8000, 11025, 22050, 44100]), st.lists(st.integers(1, 9000), max_size=5))
def test_it_does_not_matter_where_a_stream_is_cut(rate: int, lengths: list[int]) -> None:
    samples = music(1.37, rate)
    meter, start = Meter(rate, 2), 0
    for length in [*lengths, len(samples)]:
        meter.feed(samples[start : start + length])
        start += length
    parts, whole = meter.finish(), measure(samples, rate)
    assert parts.samples == whole.samples == len(samples)
    assert parts.powers.shape == (2, 137)
    assert parts.power == pytest.approx(whole.power, rel=1e-3)


def test_a_gain_moves_every_reading_by_itself() -> None:
    samples = music(8, 48000)
    loud, soft = measure(samples, 48000), measure(samples * np.float32(0.5), 48000)
    down = 20 * np.log10(0.5)
    assert windows.integrated(soft.power) == pytest.approx(
        (windows.integrated(loud.power) or 0) + down, abs=0.01
    )
    assert windows.loudness_range(soft.power) == pytest.approx(
        windows.loudness_range(loud.power), abs=0.01
    )
    assert soft.true_peaks == pytest.approx(loud.true_peaks / 2, rel=1e-5)


def test_silence_and_the_very_short_have_no_loudness() -> None:
    silent = measure(np.zeros((96000, 2), np.float32), 48000)
    assert windows.integrated(silent.power) is None
    assert windows.loudness_range(silent.power) is None
    short = measure(music(0.35, 48000), 48000)
    assert windows.integrated(short.power) is None
    assert short.true_peaks.max() > 0
    assert measure(np.zeros((0, 1), np.float32), 48000).samples == 0


def test_surrounds_beside_the_listener_count_more_and_those_behind_do_not() -> None:
    assert weights("5.1(side)", 6) == weights("5.1", 6) == (1, 1, 1, 0, 1.41, 1.41)
    assert weights("7.1", 8) == (1, 1, 1, 0, 1, 1, 1.41, 1.41)
    assert weights(None, 2) == (1, 1)


def test_channels_above_the_listener_count_1_and_the_lfe_is_found_by_its_place() -> None:
    bed = (1, 1, 1, 0, 1, 1, 1.41, 1.41)
    assert weights("7.1.2", 10) == (*bed, 1, 1)
    assert weights("7.1.4", 12) == (*bed, 1, 1, 1, 1)
    assert weights("5.1.4", 10) == (1, 1, 1, 0, 1.41, 1.41, 1, 1, 1, 1)
    # FFmpeg's spelling of a channel mask without a name.
    assert weights("4 channels (FL+FR+LFE+TFL)", 4) == (1, 1, 0, 1)
    wide = dict(zip(places("22.2", 24), weights("22.2", 24), strict=True))
    assert [wide[name] for name in ("FL", "FLC", "SL", "BL", "LFE2")] == [1.41, 1, 1.41, 1, 0]


@pytest.mark.parametrize(("layout", "channels"), [(None, 10), ("12 channels", 12), ("5.1", 12)])
def test_channels_that_nobody_names_are_refused(layout: str | None, channels: int) -> None:
    assert places(layout, channels)[channels - 1] == str(channels)
    with pytest.raises(MediaError, match="which is which"):
        Meter(48000, channels, layout)
