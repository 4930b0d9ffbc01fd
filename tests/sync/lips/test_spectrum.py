"""The spectrum that the map from voice to lips takes."""

from __future__ import annotations

import numpy as np
import pytest

from backbeat.sync.lips.expected import by_features, by_spectrum
from backbeat.sync.lips.spectrum import BANDS, HOP, RATE, log_mel
from tests.loudness.synthetic_speech import synthetic_speech


@pytest.mark.parametrize("at", [0.1, 0.5, 1.237])
def test_a_click_is_in_the_frame_of_its_time(at: float) -> None:
    sound = np.zeros(2 * RATE, np.float32)
    sound[round(at * RATE)] = 1
    spectrum = log_mel(sound)
    assert spectrum.shape == (2 * RATE // HOP + 1, BANDS)
    assert abs(int(spectrum.sum(1).argmax()) - at * 100) <= 1


def test_a_tone_is_in_one_band_and_gain_only_shifts() -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32)
    middle = log_mel(tone)[50]
    assert np.sort(middle)[-1] - np.sort(middle)[-4] > 4
    quiet = log_mel(tone * np.float32(0.01))[50]
    loud_bands = middle > middle.max() - 6
    assert (middle - quiet)[loud_bands] == pytest.approx(np.log(1e4), abs=0.05)


def test_silence_and_nothing_at_all_have_a_spectrum() -> None:
    assert np.isfinite(log_mel(np.zeros(RATE, np.float32))).all()
    assert log_mel(np.zeros(0, np.float32)).shape == (1, BANDS)


def test_chunks_of_a_long_recording_do_not_show() -> None:
    speech = synthetic_speech(80)[::3].astype(np.float32)
    whole = by_spectrum(speech)
    assert whole.lips.shape == (len(speech) // HOP + 1, 8)
    assert np.isfinite(whole.lips).all()
    features = np.random.default_rng(0).standard_normal((50 * 70, 512)).astype(np.float32)
    found = by_features(features).lips
    assert found.shape == (7000, 8)
    # The join lies at 60 s; what is before it does not depend on what is after.
    part = by_features(features[: 50 * 61]).lips
    near = np.corrcoef(found[5900:6000].ravel(), part[5900:6000].ravel())[0, 1]
    assert near > 0.99
