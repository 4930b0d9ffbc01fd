"""What is drawn of sound: no column hides a sample, and stretches agree however they are asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import RequestError
from backbeat.panel.peaks import PER_SECOND, columns, no_peaks, peaks_of

RATES = st.sampled_from([8_000, 11_025, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000])


def noise(seed: int, count: int, channels: int = 2) -> np.ndarray:
    random = np.random.default_rng(seed)
    loudness = 10 ** random.uniform(-4, 0.2, (count, 1))
    return (random.uniform(-1, 1, (count, channels)) * loudness).astype(np.float32)


@given(RATES, st.integers(1, 30_000), st.integers(1, 4), st.integers(0, 99))
def test_every_step_bounds_its_samples(rate: int, count: int, channels: int, seed: int) -> None:
    samples = noise(seed, count, channels)
    peaks = peaks_of(samples, rate)
    step = np.arange(count) * PER_SECOND // rate
    assert peaks.shape == (2, step[-1] + 1)
    shown = np.clip(samples, -1, 1) * 127
    assert (peaks[0][step] <= shown.min(1)).all()
    assert (peaks[1][step] >= shown.max(1)).all()
    # And are no wider than the level above: each touches a sample.
    for row, of_step in ((0, np.minimum), (1, np.maximum)):
        exact = np.full(peaks.shape[1], np.inf if row == 0 else -np.inf)
        of_step.at(exact, step, shown.min(1) if row == 0 else shown.max(1))
        assert (np.abs(peaks[row] - exact) < 1).all()


@given(RATES, st.integers(1, 40_000), st.integers(0, 99))
def test_blocks_of_whole_seconds_give_what_the_whole_gives(
    rate: int, count: int, seed: int
) -> None:
    samples = noise(seed, count)
    parts = [peaks_of(samples[at : at + rate], rate) for at in range(0, count, rate)]
    assert np.array_equal(np.concatenate(parts, axis=1), peaks_of(samples, rate))


@given(st.integers(1, 5_000), st.integers(1, 300), st.data())
def test_every_column_bounds_the_steps_that_it_touches(
    steps: int, count: int, data: st.DataObject
) -> None:
    peaks = np.sort(np.random.default_rng(steps).integers(-127, 128, (2, steps)), axis=0)
    start = data.draw(st.floats(0, steps))
    end = data.draw(st.floats(start, steps * 1.5))
    drawn = columns(peaks.astype(np.int8), start, end, count)
    for number in range(count):
        left = start + (end - start) * number / count
        right = start + (end - start) * (number + 1) / count
        inside = peaks[:, int(np.ceil(left)) : int(np.floor(right))]
        if inside.shape[1]:
            assert drawn[0, number] <= inside[0].min()
            assert drawn[1, number] >= inside[1].max()
        if left >= steps + 1:
            assert not drawn[:, number].any()


@given(st.integers(1, 400), st.integers(1, 64), st.integers(1, 20), st.integers(0, 50))
def test_parts_of_a_stretch_are_what_the_stretch_is(
    count: int, width: int, parts: int, start: int
) -> None:
    peaks = np.sort(np.random.default_rng(count).integers(-127, 128, (2, 9_000)), axis=0)
    peaks = peaks.astype(np.int8)
    whole = columns(peaks, start, start + width * count * parts, count * parts)
    split = [
        columns(peaks, start + width * count * n, start + width * count * (n + 1), count)
        for n in range(parts)
    ]
    assert np.array_equal(whole, np.concatenate(split, axis=1))


def test_a_click_of_one_sample_is_seen_at_every_zoom() -> None:
    samples = np.zeros((48_000 * 60, 1), np.float32)
    samples[48_000 * 31 + 7] = 0.9
    peaks = peaks_of(samples, 48_000)
    for count in (1, 7, 100, 8_192):
        drawn = columns(peaks, 0, peaks.shape[1], count)
        assert np.flatnonzero(drawn[1]).tolist() == [31_000 * count // 60_000]
        assert drawn[1].max() == np.ceil(0.9 * 127)


def test_sound_that_is_no_number_is_drawn_as_silence() -> None:
    samples = np.array([[np.nan], [np.inf], [-np.inf], [0.5]], np.float32).repeat(48, axis=0)
    assert peaks_of(samples, 48_000).tolist() == [[0, 127, -127, 63], [0, 127, -127, 64]]


def test_nothing_is_drawn_of_nothing() -> None:
    assert peaks_of(np.zeros((0, 2), np.float32), 48_000).shape == (2, 0)
    assert not columns(no_peaks(), 0, 100, 5).any()


def test_too_low_a_rate_is_refused() -> None:
    with pytest.raises(RequestError):
        peaks_of(np.zeros((10, 1), np.float32), 999)
