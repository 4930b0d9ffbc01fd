"""The layer stack: how loud what is in each layer should be, and how a hit is brought there.

Levels are loudness by ITU-R BS.1770-5, not peaks of files: of beds the integrated loudness of where
they play, of hits their loudest 400 ms (momentary loudness).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

import numpy as np

from backbeat.foley.cues import Cue, Kind, Layer
from backbeat.foley.found import Samples
from backbeat.foley.placement import weighting
from backbeat.foley.placement.limiting import CEILING_DBTP, limited

EASILY_LIMITED_DB, MOST_LIMITED_DB = 1.0, 12.0
"""By how much a hit's peak may be turned down so that the rest of it is loud enough: without being
heard, and where it would be too soft for its layer otherwise."""

_CLOSE_ENOUGH_DB = 0.1
_ROUNDS = 6
_LEAST_SLOPE = 0.25
_SILENCE_LUFS = -100.0


@dataclass(frozen=True, slots=True)
class Range:
    """Loudness that something may have, in LUFS."""

    low: float
    high: float

    def held(self, lufs: float) -> float:
        """The nearest within it."""
        return min(max(lufs, self.low), self.high)


ROOM_TONE = Range(-30.0, -24.0)
ENVIRONMENT = Range(-24.0, -18.0)
INCIDENTAL = Range(-18.0, -6.0)
FOCUS = Range(-12.0, 0.0)

_STEADY = {Layer.ROOM_TONE: -27.0, Layer.AMBIENCE: -21.0, Layer.FOLEY: -15.0, Layer.HARD_FX: -14.0}
"""What a bed has in each layer."""
_SOFTEST = {Layer.ROOM_TONE: -29.0, Layer.AMBIENCE: -23.0, Layer.FOLEY: -17.5, Layer.HARD_FX: -17.0}
_HARDEST = {Layer.ROOM_TONE: -26.0, Layer.AMBIENCE: -19.5, Layer.FOLEY: -14.0, Layer.HARD_FX: -11.0}
"""What hits of strength 0 and 1 have in each layer."""
_WHOOSH_DB = -1.5
"""A whoosh against a hit: it leads to what happens, and is not what happens."""
_FOCUS_SOFTEST, _FOCUS_HARDEST, _FOCUS_STEADY = -11.5, -8.0, -10.0


def range_of(cue: Cue) -> Range:
    """What its layer allows a cue."""
    if cue.focus:
        return FOCUS
    if cue.layer is Layer.ROOM_TONE:
        return ROOM_TONE
    return ENVIRONMENT if cue.layer is Layer.AMBIENCE else INCIDENTAL


def target(cue: Cue, more_db: float = 0.0) -> float:
    """How loud a cue should be, in LUFS: by its layer, strength and focus, within its range.

    What was asked for on top comes after that, even where it leaves the range.

    Args:
        cue: the cue.
        more_db: of variation and perspective.
    """
    strength = min(max(cue.strength, 0.0), 1.0)
    if cue.kind.is_bed:
        lufs = _FOCUS_STEADY if cue.focus else _STEADY[cue.layer]
    elif cue.focus:
        lufs = _FOCUS_SOFTEST + strength * (_FOCUS_HARDEST - _FOCUS_SOFTEST)
    else:
        lufs = _SOFTEST[cue.layer] + strength * (_HARDEST[cue.layer] - _SOFTEST[cue.layer])
    if cue.kind is Kind.WHOOSH:
        lufs += _WHOOSH_DB
    return range_of(cue).held(lufs + more_db) + cue.gain_db


@dataclass(frozen=True)
class Levelled:
    """A sound at its level."""

    samples: Samples
    gain_db: float
    lufs: float
    """Of its loudest 400 ms."""
    limited_db: float
    """By how much its peaks were turned down at most."""


def levelled(samples: Samples, rate: int, lufs: float, least_lufs: float) -> Levelled:
    """A hit at a loudness, or as near as its peaks let it: they stay at -1 dBTP or below.

    Peaks are turned down by up to 1 dB to get to where it should be, and by up to 12 dB to get to
    where its layer begins; a click for which that is not enough stays quieter.

    Args:
        samples: shape (n, 2), at any level.
        rate: in Hz.
        lufs: where it should be: its loudest 400 ms.
        least_lufs: where it must be, if it can.
    """
    natural = weighting.loudest(samples, rate)
    if natural < _SILENCE_LUFS:
        return Levelled(samples, 0.0, natural, 0.0)
    made = _towards(samples, rate, lufs, lufs - natural, EASILY_LIMITED_DB)
    if made.lufs >= least_lufs - _CLOSE_ENOUGH_DB:
        return made
    return _towards(samples, rate, least_lufs, made.gain_db, MOST_LIMITED_DB)


def _towards(samples: Samples, rate: int, lufs: float, gain_db: float, most_db: float) -> Levelled:
    """As near to a loudness as limiting by so many dB lets it come, from a first guess on."""
    made = _at(samples, rate, gain_db)
    slope = 1.0
    for _ in range(_ROUNDS):
        missing, room = lufs - made.lufs, most_db - made.limited_db
        if room < -_CLOSE_ENOUGH_DB:
            step_db = room
        elif missing > _CLOSE_ENOUGH_DB and room > _CLOSE_ENOUGH_DB:
            step_db = min(missing / slope, room)
        else:
            break
        next_ = _at(samples, rate, made.gain_db + step_db)
        # What is limited grows by less than its gain.
        slope = min(max((next_.lufs - made.lufs) / step_db, _LEAST_SLOPE), 1.0)
        made = next_
    return made


def _at(samples: Samples, rate: int, gain_db: float) -> Levelled:
    raised = samples * np.float32(10 ** (gain_db / 20))
    made, down = limited(raised, rate, CEILING_DBTP, is_hit=True)
    return Levelled(made, gain_db, weighting.loudest(made, rate), down)


def decibels(amplitude: float) -> float:
    """An amplitude as a level in dB; -200 for nothing."""
    return 20 * log10(max(amplitude, 1e-10))
