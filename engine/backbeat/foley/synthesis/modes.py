"""Bodies that ring: modal synthesis.

What is struck rings in its modes, each a sine of its own frequency that dies away in its own time
(Adrien 1991; van den Doel and Pai 1998). How hard and how long the contact is says which of them
are excited: a soft contact is a low-pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.synthesis.noise import Signal


@dataclass(frozen=True, slots=True)
class Modes:
    """Modes of a body, as arrays of the same length."""

    hz: NDArray[np.float64]
    t60_s: NDArray[np.float64]
    """How long each takes to fall by 60 dB."""
    gain: NDArray[np.float64]

    def scaled(self, size: float = 1.0, ring: float = 1.0) -> Modes:
        """Of a body `size` times as large, that rings `ring` times as long."""
        return Modes(self.hz / size, self.t60_s * ring, self.gain)

    def jittered(self, rng: np.random.Generator, amount: float = 1.0) -> Modes:
        """Of the same body hit a little elsewhere: levels move by decibels, pitch hardly."""
        count = len(self.hz)
        return Modes(
            self.hz * np.exp(rng.normal(0, 0.004 * amount, count)),
            self.t60_s * np.exp(rng.normal(0, 0.08 * amount, count)),
            self.gain * np.exp(rng.normal(0, 0.25 * amount, count)),
        )


def modes_of(*rows: tuple[float, float, float]) -> Modes:
    """Modes written down one by one: Hz, seconds to fall by 60 dB, level in dB."""
    hz, t60_s, level_db = np.array(rows, float).T
    return Modes(hz, t60_s, 10 ** (level_db / 20))


def ring(
    rng: np.random.Generator, modes: Modes, n: int, rate: int, *, contact_s: float = 0.0
) -> Signal:
    """A body that was struck at the first sample.

    Args:
        rng: of the phases.
        modes: of the body.
        n: samples.
        rate: in Hz.
        contact_s: how long the contact lasts, as a half sine.
    """
    audible = modes.hz < 0.47 * rate
    hz, gain = modes.hz[audible], modes.gain[audible] * contact_gain(modes.hz[audible], contact_s)
    if not len(hz):
        return np.zeros(n, np.float32)
    turn = -6.9078 / np.maximum(modes.t60_s[audible], 1e-3) / rate + 2j * np.pi * hz / rate
    phase = rng.uniform(0, 2 * np.pi, len(hz))
    block = int(np.ceil(np.sqrt(n)))
    blocks = -(-n // block)
    # exp(turn * (block * q + r)) is a product, so that two short tables make all the samples.
    coarse = np.exp(np.arange(blocks)[:, None] * (turn * block)) * (gain * np.exp(1j * phase))
    fine = np.exp(turn[:, None] * np.arange(block))
    made = (coarse.astype(np.complex64) @ fine.astype(np.complex64)).imag.reshape(-1)[:n]
    rise = max(2, int(contact_s * rate / 2))
    made[:rise] *= np.sin(np.linspace(0, np.pi / 2, rise, dtype=np.float32)) ** 2
    return np.ascontiguousarray(made, np.float32)


def contact_gain(hz: NDArray[np.float64], contact_s: float) -> NDArray[np.float64]:
    """How much of a mode a half sine of force excites, against one that takes no time."""
    if contact_s <= 0:
        return np.ones_like(hz)
    turns = 2.0 * hz * contact_s
    near = np.abs(1.0 - turns**2) < 1e-3
    exact = np.abs(np.cos(np.pi * turns / 2)) / np.abs(np.where(near, 1.0, 1.0 - turns**2))
    smooth = 1.0 / (1.0 + turns**2)
    # Between the notches of the ideal pulse, which no real contact has.
    return np.where(near, np.pi / 4, 0.5 * exact + 0.5 * smooth)


def dense(
    rng: np.random.Generator,
    low: float,
    high: float,
    count: int,
    *,
    t60_s: float,
    slope: float,
    tilt_db: float,
    spread: float = 0.35,
) -> Modes:
    """Modes of a plate or a panel: many, spread evenly as a plate's are, none in tune with another.

    Args:
        rng: which of all the bodies it is.
        low: lowest, in Hz.
        high: highest.
        count: how many.
        t60_s: how long the one at 1 kHz rings.
        slope: ringing falls with frequency to this power.
        tilt_db: level an octave up, in dB.
        spread: of the times and levels, as a standard deviation of their logarithm.
    """
    even = np.linspace(0, 1, count)
    # Between evenly over Hz, as in an ideal plate, and over octaves, as with corners and ribs.
    hz = 0.4 * (low + (high - low) * even) + 0.6 * low * (high / low) ** even
    hz = np.sort(hz * np.exp(rng.normal(0, 0.4 / count**0.5, count)))
    t60 = t60_s * (hz / 1000) ** -slope * np.exp(rng.normal(0, spread, count))
    gain = 10 ** (tilt_db * np.log2(hz / low) / 20) * np.exp(rng.normal(0, spread, count))
    return Modes(hz, t60, gain)
