"""Splits a file that holds one sound several times into its takes.

A take ends where it has fallen far under its peak and stays quiet, and the next begins where it
rises again. What rises without having been quiet, such as a roll or a gallop, is one take: its
parts ring into one another and cannot be played alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backbeat.sounds.facts import CuePoint, Floats, SyncFrom, Take
from backbeat.sounds.sync_points import Envelope, sync_point

_BEFORE_STEPS, _AFTER_STEPS = 30, 60
"""Milliseconds of quiet that a take keeps on either side, at most."""
_GAP_STEPS = 120
"""Quiet milliseconds between takes, at least."""
_FLOOR = 10 ** (-40 / 20)
"""Of quiet, against the loudest take of the file."""
_OVER_NOISE = 10 ** (9 / 20)
"""How far over the file's own noise a take must be, at least."""
_WEAKEST = 10 ** (-24 / 20)
"""Peak of a take against the loudest; weaker ones are noises between takes."""
_MOST = 200
_LONGEST_STEPS = 20_000
"""A sounding longer than this is no hit: the file is taken as one."""


def takes_of(
    envelope: Envelope,
    cues: Sequence[CuePoint] = (),
    peaks_at_hit: bool = False,
    is_bed: bool = False,
) -> tuple[tuple[Take, ...], SyncFrom]:
    """The takes of a sound, and what found their hits.

    Args:
        envelope: of the whole sound.
        cues: markers in the file.
        peaks_at_hit: whether it is a whoosh, which passes at its peak.
        is_bed: whether it is ambience, which is one take whatever happens in it.

    Returns:
        One take at least, in order; where there are several, each has room before its attack.
    """
    peaks, step_s = envelope.peaks, envelope.step_s
    whole = sync_point(envelope, cues, peaks_at_hit)
    one = (Take(0.0, len(peaks) * step_s, whole.time_s),)
    if is_bed or whole.found_by is SyncFrom.CUE or not len(peaks) or not peaks.max() > 0:
        return one, whole.found_by
    spans = _soundings(peaks)
    if not 2 <= len(spans) <= _MOST or max(end - start for start, end in spans) > _LONGEST_STEPS:
        return one, whole.found_by
    takes = []
    for place, (start, end) in enumerate(spans):
        # The quiet before belongs to the take, so that nothing of its attack is cut off.
        before = spans[place - 1][1] if place else 0
        after = spans[place + 1][0] if place + 1 < len(spans) else len(peaks)
        first, last = max(before, start - _BEFORE_STEPS), min(after, end + _AFTER_STEPS)
        hit = sync_point(envelope, (), peaks_at_hit, (first, last))
        takes.append(Take(first * step_s, last * step_s, hit.time_s))
    return tuple(takes), whole.found_by


def _soundings(peaks: Floats) -> list[tuple[int, int]]:
    """First and one past the last step of each stretch that sounds."""
    smooth = _held(peaks, 20)
    noise = float(np.quantile(smooth, 0.05))
    quiet_under = max(float(peaks.max()) * _FLOOR, noise * _OVER_NOISE)
    if quiet_under > peaks.max() * _WEAKEST:
        return []
    sounding = smooth > quiet_under
    edges = np.flatnonzero(np.diff(np.concatenate([[0], sounding.view(np.int8), [0]])))
    spans: list[tuple[int, int]] = []
    for start, end in edges.reshape(-1, 2).tolist():
        if spans and start - spans[-1][1] < _GAP_STEPS:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    strongest = float(peaks.max())
    return [span for span in spans if peaks[span[0] : span[1]].max() > strongest * _WEAKEST]


def _held(peaks: Floats, steps: int) -> Floats:
    """The highest of the last few steps, so that a wave's zero crossings are no pauses."""
    padded: NDArray[np.float32] = np.concatenate([np.zeros(steps - 1, np.float32), peaks])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, steps).max(axis=1))
