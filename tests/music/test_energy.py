from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest

from backbeat.music.blocks import analyze_blocks
from backbeat.music.energy import FLOOR, lufs, measure, power
from tests.music import synth

Mono = synth.Mono


def tone(hz: float, rate: int, seconds: float = 5, level: float = 0.1) -> np.ndarray:
    t = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hz * t)).astype(np.float32)[:, np.newaxis]


def momentary(samples: np.ndarray, rate: int) -> np.ndarray:
    return np.array(measure(analyze_blocks(samples, rate)).momentary_lufs)


def short_term(samples: np.ndarray, rate: int) -> np.ndarray:
    return np.array(measure(analyze_blocks(samples, rate)).lufs)


def filtered(mono: Mono, rate: int, window_s: float) -> np.ndarray:
    """Loudness around each tenth of a second by the filters themselves, sample by sample."""
    sound = mono.astype(np.float64)
    for stage in pyloudnorm.Meter(rate)._filters.values():
        sound = stage.apply_filter(sound)
    total = np.concatenate([[0.0], np.cumsum(sound**2)])
    middle = np.arange(-(-len(mono) * 10 // rate)) * rate // 10
    low, high = (
        np.clip(middle + side * round(window_s * rate / 2), 0, len(mono)) for side in (-1, 1)
    )
    return lufs((total[high] - total[low]) / (high - low))


@pytest.mark.parametrize("rate", [22050, 44100, 48000])
@pytest.mark.parametrize("hz", [60, 997, 5000])
def test_a_steady_tone_reads_as_the_meter_reads_it(hz: float, rate: int) -> None:
    sound = tone(hz, rate)
    expected = pyloudnorm.Meter(rate).integrated_loudness(sound)
    assert momentary(sound, rate)[1:-1] == pytest.approx(expected, abs=0.15)
    assert short_term(sound, rate)[1:-1] == pytest.approx(expected, abs=0.15)


@pytest.mark.parametrize("hz", [25, 33, 38, 45])
def test_bass_tones_between_the_blocks_are_nearly_right(hz: float) -> None:
    sound = tone(hz, 48000)
    assert short_term(sound, 48000) == pytest.approx(filtered(sound[:, 0], 48000, 3), abs=0.6)


def test_music_reads_as_through_the_filters() -> None:
    rate, seconds = 48000, 12
    beats = synth.grid(97, seconds)
    song = synth.place([synth.kick(rate), synth.snare(rate)], beats, seconds, rate)
    song += synth.place([synth.hat(rate)], synth.grid(194, seconds), seconds, rate)
    song += synth.place([synth.chord((48, 60, 64, 67), 2.4, rate)], beats[::4], seconds, rate)
    sound = song[:, np.newaxis]
    inside = slice(8, -8)
    apart = short_term(sound, rate) - filtered(song, rate, 3)
    assert np.abs(apart[inside]).max() < 0.15
    apart = momentary(sound, rate) - filtered(song, rate, 0.4)
    assert np.sqrt(np.mean(apart[inside] ** 2)) < 0.3


def test_full_scale_reads_minus_three() -> None:
    """The alignment of BS.1770: a 997 Hz sine of full scale in one channel is -3.01 LKFS."""
    assert momentary(tone(997, 48000, level=1), 48000)[25] == pytest.approx(-3.01, abs=0.02)


def test_channels_add_up() -> None:
    mono = tone(997, 22050)
    both = np.repeat(mono, 2, axis=1)
    assert momentary(both, 22050)[10] - momentary(mono, 22050)[10] == pytest.approx(3.01, abs=0.01)


def test_a_value_belongs_to_the_time_it_is_centred_on() -> None:
    sound = np.concatenate([np.zeros((66150, 1), np.float32), tone(997, 22050, 3)])
    loudness = momentary(sound, 22050)
    assert len(loudness) == 60
    assert np.all(loudness[:29] == FLOOR)
    # Half of the block centred on the start is sound: 3 dB less than all of it.
    assert loudness[30] == pytest.approx(loudness[35] - 3.01, abs=0.1)
    short = short_term(sound, 22050)
    assert np.all(short[:16] == FLOOR)
    assert short[30] == pytest.approx(short[45] - 3.01, abs=0.1)


def test_either_end_is_as_loud_as_the_middle() -> None:
    sound = tone(997, 22050, 10.03)
    for loudness in (momentary(sound, 22050), short_term(sound, 22050)):
        assert loudness[[0, -1]] == pytest.approx(loudness[50], abs=0.1)


def test_silence_beside_full_scale_is_silent() -> None:
    sound = np.concatenate([1e5 * tone(997, 22050), np.zeros((110250, 1), np.float32)])
    assert np.all(momentary(sound, 22050)[53:] == FLOOR)
    assert np.all(short_term(sound, 22050)[66:] == FLOOR)


@pytest.mark.parametrize(("samples", "values"), [(0, 0), (1, 1), (2205, 1), (2206, 2)])
def test_every_tenth_of_a_second_has_a_value(samples: int, values: int) -> None:
    energy = measure(analyze_blocks(np.zeros((samples, 1), np.float32), 22050))
    assert list(energy.lufs) == list(energy.momentary_lufs) == [FLOOR] * values
    assert energy.rate_hz == 10


def test_loudness_becomes_power_again() -> None:
    squares = np.array([0.0, 1e-6, 0.5])
    assert power(lufs(squares).astype(np.float64)) == pytest.approx(squares, rel=1e-5)
