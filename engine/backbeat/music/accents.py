"""Accents: onsets much stronger than those around them, such as crashes and stabs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.blocks import BLOCK_RATE
from backbeat.v1.music_pb2 import ORIGIN_DETECTED, ORIGIN_USER, Accent, Emphasis, Energy, Onset

_CONTEXT_ONSETS = 24
"""Number of onsets before and after an onset that it is compared with."""
_CONTEXT_S = 4.0
_USUAL_PERCENT = 80
_THRESHOLD_RATIO = 1.35
"""Least ratio of an onset's weight to the 80th percentile around it for an accent."""
_FULL_RATIO = 3.0
"""Ratio from which on an accent has strength 1."""
_WEIGHT_PER_LU = 0.06
"""Relative weight added per LU of loudness gained at the onset."""
_MIN_SHARE_OF_STRONGEST = 0.1
"""Least weight of an accent, relative to the recording's strongest onset."""
_MIN_SPACING_S = 0.15
_WINDOW_S = 2.0
_MAX_PER_WINDOW = 3
"""Most accents within `_WINDOW_S`, about a bar."""
_SAME_EVENT_S = 0.05


def accents(
    onsets: Sequence[Onset], energy: Energy, emphasis: Iterable[Emphasis] = ()
) -> list[Accent]:
    """The accents of a recording in order of time; the user's emphasis replaces those nearby.

    Args:
        onsets: in order.
        energy: momentary loudness, which weights each onset by the loudness it adds.
        emphasis: moments marked by the user.
    """
    from_user = [
        Accent(time_s=one.time_s, strength=one.strength or 1.0, origin=ORIGIN_USER)
        for one in emphasis
    ]
    times = np.array([onset.time_s for onset in onsets])
    weight = np.array([onset.strength for onset in onsets]) * _loudness_weight(times, energy)
    strength = _prominence(times, weight)
    detected = [
        Accent(time_s=times[index], strength=strength[index], origin=ORIGIN_DETECTED)
        for index in _spaced(times, strength)
    ]
    moments = np.sort([one.time_s for one in from_user])
    kept = [one for one in detected if not _near(moments, one.time_s)]
    return sorted([*kept, *from_user], key=lambda one: one.time_s)


def _loudness_weight(times: Float64s, energy: Energy) -> Float64s:
    """Weight of each onset, 1 or more, from the rise in loudness across it; shape (n,)."""
    loudness = np.asarray(energy.momentary_lufs, np.float64)
    if not len(loudness):
        return np.ones(len(times))
    block = (times * BLOCK_RATE).astype(np.intp)
    last = len(loudness) - 1
    after, before = (np.clip(block + step, 0, last) for step in (2, -2))
    return 1 + _WEIGHT_PER_LU * np.clip(loudness[after] - loudness[before], 0, 15)


def _prominence(times: Float64s, weight: Float64s) -> Float64s:
    """Strength of each onset against those within a few seconds, 0 to 1, shape (n,)."""
    if not len(times):
        return np.zeros(0)
    size = 2 * _CONTEXT_ONSETS + 1
    near_times = _windows(times, size, -np.inf)
    near = _windows(weight, size, np.nan)
    near = np.where(np.abs(near_times - times[:, np.newaxis]) <= _CONTEXT_S, near, np.nan)
    ranked = np.sort(near, axis=1)
    known = np.isfinite(ranked).sum(axis=1)
    index_in_taken = np.floor((known - 1) * _USUAL_PERCENT / 100).astype(np.intp)
    usual = ranked[np.arange(len(times)), index_in_taken]
    ratio = weight / np.maximum(usual, 1e-9)
    strength = (ratio - _THRESHOLD_RATIO) / (_FULL_RATIO - _THRESHOLD_RATIO)
    loud = (
        (ratio >= _THRESHOLD_RATIO)
        & (weight >= _MIN_SHARE_OF_STRONGEST * weight.max())
        & (known > 2)
    )
    return np.where(loud, np.clip(0.3 + 0.7 * strength, 0, 1), 0.0)


def _windows(values: Float64s, size: int, fill: float) -> Float64s:
    padded = np.pad(values.astype(np.float64), size // 2, constant_values=fill)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, size), np.float64)


def _spaced(times: Float64s, strength: Float64s) -> list[int]:
    """Indices of the accents kept, rising: strongest first, at least `_MIN_SPACING_S` apart."""
    chosen: list[int] = []
    taken = np.zeros(0)
    for index in np.argsort(-strength, kind="stable"):
        if strength[index] <= 0:
            break
        index_in_taken = int(np.searchsorted(taken, times[index]))
        around = taken[max(index_in_taken - _MAX_PER_WINDOW, 0) : index_in_taken + _MAX_PER_WINDOW]
        away = np.abs(around - times[index])
        if (away < _MIN_SPACING_S).any() or (away < _WINDOW_S / 2).sum() >= _MAX_PER_WINDOW:
            continue
        taken = np.insert(taken, index_in_taken, times[index])
        chosen.append(int(index))
    return sorted(chosen)


def _near(moments: Float64s, time: float) -> bool:
    index_in_taken = int(np.searchsorted(moments, time))
    return any(
        abs(moment - time) <= _SAME_EVENT_S
        for moment in moments[max(index_in_taken - 1, 0) : index_in_taken + 1]
    )
