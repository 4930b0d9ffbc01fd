from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.music.form.bars import BarFeatures
from backbeat.music.form.boundaries import section_starts
from backbeat.music.form.similarity import self_similarity


def features(sections: list[tuple[int, int]], noise: float = 0.5, seed: int = 0) -> BarFeatures:
    """Bars of sections given as (bars, which sound)."""
    chance = np.random.default_rng(seed)
    sounds = chance.uniform(-40, 0, (9, 16))
    chords = np.abs(chance.standard_normal((9, 12)))
    rhythms = chance.uniform(0, 0.8, (9, 24))
    kinds = [kind for bars, kind in sections for _ in range(bars)]
    timbre = sounds[kinds] + noise * chance.standard_normal((len(kinds), 16))
    chroma = chords[kinds] / np.linalg.norm(chords[kinds], axis=1, keepdims=True)
    flat = np.zeros(len(kinds))
    return BarFeatures(timbre, chroma, rhythms[kinds], flat, flat, flat)


def starts(sections: list[tuple[int, int]], width: int = 128, noise: float = 0.5) -> list[int]:
    bars = features(sections, noise)
    found = section_starts(self_similarity(bars, width), np.ones(len(bars.timbre)))
    return found.tolist()


def test_blocks_are_cut_where_they_meet() -> None:
    assert starts([(8, 0), (8, 1), (16, 0), (4, 2), (8, 1)]) == [0, 8, 16, 32, 36]


def test_a_loop_of_several_bars_is_one_section() -> None:
    loop = [(1, 0), (1, 1), (1, 2), (1, 3)] * 4
    other = [(1, 4), (1, 5)] * 8
    assert starts([*loop, *other]) == [0, 16]


def test_a_fill_does_not_move_a_boundary() -> None:
    assert starts([(7, 0), (1, 3), (8, 1), (7, 0), (1, 3), (8, 1)]) == [0, 8, 16, 24]


def test_one_sound_is_one_section() -> None:
    assert starts([(100, 0)]) == [0]
    assert starts([(1, 0)]) == [0]


def test_a_section_is_no_longer_than_the_band() -> None:
    found = starts([(100, 0)], width=32)
    assert np.diff([*found, 100]).max() <= 32


def test_a_long_bar_may_be_a_section_alone() -> None:
    bars = features([(1, 3), (16, 0)])
    found = section_starts(self_similarity(bars, 64), np.array([6.0, *[1.0] * 16]))
    assert found.tolist() == [0, 1]


@settings(max_examples=30)
@given(
    sections=st.lists(st.tuples(st.integers(1, 12), st.integers(0, 8)), min_size=1, max_size=12),
    noise=st.floats(0, 20),
)
def test_starts_rise_from_the_first_bar(sections: list[tuple[int, int]], noise: float) -> None:
    found = starts(sections, noise=noise)
    assert found[0] == 0
    assert all(np.diff(found) > 0)
    assert found[-1] < sum(bars for bars, _ in sections)


@pytest.mark.parametrize("width", [1, 5, 200])
def test_similarity_is_a_band_of_one_for_a_bar_with_itself(width: int) -> None:
    alike = self_similarity(features([(8, 0), (8, 1)]), width)
    assert alike.shape == (16, width)
    assert alike[:, 0] == pytest.approx(1)
    assert 0 <= alike.min() <= alike.max() <= 1 + 1e-9
    assert not alike[0, 1:].any()
    if width > 8:
        assert alike[7, 7] > alike[8, 8]
