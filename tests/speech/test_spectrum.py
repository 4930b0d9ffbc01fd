"""The spectrum that the small recognisers listen to."""

from __future__ import annotations

import numpy as np
import pytest

from backbeat.speech.spectrum import BANDS, HOP, RATE, WINDOW, is_silent, log_mel


def _tone(hz: float, seconds: float = 0.5, level: float = 1.0) -> np.ndarray:
    times = np.arange(round(RATE * seconds)) / RATE
    return (level * np.sin(2 * np.pi * hz * times)).astype(np.float32)


@pytest.mark.parametrize(
    ("samples", "frames"), [(0, 0), (WINDOW - 1, 0), (WINDOW, 1), (WINDOW + HOP, 2), (16_000, 98)]
)
def test_every_whole_window_is_a_frame(samples: int, frames: int) -> None:
    assert log_mel(np.zeros(samples, np.float32)).shape == (frames, BANDS)


def test_bands_rise_with_pitch_on_the_mel_scale() -> None:
    loudest = [int(log_mel(_tone(hz)).mean(axis=0).argmax()) for hz in (200, 500, 1000, 2000, 6000)]
    assert loudest == sorted(set(loudest))

    def mel(hz: float) -> float:
        return float(2595 * np.log10(1 + hz / 700))

    width = (mel(7600) - mel(60)) / (BANDS + 1)
    expected = [(mel(hz) - mel(60)) / width - 1 for hz in (1000, 2000, 6000)]
    assert loudest[2:] == pytest.approx(expected, abs=0.6)


def test_ten_times_softer_is_lower_by_the_logarithm_of_ten() -> None:
    loud, soft = log_mel(_tone(1000)), log_mel(_tone(1000, level=0.1))
    band = int(loud.mean(axis=0).argmax())
    assert (loud - soft)[:, band] == pytest.approx(np.log(10), abs=1e-3)


def test_long_sound_is_as_its_parts() -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, 35 * RATE).astype(np.float32)
    whole = log_mel(sound)
    part = log_mel(sound[29 * RATE : 31 * RATE])
    assert whole[2900 : 2900 + len(part)] == pytest.approx(part, abs=1e-5)


def test_silence_with_dither_is_silent_and_whispers_are_not() -> None:
    dither = np.random.default_rng(0).uniform(-1, 1, RATE).astype(np.float32) / 32768
    assert is_silent(log_mel(dither)).all()
    assert not is_silent(log_mel(_tone(1000, level=0.001))).any()
    assert is_silent(np.zeros((0, BANDS), np.float32)).shape == (0,)
