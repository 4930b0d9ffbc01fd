"""How a sound begins, ends and how loud it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backbeat.foley.synthesis.noise import Signal, fast_length

PEAK = 10 ** (-3.0 / 20.0)
"""Of a hit that is as hard as can be: 3 dB below full scale."""


def level(signal: Signal, peak: float = 1.0) -> Signal:
    """With its highest sample at `peak`; silence stays silence."""
    top = float(np.abs(signal).max(initial=0.0))
    return signal if top < 1e-9 else np.asarray(signal * (peak / top), np.float32)


def loud(signal: Signal, rms: float = 1.0) -> Signal:
    """With a root mean square of `rms`."""
    now = float(np.sqrt(np.mean(np.square(signal), dtype=np.float64)))
    return signal if now < 1e-9 else np.asarray(signal * (rms / now), np.float32)


def later(signal: Signal, seconds: float, n: int, rate: int) -> Signal:
    """The same, `seconds` later, `n` samples of it."""
    made = np.zeros(n, np.float32)
    start = max(0, round(seconds * rate))
    if start < n:
        part = signal[: n - start]
        made[start : start + len(part)] = part
    return made


def hump(n: int, rate: int, at_s: float, before_s: float, after_s: float) -> Signal:
    """A bell that is 1 at `at_s`, with its own width on either side."""
    time = np.arange(n, dtype=np.float32) / rate - at_s
    width = np.where(time < 0, max(before_s, 1e-4), max(after_s, 1e-4)).astype(np.float32)
    return np.asarray(np.exp(-0.5 * (time / width) ** 2), np.float32)


def fall(n: int, rate: int, t60_s: float) -> Signal:
    """Falls by 60 dB in `t60_s` from the first sample on."""
    return np.asarray(np.exp(np.arange(n) * (-6.9078 / (t60_s * rate))), np.float32)


def room(
    rng: np.random.Generator,
    signal: Signal,
    rate: int,
    *,
    t60_s: float,
    share_db: float,
    dull: float = 3000.0,
) -> Signal:
    """The signal in a small room: diffuse sound follows it, duller the later.

    Args:
        rng: of the room.
        signal: what sounds in it, with as much silence behind it as it may ring.
        rate: in Hz.
        t60_s: how long the room rings.
        share_db: energy of the room's sound against the direct.
        dull: above which frequency the room swallows, in Hz.
    """
    length = min(len(signal), int(t60_s * rate))
    noise = rng.standard_normal(length, dtype=np.float32) * fall(length, rate, t60_s)
    noise[: min(length, int(0.004 * rate))] = 0
    size = fast_length(len(signal) + length)
    hz = np.fft.rfftfreq(size, 1 / rate)
    bins = np.fft.rfft(noise, size) / (1 + (hz / dull) ** 2)
    wet = np.fft.irfft(np.fft.rfft(signal, size) * bins, size)[: len(signal)].astype(np.float32)
    energy = float(np.sum(np.square(signal), dtype=np.float64))
    own = float(np.sum(np.square(wet), dtype=np.float64))
    return signal + wet * np.float32(np.sqrt(energy / max(own, 1e-12)) * 10 ** (share_db / 20))


def convolved(signal: Signal, response: Signal) -> Signal:
    """What comes of a signal through something that answers a click with `response`."""
    size = fast_length(len(signal) + len(response))
    both = np.fft.rfft(signal, size) * np.fft.rfft(response, size)
    return np.fft.irfft(both, size)[: len(signal)].astype(np.float32)


def high_passed(signal: Signal, rate: int, hz: float = 25.0) -> Signal:
    """Without what is below `hz`: a Butterworth filter of second order."""
    return _filtered(signal, rate, hz, lambda s: s**2 / (s**2 + np.sqrt(2) * s + 1))


def low_passed(signal: Signal, rate: int, hz: float) -> Signal:
    """Without what is above `hz`: a Butterworth filter of second order."""
    return _filtered(signal, rate, hz, lambda s: 1 / (s**2 + np.sqrt(2) * s + 1))


def resonance(signal: Signal, rate: int, hz: float, quality: float) -> Signal:
    """What a resonance at `hz` makes of a signal: as loud there, less elsewhere."""
    return _filtered(signal, rate, hz, lambda s: (s / quality) / (s**2 + s / quality + 1))


def _filtered(
    signal: Signal,
    rate: int,
    hz: float,
    response: Callable[[Any], Any],
) -> Signal:
    """Through an analogue filter with a response for s = j f / hz: it rings after, never before."""
    size = fast_length(len(signal) + int(0.1 * rate))
    s = 1j * np.fft.rfftfreq(size, 1 / rate) / hz
    return np.fft.irfft(np.fft.rfft(signal, size) * response(s), size)[: len(signal)].astype(
        np.float32
    )


def ended(signal: Signal, rate: int, fade_s: float = 0.02) -> Signal:
    """Without what is too low to hear, faded out at its end."""
    made = high_passed(signal, rate)
    count = min(len(made), max(2, int(fade_s * rate)))
    made[-count:] *= np.cos(np.linspace(0, np.pi / 2, count, dtype=np.float32)) ** 2
    return made
