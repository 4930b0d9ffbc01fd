"""Brings tracked beats to what the user knows of tempo and beats."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.evidence import Evidence
from backbeat.music.following import Named, named_beats
from backbeat.music.tracker import Constraints

_BEFORE_S = 0.06
"""Before the first audible moment: an onset precedes its loudest part."""
_HUMAN = 1.03
"""By how much the tempo of human playing may differ from the one named or heard."""
_NEAR = 0.2
"""How far from a tracked beat a known beat may lie to be that beat, of the period."""
_COVERED = 0.7
"""Share of the audible beats at a named tempo below which those tracked are too few."""
_HEARD = 0.1
"""Agreement of the first and the last beat that are kept, where no beat is known."""


def steered(
    times: Float64s,
    evidence: Evidence,
    audible: tuple[float, float],
    constraints: Constraints,
) -> Float64s:
    """Beats as the constraints want them.

    The tracked ones are kept where they agree. Where a tempo and a beat are known, or the tracked
    beats miss what is known, they are looked for anew.

    Args:
        times: the tracked beats, in seconds, rising.
        evidence: all moments that may be beats.
        audible: the first and the last second with sound, or equal ones.
        constraints: what is known.
    """
    anchor = constraints.anchor
    if audible[0] >= audible[1]:
        return times
    if constraints.tempo_bpm is not None:
        period_s = 60 / constraints.tempo_bpm
        expected = (audible[1] - audible[0]) / period_s
        if anchor is None and len(times) >= _COVERED * expected - 1:
            return times
    elif anchor is not None and len(times) > 1:
        nearest = int(np.abs(times - anchor.beat_s).argmin())
        period_s = float(np.median(np.diff(times[max(0, nearest - 8) : nearest + 9])))
        if abs(times[nearest] - anchor.beat_s) <= _NEAR * period_s:
            return _moved(times, nearest, anchor.beat_s)
    elif len(times) or constraints.any_tempo:
        return times
    else:
        period_s = 60 / float(np.sqrt(constraints.slowest_bpm * constraints.fastest_bpm))
    ratio = _HUMAN
    if constraints.tempo_bpm is None and not len(times):
        ratio = float(np.sqrt(constraints.fastest_bpm / constraints.slowest_bpm))
    first_s, last_s = max(0.0, audible[0] - _BEFORE_S), audible[1]
    if anchor is not None:
        first_s, last_s = min(first_s, anchor.beat_s), max(last_s, anchor.beat_s)
    elif not len(evidence.times):
        return times
    named = Named(period_s, ratio, anchor)
    beats = named_beats(evidence, times, (first_s, last_s), named)
    return _heard_ends(beats, evidence) if anchor is None else beats


def _moved(times: Float64s, index: int, time_s: float) -> Float64s:
    moved = times.copy()
    moved[index] = time_s
    return moved


def _heard_ends(beats: Float64s, evidence: Evidence) -> Float64s:
    """The beats from the first to the last that is heard."""
    index = np.flatnonzero(evidence.agreement(beats) >= _HEARD)
    return beats[index[0] : index[-1] + 1] if len(index) else beats
