"""Music and ambience that give way while somebody speaks.

By short-term loudness, not by peaks: where there is dialogue, the rest is brought so far below it
that every word is understood (EBU Tech 3286 and BBC practice: 7 to 10 LU), and no further. Speech
is where voice activity was found at the level of a word; room tone between words is not. The gain
is down before the first word, holds through pauses shorter than it would take to come back, and
comes back at a bounded number of decibels a second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.loudness.gain_curve import GainCurve, at_edges
from backbeat.loudness.gating import Mask
from backbeat.loudness.oversampling import BLOCK
from backbeat.loudness.windows import GRID_HZ, MOMENTARY, lufs, mean_around

Float64s = npt.NDArray[np.float64]

_AHEAD_S = 0.3
_ATTACK_S = 0.08
_CORNER_S = 0.2
"""Over which the gain is rounded off."""
_SPEECH_GATE_LU = -15.0
"""Below the loudness of the dialogue as a whole: what is softer is no word."""
_MIN_SPEECH_LUFS = -60.0
_SLOW_S = 3.0
"""Over which both loudnesses are taken: a word's own ups and downs are not followed."""


@dataclass(frozen=True)
class Duck:
    """How much music gives way."""

    below_lu: float = 10.0
    """How far below the dialogue it is brought."""
    max_db: float = 15.0
    """The most it is turned down."""
    max_rise_db_s: float = 10.0
    """How fast it comes back at most, in dB a second."""

    @property
    def hold_s(self) -> float:
        """Of the longest pause that it stays down for: the time of a full release."""
        return self.max_db / self.max_rise_db_s


def ducked(
    dialogue: Float64s, dialogue_mask: Mask, bed: Float64s, rate: int, samples: int, duck: Duck
) -> GainCurve:
    """The gain of a bed under dialogue.

    Args:
        dialogue: K-weighted mean squares of the dialogue in steps of 10 ms, shape (steps,).
        dialogue_mask: steps with voice activity, shape (steps,).
        bed: as `dialogue`, of what is to give way.
        rate: of the samples, in Hz.
        samples: how many a channel.
        duck: how much.
    """
    words = _words(dialogue, dialogue_mask)
    if not words.any():
        return GainCurve()
    spoken = _without_pauses(words, duck.hold_s)
    speech = _over_speech(dialogue, words, spoken)
    excess = _short_term(bed) - (speech - duck.below_lu)
    wanted = np.where(spoken, np.clip(excess, 0, duck.max_db), 0.0)
    reduction = at_edges(_smoothed(_held(wanted), duck.max_rise_db_s), rate, samples)
    return GainCurve(0.0, reduction if reduction.any() else None)


def max_rise_db_s(curve: GainCurve, rate: int) -> float:
    """The fastest that a gain comes back, in dB a second over a tenth of a second.

    Args:
        curve: of a recording.
        rate: of its samples, in Hz.
    """
    if curve.reduction_db is None:
        return 0.0
    apart = max(1, round(rate / 10 / BLOCK))
    rises = curve.reduction_db[:-apart] - curve.reduction_db[apart:]
    return float(rises.max(initial=0.0)) / (apart * BLOCK / rate)


def _words(dialogue: Float64s, dialogue_mask: Mask) -> Mask:
    """Steps with voice activity at the level of speech."""
    momentary = lufs(mean_around(dialogue, MOMENTARY // 2))
    voiced = dialogue_mask & (momentary > _MIN_SPEECH_LUFS)
    if not voiced.any():
        return voiced
    whole = float(lufs(dialogue[voiced].mean()))
    return np.asarray(voiced & (momentary > whole + _SPEECH_GATE_LU))


def _without_pauses(words: Mask, hold_s: float) -> Mask:
    """Words, with the pauses between them that are no longer than `hold_s`."""
    made = words.copy()
    edges = np.flatnonzero(np.diff(words.astype(np.int8)))
    ends, starts = edges[words[edges]], edges[~words[edges]]
    following = np.searchsorted(starts, ends)
    for end, after in zip(ends, following, strict=True):
        if after < len(starts) and starts[after] - end <= hold_s * GRID_HZ:
            made[end : starts[after] + 1] = True
    return made


def _over_speech(dialogue: Float64s, words: Mask, spoken: Mask) -> Float64s:
    """Loudness of the words around each step; in a long pause that of all of them."""
    length = round(_SLOW_S * GRID_HZ)
    share = mean_around(words.astype(np.float64), length)
    near = mean_around(np.where(words, dialogue, 0.0), length) / np.maximum(share, 1e-9)
    whole = dialogue[words].mean()
    return lufs(np.where(spoken & (share < 0.5 / length), whole, near))


def _short_term(power: Float64s) -> Float64s:
    return np.maximum(lufs(mean_around(power, round(_SLOW_S * GRID_HZ))), -120.0)


def _held(wanted: Float64s) -> Float64s:
    """Each value from a little before it is wanted."""
    ahead = round(_AHEAD_S * GRID_HZ)
    padded = np.pad(wanted, (0, ahead))
    return np.asarray(
        np.lib.stride_tricks.sliding_window_view(padded, ahead + 1).max(axis=1), np.float64
    )


def _smoothed(wanted: Float64s, max_rise: float) -> Float64s:
    """Down within the attack and up no faster than `max_rise` dB a second, without a corner."""
    made = np.empty_like(wanted)
    fall, rise = 1 / (_ATTACK_S * GRID_HZ), max_rise / GRID_HZ
    now = 0.0
    for index, goal in enumerate(wanted):
        now = now + (goal - now) * fall if goal > now else max(goal, now - rise)
        made[index] = now
    return np.asarray(mean_around(made, round(_CORNER_S * GRID_HZ)), np.float64)
