from __future__ import annotations

import numpy as np
import pytest

from backbeat.music.energy import power
from backbeat.music.form.bars import BarFeatures
from backbeat.music.form.rises import BuildCandidate, find_builds, find_drops


def bars(
    loudness: list[float], low: list[float], high: list[float]
) -> tuple[np.ndarray, BarFeatures]:
    count = len(loudness)
    features = BarFeatures(
        np.zeros((count, 16)),
        np.zeros((count, 12)),
        np.zeros((count, 24)),
        np.array(low, float),
        np.array(high, float),
        np.zeros(count),
    )
    return power(np.array(loudness)), features


DROP = bars([-20.0] * 8 + [-10.0] * 8, [-40.0] * 8 + [-12.0] * 8, [-30.0] * 16)
STARTS = np.array([0, 8])


def test_a_drop_is_louder_and_fuller_at_once() -> None:
    (leap,) = find_drops(*DROP, STARTS)
    assert (leap.bar, leap.gain_lu, leap.low_gain_db) == (8, pytest.approx(10), 28)


def test_louder_alone_is_no_drop() -> None:
    loud, _ = DROP
    assert find_drops(*bars([-20.0] * 8 + [-10.0] * 8, [-12.0] * 16, [-30.0] * 16), STARTS) == []
    assert find_drops(loud, bars([-20.0] * 16, [-12.0] * 16, [-30.0] * 16)[1], STARTS) == []


def test_a_slow_rise_is_no_drop() -> None:
    rising = np.linspace(-30, -10, 16).tolist()
    assert find_drops(*bars(rising, rising, rising), np.array([0])) == []


def test_the_beginning_of_the_music_is_no_drop() -> None:
    silent = bars([-120.0] * 8 + [-10.0] * 8, [-80.0] * 8 + [-12.0] * 8, [-30.0] * 16)
    assert find_drops(*silent, STARTS) == []


def test_a_loud_roll_before_the_drop_is_not_the_drop() -> None:
    loudness = [-20.0] * 6 + [-15.0] * 2 + [-10.0] * 8
    (leap,) = find_drops(*bars(loudness, [-40.0] * 8 + [-12.0] * 8, [-30.0] * 16), STARTS)
    assert leap.bar == 8


def test_few_bars_have_no_drops() -> None:
    for count in range(6):
        quiet = [-10.0] * count
        assert find_drops(*bars(quiet, quiet, quiet), np.array([0])) == []


def test_a_build_is_found_from_where_its_section_starts() -> None:
    high = [-50.0] * 8 + np.linspace(-48, -24, 8).tolist() + [-20.0] * 8
    flat = [-20.0] * 16 + [-10.0] * 8
    found = find_builds(*bars(flat, flat, high), np.array([16]), np.array([0, 8, 16]))
    assert found == [BuildCandidate(8, 16)]


def test_a_step_is_no_build() -> None:
    high = [-50.0] * 12 + [-20.0] * 12
    flat = [-20.0] * 24
    assert find_builds(*bars(flat, flat, high), np.array([16]), np.array([0, 16])) == []


def test_level_music_has_no_build() -> None:
    flat = [-20.0] * 24
    assert find_builds(*bars(flat, flat, flat), np.array([4, 16]), np.array([0, 16])) == []
