from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.loudness.oversampling import AFTER, BEFORE, BLOCK, TAPS, Line, phases
from backbeat.loudness.true_peak import TruePeak
from tests.loudness.signals import exact_true_peak

RATE = 48000


def read(samples: np.ndarray, *cuts: int, ceiling: float = math.inf) -> TruePeak:
    meter = TruePeak(RATE, len(samples), ceiling)
    edges = sorted({0, *cuts, samples.shape[1]})
    for start, end in itertools.pairwise(edges):
        meter.feed(samples[:, start:end])
    meter.finish()
    return meter


def noise(seed: int, length: int, highest: float = 0.46) -> np.ndarray:
    """Band-limited, loudest in the middle, samples up to full scale."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=length))
    spectrum[np.fft.rfftfreq(length) > highest] = 0
    line = np.fft.irfft(spectrum, length) * np.hanning(length)
    return (line / np.abs(line).max()).astype(np.float32)


@pytest.mark.parametrize("seed", range(20))
def test_it_reads_what_is_between_the_samples(seed: int) -> None:
    line = noise(seed, 4000)
    difference_db = 20 * math.log10(read(line[np.newaxis]).peaks[0] / exact_true_peak(line))
    assert -0.02 <= difference_db <= 0.005


@given(st.integers(0, 1000), st.lists(st.integers(1, 1499), max_size=6))
def test_it_does_not_matter_where_a_stream_is_cut(seed: int, cuts: list[int]) -> None:
    rng = np.random.default_rng(seed)
    samples = np.stack([noise(seed, 1500), rng.normal(0, 0.3, 1500).astype(np.float32)])
    whole, parts = read(samples), read(samples, *cuts)
    assert parts.peaks == pytest.approx(whole.peaks, rel=1e-5)
    assert parts.times_s == pytest.approx(whole.times_s, abs=1 / RATE)


def test_a_peak_at_the_very_end_and_the_very_start_is_heard() -> None:
    for place in (0, 1, 998, 999):
        line = np.zeros((1, 1000), np.float32)
        line[0, place] = 0.5
        assert read(line).peaks[0] == pytest.approx(0.5)
        assert read(line).times_s[0] == pytest.approx(place / RATE, abs=1e-6)


def test_what_is_left_out_would_not_have_been_higher() -> None:
    # Loud everywhere, so that blocks are ruled out by narrow margins.
    line = np.clip(np.random.default_rng(3).normal(0, 0.4, 60000), -1, 1)
    spectrum = np.fft.rfft(line)
    spectrum[int(0.45 * len(line)) :] = 0
    line = np.fft.irfft(spectrum, len(line)).astype(np.float32)
    line[:64] *= np.linspace(0, 1, 64)
    line[-64:] *= np.linspace(1, 0, 64)
    assert read(line[np.newaxis], *range(0, 60000, 7000)).peaks[0] == pytest.approx(
        exact_true_peak(line, 16), rel=0.003
    )


def test_every_tenth_above_the_ceiling_is_told() -> None:
    # A tone at a quarter of the rate whose samples all miss its peaks by 3 dB.
    place = np.arange(RATE)
    tone = np.sin(2 * np.pi * place / 4 + np.pi / 4) * 0.2
    loud = (place >= 0.32 * RATE) & (place < 0.55 * RATE)
    fade = np.convolve(np.where(loud, 5.0, 1.0), np.hanning(2000) / np.hanning(2000).sum(), "same")
    overs = read((tone * fade).astype(np.float32)[np.newaxis], ceiling=0.9).overs
    assert [over.time_s for over in overs] == pytest.approx([0.3, 0.4, 0.5])
    assert all(0.9 < over.peak <= 1.01 for over in overs)


def plain(line: np.ndarray) -> np.ndarray:
    """Every reading of every interval: the highest of each, shape (n,)."""
    padded = np.concatenate([np.zeros(BEFORE), line, np.zeros(AFTER + BLOCK)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, TAPS)
    return np.asarray(np.abs(windows @ phases().T).max(axis=1), np.float64)


KINDS = ("noise", "clipped", "tone", "steps", "bright")


def material(kind: str, seed: int, level: float) -> np.ndarray:
    """Half a second of loud sound of a kind, shape (n,)."""
    rng, count = np.random.default_rng(seed), RATE // 2
    white = rng.normal(0, 0.5, count)
    made = {
        "noise": lambda: np.convolve(white, np.hanning(9) / 3, "same"),
        "clipped": lambda: np.clip(4 * np.convolve(white, np.hanning(31) / 5, "same"), -1, 1),
        "tone": lambda: np.sin(rng.uniform(0.01, 3.1) * np.arange(count) + rng.uniform(0, 6)),
        "steps": lambda: np.sign(np.sin(rng.uniform(0.01, 0.4) * np.arange(count))),
        "bright": lambda: np.clip(white, -1, 1),
    }[kind]()
    return (level * made).astype(np.float32)


@settings(max_examples=60)
@given(st.sampled_from(KINDS), st.integers(0, 10**6), st.floats(0.3, 2.0), st.integers(1, 23999))
def test_no_peak_and_no_over_of_the_full_evaluation_is_missed(
    kind: str, seed: int, level: float, cut: int
) -> None:
    line, ceiling = material(kind, seed, level), 0.8913
    every = plain(line)
    meter = read(line[np.newaxis], cut, ceiling=ceiling)
    assert meter.peaks[0] == pytest.approx(every.max(), rel=1e-5)
    tenths = np.maximum.reduceat(every, np.arange(0, len(every), RATE // 10))
    clear = np.abs(tenths / ceiling - 1) > 1e-5
    known = np.pad(meter.tenths[0], (0, len(tenths) - len(meter.tenths[0]))) > ceiling
    assert (known == (tenths > ceiling))[clear].all()


@settings(max_examples=40)
@given(st.sampled_from(KINDS), st.integers(0, 10**6))
def test_a_bound_is_never_below_what_is_read(kind: str, seed: int) -> None:
    line = material(kind, seed, 1.0)
    padded = np.concatenate([np.zeros(BEFORE), line, np.zeros(AFTER)]).astype(np.float32)
    bounds = Line(padded).bounds()
    assert (bounds * (1 + 1e-6) >= plain(line)[: len(line)]).all()


@settings(max_examples=40)
@given(st.sampled_from(KINDS), st.integers(0, 10**6))
def test_a_closer_bound_is_never_below_what_is_read(kind: str, seed: int) -> None:
    heard = material(kind, seed, 1.0)
    padded = np.concatenate([np.zeros(BEFORE), heard, np.zeros(AFTER)]).astype(np.float32)
    line, intervals = Line(padded), np.arange(len(heard))
    bounds = line.bounds()
    closer = line.closer_bounds(line.middles(intervals), bounds)
    assert (closer * (1 + 1e-6) >= plain(heard)[: len(heard)]).all()
    # On a plateau the first bound is as close as can be.
    assert kind == "steps" or np.mean(closer <= bounds) > 0.95


@pytest.mark.parametrize("seed", range(4))
def test_a_middle_is_the_reading_half_way(seed: int) -> None:
    line, intervals = Line(noise(seed, 1000)), np.arange(900)
    middles, whole = line.middles(intervals), line.read(intervals)
    assert middles.highest == pytest.approx(whole.values[7], abs=1e-6)
    assert {middles.place_of(index) % 1 for index in range(900)} == {0.5}
