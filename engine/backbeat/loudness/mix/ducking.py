"""Music and ambience that give way while somebody speaks.

By short-term loudness, not by peaks: where there is dialogue, the rest is brought so far below it
that every word is understood (EBU Tech 3286 and BBC practice: 7 to 10 LU), and no further. The gain
knows what comes: it is down before the first word, stays down over a breath, and comes back slowly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.loudness.gain_curve import GainCurve, at_edges
from backbeat.loudness.windows import GRID_HZ, MOMENTARY, lufs, mean_around

Float64s = npt.NDArray[np.float64]

_AHEAD_S = 0.3
_BREATH_S = 1.0
"""A pause that is no end of speech."""
_ATTACK_S, _RELEASE_S = 0.08, 0.5
_SPEECH_GATE_LU = -15.0
"""Below the loudness of the dialogue as a whole: what is softer is no word."""
_SPEECH_LEAST_LUFS = -60.0
_SLOW_S = 3.0
"""Over which both loudnesses are taken: a word's own ups and downs are not followed."""


@dataclass(frozen=True)
class Duck:
    """How much music gives way."""

    below_lu: float = 10.0
    """How far below the dialogue it is brought."""
    most_db: float = 15.0
    """The most it is turned down."""


def ducked(dialogue: Float64s, bed: Float64s, rate: int, samples: int, duck: Duck) -> GainCurve:
    """The gain of a bed under dialogue.

    Args:
        dialogue: K-weighted mean squares of the dialogue in steps of 10 ms, shape (steps,).
        bed: the same of what is to give way.
        rate: of the samples, in Hz.
        samples: how many a channel.
        duck: how much.
    """
    spoken = _spoken(dialogue)
    if not spoken.any():
        return GainCurve()
    speech = _over_speech(dialogue, spoken)
    excess = _short_term(bed) - (speech - duck.below_lu)
    wanted = np.where(spoken, np.clip(excess, 0, duck.most_db), 0.0)
    reduction = at_edges(_smoothed(_held(wanted)), rate, samples)
    return GainCurve(0.0, reduction if reduction.any() else None)


def _spoken(dialogue: Float64s) -> npt.NDArray[np.bool_]:
    """Steps in which a word sounds, breaths between words included."""
    momentary = lufs(mean_around(dialogue, MOMENTARY // 2))
    loud = momentary > _SPEECH_LEAST_LUFS
    if not loud.any():
        return loud
    whole = float(lufs(dialogue[loud].mean()))
    words = loud & (momentary > whole + _SPEECH_GATE_LU)
    reach = round(_BREATH_S * GRID_HZ / 2)
    return _shrunk(_grown(words, reach), reach)


def _over_speech(dialogue: Float64s, spoken: npt.NDArray[np.bool_]) -> Float64s:
    """Loudness of the speech around each step, its pauses left out."""
    length = round(_SLOW_S * GRID_HZ)
    share = mean_around(spoken.astype(np.float64), length)
    return lufs(mean_around(np.where(spoken, dialogue, 0.0), length) / np.maximum(share, 1e-9))


def _short_term(power: Float64s) -> Float64s:
    return np.maximum(lufs(mean_around(power, round(_SLOW_S * GRID_HZ))), -120.0)


def _held(wanted: Float64s) -> Float64s:
    """Each value from a little before it is wanted."""
    ahead = round(_AHEAD_S * GRID_HZ)
    padded = np.pad(wanted, (0, ahead))
    return np.asarray(
        np.lib.stride_tricks.sliding_window_view(padded, ahead + 1).max(axis=1), np.float64
    )


def _smoothed(wanted: Float64s) -> Float64s:
    """Down within the attack and up within the release, without a corner."""
    made = np.empty_like(wanted)
    fall, rise = 1 / (_ATTACK_S * GRID_HZ), 1 / (_RELEASE_S * GRID_HZ)
    now = 0.0
    for index, goal in enumerate(wanted):
        now += (goal - now) * min(1.0, fall if goal > now else rise)
        made[index] = now
    return made


def _grown(mask: npt.NDArray[np.bool_], reach: int) -> npt.NDArray[np.bool_]:
    padded = np.pad(mask, reach)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).any(axis=1))


def _shrunk(mask: npt.NDArray[np.bool_], reach: int) -> npt.NDArray[np.bool_]:
    return ~_grown(~mask, reach) if mask.any() else mask
