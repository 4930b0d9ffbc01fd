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
_SPREAD_S = 0.045
"""How far a sound reaches before and after itself: deviation of a Gaussian."""
_BESIDE = 0.45
"""What is left of an opening in the pictures beside one with closed lips."""


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
    beside = np.zeros_like(closed)
    beside[1:] |= closed[:-1]
    beside[:-1] |= closed[1:]
    values[beside, OPENING] *= _BESIDE
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
    closed = np.zeros(len(times_s), np.bool_)
    likeliest = speech.likely.argmax(axis=1) == CLOSED
    for middle_s in closures_in(speech.likely, speech.step_s, CLOSED):
        step = min(int(middle_s / speech.step_s), len(likeliest) - 1)
        first = last = step
        while first > 0 and likeliest[first - 1]:
            first -= 1
        while last + 1 < len(likeliest) and likeliest[last + 1]:
            last += 1
        start_s, end_s = first * speech.step_s, (last + 1) * speech.step_s
        if not times_s[0] <= middle_s <= times_s[-1] + 0.1:
            continue
        closed[max(0, int(np.searchsorted(times_s, middle_s, "right")) - 1)] = True
        middles_s = _middles(times_s)
        closed |= (middles_s >= start_s) & (middles_s < end_s)
    return closed
