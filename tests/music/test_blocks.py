from __future__ import annotations

import numpy as np
import pytest

from backbeat.errors import CancelledError
from backbeat.music.blocks import BAND_EDGES_HZ, analyze_blocks
from backbeat.progress import Progress


def tone(hz: float, rate: int, seconds: float = 2) -> np.ndarray:
    t = np.arange(round(seconds * rate)) / rate
    return (0.2 * np.sin(2 * np.pi * hz * t)).astype(np.float32)[:, np.newaxis]


@pytest.mark.parametrize("rate", [22050, 44100, 22051, 48000])
@pytest.mark.parametrize("hz", [40.0, 500.0, 3000.0, 10500.0])
def test_a_tone_is_in_its_band_with_its_power(rate: int, hz: float) -> None:
    blocks = analyze_blocks(tone(hz, rate), rate)
    band = int(np.searchsorted(BAND_EDGES_HZ, hz)) - 1
    assert blocks.bands[5].argmax() == band
    assert blocks.bands[5, band] == pytest.approx(0.02, rel=0.1)


@pytest.mark.parametrize(("hz", "pitch"), [(440.0, 9), (261.63, 0), (1046.5, 0), (370.0, 6)])
def test_a_tone_is_in_its_pitch_class(hz: float, pitch: int) -> None:
    assert analyze_blocks(tone(hz, 22050), 22050).pitches[5].argmax() == pitch


@pytest.mark.parametrize("rate", [1, 7, 100, 8000, 11025])
def test_low_rates_have_silent_upper_bands(rate: int) -> None:
    noise = np.random.default_rng(0).standard_normal((rate * 3, 2)).astype(np.float32)
    blocks = analyze_blocks(noise, rate)
    assert len(blocks.power) == 30
    above = [i for i, low in enumerate(BAND_EDGES_HZ[:-1]) if low > rate / 2]
    assert np.all(blocks.bands[:, above] == 0)
    assert np.isfinite(blocks.bands).all()


def test_the_last_block_knows_how_much_of_it_there_is() -> None:
    blocks = analyze_blocks(np.zeros((2205 * 3 + 441, 1), np.float32), 22050)
    assert blocks.filled == pytest.approx([1, 1, 1, 0.2])


def test_a_cancel_stops_it() -> None:
    calls: list[str] = []
    stop = Progress(lambda fraction, step: calls.append(step), lambda: len(calls) >= 2)
    with pytest.raises(CancelledError):
        analyze_blocks(np.zeros((22050 * 60, 1), np.float32), 22050, stop)
    assert len(calls) == 2
