"""Sounds that stand out of their surroundings: a crash, a stab, the one loud note of a bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.blocks import BLOCK_RATE
from backbeat.v1.music_pb2 import ORIGIN_DETECTED, ORIGIN_USER, Accent, Emphasis, Energy, Onset

_AROUND = 24
"""Onsets before and after a sound that it is compared with: a few seconds of them."""
_AROUND_S = 4.0
_USUAL_PERCENT = 80
_LOUDER = 1.35
"""Times what is usual around: less is no accent."""
_FULL = 3.0
"""Times what is usual around: that much has full strength."""
_LOUDNESS_SHARE = 0.06
"""What each LU above the sound before adds to an onset, as a share of it."""
_FAINT = 0.1
"""Of the recording's strongest onset."""
_APART_S = 0.15
_WINDOW_S = 2.0
_MOST = 3
"""Accents in a window of two seconds, about a bar."""
_SAME_S = 0.05


def accents(
    onsets: Sequence[Onset], energy: Energy, emphasis: Iterable[Emphasis] = ()
) -> list[Accent]:
    """The accents of a recording, in order, and the user's emphasis, which takes their place.

    Args:
        onsets: in order.
        energy: loudness, which says how much a sound brings.
        emphasis: what the user wants heeded.
    """
    said = [
        Accent(time_s=one.time_s, strength=one.strength or 1.0, origin=ORIGIN_USER)
        for one in emphasis
    ]
    times = np.array([onset.time_s for onset in onsets])
    weight = np.array([onset.strength for onset in onsets]) * _brought(times, energy)
    strength = _standing_out(times, weight)
    heard = [
        Accent(time_s=times[index], strength=strength[index], origin=ORIGIN_DETECTED)
        for index in _thinned(times, strength)
    ]
    moments = np.sort([one.time_s for one in said])
    kept = [one for one in heard if not _near(moments, one.time_s)]
    return sorted([*kept, *said], key=lambda one: one.time_s)


def _brought(times: Float64s, energy: Energy) -> Float64s:
    """1 and more: how much louder it is just after each time than just before, shape (n,)."""
    loudness = np.asarray(energy.momentary_lufs, np.float64)
    if not len(loudness):
        return np.ones(len(times))
    block = (times * BLOCK_RATE).astype(np.intp)
    last = len(loudness) - 1
    after, before = (np.clip(block + step, 0, last) for step in (2, -2))
    return 1 + _LOUDNESS_SHARE * np.clip(loudness[after] - loudness[before], 0, 15)


def _standing_out(times: Float64s, weight: Float64s) -> Float64s:
    """0 to 1 against the onsets of a few seconds around, shape (n,)."""
    if not len(times):
        return np.zeros(0)
    size = 2 * _AROUND + 1
    near_times = _windows(times, size, -np.inf)
    near = _windows(weight, size, np.nan)
    near = np.where(np.abs(near_times - times[:, np.newaxis]) <= _AROUND_S, near, np.nan)
    ranked = np.sort(near, axis=1)
    known = np.isfinite(ranked).sum(axis=1)
    place = np.floor((known - 1) * _USUAL_PERCENT / 100).astype(np.intp)
    usual = ranked[np.arange(len(times)), place]
    ratio = weight / np.maximum(usual, 1e-9)
    strength = (ratio - _LOUDER) / (_FULL - _LOUDER)
    loud = (ratio >= _LOUDER) & (weight >= _FAINT * weight.max()) & (known > 2)
    return np.where(loud, np.clip(0.3 + 0.7 * strength, 0, 1), 0.0)


def _windows(values: Float64s, size: int, fill: float) -> Float64s:
    padded = np.pad(values.astype(np.float64), size // 2, constant_values=fill)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, size), np.float64)


def _thinned(times: Float64s, strength: Float64s) -> list[int]:
    """The strongest first, each apart from the others, and few in any bar; in order."""
    chosen: list[int] = []
    taken = np.zeros(0)
    for index in np.argsort(-strength, kind="stable"):
        if strength[index] <= 0:
            break
        place = int(np.searchsorted(taken, times[index]))
        around = taken[max(place - _MOST, 0) : place + _MOST]
        away = np.abs(around - times[index])
        if (away < _APART_S).any() or (away < _WINDOW_S / 2).sum() >= _MOST:
            continue
        taken = np.insert(taken, place, times[index])
        chosen.append(int(index))
    return sorted(chosen)


def _near(moments: Float64s, time: float) -> bool:
    place = int(np.searchsorted(moments, time))
    return any(abs(moment - time) <= _SAME_S for moment in moments[max(place - 1, 0) : place + 1])
