"""The offset of one face against one voice, for callers that have both in memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backbeat.sync.lips.expected import Expected
from backbeat.sync.lips.judging import Judgement, Seen, judge
from backbeat.sync.lips.movement import STEP_S, resampled, speech_band, steps

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def lip_offset(
    times_s: Float64s,
    lips: Float32s,
    visible: Bools,
    expected: Expected,
    reach_s: float = 0.5,
    spoken: Bools | None = None,
) -> Judgement:
    """How much later a voice is than the lips of a face.

    Args:
        times_s: when each picture is shown, in seconds from the start of the voice; shape (n,).
        lips: as of a face track, shape (n, 8).
        visible: whether the mouth is seen, shape (n,).
        expected: what the voice lets expect: `by_features` or `by_spectrum`.
        reach_s: longest offset that is looked for, in seconds.
        spoken: where somebody speaks, in steps of 10 ms; None: all the time.
    """
    count = steps(float(times_s[-1])) if len(times_s) else 0
    seen = seen_lips(times_s, lips, visible, 0, count)
    everywhere = np.ones(max(count, len(expected.lips)), np.bool_)
    return judge(seen, expected, everywhere if spoken is None else spoken, reach_s)


def seen_lips(times_s: Float64s, lips: Float32s, visible: Bools, first: int, last: int) -> Seen:
    """The lips of a face in a shot, on the clock of the voice.

    Args:
        times_s: as for `lip_offset`.
        lips: as for `lip_offset`.
        visible: as for `lip_offset`.
        first: step at which the shot begins.
        last: step at which it ends, exclusive.
    """
    values, mask = resampled(times_s - first * STEP_S, lips, visible, last - first)
    movement = np.zeros_like(values)
    # A cut is a jump, and so is a long gap: the band is taken of each stretch by itself.
    for begin, end in _stretches(mask):
        movement[begin:end] = speech_band(values[begin:end])
    opening = values[:, 0][mask]
    still = bool(len(opening)) and float(np.std(opening)) < _STILL
    return Seen(movement, mask, first, values[:, 0], still)


_STILL = 0.006
"""Deviation of the opening of a mouth that is at rest, in distances of the eyes."""


def _stretches(mask: Bools) -> list[tuple[int, int]]:
    inside = np.concatenate([[False], mask, [False]])
    edges = np.flatnonzero(np.diff(inside.astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
