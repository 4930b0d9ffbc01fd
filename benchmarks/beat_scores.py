"""Metrics of detected beats by mir_eval, their means over files, and confidence intervals.

No seconds are trimmed from the start, since many excerpts are short. F counts beats within 70 ms,
F20 within 20 ms (under one frame of film); AMLt and CMLt are the share in continuous stretches, at
any metrical level and at the annotated one (Hainsworth; Klapuri et al. 2006); acc1 and acc2 are the
tempo within 4 %, as annotated and up to a factor of 2 or 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mir_eval
import numpy as np
from numpy.typing import NDArray

METRICS = ("F", "F20", "CMLt", "AMLt", "downbeat F", "acc1", "acc2")
_RESAMPLES = 2000
_NEVER = np.array([0.0])
_TEMPO_TOLERANCE = 0.04


@dataclass(frozen=True)
class Estimate:
    """The output of a tracker for one file."""

    beats: list[float]
    """Seconds."""
    downbeats: list[float] | None
    """Times of the downbeats, in seconds; None where the tracker detects none."""
    tempo_bpm: float
    cpu_s: float
    """Processor seconds from the path to the beats."""


def score(truth: dict[str, Any], estimate: Estimate) -> dict[str, float]:
    """Metrics of one file by name; those without annotations in the index are left out."""
    beats, found = np.array(truth["beats"]), np.unique(estimate.beats)
    found = found if len(found) else _NEVER
    scores = {
        "F": mir_eval.beat.f_measure(beats, found),
        "F20": mir_eval.beat.f_measure(beats, found, 0.02),
    }
    enough = len(beats) > 2 and len(found) > 2
    continuity = mir_eval.beat.continuity(beats, found) if enough else (0.0,) * 4
    scores["CMLt"], scores["AMLt"] = continuity[1], continuity[3]
    downbeats = np.array(truth["downbeats"])
    if len(downbeats) > 1 and estimate.downbeats is not None:
        first = np.unique(estimate.downbeats)
        scores["downbeat F"] = mir_eval.beat.f_measure(downbeats, first if len(first) else _NEVER)
    if truth.get("tempo"):
        scores["acc1"] = _same_tempo(truth["tempo"], estimate.tempo_bpm, (1,))
        scores["acc2"] = _same_tempo(truth["tempo"], estimate.tempo_bpm, (1, 2, 3, 1 / 2, 1 / 3))
    return {name: float(value) for name, value in scores.items()}


def _same_tempo(true_bpm: float, bpm: float, factors: tuple[float, ...]) -> float:
    wanted = true_bpm * np.array(factors)
    return float(np.any(np.abs(bpm - wanted) <= _TEMPO_TOLERANCE * wanted))


def errors_s(truth: dict[str, Any], estimate: Estimate) -> NDArray[np.float64]:
    """Seconds from each annotated beat to the nearest detected one, where that is within 60 ms."""
    beats, found = np.array(truth["beats"]), np.unique(estimate.beats)
    if not len(found):
        return np.zeros(0)
    away = found[np.abs(beats[:, None] - found).argmin(axis=1)] - beats
    return np.asarray(away[np.abs(away) < 0.06])


def interval(values: list[float], seed: int = 0) -> tuple[float, float]:
    """The 95 % bootstrap interval of a mean over files (percentiles of 2000 resamples)."""
    drawn = np.random.default_rng(seed).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.percentile(np.array(values)[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
