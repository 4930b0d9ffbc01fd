"""Filters with few coefficients, applied through the spectrum: causal, and without SciPy."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.found import Samples

Complexes = NDArray[np.complex64]

_RINGS_S = 0.05
"""Seconds after which what these filters still ring is nothing."""


@dataclass(frozen=True, slots=True)
class Biquad:
    """y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2]."""

    b: tuple[float, float, float]
    a: tuple[float, float]

    def response(self, count: int) -> Complexes:
        """What it makes of each bin of a real spectrum of `count` samples."""
        z = np.exp(-2j * np.pi * np.arange(count // 2 + 1) / count)
        above = self.b[0] + self.b[1] * z + self.b[2] * z**2
        below = 1 + self.a[0] * z + self.a[1] * z**2
        return np.asarray(above / below, np.complex64)


def low_pass(hz: float, rate: int) -> Biquad:
    """12 dB an octave, half of the power at `hz` (R. Bristow-Johnson's Audio EQ Cookbook)."""
    angle = 2 * pi * min(hz, 0.45 * rate) / rate
    alpha, c = sin(angle) / sqrt(2), cos(angle)
    scale = 1 / (1 + alpha)
    b = (1 - c) / 2 * scale
    return Biquad((b, 2 * b, b), (-2 * c * scale, (1 - alpha) * scale))


def high_shelf(hz: float, gain_db: float, rate: int) -> Biquad:
    """Changes what is above `hz` by `gain_db`, half of it at `hz` (Audio EQ Cookbook, slope 1)."""
    amp = 10 ** (gain_db / 40)
    angle = 2 * pi * min(hz, 0.45 * rate) / rate
    c, root = cos(angle), sqrt(2 * amp) * sin(angle)
    b0 = amp * ((amp + 1) + (amp - 1) * c + root)
    b1 = -2 * amp * ((amp - 1) + (amp + 1) * c)
    b2 = amp * ((amp + 1) + (amp - 1) * c - root)
    a0 = (amp + 1) - (amp - 1) * c + root
    a1 = 2 * ((amp - 1) - (amp + 1) * c)
    a2 = (amp + 1) - (amp - 1) * c - root
    return Biquad((b0 / a0, b1 / a0, b2 / a0), (a1 / a0, a2 / a0))


def filtered(samples: Samples, rate: int, *filters: Biquad) -> Samples:
    """A sound through filters, as long as it was."""
    count = fast_length(len(samples) + round(_RINGS_S * rate))
    spectrum = np.fft.rfft(samples, count, axis=0)
    for each in filters:
        spectrum *= each.response(count)[:, np.newaxis]
    return np.fft.irfft(spectrum, count, axis=0)[: len(samples)].astype(np.float32, copy=False)


def convolved(samples: Samples, response: Samples) -> Samples:
    """A sound in a room: every channel with that of the room's response.

    Args:
        samples: shape (n, channels).
        response: shape (m, channels), of the same rate.

    Returns:
        shape (n + m - 1, channels).
    """
    whole = len(samples) + len(response) - 1
    count = fast_length(whole)
    spectrum = np.fft.rfft(samples, count, axis=0) * np.fft.rfft(response, count, axis=0)
    return np.fft.irfft(spectrum, count, axis=0)[:whole].astype(np.float32, copy=False)


def fast_length(least: int) -> int:
    """The next length that Fourier transforms are quick at: 2^n, 3 * 2^n or 5 * 2^n."""
    return min(factor << max(0, (-(-least // factor) - 1).bit_length()) for factor in (1, 3, 5))
