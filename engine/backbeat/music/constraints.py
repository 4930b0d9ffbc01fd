"""Validates the options on tempo and metre, and turns them into constraints for a tracker."""

from __future__ import annotations

import math

from backbeat.errors import RequestError
from backbeat.music.pulse import FASTEST_BPM, SLOWEST_BPM
from backbeat.music.steady import Anchor
from backbeat.music.taps import tapped_grid
from backbeat.music.tracker import Constraints
from backbeat.v1.music_pb2 import TEMPO_SCALE_UNSPECIFIED, BeatOptions, TempoScale

_METRES = (0, 2, 3, 4, 5, 6, 7)
_MIN_BPM, _MAX_BPM = 20.0, 400.0
WIDTH = 1.03
"""An exact tempo still allows for human playing: the period may vary by this ratio."""
_NARROWEST = 1.02
_TAPPED_NEAR = 0.2
"""How far from a tapped beat the real one may lie, of the period."""
_MOST_BEATS, _MOST_BARS = 64, 10_000
"""Largest shifts."""
_MOST_TAPS = 100_000


def constraints_of(options: BeatOptions, duration_s: float) -> Constraints:
    """The limits that the options set on tempo and beats, for a tracker.

    Raises:
        RequestError: options that make no sense, alone or together.
    """
    _check(options, duration_s)
    low = options.min_tempo_bpm or SLOWEST_BPM
    high = options.max_tempo_bpm or FASTEST_BPM
    if options.min_tempo_bpm and not options.max_tempo_bpm:
        high = max(high, low * 2)
    if options.max_tempo_bpm and not options.min_tempo_bpm:
        low = min(low, high / 2)
    tapped = tapped_grid(options.taps_s) if options.taps_s else None
    tempo_bpm = options.tempo_bpm or (60 / tapped.period_s if tapped else None)
    if tempo_bpm:
        low, high = tempo_bpm / WIDTH, tempo_bpm * WIDTH
    if high < low * _NARROWEST:
        middle = math.sqrt(low * high)
        low, high = middle / math.sqrt(_NARROWEST), middle * math.sqrt(_NARROWEST)
    anchor = None
    if options.HasField("first_downbeat_s"):
        anchor = Anchor(options.first_downbeat_s)
    elif tapped:
        anchor = Anchor(tapped.beat_s, _TAPPED_NEAR * tapped.period_s)
    return Constraints(low, high, anchor, tempo_bpm)


def _check(options: BeatOptions, duration_s: float) -> None:
    if options.beats_per_bar not in _METRES:
        raise RequestError(
            f"A bar cannot have {options.beats_per_bar} beats.",
            "Give 2 to 7 beats per bar, or 0 to have it estimated.",
        )
    for name in ("tempo_bpm", "min_tempo_bpm", "max_tempo_bpm"):
        bpm = getattr(options, name)
        if bpm and not _MIN_BPM <= bpm <= _MAX_BPM:
            raise RequestError(
                f"A {name} of {bpm:g} is no tempo.",
                f"Give {_MIN_BPM:g} to {_MAX_BPM:g} beats per minute, or 0.",
            )
    if options.min_tempo_bpm and 0 < options.max_tempo_bpm < options.min_tempo_bpm:
        raise RequestError(
            f"The tempo cannot be at least {options.min_tempo_bpm:g} and at most "
            f"{options.max_tempo_bpm:g}.",
            "Exchange the two.",
        )
    if options.tempo_bpm and (options.min_tempo_bpm or options.max_tempo_bpm):
        raise RequestError(
            "The tempo is given twice, exactly and as a range.", "Give one of the two."
        )
    if options.tempo_bpm and options.tempo_scale != TEMPO_SCALE_UNSPECIFIED:
        raise RequestError(
            "An exact tempo cannot be halved or doubled as well.", "Give the tempo you want."
        )
    if options.tempo_scale not in TempoScale.values():
        raise RequestError(f"{options.tempo_scale} is no tempo scale.", "Give half or double.")
    _check_taps(options, duration_s)
    _check_shifts(options)
    first = options.first_downbeat_s
    if options.HasField("first_downbeat_s") and not 0 <= first <= duration_s:
        raise RequestError(
            f"A downbeat at {first:g} s lies outside the recording.",
            f"Give 0 to {duration_s:.3f} seconds.",
        )


def _check_taps(options: BeatOptions, duration_s: float) -> None:
    if not options.taps_s:
        return
    if len(options.taps_s) > _MOST_TAPS:
        raise RequestError(
            f"There are {len(options.taps_s)} taps, more than {_MOST_TAPS}.", "Give fewer."
        )
    for time in options.taps_s:
        if not 0 <= time <= duration_s:
            raise RequestError(
                f"A tap at {time:g} s lies outside the recording.",
                f"Give taps from 0 to {duration_s:.3f} seconds.",
            )
    if options.tempo_bpm or options.min_tempo_bpm or options.max_tempo_bpm:
        raise RequestError(
            "The tempo is given twice, by taps and by number.", "Give one of the two."
        )
    if options.tempo_scale != TEMPO_SCALE_UNSPECIFIED:
        raise RequestError(
            "A tapped tempo cannot be halved or doubled as well.", "Tap the tempo you want."
        )


def _check_shifts(options: BeatOptions) -> None:
    beats = options.shift_beats
    if not (abs(beats) <= _MOST_BEATS and (2 * beats).is_integer()):
        raise RequestError(
            f"Beats cannot be shifted by {beats:g}.",
            f"Give halves or whole beats, {-_MOST_BEATS} to {_MOST_BEATS}.",
        )
    if abs(options.shift_bars) > _MOST_BARS:
        raise RequestError(
            f"Bars cannot be shifted by {options.shift_bars}.",
            f"Give {-_MOST_BARS} to {_MOST_BARS} bars.",
        )
    if beats and options.HasField("first_downbeat_s"):
        raise RequestError(
            "A downbeat is named, and beats are shifted away from it.", "Give one of the two."
        )
