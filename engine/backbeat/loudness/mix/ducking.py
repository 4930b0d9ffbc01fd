"""Ducking: the gain that turns music and ambience down under dialogue.

The gain follows short-term loudness, not peaks. Under speech a bed is turned down until it lies a
given number of LU below the dialogue (EBU Tech 3286 and BBC practice: 7 to 10 LU), and no further.
Speech is voice activity at the level of a word; room tone between words does not count. The gain
is down before the first word, stays down through pauses shorter than a full release, and is
released at a bounded number of decibels a second.
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

_LOOKAHEAD_S = 0.3
"""Seconds before a word at which the gain starts to fall."""
_ATTACK_S = 0.08
"""Time constant of the fall, in seconds."""
_SMOOTHING_S = 0.2
"""Length of the moving mean over the gain, in seconds."""
_SPEECH_GATE_LU = -15.0
"""Momentary loudness a word has at least, relative to the mean loudness of the dialogue."""
_MIN_SPEECH_LUFS = -60.0
"""Momentary loudness a word has at least, absolute."""
_SHORT_TERM_S = 3.0
"""Window of both loudnesses, in seconds (short-term of EBU Tech 3341), so that the gain does not
follow single words."""


@dataclass(frozen=True)
class Duck:
    """How far and how fast a bed is turned down under dialogue."""

    below_lu: float = 10.0
    """Distance of the bed below the dialogue, in LU."""
    max_db: float = 15.0
    """Largest reduction, in dB."""
    max_rise_db_s: float = 10.0
    """Largest release speed, in dB a second."""

    @property
    def hold_s(self) -> float:
        """Longest pause between words without a release, in seconds: as long as a full release."""
        return self.max_db / self.max_rise_db_s


def ducked(
    dialogue: Float64s, dialogue_mask: Mask, bed: Float64s, rate: int, samples: int, duck: Duck
) -> GainCurve:
    """The gain of a bed under dialogue.

    Args:
        dialogue: K-weighted mean squares of the dialogue in steps of 10 ms, shape (steps,).
        dialogue_mask: steps with voice activity, shape (steps,).
        bed: as `dialogue`, of the tracks to turn down.
        rate: sample rate, in Hz.
        samples: number of samples a channel.
        duck: how far and how fast.

    Returns:
        The reduction in dB at block edges; none where there is no speech.
    """
    words = _words(dialogue, dialogue_mask)
    if not words.any():
        return GainCurve()
    in_speech = _without_pauses(words, duck.hold_s)
    speech = _over_speech(dialogue, words, in_speech)
    excess = _short_term(bed) - (speech - duck.below_lu)
    target = np.where(in_speech, np.clip(excess, 0, duck.max_db), 0.0)
    reduction = at_edges(_smoothed(_with_lookahead(target), duck.max_rise_db_s), rate, samples)
    return GainCurve(0.0, reduction if reduction.any() else None)


def max_rise_db_s(curve: GainCurve, rate: int) -> float:
    """The fastest release of a gain curve, in dB a second, measured over 0.1 s.

    Args:
        curve: gain of a recording.
        rate: its sample rate, in Hz.
    """
    if curve.reduction_db is None:
        return 0.0
    blocks = max(1, round(rate / 10 / BLOCK))
    rises = curve.reduction_db[:-blocks] - curve.reduction_db[blocks:]
    return float(rises.max(initial=0.0)) / (blocks * BLOCK / rate)


def _words(dialogue: Float64s, dialogue_mask: Mask) -> Mask:
    """Steps with voice activity at the level of speech."""
    momentary = lufs(mean_around(dialogue, MOMENTARY // 2))
    voiced = dialogue_mask & (momentary > _MIN_SPEECH_LUFS)
    if not voiced.any():
        return voiced
    mean = float(lufs(dialogue[voiced].mean()))
    return np.asarray(voiced & (momentary > mean + _SPEECH_GATE_LU))


def _without_pauses(words: Mask, hold_s: float) -> Mask:
    """Words, with the pauses between them that are no longer than `hold_s`."""
    speech = words.copy()
    edges = np.flatnonzero(np.diff(words.astype(np.int8)))
    ends, starts = edges[words[edges]], edges[~words[edges]]
    following = np.searchsorted(starts, ends)
    for end, after in zip(ends, following, strict=True):
        if after < len(starts) and starts[after] - end <= hold_s * GRID_HZ:
            speech[end : starts[after] + 1] = True
    return speech


def _over_speech(dialogue: Float64s, words: Mask, in_speech: Mask) -> Float64s:
    """Loudness of the words around each step in LUFS; in a long pause that of all words."""
    length = round(_SHORT_TERM_S * GRID_HZ)
    share = mean_around(words.astype(np.float64), length)
    local = mean_around(np.where(words, dialogue, 0.0), length) / np.maximum(share, 1e-9)
    overall = dialogue[words].mean()
    return lufs(np.where(in_speech & (share < 0.5 / length), overall, local))


def _short_term(power: Float64s) -> Float64s:
    return np.maximum(lufs(mean_around(power, round(_SHORT_TERM_S * GRID_HZ))), -120.0)


def _with_lookahead(target: Float64s) -> Float64s:
    """The largest value of each step and the look-ahead after it."""
    ahead = round(_LOOKAHEAD_S * GRID_HZ)
    padded = np.pad(target, (0, ahead))
    return np.asarray(
        np.lib.stride_tricks.sliding_window_view(padded, ahead + 1).max(axis=1), np.float64
    )


def _smoothed(target: Float64s, max_rise: float) -> Float64s:
    """Falls with the attack, rises at most `max_rise` dB a second, then a moving mean."""
    smoothed = np.empty_like(target)
    fall, rise = 1 / (_ATTACK_S * GRID_HZ), max_rise / GRID_HZ
    now = 0.0
    for index, value in enumerate(target):
        now = now + (value - now) * fall if value > now else max(value, now - rise)
        smoothed[index] = now
    return np.asarray(mean_around(smoothed, round(_SMOOTHING_S * GRID_HZ)), np.float64)
