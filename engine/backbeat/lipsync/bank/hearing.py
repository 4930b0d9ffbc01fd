"""What is heard while a mouth is seen, in a form in which moments are compared.

Of the bank's own voices the same is made as of the speech that is to be said: rows of the speech
model around the moment, or where it is missing the kinds of sounds, by the principal components of
both; and cues for the shape of the lips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.lines import Speech
from backbeat.lipsync.visemes.sounds import SOUNDS

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_ROW_S = 0.02
"""Length of a row of the speech model's features."""
_LIPS_STEP_S = 0.01
_AROUND_S = (-0.12, -0.06, 0.0, 0.06, 0.12)
"""Moments around a picture that are heard with it."""
_LIPS_AROUND_S = (-0.06, 0.0, 0.06)
_SOUNDS_AROUND_S = (-0.08, 0.0, 0.08)
_SPREAD_S = 0.03
"""Sounds that are known for certain are spread in time as far as those that are recognised."""
_COMPONENTS = 40
_MOST_ROWS = 4000
_LEAST_LIKELY = 1e-3
_LIPS_WEIGHT, _SOUNDS_WEIGHT = 2.0, 1.5
"""Of the few cues that already speak of lips, beside the many rows that do not."""


@dataclass(frozen=True, eq=False)
class Voice:
    """Speech, and the movement of lips that it lets expect of anybody."""

    speech: Speech
    expected: Float64s
    """As `sync.lips.Expected.lips`: shape (n, 8), in steps of 10 ms."""

    @property
    def by_model(self) -> bool:
        """Whether the speech model has heard it."""
        return self.speech.features is not None


@dataclass(frozen=True, eq=False)
class Ear:
    """Compares moments of several voices."""

    by_model: bool
    """Whether by the speech model; else by kinds of sounds."""
    mean: Float32s
    axes: Float32s
    """Shape (width, components); gives each the same deviation."""

    def moments(self, voice: Voice, times_s: Float64s) -> Float32s:
        """What is heard around moments, for comparison by angle; shape (n, 5 * components)."""
        rows, step_s, middle = _rows(voice, self.by_model)
        heard = np.asarray((rows - self.mean) @ self.axes, np.float32)
        return np.concatenate([_at(heard, times_s + lag, step_s, middle) for lag in _AROUND_S], 1)

    def cues(self, voice: Voice, times_s: Float64s) -> Float32s:
        """What the shape of the lips is predicted from, shape (n, k)."""
        expected = voice.expected.astype(np.float32)
        sounds = _logarithms(voice.speech)
        parts = [self.moments(voice, times_s)]
        parts += [
            _LIPS_WEIGHT * _at(expected, times_s + lag, _LIPS_STEP_S, 0.0) for lag in _LIPS_AROUND_S
        ]
        parts += [
            _SOUNDS_WEIGHT * _at(sounds, times_s + lag, voice.speech.step_s, 0.5)
            for lag in _SOUNDS_AROUND_S
        ]
        return np.concatenate(parts, 1)


def ear_for(voices: Sequence[Voice]) -> Ear:
    """An ear for some voices; by the speech model where it has heard all of them."""
    by_model = all(voice.by_model for voice in voices)
    heard = [_rows(voice, by_model)[0] for voice in voices]
    every = max(1, sum(map(len, heard)) // _MOST_ROWS)
    rows = np.concatenate([one[::every] for one in heard])
    if len(rows) < 2:
        width = rows.shape[1]
        return Ear(by_model, np.zeros(width, np.float32), np.zeros((width, 1), np.float32))
    mean = rows.mean(axis=0)
    centred = rows - mean
    powers, axes = np.linalg.eigh(centred.T @ centred / len(rows))
    deviations = np.sqrt(np.maximum(powers[::-1], 1e-12))[:_COMPONENTS]
    kept = deviations > 1e-3 * deviations[0]
    axes = axes[:, ::-1][:, :_COMPONENTS]
    return Ear(by_model, mean, np.asarray(axes[:, kept] / deviations[kept], np.float32))


def sounds_at(speech: Speech, times_s: Float64s) -> Float32s:
    """How likely each kind of sound is at some moments, shape (n, 18)."""
    return _at(speech.likely, times_s, speech.step_s, 0.5)


def _rows(voice: Voice, by_model: bool) -> tuple[Float32s, float, float]:
    """Rows, their length, and what part of it their moment is after their start."""
    if by_model and voice.speech.features is not None:
        return voice.speech.features, _ROW_S, 0.0
    return _logarithms(voice.speech), voice.speech.step_s, 0.5


def _logarithms(speech: Speech) -> Float32s:
    reach = int(_SPREAD_S / speech.step_s)
    likely = speech.likely
    if reach > 1:
        kernel = np.hanning(2 * reach + 1)
        kernel /= kernel.sum()
        likely = np.stack([np.convolve(column, kernel, "same") for column in likely.T], 1)
    return np.asarray(np.log(likely.clip(_LEAST_LIKELY)), np.float32)


def _at(rows: Float32s, times_s: Float64s, step_s: float, middle: float) -> Float32s:
    """Rows at some moments, between those of which they are; the ends go on as they are."""
    if not len(rows):
        return np.zeros((len(times_s), rows.shape[1] if rows.ndim > 1 else len(SOUNDS)), np.float32)
    at = np.clip(times_s / step_s - middle, 0, len(rows) - 1)
    before = np.minimum(at.astype(np.int64), len(rows) - 1)
    after = np.minimum(before + 1, len(rows) - 1)
    share = (at - before)[:, None].astype(np.float32)
    return np.asarray(rows[before] * (1 - share) + rows[after] * share, np.float32)
