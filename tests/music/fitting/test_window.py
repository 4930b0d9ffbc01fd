"""The stretch of a song that stands by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.errors import RequestError
from backbeat.music.fitting import best_window, render
from backbeat.v1.music_pb2 import (
    ENERGY_LEVEL_HIGH,
    ENERGY_LEVEL_LOW,
    Beat,
    Build,
    Drop,
    Energy,
    EnergySpan,
    MusicAnalysis,
    Phrase,
    Section,
)
from tests.music.fitting import songs


def known() -> MusicAnalysis:
    """80 s at 120: quiet up to a drop at 32 s that a build of 8 s leads to, loud to 64 s, quiet."""
    lufs = np.where((np.arange(800) >= 320) & (np.arange(800) < 640), -10.0, -25.0)
    edges = (0, 16, 24, 32, 48, 64, 80)
    labels = ("intro", "A", "build", "drop", "B", "outro")
    return MusicAnalysis(
        duration_s=80,
        tempo_bpm=120,
        beats_per_bar=4,
        beats=[Beat(time_s=i / 2, bar=i // 4 + 1, beat=i % 4 + 1) for i in range(160)],
        energy=Energy(
            rate_hz=10,
            lufs=lufs,
            momentary_lufs=lufs,
            spans=[
                EnergySpan(start_s=0, end_s=32, level=ENERGY_LEVEL_LOW),
                EnergySpan(start_s=32, end_s=64, level=ENERGY_LEVEL_HIGH),
                EnergySpan(start_s=64, end_s=80, level=ENERGY_LEVEL_LOW),
            ],
        ),
        sections=[
            Section(start_s=start, end_s=end, label=label)
            for start, end, label in zip(edges, edges[1:], labels, strict=False)
        ],
        phrases=[Phrase(start_s=8.0 * i, bar=4 * i + 1, bars=4) for i in range(10)],
        drops=[Drop(time_s=32, bar=17, gain_lu=15)],
        builds=[Build(start_s=24, end_s=32)],
    )


def test_it_leads_to_the_drop_and_ends_with_a_section() -> None:
    edit = best_window(known(), 40)
    (stretch,) = edit.stretches
    assert float(stretch.source_start_s) == pytest.approx(24, abs=0.02)
    assert float(stretch.source_end_s) == pytest.approx(64, abs=0.02)
    assert float(edit.length_s) == pytest.approx(40, abs=0.05)
    assert edit.fade_out_s > 0
    assert not edit.warnings


def test_it_does_not_end_in_a_build() -> None:
    for length_s in (8, 12, 16, 20, 24, 28):
        (stretch,) = best_window(known(), length_s).stretches
        assert not 24 < float(stretch.source_end_s) <= 32


def test_the_songs_own_end_needs_no_fade() -> None:
    analysis = known()
    del analysis.drops[:]
    del analysis.energy.spans[:]
    analysis.energy.lufs[:] = [-25.0] * 640 + [-9.0] * 160
    edit = best_window(analysis, 16)
    assert float(edit.stretches[-1].source_end_s) == 80
    assert edit.fade_out_s == 0


def test_a_song_too_short_is_used_whole_and_that_is_said() -> None:
    edit = best_window(known(), 100)
    assert edit.length_s == 80
    assert "shorter than 100 s" in edit.warnings[0]
    assert not best_window(known(), 80).warnings


def test_without_beats_the_loudest_stretch_is_used() -> None:
    analysis = known()
    for field in ("beats", "sections", "phrases", "drops", "builds"):
        analysis.ClearField(field)
    edit = best_window(analysis, 20)
    assert float(edit.length_s) == pytest.approx(20, abs=0.6)
    assert float(edit.stretches[0].source_start_s) >= 30


@pytest.mark.parametrize("length_s", [0.0, 1.9, float("nan"), float("inf")])
def test_senseless_lengths_are_refused(length_s: float) -> None:
    with pytest.raises(RequestError, match="too short"):
        best_window(known(), length_s)


@settings(max_examples=60)
@given(st.floats(3, 90), st.sampled_from(["pop", "club", "rock"]))
def test_it_is_within_a_bar_and_starts_on_a_downbeat(length_s: float, form: str) -> None:
    song = songs.piece(form)
    edit = best_window(song.analysis, length_s)
    (stretch,) = edit.stretches
    assert 0 <= stretch.source_start_s < stretch.source_end_s
    assert float(stretch.source_end_s) <= song.analysis.duration_s
    wanted_s = min(length_s, song.analysis.duration_s)
    assert abs(float(edit.length_s) - wanted_s) <= song.bar_s + 0.03 or edit.warnings
    downbeats = [0.0] + [beat.time_s for beat in song.analysis.beats if beat.beat == 1]
    assert min(abs(float(stretch.source_start_s) - time) for time in downbeats) < 0.02


def test_it_fades_to_nothing() -> None:
    song = songs.piece("pop")
    edit = best_window(song.analysis, 40)
    assert edit.fade_out_s > 0
    heard = render(song.samples, songs.RATE, edit)
    assert np.abs(heard[-20:]).max() < 0.001
    assert np.abs(heard[0]).max() < 0.01
