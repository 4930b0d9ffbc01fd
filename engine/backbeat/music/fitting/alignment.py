"""Where exactly two places of a song are laid over each other, and how they are faded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float32s, Float64s
from backbeat.music.fitting.song_edit import Curve
from backbeat.sliced_sound import Mono

_SHIFT_S = 0.015
"""Farthest that a stretch is moved against its beats."""
_SEEN_S = 0.05
"""Farthest apart that two attacks are still taken for the same one, and their distance measured."""
_BEFORE_S, _AFTER_S = 0.12, 0.28
"""What is compared, around the downbeat."""
_SAME_SOUND = 0.6
"""Correlation from which the wave forms themselves are laid over each other."""
_SAME_ATTACKS = 0.4
"""Correlation from which the attacks are."""
_STEP_S = 0.001
_SMOOTH_STEPS = 7
_LONGEST_S = 0.2
_SHORTEST_S = 0.02
_CLEAR_S = 0.008
"""Between the end of a crossfade and the attack after it."""
_ATTACK_EARLY_S = 0.04
_ATTACK_LATE_S = 0.03
_RISING = 0.35
"""Share of its steepest rise from which an attack counts as one."""
_EQUAL_GAIN = 0.5


@dataclass(frozen=True, slots=True)
class Seam:
    """How one place is joined to another."""

    shift: int
    """Samples that the second place is later than its downbeat says."""
    timing_s: float | None
    """Attacks of the second place against those of the first, once moved; None: not to be told."""
    alike: float
    """Correlation of the two sounds, once moved, -1 to 1."""
    lead: int
    """Samples from the middle of the crossfade to the downbeat."""
    crossfade: int
    """Samples, an even number."""
    curve: Curve


def seam(mono: Mono, rate: int, left: int, taken_up: int) -> Seam:
    """Joins sample `left` of `mono`, shape (n,), to sample `taken_up`; both are downbeats."""
    reach, seen = round(_SHIFT_S * rate), round(_SEEN_S * rate)
    a = _piece(mono, left - round(_BEFORE_S * rate), left + round(_AFTER_S * rate))
    b = _piece(
        mono, taken_up - round(_BEFORE_S * rate) - seen, taken_up + round(_AFTER_S * rate) + seen
    )
    sound = _correlation(a, b)[seen - reach : seen + reach + 1]
    shift = int(sound.argmax()) - reach
    attacks, step = _attacks(a, rate), max(round(_STEP_S * rate), 1)
    match = _correlation(attacks, _attacks(b, rate))
    lags = (np.arange(len(match)) * step - seen).astype(int)
    # A maximum at either end belongs to another attack, farther away.
    told = match.max() >= _SAME_ATTACKS and 0 < match.argmax() < len(match) - 1
    if sound.max() < _SAME_SOUND:
        near = np.abs(lags) <= reach
        told_near = near.any() and match[near].max() >= _SAME_ATTACKS
        shift = int(lags[near][match[near].argmax()]) if told_near else 0
    timing = (int(lags[match.argmax()]) - shift) / rate if told else None
    alike = float(sound[shift + reach])
    attack = max(_attack_before(mono, rate, left), _attack_before(mono, rate, taken_up + shift))
    quiet = min(
        _quiet_before(mono, rate, left, attack), _quiet_before(mono, rate, taken_up + shift, attack)
    )
    crossfade = 2 * (max(min(quiet, round(_LONGEST_S * rate)), round(_SHORTEST_S * rate)) // 2)
    lead = attack + round(_CLEAR_S * rate) + crossfade // 2
    curve = Curve.EQUAL_GAIN if alike >= _EQUAL_GAIN else Curve.EQUAL_POWER
    return Seam(shift, timing, alike, lead, crossfade, curve)


def _piece(mono: Mono, start: int, end: int) -> Float32s:
    """Samples `start` to `end`, with silence beyond the song."""
    inside = mono[max(start, 0) : max(min(end, len(mono)), 0)]
    before = min(max(-start, 0), end - start)
    return np.pad(inside, (before, end - start - before - len(inside)))


def _correlation(a: Float32s | Float64s, b: Float32s | Float64s) -> Float64s:
    """Normalized correlation of `a` with every stretch of `b` of its length."""
    count = len(b) - len(a) + 1
    size = 1 << (len(a) + len(b)).bit_length()
    spectrum = np.conj(np.fft.rfft(a, size)) * np.fft.rfft(b, size)
    products = np.fft.irfft(spectrum, size)[:count]
    power = np.concatenate([[0.0], np.cumsum(np.square(b, dtype=np.float64))])
    energy = np.maximum(power[len(a) :] - power[:count], 0) * float(
        np.square(a, dtype=np.float64).sum()
    )
    return np.asarray(np.where(energy > 1e-12, products / np.sqrt(np.maximum(energy, 1e-12)), 0.0))


def _attacks(sound: Float32s, rate: int) -> Float64s:
    """How fast the sound rises, in steps of a millisecond, less its mean."""
    step = max(round(_STEP_S * rate), 1)
    # The difference of neighbours stresses the treble, where attacks are sharp.
    treble = np.abs(np.diff(sound, prepend=sound[:1]))
    usable = len(treble) // step * step
    level = treble[:usable].reshape(-1, step).mean(axis=1, dtype=np.float64)
    window = np.hanning(_SMOOTH_STEPS + 2)
    smooth = np.convolve(level, window / window.sum(), mode="same")
    rise = np.maximum(np.diff(np.sqrt(smooth), prepend=np.sqrt(smooth[:1])), 0)
    return np.asarray(rise - rise.mean(), np.float64)


def _attack_before(mono: Mono, rate: int, downbeat: int) -> int:
    """Samples from where the steepest attack near `downbeat` begins to the downbeat."""
    early, late = round(_ATTACK_EARLY_S * rate), round(_ATTACK_LATE_S * rate)
    rise = _attacks(_piece(mono, downbeat - early, downbeat + late), rate)
    begins = int(rise.argmax())
    if rise[begins] <= 0:
        return 0
    limit = _RISING * rise[begins]
    while begins > 0 and rise[begins - 1] >= limit:
        begins -= 1
    return max(early - begins * max(round(_STEP_S * rate), 1), 0)


def _quiet_before(mono: Mono, rate: int, downbeat: int, attack: int) -> int:
    """Samples before the attack at `downbeat` in which nothing else starts."""
    span = round(_LONGEST_S * rate) + attack
    step = max(round(_STEP_S * rate), 1)
    around = _attacks(_piece(mono, downbeat - span, downbeat + round(_ATTACK_LATE_S * rate)), rate)
    highest = around.max(initial=0.0)
    before = around[: max((span - attack) // step - _SMOOTH_STEPS, 0)]
    loud = np.flatnonzero(before >= _RISING * highest)
    if highest <= 0 or not len(loud):
        return round(_LONGEST_S * rate)
    return max(len(before) - int(loud[-1]) - 1 - _SMOOTH_STEPS, 0) * step
