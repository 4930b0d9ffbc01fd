"""Beats at half or twice the tempo, on the off-beats, or on a constant grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from backbeat.music.arrays import Ints
from backbeat.music.evidence import Evidence
from backbeat.music.steady import Anchor, best_grid
from backbeat.music.tracker import BeatTrack

_RANGE = 1.04
"""How far the period of a constant grid may lie from the median."""
_BEFORE_S = 0.03
"""A beat of a grid that lies this little before the first sample is put there."""
_UNTAKEN = 0.5
"""How much a moment counts that was taken for no beat, against one that was."""


def halved(track: BeatTrack, known_s: Sequence[float] = ()) -> BeatTrack:
    """Every other beat: those the user knows, else those that sound more like beats and downbeats.

    Args:
        track: any.
        known_s: beats that the user knows, in seconds, the one that counts most first.
    """
    if len(track.times) < 2:
        return track
    if len(known_s):
        first = int(np.abs(track.times - known_s[0]).argmin()) % 2
    else:
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


def moved_by_half(track: BeatTrack) -> BeatTrack:
    """The off-beats: the middle between every two beats, and one after the last."""
    if len(track.times) < 2:
        return track
    following = np.append(track.times[1:], 2 * track.times[-1] - track.times[-2])
    times = (track.times + following) / 2
    heard = track.confidence / 2
    if track.evidence is not None:
        heard = np.maximum(heard, track.evidence.agreement(times))
    return replace(track, times=times, confidence=heard)


def constant(
    track: BeatTrack, period_s: float | None = None, beat_s: float | None = None
) -> BeatTrack:
    """The constant grid that agrees most with the beats and all else that is heard, from the first
    to the last of the beats.

    Args:
        track: beats about equally far apart.
        period_s: of the grid, where it is known.
        beat_s: where a beat is known to lie.
    """
    times = track.times
    if len(times) < 3:
        return track
    evidence = Evidence(times, track.confidence + 1e-3)
    if track.evidence is not None:
        others = track.evidence
        evidence = evidence.joined(Evidence(others.times, _UNTAKEN * others.weights))
    usual = period_s or float(np.median(np.diff(times)))
    ratio = 1.0 if period_s else _RANGE
    anchor = None if beat_s is None else Anchor(beat_s)
    found = best_grid(evidence, usual / ratio, usual * ratio, anchor=anchor)
    grid = found.beats(times[0] - found.period_s / 2, times[-1] + found.period_s / 2)
    grid = np.maximum(grid[grid >= -_BEFORE_S], 0.0)
    index = np.searchsorted(times, grid).clip(1, len(times) - 1)
    index = np.where(
        np.abs(times[index - 1] - grid) <= np.abs(times[index] - grid), index - 1, index
    )
    near = np.abs(times[index] - grid) < found.period_s / 4
    picked = _picked(track, index.astype(np.intp))
    strength = picked.downbeat_strength
    return replace(
        picked,
        times=grid,
        confidence=np.where(near, picked.confidence, 0.0),
        downbeat_strength=None if strength is None else np.where(near, strength, 0.0),
    )


def _picked(track: BeatTrack, index: Ints) -> BeatTrack:
    strength = track.downbeat_strength
    return replace(
        track,
        times=track.times[index],
        confidence=track.confidence[index],
        downbeat_strength=None if strength is None else strength[index],
    )
