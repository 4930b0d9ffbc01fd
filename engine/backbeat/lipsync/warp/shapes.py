"""The shape that a mouth has at each moment, from the sounds that are heard.

Every kind of sound wants a shape, some of them much and others hardly: a "t" takes the mouth of the
vowels around it. What each picture shows is their mean by how near and how wanted they are, after
the dominance functions of Cohen and Massaro (1993). The figures are our own, by hand, in distances
of the outer corners of the eyes, about 9 cm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.lines import Line, Speech
from backbeat.lipsync.visemes.shaping import closures_in
from backbeat.lipsync.visemes.sounds import CLOSED, REST, SOUNDS

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Bools = NDArray[np.bool_]

OPENING, WIDTH, ROUND, LIFT = range(4)
"""Columns of a shape: the gap between the lips; by how much the mouth is wider than at rest; how
round its opening is, 0 to 1; how much of the gap is made by the upper lip, 0 to 1."""

_TABLE = {
    "rest": (0.0, 0.0, 0.0, 0.2),
    "pbm": (0.0, 0.0, 0.0, 0.2),
    "fv": (0.02, 0.0, 0.0, 0.85),
    "th": (0.035, 0.0, 0.0, 0.3),
    "td": (0.04, 0.0, 0.0, 0.3),
    "kg": (0.05, 0.0, 0.0, 0.25),
    "sh": (0.045, -0.05, 0.5, 0.45),
    "sz": (0.03, 0.01, 0.0, 0.35),
    "n": (0.045, 0.0, 0.0, 0.25),
    "l": (0.055, 0.0, 0.0, 0.25),
    "r": (0.045, -0.04, 0.4, 0.3),
    "w": (0.02, -0.1, 1.0, 0.3),
    "ee": (0.05, 0.03, 0.0, 0.3),
    "eh": (0.085, 0.01, 0.0, 0.25),
    "aa": (0.14, 0.0, 0.1, 0.2),
    "er": (0.06, -0.03, 0.4, 0.3),
    "oh": (0.1, -0.06, 0.7, 0.25),
    "oo": (0.035, -0.1, 1.0, 0.3),
}
_OPENS = {"rest": 0.7, "pbm": 2.0, "fv": 2.5, "td": 0.4, "kg": 0.4, "n": 0.4, "l": 0.6, "th": 0.7}
_ROUNDS = {"td": 0.15, "kg": 0.15, "n": 0.15, "l": 0.2, "sz": 0.5, "th": 0.2, "pbm": 0.3, "w": 2.0}
"""How much a kind of sound insists on its opening, and on its width and rounding; 1 for others."""
_SPREAD_S = 0.037
"""How far a sound reaches before and after itself: deviation of a Gaussian."""
_CLOSING_S = 0.085
"""How long before they meet lips begin to close, and after that are open again."""


@dataclass(frozen=True, eq=False)
class Shapes:
    """Shapes of a mouth, one for each picture of a line."""

    values: Float64s
    """Shape (m, 4), columns as above."""
    closed: Bools
    """Where the lips meet; shape (m,)."""


def shapes_of(line: Line, scale: float, aperture: Float64s | None = None) -> Shapes:
    """The shapes that a line asks for.

    Args:
        line: the line.
        scale: how wide the speaker opens the mouth, 1 as usual.
        aperture: how far a voice lets the lips open, in deviations, as some instrument expects it
            in each picture; shape (m,). None: only the kinds of sounds decide.
    """
    middles_s = _middles(line.times_s)
    values = _smooth(line.speech, middles_s)
    values[:, OPENING] *= scale
    if aperture is not None and len(aperture):
        # Half by the table, half by how far this voice would open these lips right now.
        spoken = ~line.resting
        mean = float(values[spoken, OPENING].mean()) if spoken.any() else 0.0
        spread = float(values[spoken, OPENING].std()) if spoken.any() else 0.0
        expected = np.maximum(mean + spread * aperture, 0.0)
        values[:, OPENING] = (values[:, OPENING] + expected) / 2
    closed = _closed(line.speech, line.times_s)
    if closed.any():
        at = line.times_s[closed]
        after = np.searchsorted(at, line.times_s)
        before_s = line.times_s - at[np.maximum(after - 1, 0)]
        until_s = at[np.minimum(after, len(at) - 1)] - line.times_s
        away_s = np.minimum(np.abs(before_s), np.abs(until_s))
        values[:, OPENING] *= np.clip(away_s / _CLOSING_S, 0, 1)
    shut = closed | line.resting
    values[line.resting, WIDTH] = 0
    values[line.resting, ROUND] = 0
    values[shut, OPENING] = 0
    return Shapes(values, shut)


def _middles(times_s: Float64s) -> Float64s:
    if len(times_s) < 2:
        return times_s
    periods = np.diff(times_s, append=2 * times_s[-1] - times_s[-2])
    return np.asarray(times_s + periods / 2, np.float64)


def _smooth(speech: Speech, at_s: Float64s) -> Float64s:
    """The mean of the shapes of the sounds around each moment, shape (m, 4)."""
    step_s = speech.step_s
    reach = round(3 * _SPREAD_S / step_s)
    kernel = np.exp(-((np.arange(-reach, reach + 1) * step_s / _SPREAD_S) ** 2) / 2)
    likely = np.pad(speech.likely.astype(np.float64), ((reach, reach), (0, 0)), "edge")
    near = np.stack([np.convolve(column, kernel, "valid") for column in likely.T], axis=1)
    steps = np.clip((at_s / step_s).astype(np.int64), 0, max(len(near) - 1, 0))
    near = near[steps] if len(near) else np.eye(len(SOUNDS))[[REST] * len(at_s)]
    table = np.array([_TABLE[name] for name in SOUNDS])
    result = np.empty((len(at_s), table.shape[1]))
    for wanted, columns in ((_OPENS, [OPENING, LIFT]), (_ROUNDS, [WIDTH, ROUND])):
        weights = near * np.array([wanted.get(name, 1.0) for name in SOUNDS])
        result[:, columns] = weights @ table[:, columns] / weights.sum(axis=1, keepdims=True)
    return result


def _closed(speech: Speech, times_s: Float64s) -> Bools:
    """The pictures in which lips that are heard to close are seen to: those that are shown while
    they do, one at least."""
    likeliest = np.concatenate([speech.likely.argmax(axis=1) == CLOSED, [False]])
    moments_s = np.array(closures_in(speech.likely, speech.step_s, CLOSED))
    # Runs of steps in which the lips are heard to close for sure.
    run = np.cumsum(np.diff(likeliest, prepend=False) & likeliest) * likeliest
    sure = np.unique(run[np.minimum((moments_s / speech.step_s).astype(int), len(run) - 1)])
    meant = np.isin(run, sure[sure > 0])
    steps = np.clip((_middles(times_s) / speech.step_s).astype(int), 0, len(run) - 1)
    closed = meant[steps]
    inside = moments_s[(moments_s >= times_s[0]) & (moments_s <= times_s[-1] + _CLOSING_S)]
    closed[np.searchsorted(times_s, inside, "right") - 1] = True
    return np.asarray(closed, np.bool_)
