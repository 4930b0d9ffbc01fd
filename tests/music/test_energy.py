from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest

from backbeat.music.energy import FLOOR, momentary


def tone(hz: float, rate: int, seconds: float = 5, level: float = 0.1) -> np.ndarray:
    t = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hz * t)).astype(np.float32)[:, np.newaxis]


@pytest.mark.parametrize("rate", [22050, 44100, 48000])
@pytest.mark.parametrize("hz", [60, 997, 5000])
def test_a_steady_tone_reads_as_the_meter_reads_it(hz: float, rate: int) -> None:
    sound = tone(hz, rate)
    expected = pyloudnorm.Meter(rate).integrated_loudness(sound)
    assert momentary(sound, rate)[2:-2] == pytest.approx(expected, abs=0.15)


def test_full_scale_reads_minus_three() -> None:
    """The alignment of BS.1770: a 997 Hz sine of full scale in one channel is -3.01 LKFS."""
    assert momentary(tone(997, 48000, level=1), 48000)[25] == pytest.approx(-3.01, abs=0.02)


def test_channels_add_up() -> None:
    mono = tone(997, 22050)
    both = np.repeat(mono, 2, axis=1)
    assert momentary(both, 22050)[10] - momentary(mono, 22050)[10] == pytest.approx(3.01, abs=0.01)


def test_a_value_belongs_to_the_time_it_is_centred_on() -> None:
    sound = np.concatenate([np.zeros((22050, 1), np.float32), tone(997, 22050, 1)])
    loudness = momentary(sound, 22050)
    assert len(loudness) == 20
    assert np.all(loudness[:8] == FLOOR)
    # Half of the block centred on the start is sound: 3 dB less than all of it.
    assert loudness[10] == pytest.approx(loudness[15] - 3.01, abs=0.1)


@pytest.mark.parametrize(("samples", "values"), [(0, 0), (1, 1), (2205, 1), (2206, 2)])
def test_every_tenth_of_a_second_has_a_value(samples: int, values: int) -> None:
    loudness = momentary(np.zeros((samples, 1), np.float32), 22050)
    assert loudness.tolist() == [FLOOR] * values
