"""Phrases: groups of 4, 8 or 16 bars inside sections."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.music.form.bars import Grid
from backbeat.v1.music_pb2 import Phrase

_SIZES = (16, 8, 4)
_BETTER = 0.05
"""Similarity that a longer phrase must gain over a shorter one."""


def group(bars: Grid, starts: Ints, similarity: Float64s) -> list[Phrase]:
    """The phrases of each section; none before the first downbeat.

    Args:
        bars: the grid.
        starts: the bar each section begins with, as an index; rising, the first being 0.
        similarity: of bars with those before, shape (n, width).
    """
    found = []
    for start, end in zip(starts, np.append(starts[1:], len(bars)), strict=True):
        lead_in = bars.numbers[start] == 0 and bars.edges[start] == 0
        first = int(start) + int(lead_in)
        if first == end:
            continue
        size = _phrase_length(similarity, first, int(end))
        for bar in range(first, end, size):
            found.append(
                Phrase(
                    start_s=bars.edges[bar],
                    bar=max(int(bars.numbers[bar]), 1),
                    bars=min(size, int(end) - bar),
                )
            )
    return found


def _phrase_length(similarity: Float64s, start: int, end: int) -> int:
    """Phrase length of a section, 4, 8 or 16 bars: the lag of greatest self-similarity."""
    length = end - start
    again = {size: _repetition(similarity, start, end, size) for size in _SIZES}
    if length % 16 == 0 and again[16] > max(again[8], again[4]) + _BETTER:
        return 16
    if length >= 8 and (length % 8 == 0 or again[8] > again[4] + _BETTER):
        return 8
    return 4


def _repetition(similarity: Float64s, start: int, end: int, lag: int) -> float:
    """Mean similarity of bars `lag` apart within a section; 0 without any."""
    if end - start <= lag or lag >= similarity.shape[1]:
        return 0.0
    return float(similarity[start + lag : end, lag].mean())
