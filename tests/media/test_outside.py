from __future__ import annotations

import numpy as np
import pytest

from backbeat.media.outside import outside_peaks


@pytest.mark.parametrize("rate", [44100, 48000, 192000])
def test_a_peak_between_samples_is_found_where_it_is(rate: int) -> None:
    place = np.arange(rate)
    line = np.sin(np.pi / 2 * place + np.pi / 4) * np.hanning(rate)
    samples = np.stack([line, line / 2], axis=1).astype(np.float32)
    blocks = [samples[first : first + 4800] for first in range(0, rate, 4800)]
    peaks = outside_peaks(blocks, rate, "stereo", 64, 0.9)
    assert len(peaks) == -(-rate // 64)
    if rate < 192000:
        assert peaks.max() == pytest.approx(1.0, abs=0.01)
        assert peaks.argmax() * 64 == pytest.approx(rate / 2, abs=rate * 0.03)


def test_nothing_above_is_nothing() -> None:
    assert not outside_peaks([np.full((1000, 1), 0.1, np.float32)], 48000, "mono", 64, 0.5).any()


def test_eight_channels_are_read() -> None:
    samples = np.zeros((4800, 8), np.float32)
    samples[2000:2100, 7] = 0.9
    peaks = outside_peaks([samples], 48000, "7.1", 64, 0.5)
    assert 2000 // 64 <= peaks.argmax() <= 2100 // 64
