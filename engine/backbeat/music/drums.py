"""How much of a kick and of a snare is heard on each beat.

The kick is measured by the power between 30 and 110 Hz that a beat adds to what sounded just
before, the snare by the spectral flux from 1.1 to 3.9 kHz, unless what came in lies mostly above
that, as of a hi-hat.
Bands are no separation of instruments: a bass note that starts on the beat counts as some kick, a
strummed chord as some snare.
"""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float32s, Float64s
from backbeat.music.novelty import Novelty, highest_near
from backbeat.music.spectrum import hann
from backbeat.sliced_sound import Mono, stretches

_REACH_S = 0.03
_WINDOW = 2048
"""93 ms at 22,050 Hz: three periods of the lowest kick."""
_BEFORE_S = 0.01
_KICK_HZ = (30.0, 110.0)
_SNARE_HZ = (1100.0, 4000.0)
_HAT_HZ = (6000.0, 10000.0)
_HAT_SHARE = 0.15
"""A snare's noise has at most several times as much power up there; a hi-hat's over ten times."""
_STRONG_PERCENT = 90
_LEAST_KICK = 0.6
"""Of the recording's RMS: strings and soft pianos stay below half of it."""
_LEAST_SNARE = 0.3
"""Flux of the weakest snares that count."""


def drums(samples: Mono, rate: int, times: Float64s, flux: Novelty) -> tuple[Float64s, Float64s]:
    """Kick and snare of each beat, 0 to 1, each against the strong ones of the recording.

    Args:
        samples: mono, shape (n,).
        rate: Hz.
        times: of the beats, in seconds, shape (beats,).
        flux: the spectral flux of `samples`.

    Returns:
        Two arrays of shape (beats,). From 0.5 on the drum counts as heard.
    """
    if not len(times) or not len(flux.full):
        return np.zeros(len(times)), np.zeros(len(times))
    low, middle, high = _added(samples, rate, times)
    squares = (float(np.square(part, dtype=np.float64).sum()) for part in stretches(samples))
    loud = float(np.sqrt(sum(squares) / len(samples))) + 1e-9
    kick = _against_strong(np.sqrt(low) / loud, _LEAST_KICK)
    index = np.clip(np.round(times * flux.rate).astype(np.intp), 0, len(flux.full) - 1)
    bright = flux.bright[highest_near(flux.bright, index, round(_REACH_S * flux.rate))]
    snare = _against_strong(np.where(middle > _HAT_SHARE * high, bright, 0), _LEAST_SNARE)
    return kick, snare


def _added(samples: Mono, rate: int, times: Float64s) -> tuple[Float64s, ...]:
    """Power that each beat adds in the bands of kick, snare and hi-hat, shape (beats,) each."""
    window = hann(_WINDOW)
    hertz = np.fft.rfftfreq(_WINDOW, 1 / rate)
    bands = [(hertz >= least) & (hertz < most) for least, most in (_KICK_HZ, _SNARE_HZ, _HAT_HZ)]
    added = np.zeros((len(times), len(bands)))
    scale = 2 / (_WINDOW * float(np.square(window).sum()))
    for number, time in enumerate(times):
        parts = _around(samples, round((time - _BEFORE_S) * rate)).reshape(2, _WINDOW)
        power = np.square(np.abs(np.fft.rfft(parts * window))) * scale
        for band, where in enumerate(bands):
            before, after = power[:, where].sum(axis=1)
            added[number, band] = max(after - before, 0)
    return tuple(added.T)


def _around(samples: Mono, place: int) -> Float32s:
    """A window before `place` and one after it, with silence beyond the ends."""
    first, last = place - _WINDOW, place + _WINDOW
    inside = samples[max(first, 0) : max(last, 0)]
    if len(inside) == 2 * _WINDOW:
        return inside
    before = min(max(-first, 0), 2 * _WINDOW)
    return np.pad(inside, (before, 2 * _WINDOW - before - len(inside)))


def _against_strong(values: Float64s, least: float) -> Float64s:
    strong = max(float(np.percentile(values, _STRONG_PERCENT)), least)
    return np.asarray(np.clip(values / strong, 0, 1), np.float64)
