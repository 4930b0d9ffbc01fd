"""Slots of a real song, as it is analysed, judged by the measures of the benchmark."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from backbeat.cutting.pacing import pace
from backbeat.media.decode import read_audio
from backbeat.music.analysis import analyze
from backbeat.v1.assembly_pb2 import PacingOptions
from benchmarks.pacing_scores import scores


@pytest.mark.shared
def test_a_real_song_meets_what_is_promised(shared: Path) -> None:
    sound = read_audio(shared / "data" / "beats" / "tut_expressive.flac", 22050)
    music = analyze(sound.samples, sound.rate)
    slots = pace(music, PacingOptions(), Fraction(24)).slots
    found = scores([float(slot.start_s) for slot in slots[1:]], music, 24)
    assert found.sections_cut[0] == found.sections_cut[1] >= 3
    assert found.on_downbeats[0] >= 0.7 * found.on_downbeats[1]
    assert found.energy_correlation is not None
    assert found.energy_correlation <= -0.6
    assert found.high_to_low is not None
    assert found.high_to_low <= 0.6
    assert max(found.longest_run, found.longest_run_in_beats) <= 8
    assert min(found.drop_holds) >= 1.5
    assert found.shortest_frames >= 6
