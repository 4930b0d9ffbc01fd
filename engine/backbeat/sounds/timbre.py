"""How a sound sounds, as a vector: sounds that are like one another lie near one another.

Of the log spectrum on 32 mel bands: mean and spread of each band over the sound, how its level
moves (modulation at seven rates), the shape of its attack and its decay, and how noisy, how bright
and how long it is. No weights are learned; `Scale` puts the vectors of an index on one scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backbeat.sounds.facts import Floats

RATE: Final = 22_050
"""Sampling rate in Hz that sounds are looked at."""
LONGEST_S: Final = 30.0
"""How much of a sound is looked at, from where it begins to sound."""
_WINDOW, _HOP, _BANDS, _CEPSTRA = 1024, 256, 32, 13
_LOW_HZ, _HIGH_HZ = 60.0, 10_500.0
_SILENT = 1e-7
"""Amplitude, under what 24 bits hold."""
_FLOOR_DB = -45.0
_MODULATION_HZ = (1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 32.0)
_FINE_STEPS = 4
"""Milliseconds in a step of the envelope that attack and decay are read from."""
SIZE: Final = _BANDS * 2 + _CEPSTRA * 2 + len(_MODULATION_HZ) + 12
"""Length of a vector."""


def timbre(mono: Floats) -> Floats:
    """The vector of a sound.

    Args:
        mono: at `RATE`, shape (n,), full scale 1.0; its level does not matter.

    Returns:
        Shape (SIZE,), finite; zeros for silence.
    """
    sounding = _trimmed(mono)
    if not len(sounding):
        return np.zeros(SIZE, np.float32)
    padded = np.pad(sounding, (_WINDOW // 2, max(_WINDOW // 2, _WINDOW - len(sounding))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    power = np.square(np.abs(np.fft.rfft(frames * _window(), axis=1))).astype(np.float32)
    mel = power @ _filters()
    total = mel.sum(axis=1)
    db = 10 * np.log10(np.maximum(mel / total.max(), 1e-9))
    shape = np.maximum(db, _FLOOR_DB)
    weight = np.sqrt(total / total.max())
    weight /= weight.sum()
    mean = weight @ shape
    spread = np.sqrt(weight @ np.square(shape - mean))
    cepstra = shape @ _cosines()
    change = np.abs(np.diff(cepstra, axis=0)).mean(axis=0) if len(cepstra) > 1 else cepstra[0] * 0
    vector = np.concatenate(
        [
            mean - mean.mean(),
            spread,
            weight @ cepstra,
            change,
            _modulation(total),
            _envelope(sounding),
            _spectrum(power, weight),
        ]
    )
    return np.asarray(np.nan_to_num(vector), np.float32)


@dataclass(frozen=True, eq=False)
class Scale:
    """Puts vectors on one scale: as far from the middle as others are."""

    middle: Floats
    spread: Floats

    @staticmethod
    def of(vectors: NDArray[np.float32]) -> Scale:
        """The scale of many vectors, shape (n, SIZE)."""
        middle = np.median(vectors, axis=0)
        spread = np.quantile(np.abs(vectors - middle), 0.75, axis=0)
        return Scale(middle, np.maximum(spread, 1e-3).astype(np.float32))

    def applied(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Vectors of length 1 whose inner products say how alike two sounds are."""
        scaled = np.clip((vectors - self.middle) / self.spread, -4, 4) * _weights()
        length = np.linalg.norm(scaled, axis=-1, keepdims=True)
        return np.asarray(scaled / np.maximum(length, 1e-6), np.float32)


def _trimmed(mono: Floats) -> Floats:
    """The sound from where it begins, at most `LONGEST_S` of it, at full scale."""
    level = np.abs(mono)
    highest = level.max(initial=0.0)
    if not highest > _SILENT:
        return mono[:0]
    loud = np.flatnonzero(level > highest * 10 ** (-50 / 20))
    sounding = mono[loud[0] : min(loud[-1] + 1, loud[0] + int(LONGEST_S * RATE))]
    return np.asarray(sounding / highest, np.float32)


def _modulation(total: NDArray[np.float32]) -> NDArray[np.float64]:
    """How strongly the level moves at each rate, in dB under how strong it is."""
    level = np.sqrt(total)
    frame_hz = RATE / _HOP
    count = max(len(level), int(frame_hz))
    spectrum = np.abs(np.fft.rfft(level - level.mean(), count))
    hz = np.fft.rfftfreq(count, 1 / frame_hz)
    bands = []
    for centre in _MODULATION_HZ:
        inside = (hz >= centre / 1.42) & (hz < centre * 1.42)
        bands.append(float(spectrum[inside].max(initial=0.0)))
    return 20 * np.log10(np.array(bands) / max(float(level.sum()), 1e-9) + 1e-3)


def _envelope(mono: Floats) -> NDArray[np.float64]:
    """Length, attack and decay, in octaves of milliseconds, and how early the sound is strong."""
    step = RATE * _FINE_STEPS // 1000
    count = max(1, len(mono) // step)
    padded = np.pad(mono, (0, max(0, count * step - len(mono))))[: count * step]
    level = np.sqrt(np.mean(np.square(padded.reshape(count, step)), axis=1)) + 1e-9
    peak = int(level.argmax())
    db = 20 * np.log10(level / level[peak])
    before = np.flatnonzero(db[: peak + 1] < -20)
    rise = peak - (int(before[-1]) if len(before) else 0)
    falls = []
    for under in (-10, -20, -40):
        after = np.flatnonzero(db[peak:] < under)
        falls.append(int(after[0]) if len(after) else len(db) - peak)
    power = np.square(level)
    centre = float(power @ np.arange(count)) / float(power.sum()) / max(count, 1)
    crest = float(db.mean())
    steps = np.array([count, rise, *falls]) * _FINE_STEPS + 1
    return np.concatenate([np.log2(steps), [centre * 8, crest / 10]])


def _spectrum(power: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float64]:
    """Brightness, width and roll-off in octaves, flatness, and how much the brightness moves."""
    hz = np.fft.rfftfreq(_WINDOW, 1 / RATE)[2:]
    part = power[:, 2:] + 1e-12
    share = part / part.sum(axis=1, keepdims=True)
    octave = np.log2(hz)
    centre = share @ octave
    width = np.sqrt(np.maximum(share @ np.square(octave) - np.square(centre), 0))
    rolled = octave[np.minimum((np.cumsum(share, axis=1) < 0.9).sum(axis=1), len(hz) - 1)]
    flat = np.exp(np.mean(np.log(part), axis=1)) / part.mean(axis=1)
    mean = float(weight @ centre)
    moves = float(np.sqrt(weight @ np.square(centre - mean)))
    flatness = float(np.log2(weight @ flat + 1e-6))
    return np.array([mean, float(weight @ width), float(weight @ rolled), flatness, moves])


@cache
def _window() -> NDArray[np.float32]:
    return np.hanning(_WINDOW).astype(np.float32)


@cache
def _filters() -> NDArray[np.float32]:
    """Triangles on the mel scale, shape (bins, bands)."""
    edges = 700 * (
        np.exp(np.linspace(np.log1p(_LOW_HZ / 700), np.log1p(_HIGH_HZ / 700), _BANDS + 2)) - 1
    )
    hz = np.fft.rfftfreq(_WINDOW, 1 / RATE)[:, np.newaxis]
    up = (hz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - hz) / (edges[2:] - edges[1:-1])
    triangles = np.maximum(np.minimum(up, down), 0)
    return np.asarray(triangles / np.maximum(triangles.sum(axis=0), 1e-9), np.float32)


@cache
def _cosines() -> NDArray[np.float32]:
    """A cosine transform of the bands without its mean, shape (bands, cepstra)."""
    band = np.arange(_BANDS)[:, np.newaxis] + 0.5
    rank = np.arange(1, _CEPSTRA + 1)
    return np.asarray(np.cos(np.pi * band * rank / _BANDS) * np.sqrt(2 / _BANDS), np.float32)


@cache
def _weights() -> NDArray[np.float32]:
    """Each group of features counts by what it is, and not by how many numbers it has."""
    groups = ((_BANDS, 1.0), (_BANDS, 0.6), (_CEPSTRA, 0.6), (_CEPSTRA, 0.5),
              (len(_MODULATION_HZ), 0.6), (7, 1.2), (5, 0.5))  # fmt: skip
    return np.concatenate(
        [np.full(count, share / np.sqrt(count), np.float32) for count, share in groups]
    )
