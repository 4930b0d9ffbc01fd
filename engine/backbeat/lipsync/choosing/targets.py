"""What is wanted of the mouth in each picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.tracks import LIPS
from backbeat.lipsync.bank.bank import Bank
from backbeat.lipsync.bank.hearing import Ear, Voice, sounds_at
from backbeat.lipsync.choosing.closures import closed_at, closures_in
from backbeat.lipsync.choosing.predicting import LipScale, Predictor, predictor
from backbeat.lipsync.lines import Speech
from backbeat.lipsync.visemes.sounds import SOUNDS

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Bools = NDArray[np.bool_]

_SHAPES: dict[str, dict[str, float]] = {
    "aa": {"inner aperture": 1.0, "outer aperture": 0.8, "chin": 0.8},
    "eh": {"inner aperture": 0.5},
    "oo": {"mouth width": -1.4, "inner width": -1.4, "protrusion": 0.8, "inner aperture": -0.2},
    "w": {"mouth width": -1.4, "inner width": -1.4, "protrusion": 0.8, "inner aperture": -0.4},
    "oh": {"mouth width": -1.1, "inner width": -0.9, "protrusion": 0.5, "inner aperture": 0.2},
    "er": {"mouth width": -0.6, "protrusion": 0.3},
    "sh": {"mouth width": -0.7, "protrusion": 0.5},
    "fv": {"inner aperture": -1.1, "outer aperture": -0.6, "lower lip": -0.6},
    "ee": {"mouth width": 0.5, "inner width": 0.5},
}
"""What a kind of sound does to lips, whoever speaks, in deviations: vowels open, rounding narrows
and protrudes, "f" and "v" bring the lower lip to the teeth."""

_EMPHASIS = {"fv": 4.0, "oo": 1.3, "w": 1.3}
"""How much more a viewer misses some sounds than others."""


@dataclass(frozen=True, eq=False)
class Targets:
    """What is wanted. Arrays have a row for each picture of the output."""

    lips: Float64s
    """Predicted, in deviations, shape (m, 8)."""
    sure: Float64s
    """How well each feature is predicted, 0 to 1; shape (8,)."""
    shapes: Float64s
    """By the kinds of sounds, in deviations, shape (m, 8)."""
    shape_weights: Float64s
    """How much each counts, from 0; shape (m, 8)."""
    moments: Float32s
    """What is heard, of length 1 each; shape (m, d)."""
    closed: Float64s
    """How far lips are closed for "p", "b" and "m", 0 to 1; shape (m,)."""
    resting: Bools
    """Where the mouth is at rest."""
    given: Bools
    """Where sounds are what a user says, whatever is heard."""


@dataclass(frozen=True, eq=False)
class Learned:
    """What a bank teaches of its speaker."""

    ear: Ear
    scale: LipScale
    predictor: Predictor
    moments: Float32s
    """What is heard with each picture of the bank, of length 1 each, or 0 where somebody else
    speaks; shape (n, d)."""


def learned(bank: Bank, ear: Ear, scale: LipScale) -> Learned:
    """Learns from a bank how its speaker's lips go with what is heard."""
    mouths = bank.mouths
    cues, moments = [], []
    for clip, voice in enumerate(bank.voices):
        times_s = mouths.heard_s[mouths.clip == clip]
        cues.append(ear.cues(voice, times_s))
        moments.append(ear.moments(voice, times_s))
    # Rows of one clip are together, and clips are in order.
    lips = scale.of(mouths.lips)
    own = ~mouths.listening
    known = predictor(np.concatenate(cues)[own], lips[own])
    lengths_1 = _of_length_1(np.concatenate(moments))
    # What somebody else says goes with no shape of this mouth.
    lengths_1[mouths.listening] = 0
    return Learned(ear, scale, known, lengths_1)


def targets_of(
    voice: Voice, times_s: Float64s, resting: Bools, period_s: float, known: Learned
) -> Targets:
    """What is wanted of the mouth that says some speech.

    Args:
        voice: the speech that is to be said.
        times_s: when each picture is shown on its clock, shape (m,).
        resting: where the mouth is at rest, shape (m,).
        period_s: time between pictures.
        known: what the bank teaches.
    """
    cues = known.ear.cues(voice, times_s)
    shapes, weights = _shapes_at(sounds_at(voice.speech, times_s))
    closed = closed_at(closures_in(voice.speech), times_s, period_s)
    closed[resting] = 0
    weights[resting] = 0
    return Targets(
        lips=known.predictor.predicted(cues),
        sure=known.predictor.sure,
        shapes=shapes,
        shape_weights=weights,
        moments=_of_length_1(known.ear.moments(voice, times_s)),
        closed=closed,
        resting=resting,
        given=_given_at(voice.speech, times_s),
    )


def _given_at(speech: Speech, times_s: Float64s) -> Bools:
    if speech.given is None or not len(speech.given):
        return np.zeros(len(times_s), np.bool_)
    at = np.clip((times_s / speech.step_s).astype(np.int64), 0, len(speech.given) - 1)
    return speech.given[at]


def _shapes_at(sounds: Float32s) -> tuple[Float64s, Float64s]:
    """The shapes of likely sounds, and how much of each, shape (m, 8) each."""
    table = np.zeros((len(SOUNDS), len(LIPS)))
    stated = np.zeros_like(table)
    for name, shape in _SHAPES.items():
        for feature, value in shape.items():
            table[SOUNDS.index(name), LIPS.index(feature)] = value
            stated[SOUNDS.index(name), LIPS.index(feature)] = _EMPHASIS.get(name, 1.0)
    weights = (sounds @ stated).astype(np.float64)
    return np.asarray(sounds @ (table * stated) / np.maximum(weights, 1e-6), np.float64), weights


def _of_length_1(rows: Float32s) -> Float32s:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-6), np.float32)
