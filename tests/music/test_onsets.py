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


def test_a_stronger_sound_is_a_stronger_onset() -> None:
    beats = synth.grid(100, 8)
    mono = synth.place([synth.click(), 0.1 * synth.click()], beats, 8)
    strengths = [onset.strength for onset in music.analyze(mono[:, np.newaxis], synth.RATE).onsets]
    assert len(strengths) == len(beats)
    assert max(strengths) == 1
    assert min(strengths[::2]) > max(strengths[1::2]) > 0
