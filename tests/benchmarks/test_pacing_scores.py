"""The measures of pacing, on edits whose values are known by hand."""

from __future__ import annotations

import pytest

from backbeat.v1.music_pb2 import Drop
from benchmarks.pacing_scores import drop_holds, longest_run, scores, spearman
from tests.cutting.pacing.songs import HIGH, LOW, Stretch, song

# Bars of two seconds: quiet to 16 s, loud to 32 s.
MUSIC = song([Stretch(8, LOW), Stretch(8, HIGH, "B")])


def test_an_edit_that_follows_the_music() -> None:
    cuts = [8.0, 16.0, 18.0, 20.0, 22.0, 24.0, 26.0, 28.0, 30.0]
    found = scores(cuts, MUSIC, 24)
    assert found.sections_cut == (1, 1)
    assert found.on_downbeats == (8, 8)
    assert found.energy_correlation == pytest.approx(-1)
    assert found.high_to_low == pytest.approx(2 / 8)
    assert (found.longest_run, found.longest_run_in_beats) == (8, 8)
    assert (found.shots, found.shortest_frames) == (10, 48)


def test_an_edit_that_does_not() -> None:
    found = scores([2.1, 4.0, 6.5, 24.0], MUSIC, 24)
    assert found.sections_cut == (0, 1)
    assert found.on_downbeats == (2, 4)
    assert found.energy_correlation == pytest.approx(1)
    assert found.high_to_low is not None
    assert found.high_to_low > 1


def test_half_a_frame_is_near_and_more_is_not() -> None:
    assert scores([16.02], MUSIC, 24).sections_cut == (1, 1)
    assert scores([16.03], MUSIC, 24).sections_cut == (0, 1)


def test_a_held_drop() -> None:
    music = song([Stretch(8, LOW), Stretch(8, HIGH, "B")])
    music.drops.append(Drop(time_s=16.0, bar=9))
    assert drop_holds([12.0, 14.0, 16.0, 20.0, 22.0], music, 24) == (2.0,)
    assert drop_holds([12.0, 14.0], music, 24) == (0.0,)


def test_ranks_and_runs() -> None:
    assert spearman([1, 2, 3], [9, 4, 1]) == pytest.approx(-1)
    assert spearman([1, 2], [3, 3]) == 0
    assert spearman([1], [2]) is None
    assert longest_run([1, 1, 2, 2, 2, 1]) == 3
