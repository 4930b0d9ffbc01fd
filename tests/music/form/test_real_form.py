"""The form of a real recording, judged by its own loudness and bars."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from backbeat import music
from backbeat.media import decode
from backbeat.v1.music_pb2 import ENERGY_LEVEL_HIGH, ENERGY_LEVEL_LOW


@pytest.mark.shared
def test_a_song_on_a_grid_falls_into_sections_of_whole_phrases(shared: Path) -> None:
    """An instrumental at 160 bpm, mastered loud: most sections last 8 or 16 bars."""
    audio = decode.read_audio(shared / "data" / "beats" / "osu_triangles.mp3", music.RATE, 1)
    found = music.analyze(audio.samples, audio.rate)
    assert 6 <= len(found.sections) <= 14
    bars = [other.bar - one.bar for one, other in pairwise(found.sections)]
    assert sum(length % 4 == 0 for length in bars) >= 0.75 * len(bars)
    loudness = np.array(found.energy.lufs)
    means = {
        level: np.mean(
            [
                loudness[int(one.start_s * 10) : int(one.end_s * 10)].mean()
                for one in found.energy.spans
                if one.level == level
            ]
        )
        for level in {one.level for one in found.energy.spans}
    }
    assert means[ENERGY_LEVEL_HIGH] > means[ENERGY_LEVEL_LOW] + 1
    assert 10 <= len(found.accents) <= len(found.beats) / 2
