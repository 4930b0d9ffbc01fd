"""Brings tracked beats to what the user knows of tempo and beats."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.evidence import Evidence
from backbeat.music.following import Named, named_beats
from backbeat.music.steady import Anchor
from backbeat.music.tracker import Constraints

_BEFORE_S = 0.06
"""Before the first audible moment: an onset precedes its loudest part."""
_AFTER_S = 0.03
"""After the last audible moment, which is known to 50 ms only."""
_HUMAN = 1.03
"""By how much the tempo of human playing may differ from the one named or heard."""
_NEAR = 0.2
"""How far from a tracked beat a known beat may lie to be that beat, of the period."""
_AROUND = 9
"""Beats on each side of a known one by which the tempo there is measured."""
_TEMPO_WEIGHT = 0.3
"""What a tracked beat counts that lies on the wrong side."""
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
        audible: the first and the last second with sound.
        constraints: what is known.
    """
    if constraints.tempo_bpm is not None:
        return _at_tempo(times, evidence, audible, 60 / constraints.tempo_bpm, constraints.anchor)
    if len(times) > 1:
        anchor = constraints.anchor
        return times if anchor is None else _through(times, evidence, audible, anchor)
    if constraints.any_tempo or not len(evidence.times):
        return times
    middle = float(np.sqrt(constraints.slowest_bpm * constraints.fastest_bpm))
    ratio = constraints.fastest_bpm / middle
    named = Named(60 / middle, ratio, constraints.anchor)
    return _heard_ends(named_beats(evidence, times, _span(audible, named.anchor), named), evidence)


def _at_tempo(
    times: Float64s,
    evidence: Evidence,
    audible: tuple[float, float],
    period_s: float,
    anchor: Anchor | None,
) -> Float64s:
    """Beats at a named tempo; none where nothing is heard and no beat is known."""
    named = Named(period_s, _HUMAN, anchor)
    if anchor is not None:
        return named_beats(evidence, times, _span(audible, anchor), named)
    if len(times) >= _COVERED * (audible[1] - audible[0]) / period_s - 1:
        return times
    if not len(evidence.times):
        return times
    return _heard_ends(named_beats(evidence, times, _span(audible, None), named), evidence)


def _through(
    times: Float64s, evidence: Evidence, audible: tuple[float, float], anchor: Anchor
) -> Float64s:
    """The tracked beats with one where it is known to be; all of them move if it lies between."""
    nearest = int(np.abs(times - anchor.beat_s).argmin())
    period_s = float(np.median(np.diff(times[max(0, nearest - _AROUND) : nearest + _AROUND])))
    away = anchor.beat_s - float(times[nearest])
    beats_away = round(away / period_s)
    off = away - beats_away * period_s
    if abs(off) <= _NEAR * period_s:
        if not beats_away:
            return np.concatenate([times[:nearest], [anchor.beat_s], times[nearest + 1 :]])
        filled = np.linspace(anchor.beat_s, times[nearest], abs(beats_away), endpoint=False)
        return np.sort(np.concatenate([times, filled]))
    # What was tracked says how fast the beat goes, if not where it lies.
    moved = Evidence(times + off, np.full(len(times), _TEMPO_WEIGHT))
    named = Named(period_s, _HUMAN, anchor)
    return named_beats(evidence.joined(moved), np.zeros(0), _span(audible, anchor), named)


def _span(audible: tuple[float, float], anchor: Anchor | None) -> tuple[float, float]:
    """The first and the last second at which there may be beats."""
    first_s, last_s = max(-_AFTER_S, audible[0] - _BEFORE_S), audible[1] + _AFTER_S
    if anchor is None:
        return first_s, last_s
    return min(first_s, anchor.beat_s), max(last_s, anchor.beat_s)


def _heard_ends(beats: Float64s, evidence: Evidence) -> Float64s:
    """The beats from the first to the last that is heard; none where fewer than two are."""
    index = np.flatnonzero(evidence.agreement(beats) >= _HEARD)
    return beats[index[0] : index[-1] + 1] if len(index) > 1 else np.zeros(0)
