from __future__ import annotations

import numpy as np
import pytest

from backbeat.music.form.bars import Grid
from backbeat.music.form.phrases import group


def bars(count: int, lead_in: bool = False) -> Grid:
    numbers = np.arange(count) + (0 if lead_in else 1)
    return Grid(np.arange(count + 1) * 2.0, count * 2.0, numbers, np.ones(count))


def looped(count: int, loop: int) -> np.ndarray:
    """Self-similarity of music whose bars come round every `loop` bars."""
    alike = np.zeros((count, 64))
    alike[:, ::loop] = 1
    return alike


@pytest.mark.parametrize(
    ("count", "loop", "sizes"),
    [
        (8, 4, [8]),
        (16, 4, [8, 8]),
        (16, 8, [8, 8]),
        (32, 16, [16, 16]),
        (12, 4, [4, 4, 4]),
        (12, 8, [8, 4]),
        (4, 2, [4]),
        (11, 4, [4, 4, 3]),
        (2, 1, [2]),
    ],
)
def test_a_section_falls_into_phrases(count: int, loop: int, sizes: list[int]) -> None:
    found = group(bars(count), np.array([0]), looped(count, loop))
    assert [phrase.bars for phrase in found] == sizes
    assert [phrase.bar for phrase in found] == np.cumsum([1, *sizes[:-1]]).tolist()
    assert [phrase.start_s for phrase in found] == (2 * np.cumsum([0, *sizes[:-1]])).tolist()


def test_every_section_starts_a_phrase() -> None:
    found = group(bars(22), np.array([0, 6, 14]), looped(22, 4))
    assert [(phrase.bar, phrase.bars) for phrase in found] == [(1, 4), (5, 2), (7, 8), (15, 8)]


def test_there_are_no_phrases_before_the_first_bar() -> None:
    found = group(bars(9, lead_in=True), np.array([0, 1]), looped(9, 4))
    assert [(phrase.bar, phrase.start_s) for phrase in found] == [(1, 2.0)]
    assert group(bars(1, lead_in=True), np.array([0]), looped(1, 1)) == []
