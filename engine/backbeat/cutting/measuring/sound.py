"""How late a clip's own sound is, against the song or against its beats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REACH_S = 2.0
"""Furthest that a clip's sound is looked for from where it should be, in seconds."""
_SAME_SONG = 15.0
"""How many standard deviations the peak of a correlation with the song stands out by, at least.
Other music and speech reach 12; the song itself, encoded, 40 and more."""
_SURE = 40.0
_FADE_S = 0.1
_SILENT = 1e-4
"""Root mean square below which sound is silence, of full scale."""
_STEP_S = 0.01
_LEAST_ONSETS = 4
_LEAST_ALIKE = 0.5
"""Length of the mean of the onsets' directions from which they follow the beats."""


@dataclass(frozen=True, slots=True)
class Late:
    """How late sound is."""

    seconds: float
    """Negative: early."""
    confidence: float
    """From 0 to 1."""


def late_in_song(own: NDArray[np.float32], song: NDArray[np.float32], rate: int) -> Late | None:
    """How late a clip's sound is where the song is heard in it; None where it is not.

    The phase transform of the cross-correlation (Knapp and Carter, 1976), so that a voice or noise
    above the song does little.

    Args:
        own: the clip's sound, mono, shape (n,).
        song: what is heard of the song, from `REACH_S` before `own` to `REACH_S` after it, shape
            (n + 2 * `REACH_S` * rate,).
        rate: samples a second.
    """
    if len(own) < rate // 4 or _is_silent(own) or _is_silent(song):
        return None
    length = 1 << (len(song) + len(own) - 1).bit_length()
    cross = np.fft.rfft(_faded(song, rate), length) * np.conj(
        np.fft.rfft(_faded(own, rate), length)
    )
    size = np.abs(cross)
    white = np.fft.irfft(cross / np.maximum(size, 1e-9 * size.max()), length)
    shifts = white[: 2 * round(REACH_S * rate) + 1]
    top = int(np.argmax(shifts))
    stands_out = float((shifts[top] - shifts.mean()) / max(float(shifts.std()), 1e-12))
    at_the_edge = not 0 < top < len(shifts) - 1
    if stands_out < _SAME_SONG or at_the_edge:
        return None
    # The song's sample that the clip's first one equals comes `top` after the stretch's start.
    return Late(REACH_S - top / rate, min(1.0, stands_out / _SURE))


def late_on_beats(
    own: NDArray[np.float32], rate: int, start_s: float, beats_s: Floats
) -> Late | None:
    """How late the starts of a clip's own sounds are against the beats; None where they do not
    follow them.

    Args:
        own: the clip's sound, mono, shape (n,).
        rate: samples a second.
        start_s: when it starts, on the clock of the beats.
        beats_s: rising, shape (m,).
    """
    if len(beats_s) < 2 or _is_silent(own):
        return None
    times, strengths = _starts_of_sounds(own, rate)
    times = times + start_s
    inside = (times >= beats_s[0]) & (times < beats_s[-1])
    times, strengths = times[inside], strengths[inside]
    if len(times) < _LEAST_ONSETS:
        return None
    at = np.searchsorted(beats_s, times, side="right") - 1
    length = beats_s[at + 1] - beats_s[at]
    turns = np.exp(2j * np.pi * (times - beats_s[at]) / length)
    mean = complex((strengths * turns).sum() / strengths.sum())
    if abs(mean) < _LEAST_ALIKE:
        return None
    return Late(float(np.angle(mean) / (2 * np.pi) * np.median(length)), float(abs(mean)))


def _starts_of_sounds(own: NDArray[np.float32], rate: int) -> tuple[Floats, Floats]:
    """Times in seconds and strengths of rises of energy that stand out, both shape (k,)."""
    step = round(_STEP_S * rate)
    frames = own[: len(own) // step * step].reshape(-1, step).astype(np.float64)
    energy = np.log10(np.square(frames).mean(axis=1) + _SILENT**2)
    rises = np.clip(np.diff(energy, prepend=energy[:1]), 0, None)
    peaks = np.flatnonzero(
        (rises > max(0.3, 0.25 * float(rises.max(initial=0))))
        & (rises >= np.roll(rises, 1))
        & (rises > np.roll(rises, -1))
    )
    # Within the step that rises, energy comes from where it starts on.
    starts = [_first_loud(frames[at]) / rate for at in peaks]
    return peaks * step / rate + np.array(starts), rises[peaks]


def _first_loud(frame: Floats) -> int:
    return int(np.argmax(np.abs(frame) > 0.5 * np.abs(frame).max()))


def _faded(samples: NDArray[np.float32], rate: int) -> Floats:
    """Faded in and out, since two sharp edges would be alike where the sounds are not."""
    out = samples.astype(np.float64)
    count = min(round(_FADE_S * rate), len(out) // 2)
    ramp = np.sin(np.linspace(0, np.pi / 2, count)) ** 2
    out[:count] *= ramp
    out[len(out) - count :] *= ramp[::-1]
    return out


def _is_silent(samples: NDArray[np.float32]) -> bool:
    return not len(samples) or float(np.sqrt(np.square(samples).mean())) < _SILENT
