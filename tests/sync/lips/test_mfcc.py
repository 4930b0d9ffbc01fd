"""Cepstra against a computation of their own, written after the published definition."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.fft import dct

from backbeat.sync.lips.mfcc import CEPSTRA, mfcc

RATE = 16000


def _published(samples: np.ndarray) -> np.ndarray:
    """Frame by frame and band by band: pre-emphasis, power, mel bands, DCT, lifter, energy."""
    whole = [round(float(one) * 32768) for one in samples]
    emphasised = np.array([whole[0]] + [b - 0.97 * a for a, b in itertools.pairwise(whole)])
    mels = np.linspace(0, 2595 * math.log10(1 + 8000 / 700), 28)
    edges = [math.floor(513 * 700 * (10 ** (mel / 2595) - 1) / RATE) for mel in mels]
    rows, start = [], 0
    while True:
        frame = emphasised[start : start + 400]
        power = np.abs(np.fft.fft(frame, 512)[:257]) ** 2 / 512
        bands = []
        for low, middle, high in zip(edges, edges[1:], edges[2:], strict=False):
            total = 0.0
            for at in range(low, high):
                weight = (
                    (at - low) / (middle - low) if at < middle else (high - at) / (high - middle)
                )
                total += weight * power[at]
            bands.append(math.log(total or np.finfo(float).eps))
        row = dct(np.array(bands), type=2, norm="ortho")[:13]
        row *= [1 + 11 * math.sin(math.pi * n / 22) for n in range(13)]
        row[0] = math.log(power.sum() or np.finfo(float).eps)
        rows.append(row)
        if start + 400 >= len(samples):
            return np.array(rows)
        start += 160


@pytest.mark.parametrize("count", [1, 399, 400, 401, 560, 561, 6400, 10007])
def test_cepstra_are_as_published(count: int) -> None:
    rng = np.random.default_rng(count)
    times = np.arange(count) / RATE
    samples = 0.3 * np.sin(2 * np.pi * 220 * times) + 0.05 * rng.standard_normal(count)
    samples = samples.astype(np.float32)
    found, wanted = mfcc(samples), _published(samples)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, atol=2e-4)


def test_silence_and_nothing() -> None:
    assert mfcc(np.zeros(0, np.float32)).shape == (0, CEPSTRA)
    silent = np.zeros(1000, np.float32)
    np.testing.assert_allclose(mfcc(silent), _published(silent), atol=1e-4)


def test_blocks_do_not_show() -> None:
    samples = np.random.default_rng(1).standard_normal(160 * 6100).astype(np.float32) * 0.1
    whole = mfcc(samples)
    # From the second sample of a part on, pre-emphasis is the same.
    part = mfcc(samples[160 * 5990 :])
    np.testing.assert_allclose(whole[5991:6090], part[1:100], atol=1e-4)
