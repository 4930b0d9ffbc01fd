from __future__ import annotations

import numpy as np
import pytest

from backbeat import music
from tests.music import synth


def test_every_click_is_an_onset_and_nothing_else_is() -> None:
    clicks = np.cumsum(np.random.default_rng(5).uniform(0.1, 0.9, 30))
    seconds = float(clicks[-1]) + 1
    mono = synth.place([synth.click()], clicks, seconds)
    onsets = music.analyze(mono[:, np.newaxis], synth.RATE).onsets
    assert [onset.time_s for onset in onsets] == pytest.approx(clicks.tolist(), abs=0.006)


def _drums() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    t = np.arange(round(0.4 * synth.RATE)) / synth.RATE
    hiss = rng.normal(0, 0.3, len(t) + 1)
    return {
        "kick": np.sin(2 * np.pi * (50 * t + 1.8 * (1 - np.exp(-t / 0.03)))) * np.exp(-t / 0.06),
        "snare": (hiss[1:] + 0.5 * np.sin(2 * np.pi * 190 * t)) * np.exp(-t / 0.05),
        "hat": np.diff(hiss) * np.exp(-t / 0.03),
        "note": sum(np.sin(440 * np.pi * k * t) / k for k in range(1, 8)) * np.exp(-t / 0.1),
    }


@pytest.mark.parametrize("drum", ["kick", "snare", "hat", "note"])
def test_an_onset_is_where_its_sound_begins(drum: str) -> None:
    starts = np.round((np.arange(1, 15, 0.5) + 0.0037) * synth.RATE) / synth.RATE
    mono = synth.place([_drums()[drum]], starts, 16)
    onsets = [onset.time_s for onset in music.analyze(mono[:, np.newaxis], synth.RATE).onsets]
    assert onsets == pytest.approx(starts.tolist(), abs=0.002)


def test_a_stronger_sound_is_a_stronger_onset() -> None:
    beats = synth.grid(100, 8)
    mono = synth.place([synth.click(), 0.1 * synth.click()], beats, 8)
    strengths = [onset.strength for onset in music.analyze(mono[:, np.newaxis], synth.RATE).onsets]
    assert len(strengths) == len(beats)
    assert max(strengths) == 1
    assert min(strengths[::2]) > max(strengths[1::2]) > 0
