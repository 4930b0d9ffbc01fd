"""Speech is as long as it was asked to be, at its pitch, and nothing is heard twice."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.media.stretching import stretched

Float32s = NDArray[np.float32]

RATE = 48_000


def _voice(seconds: float, pitch_hz: float = 130.0) -> Float32s:
    """A vowel of many harmonics whose level swells as syllables do, shape (n, 1)."""
    time = np.arange(round(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * pitch_hz * k * time + k * k) / k for k in range(1, 25))
    swell = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * time)
    return (0.1 * wave * swell).astype(np.float32)[:, np.newaxis]


def _clicks(seconds: float) -> tuple[Float32s, NDArray[np.float64]]:
    """Clicks over soft noise, and when they are."""
    random = np.random.default_rng(3)
    sound = 0.003 * random.standard_normal((round(seconds * RATE), 1))
    times = np.arange(0.31, seconds - 0.3, 0.237)
    for time in times:
        first = round(time * RATE)
        sound[first : first + 96, 0] += 0.8 * np.exp(-np.arange(96) / 20) * random.choice([-1, 1])
    return sound.astype(np.float32), times


def _found_clicks(sound: Float32s) -> NDArray[np.float64]:
    loud = np.flatnonzero(np.abs(sound[:, 0]) > 0.2)
    first = loud[np.concatenate([[True], np.diff(loud) > 0.004 * RATE])]
    return first / RATE


def _pitch_hz(sound: Float32s) -> float:
    """By the whole's spectrum, between bins."""
    power = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound)), 1 << 19))
    low, high = (round(hz * (1 << 19) / RATE) for hz in (90, 180))
    return (low + int(power[low:high].argmax())) * RATE / (1 << 19)


def _atempo(sound: Float32s, factor: float, folder: Path) -> Float32s:
    """The same by FFmpeg."""
    write_audio(folder / "in.wav", sound, RATE, "pcm_f32le")
    command = ["ffmpeg", "-v", "error", "-y", "-i", "in.wav", "-af", f"atempo={1 / factor}"]
    try:
        subprocess.run([*command, "-c:a", "pcm_f32le", "out.wav"], cwd=folder, check=True)
    except FileNotFoundError:
        pytest.skip("FFmpeg's program is not installed")
    return read_audio(folder / "out.wav", RATE).samples


@given(
    st.integers(1, 30_000),
    st.floats(0.5, 2.0),
    st.integers(1, 3),
    st.sampled_from([8000, 44_100]),
)
def test_the_length_is_exact(count: int, factor: float, channels: int, rate: int) -> None:
    random = np.random.default_rng(count)
    sound = random.standard_normal((count, channels)).astype(np.float32)
    length = min(max(round(count * factor), -(-count // 2)), 2 * count)
    result = stretched(sound, rate, length)
    assert result.shape == (length, channels)
    assert result.dtype == np.float32
    assert np.isfinite(result).all()
    assert np.abs(result).max() <= np.abs(sound).max() + 1e-6


def test_the_same_length_is_the_same_sound() -> None:
    sound = _voice(0.5)
    result = stretched(sound, RATE, len(sound))
    assert (result == sound).all()
    assert result is not sound


def test_a_length_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be made"):
        stretched(_voice(0.5), RATE, round(2.1 * 0.5 * RATE))


@pytest.mark.parametrize("factor", [0.9, 0.92, 1.08, 1.1])
def test_pitch_stays_and_level_stays(factor: float) -> None:
    sound = _voice(3)
    result = stretched(sound, RATE, round(len(sound) * factor))
    assert abs(_pitch_hz(result) / _pitch_hz(sound) - 1) < 0.003
    assert abs(np.sqrt((result**2).mean()) / np.sqrt((sound**2).mean()) - 1) < 0.03


@pytest.mark.parametrize("factor", [0.92, 1.08])
def test_a_held_vowel_keeps_its_harmonics_as_clean_as_atempo_does(
    factor: float, tmp_path: Path
) -> None:
    """What is between the harmonics was not there before: joins that do not fit put it there."""
    time = np.arange(3 * RATE) / RATE
    wave = sum(np.sin(2 * np.pi * 130.0 * k * time + k * k) / k for k in range(1, 25))
    sound = (0.1 * wave).astype(np.float32)[:, np.newaxis]
    ours = _between_harmonics(stretched(sound, RATE, round(len(sound) * factor)))
    theirs = _between_harmonics(_atempo(sound, factor, tmp_path))
    assert ours < max(1e-5, theirs)


def _between_harmonics(sound: Float32s) -> float:
    """Share of the power that is not near a harmonic of 130 Hz."""
    middle = sound[RATE // 4 : RATE // 4 + 2 * RATE, 0]
    power = np.abs(np.fft.rfft(middle * np.blackman(len(middle)))) ** 2
    hz = np.fft.rfftfreq(len(middle), 1 / RATE)
    away = np.abs(hz - 130.0 * np.maximum(np.round(hz / 130.0), 1))
    return float(power[away > 20].sum() / power.sum())


@pytest.mark.parametrize("factor", [0.92, 0.96, 1.04, 1.08])
def test_no_click_is_lost_or_heard_twice(factor: float) -> None:
    sound, times = _clicks(6)
    found = _found_clicks(stretched(sound, RATE, round(len(sound) * factor)))
    assert len(found) == len(times)
    assert np.abs(found - times * factor).max() < 0.035


def test_channels_stay_in_phase() -> None:
    left = _voice(1)
    both = np.concatenate([left, -0.5 * left], axis=1)
    result = stretched(both, RATE, round(1.07 * len(both)))
    assert np.abs(result[:, 1] + 0.5 * result[:, 0]).max() < 1e-6


def test_beginning_and_end_are_as_they_were() -> None:
    sound = _voice(1)
    result = stretched(sound, RATE, round(0.95 * len(sound)))
    assert (result[:480] == sound[:480]).all()
    assert (result[-480:] == sound[-480:]).all()
