from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.music.form import grid
from backbeat.music.levels import spans
from backbeat.v1.music_pb2 import (
    ENERGY_LEVEL_HIGH,
    ENERGY_LEVEL_LOW,
    ENERGY_LEVEL_MEDIUM,
    ORIGIN_DETECTED,
    Beat,
    Energy,
    EnergySpan,
)

LOW, MEDIUM, HIGH = ENERGY_LEVEL_LOW, ENERGY_LEVEL_MEDIUM, ENERGY_LEVEL_HIGH


def beats(duration: float, start: float = 0.0) -> list[Beat]:
    """Two seconds a bar."""
    times = np.arange(start, duration - 0.1, 0.5)
    return [
        Beat(time_s=time, bar=index // 4 + 1, beat=index % 4 + 1)
        for index, time in enumerate(times)
    ]


def energy(*stretches: tuple[float, float]) -> tuple[Energy, float]:
    """Loudness from (seconds, LUFS), and how long that is."""
    values = np.concatenate([np.full(round(s * 10), level) for s, level in stretches])
    return Energy(rate_hz=10, lufs=values, momentary_lufs=values), len(values) / 10


def found(*stretches: tuple[float, float]) -> list[tuple[float, int]]:
    loudness, duration = energy(*stretches)
    return [(span.start_s, span.level) for span in spans(loudness, grid(beats(duration), duration))]


def test_quiet_middle_and_loud_are_told_apart_on_downbeats() -> None:
    assert found((16, -24), (32, -16), (32, -10), (16, -24)) == [
        (0, LOW),
        (16, MEDIUM),
        (48, HIGH),
        (80, LOW),
    ]


def test_a_song_of_one_level_is_all_medium() -> None:
    assert found((60, -14)) == [(0, MEDIUM)]
    assert found((20, -14), (20, -14.8), (20, -14)) == [(0, MEDIUM)]


def test_a_short_quiet_end_of_a_song_of_one_level_is_low() -> None:
    assert found((200, -12), (6, -30)) == [(0, MEDIUM), (200, LOW)]


def test_silence_is_low() -> None:
    assert found((20, -120)) == [(0, LOW)]


def test_a_single_bar_makes_no_span() -> None:
    assert found((30, -10), (2, -22), (30, -10), (40, -22)) == [(0, HIGH), (62, LOW)]


def test_without_beats_there_are_spans_all_the_same() -> None:
    loudness, duration = energy((20, -30), (20, -10))
    result = spans(loudness, grid([], duration))
    assert [span.level for span in result] == [LOW, HIGH]
    assert result[1].start_s == pytest.approx(20, abs=2)


def test_nothing_has_no_spans() -> None:
    assert spans(Energy(), grid([], 0.0)) == []


def contiguous(result: list[EnergySpan], duration: float) -> bool:
    edges = [(span.start_s, span.end_s) for span in result]
    meet = all(end == start for (_, end), (start, _) in pairwise(edges))
    return meet and edges[0][0] == 0 and edges[-1][1] == duration


@settings(max_examples=40)
@given(
    levels=st.lists(st.floats(-120, 0), min_size=1, max_size=400),
    start=st.floats(0, 9),
    with_beats=st.booleans(),
)
def test_spans_are_contiguous_and_no_flicker(
    levels: list[float], start: float, with_beats: bool
) -> None:
    loudness, duration = energy(*[(0.1, level) for level in levels])
    bars = grid(beats(duration, start) if with_beats else [], duration)
    result = spans(loudness, bars)
    assert contiguous(result, duration)
    assert {span.origin for span in result} == {ORIGIN_DETECTED}
    neighbours = pairwise(result)
    assert all(one.level != other.level for one, other in neighbours)
    if with_beats and len(bars) > 1:
        downbeats = set(bars.edges.tolist())
        lead_in = [span.start_s for span in result[1:] if span.start_s < start]
        assert all(s.start_s in downbeats for s in result[1:] if s.start_s not in lead_in)
