"""Beats at half or twice the tempo, or on a constant grid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.music.tracker import BeatTrack

_FIRST_SPAN_S = 30.0
_RANGE = 0.04
"""How far the period may lie from the median, to begin with."""
_EXACT_S = 0.002
"""How far a grid may be off at the end of a span."""


def halved(track: BeatTrack) -> BeatTrack:
    """Every other beat: those that sound more like beats, and like downbeats."""
    if len(track.times) < 2:
        return track
    strength_of = track.confidence.copy()
    if track.downbeat_strength is not None:
        strength_of += track.downbeat_strength
    first = int(strength_of[1::2].mean() > strength_of[::2].mean())
    return _picked(track, np.arange(first, len(track.times), 2))


def doubled(track: BeatTrack) -> BeatTrack:
    """With a beat in the middle of every two."""
    count = len(track.times)
    if count < 2:
        return track
    places = np.arange(2 * count - 1) / 2
    between = _picked(track, np.floor(places).astype(np.intp))
    times = np.interp(places, np.arange(count), track.times)
    new = places % 1 > 0
    strength = between.downbeat_strength
    return replace(
        between,
        times=times,
        confidence=np.where(new, between.confidence / 2, between.confidence),
        downbeat_strength=None if strength is None else np.where(new, 0.0, strength),
    )


def constant(
    track: BeatTrack, period_s: float | None = None, beat_s: float | None = None
) -> BeatTrack:
    """The constant grid nearest to the beats, from the first to the last of them.

    Args:
        track: beats about equally far apart.
        period_s: of the grid, where it is known.
        beat_s: where a beat is known to lie.
    """
    times, weights = track.times, track.confidence + 1e-3
    if len(times) < 3:
        return track
    period = period_s or _period(times, weights)
    phase = _phase(times, weights, period) if beat_s is None else beat_s
    first = np.ceil((times[0] - period / 2 - phase) / period)
    last = np.floor((times[-1] + period / 2 - phase) / period)
    grid = phase + period * np.arange(first, last + 1)
    grid = grid[grid >= 0]
    nearest = np.abs(times[np.searchsorted(times, grid).clip(1, len(times) - 1) - 1] - grid)
    index = np.searchsorted(times, grid).clip(1, len(times) - 1)
    index = np.where(nearest <= np.abs(times[index] - grid), index - 1, index)
    near = np.abs(times[index] - grid) < period / 4
    picked = _picked(track, index.astype(np.intp))
    strength = picked.downbeat_strength
    return replace(
        picked,
        times=grid,
        confidence=np.where(near, picked.confidence, 0.0),
        downbeat_strength=None if strength is None else np.where(near, strength, 0.0),
    )


def _period(times: Float64s, weights: Float64s) -> float:
    """The period at which the beats agree most: first of a short span, then of ever longer."""
    period = float(np.median(np.diff(times)))
    reach = _RANGE * period
    middle, whole = (times[0] + times[-1]) / 2, times[-1] - times[0]
    span = min(_FIRST_SPAN_S, whole)
    while True:
        inside = np.abs(times - middle) <= span / 2 + period
        step = _EXACT_S * period / max(span, period)
        candidates = period + np.arange(-reach, reach + step, step)
        turns = np.exp(2j * np.pi * times[inside] / candidates[:, None])
        agreement = np.abs(turns @ weights[inside])
        period = float(candidates[agreement.argmax()])
        if span >= whole:
            return period
        reach = 20 * step
        span = min(2 * span, whole)


def _phase(times: Float64s, weights: Float64s, period: float) -> float:
    turn = np.angle(np.exp(2j * np.pi * times / period) @ weights)
    return float(turn / (2 * np.pi) * period)


def _picked(track: BeatTrack, index: Ints) -> BeatTrack:
    strength = track.downbeat_strength
    return replace(
        track,
        times=track.times[index],
        confidence=track.confidence[index],
        downbeat_strength=None if strength is None else strength[index],
    )
