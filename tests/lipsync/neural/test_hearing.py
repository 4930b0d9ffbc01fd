"""What networks hear: spectrograms as their authors made them, and windows that never drift."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import librosa.filters
import numpy as np
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st

from backbeat.lipsync.neural.makers import Heard
from backbeat.lipsync.neural.mel import SILENCE, wav2lip_mel
from backbeat.lipsync.neural.musetalk import LAYERS, SIZE, positions, voice_rows
from backbeat.lipsync.neural.windows import row_at, window_at
from tests.lipsync.neural.faces import line


def test_the_spectrogram_is_that_of_librosa() -> None:
    rng = np.random.default_rng(1)
    sound = (rng.standard_normal(40_000) * np.linspace(0, 0.5, 40_000)).astype(np.float32)
    emphasised = np.append(sound[0], sound[1:] - 0.97 * sound[:-1])
    # As librosa's: zeros beyond both ends; SciPy divides by the window's sum.
    _, _, spectrum = scipy.signal.stft(
        emphasised, window="hann", nperseg=800, noverlap=600, boundary="zeros", padded=False
    )
    amplitudes = np.abs(spectrum) * scipy.signal.get_window("hann", 800).sum()
    basis = librosa.filters.mel(sr=16_000, n_fft=800, n_mels=80, fmin=55, fmax=7600)
    decibels = 20 * np.log10(np.maximum(1e-5, basis @ amplitudes)) - 20
    wanted = np.clip(8 * (decibels + 100) / 100 - 4, -4, 4)
    found = wav2lip_mel(sound)
    assert found.shape == wanted.T.shape
    assert np.abs(found - wanted.T).max() < 1e-3
    assert found.std() > 0.3


def test_silence_is_the_floor() -> None:
    assert (wav2lip_mel(np.zeros(1000, np.float32)) == SILENCE).all()
    assert wav2lip_mel(np.zeros(0, np.float32)).shape == (1, 80)


def test_not_one_window_drifts_in_an_hour_of_drop_frame_video() -> None:
    rate = Fraction(30000, 1001)
    count = int(3600 * rate)
    times = np.array([float(number / rate) for number in range(count)])
    for rows_per_s in (80, 50):
        exact = [number * rows_per_s * 1001 // 30000 for number in range(count)]
        assert row_at(times, rows_per_s).tolist() == exact


@given(
    st.integers(0, 10 * 3600 * 90_000),
    st.sampled_from([1000, 24_000, 25, 30_000, 60_000, 90_000]),
    st.sampled_from([50, 80]),
)
def test_windows_begin_where_fractions_say(ticks: int, clock: int, rows_per_s: int) -> None:
    exact = ticks * rows_per_s // clock
    assert row_at(np.array([ticks / clock]), rows_per_s)[0] == exact


def test_beyond_the_ends_the_nearest_row_is_heard() -> None:
    rows = np.arange(5, dtype=np.float32)[:, None]
    assert window_at(rows, -2, 4)[:, 0].tolist() == [0, 0, 0, 1]
    assert window_at(rows, 3, 4)[:, 0].tolist() == [3, 4, 4, 4]


def test_who_rests_hears_silence_and_others_their_part() -> None:
    times = np.arange(50) / 25
    resting = np.zeros(50, np.bool_)
    resting[10:20] = True
    samples = np.zeros(32_000, np.float32)
    numbers = np.arange(161, dtype=np.float32)[:, None]
    silence = np.full((16, 1), -4, np.float32)
    heard = Heard(
        [line(times, samples, resting, first=7)],
        lambda _: numbers,
        80,
        (0, 16),
        silence,
        whole=True,
    )
    windows = heard.at(range(7, 57))[..., 0]
    assert (windows[10:20] == -4).all()
    assert windows[5].tolist() == list(range(16, 32))
    # The last whole window, as the authors have it.
    assert windows[49].tolist() == list(range(145, 161))


class _Voice:
    """Whisper's encoder as far as it counts: it gives each row's mean, in either order."""

    batch = 1

    def __init__(self, layers_first: bool) -> None:
        self._first = layers_first
        self.heard: list[Any] = []

    def run(self, *inputs: Any) -> Any:
        self.heard.append(inputs[0])
        rows = inputs[0][0].reshape(80, 1500, 2).mean(axis=(0, 2))
        states = np.broadcast_to(rows[:, None, None], (1500, LAYERS, SIZE)).astype(np.float32)
        return (states.transpose(1, 0, 2) if self._first else states)[None]


def test_voices_are_heard_in_parts_of_half_a_minute() -> None:
    rng = np.random.default_rng(0)
    samples = (rng.standard_normal(16_000 * 65) * 0.1).astype(np.float32)
    found = [voice_rows(network, samples) for network in (_Voice(False), _Voice(True))]
    assert found[0].shape == (65 * 50, LAYERS, SIZE)
    assert np.array_equal(*found)
    network = _Voice(False)
    voice_rows(network, samples)
    assert [one.shape for one in network.heard] == [(1, 80, 3000)] * 3
    assert voice_rows(network, samples[:0]).shape == (0, LAYERS, SIZE)


def test_positions_are_sines_and_cosines() -> None:
    found = positions(50, SIZE)
    assert found.shape == (50, SIZE)
    assert found[0, :4].tolist() == [0, 1, 0, 1]
    assert np.allclose(found[3, :2], [np.sin(3), np.cos(3)])
    assert np.allclose(found[7, 2], np.sin(7 / 10_000 ** (2 / SIZE)))
