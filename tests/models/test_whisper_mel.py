"""The spectrogram, against librosa's parts."""

from __future__ import annotations

import librosa
import numpy as np
import pytest

from backbeat.models.whisper_mel import BANDS, log_mel


@pytest.mark.parametrize("samples", [401, 4000, 16000 * 3 + 77])
def test_it_is_what_librosa_makes(samples: int) -> None:
    sound = np.random.default_rng(1).standard_normal(samples).astype(np.float32) * 0.1
    sound[: samples // 3] *= 1e-5
    filters = librosa.filters.mel(sr=16000, n_fft=400, n_mels=80)
    spectrum = np.abs(librosa.stft(sound, n_fft=400, hop_length=160, pad_mode="reflect"))
    expected = np.log10(np.maximum(filters @ (spectrum[:, : samples // 160] ** 2), 1e-10))
    expected = (np.maximum(expected, expected.max() - 8) + 4) / 4
    found = log_mel(sound)
    assert found.shape == (BANDS, samples // 160) and found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=2e-4)
