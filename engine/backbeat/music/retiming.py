"""Beats as the options on tempo and grid want them: half, double, steady, shifted, without gaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.regrid import constant, doubled, halved, moved_by_half
from backbeat.music.tracker import BeatTrack
from backbeat.v1.music_pb2 import TEMPO_SCALE_DOUBLE, TEMPO_SCALE_HALF, BeatOptions

_GAP = 1.5
"""Distance between two beats that is a gap, in periods."""
_LONGEST_GAP = 64
"""Beats in a gap that are counted through."""


def retimed(track: BeatTrack, options: BeatOptions) -> BeatTrack:
    """The beats at the tempo, on the grid, and where the options want them."""
    downbeat_s = options.first_downbeat_s if options.HasField("first_downbeat_s") else None
    if options.tempo_scale == TEMPO_SCALE_HALF:
        track = halved(track, known_beats(options))
    elif options.tempo_scale == TEMPO_SCALE_DOUBLE:
        track = doubled(track)
    if options.fixed_grid:
        period_s = 60 / options.tempo_bpm if options.tempo_bpm else None
        track = constant(track, period_s, downbeat_s)
    if half_shift(options):
        track = moved_by_half(track)
    return track if downbeat_s is None else _without_gaps(track)


def known_beats(options: BeatOptions) -> list[float]:
    """Beats that the user named, in seconds, the one that counts most first."""
    named = [options.first_downbeat_s] if options.HasField("first_downbeat_s") else []
    by_rank = sorted(options.edits.beats, key=lambda beat: not beat.downbeat)
    return named + [beat.time_s for beat in by_rank]


def half_shift(options: BeatOptions) -> bool:
    """Whether the beats move to the middle between two."""
    return not options.shift_beats.is_integer()


def whole_shift(options: BeatOptions) -> int:
    """How many beats later bars start, besides the half that beats move by."""
    return int(np.floor(options.shift_beats))


def index_of(times: Float64s, time_s: float) -> int:
    """Index of the beat nearest to a moment; counted on where it lies beyond the first or last."""
    nearest = int(np.abs(times - time_s).argmin())
    if len(times) < 2 or times[0] <= time_s <= times[-1]:
        return nearest
    period = float(np.median(np.diff(times[:9] if nearest == 0 else times[-9:])))
    return nearest + round((time_s - float(times[nearest])) / period)


def _without_gaps(track: BeatTrack) -> BeatTrack:
    """With beats where the tracker left some out, so that what is counted from one beat holds."""
    times = track.times
    if len(times) < 3:
        return track
    gaps = np.diff(times)
    usual = np.array([np.median(gaps[max(0, place - 4) : place + 5]) for place in range(len(gaps))])
    counts = np.where(gaps > _GAP * usual, np.round(gaps / usual), 1).astype(np.intp)
    counts[counts > _LONGEST_GAP] = 1
    if (counts == 1).all():
        return track
    places = np.concatenate(
        [place + np.arange(count) / count for place, count in enumerate(counts)] + [[len(gaps)]]
    )
    before = np.floor(places).astype(np.intp)
    is_new = places % 1 > 0
    filled = np.interp(places, np.arange(len(times)), times)
    heard = np.zeros(len(filled)) if track.evidence is None else track.evidence.agreement(filled)
    strength = track.downbeat_strength
    return replace(
        track,
        times=filled,
        confidence=np.where(is_new, heard, track.confidence[before]),
        downbeat_strength=None if strength is None else np.where(is_new, 0.0, strength[before]),
    )
