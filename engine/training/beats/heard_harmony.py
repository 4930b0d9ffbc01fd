"""The chords of a composition, as an arranger would write them down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.beats.harmony import Chord
from training.beats.sheet import Floats

_KINDS = (
    ((0, 4, 7), 0.0),
    ((0, 3, 7), 0.0),
    ((0, 4, 7, 10), 0.12),
    ((0, 3, 7, 10), 0.15),
    ((0, 4, 7, 11), 0.2),
    ((0, 3, 6), 0.12),
)
"""Intervals, and how much simpler chords are preferred to them."""
_LOWEST_ROOT = 40


def _templates() -> tuple[NDArray[np.float64], list[tuple[int, tuple[int, ...], float]]]:
    rows, meanings = [], []
    for intervals, price in _KINDS:
        for root in range(12):
            row = np.full(12, -0.6)
            row[[(root + interval) % 12 for interval in intervals]] = 1.0
            rows.append(row)
            meanings.append((root, intervals, price))
    return np.array(rows), meanings


_ROWS, _MEANINGS = _templates()


def chords(
    start: Floats, length: Floats, pitch: NDArray[np.int64], bars: int, metre: int, step: float
) -> list[list[Chord]]:
    """The chords of each bar.

    Args:
        start: of the notes, in beats from the first bar.
        length: in beats.
        pitch: MIDI notes.
        bars: how many bars to hear.
        metre: beats in a bar.
        step: how often the chord may change, in beats.
    """
    out: list[list[Chord]] = []
    sounding = (_LOWEST_ROOT + 8, (0, 4, 7))
    for bar in range(bars):
        here: list[Chord] = []
        at = 0.0
        while at < metre - 1e-6:
            size = min(step, metre - at)
            low = bar * metre + at
            sounding = _best(start, length, pitch, low, size) or sounding
            root, intervals = sounding
            if here and here[-1].root == root:
                last = here.pop()
                here.append(Chord(last.start, last.beats + size, root, last.pitches))
            else:
                here.append(Chord(at, size, root, tuple(root + interval for interval in intervals)))
            at += size
        out.append(here)
    return out


def _best(
    start: Floats, length: Floats, pitch: NDArray[np.int64], low: float, size: float
) -> tuple[int, tuple[int, ...]] | None:
    shared = np.minimum(start + length, low + size) - np.maximum(start, low)
    rows = np.flatnonzero(shared > 1e-6)
    if len(rows) < 2:
        return None
    weight = np.zeros(12)
    np.add.at(weight, pitch[rows] % 12, np.minimum(shared[rows], size))
    weight /= weight.sum()
    bass = int(pitch[rows].min()) % 12
    scores = _ROWS @ weight
    for index, (root, _, price) in enumerate(_MEANINGS):
        scores[index] += 0.25 * (root == bass) - price
    root, intervals, _ = _MEANINGS[int(np.argmax(scores))]
    return _LOWEST_ROOT + (root - _LOWEST_ROOT) % 12, intervals
