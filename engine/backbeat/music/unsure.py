"""Judges beats that were found: how likely they are right, and what may be wrong with them.

The thresholds were chosen on generated music, speech and noises; docs/beats.md has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints, probability
from backbeat.music.tracker import BeatTrack
from backbeat.v1.music_pb2 import (
    UNSURE_BARS,
    UNSURE_NO_BEAT,
    UNSURE_TEMPO,
    UNSURE_WANDERING,
    BeatOptions,
    Unsure,
)

_HEARD = 0.3
"""Probability of a beat that counts as heard; the median of speech and noise lies below."""
_FEWEST = 4
"""Beats heard below which there is no beat to speak of."""
_BIAS, _CLEAR, _BETWEEN, _UNEVEN = -4.9, 3.3, -5.6, -1.5
"""Log-odds that beats are right: by their median probability, by how much is heard between them
against what is heard on them, and by the logarithm of their unevenness. By logistic regression."""
_OWN_SOUND = 0.05
"""Probability from which a beat lies on a sound of its own, and not where it was counted to."""
_EVENEST, _MOST_UNEVEN = 0.005, 0.15
"""Bounds of unevenness; the upper one is taken where too few beats have a sound of their own."""
_LEAST_EVEN_SHARE = 0.6
_STEADY = 0.025
"""Unevenness below which somebody keeps time, however weak the beats: a metronome. Of speech,
applause and single noises it is above 0.05."""
_SUREST = 0.99
"""Highest confidence: of the surest recordings, one in 75 was wrong."""
_HARDLY = 0.1
"""Confidence below which there is no beat, however strong the sounds: a motor, a rattle."""
_ALTERNATION = 0.15
"""How much weaker every second beat is, against the mean, where the tempo may be half."""
_OTHER_TEMPO = 0.25
"""How much is heard between beats, against on them, where another tempo may be right."""
_WANDER = 0.15
"""Natural logarithm of the longest to the shortest interval, a tenth left out at either end."""
_CLEAR_BARS, _CLEAR_TO_BOTH = 2.0, 8.0
"""Log-odds that downbeats have more than any other beat of the bar where bars are clear, as they
are heard by one network, and by both."""


@dataclass(frozen=True)
class Judgement:
    """How sure beats are."""

    confidence: float | None
    """How likely they are right as a whole, 0 to 1; None: cannot be told."""
    unsure: tuple[Unsure, ...]
    """What may be wrong, gravest first."""


@dataclass(frozen=True)
class FoundBars:
    """What speaks for bars."""

    evidence: Float64s
    """Log-odds that each beat starts a bar, shape (beats,)."""
    beat: Ints
    """Beat in its bar that each was counted as, from 1, shape (beats,)."""


def judge(track: BeatTrack, bars: FoundBars, options: BeatOptions) -> Judgement:
    """Judges the beats of one recording.

    Args:
        track: the beats as the tracker found them.
        bars: the bars as they were found.
        options: what the user said is not doubted.
    """
    told_tempo = bool(options.tempo_bpm or options.taps_s)
    confidence = _confidence(track)
    if not told_beats(options) and _no_beat(track, confidence):
        return Judgement(confidence, (UNSURE_NO_BEAT,))
    unsure: list[Unsure] = []
    if not (told_tempo or _hints_at_tempo(options)) and _other_tempo(track):
        unsure.append(UNSURE_TEMPO)
    if not (told_tempo or options.fixed_grid) and _wanders(track.times):
        unsure.append(UNSURE_WANDERING)
    if (
        track.downbeat_strength is not None
        and not _told_bars(options)
        and _bars_unclear(bars, _CLEAR_BARS if track.activations is None else _CLEAR_TO_BOTH)
    ):
        unsure.append(UNSURE_BARS)
    laid_out = options.taps_s or (options.tempo_bpm and options.HasField("first_downbeat_s"))
    return Judgement(1.0 if laid_out else confidence, tuple(unsure))


def told_beats(options: BeatOptions) -> bool:
    """Whether the user said where beats are, so that there is a beat."""
    told = options.tempo_bpm or options.taps_s or options.edits.beats
    return bool(told) or options.HasField("first_downbeat_s")


def _hints_at_tempo(options: BeatOptions) -> bool:
    limits = options.min_tempo_bpm or options.max_tempo_bpm
    return bool(limits or options.tempo_scale or not options.shift_beats.is_integer())


def _told_bars(options: BeatOptions) -> bool:
    downbeat = any(beat.downbeat for beat in options.edits.beats)
    return options.HasField("first_downbeat_s") or downbeat or bool(options.shift_beats)


def _confidence(track: BeatTrack) -> float | None:
    if len(track.times) < 2:
        return 0.0
    if track.evidence is None:
        return None
    log_odds = (
        _BIAS
        + _CLEAR * float(np.median(track.confidence))
        + _BETWEEN * _between(track)
        + _UNEVEN * float(np.log(_unevenness(track)))
    )
    return min(float(probability(np.array([log_odds]))[0]), _SUREST)


def _between(track: BeatTrack) -> float:
    """How much is heard midway between beats, against what is heard on them."""
    if track.evidence is None:
        return 0.0
    on = track.evidence.agreement(track.times).mean()
    midway = track.evidence.agreement((track.times[1:] + track.times[:-1]) / 2).mean()
    return float(midway / max(on, 1e-6))


def _unevenness(track: BeatTrack) -> float:
    """How much most intervals differ from the one before, as a natural logarithm.

    Only beats with a sound of their own count: others are even since they were counted out.
    """
    own = track.confidence >= _OWN_SOUND
    rows = own[2:] & own[1:-1] & own[:-2]
    if rows.sum() < _FEWEST or rows.mean() < _LEAST_EVEN_SHARE:
        return _MOST_UNEVEN
    changes = np.abs(np.diff(np.log(np.diff(track.times))))[rows]
    return float(np.clip(np.percentile(changes, 75), _EVENEST, _MOST_UNEVEN))


def _no_beat(track: BeatTrack, confidence: float | None) -> bool:
    if _unevenness(track) <= _STEADY:
        return False
    heard = track.confidence >= _HEARD
    if heard.sum() < _FEWEST or np.median(track.confidence) < _HEARD:
        return True
    return confidence is not None and confidence < _HARDLY


def _other_tempo(track: BeatTrack) -> bool:
    strength = track.confidence
    if track.evidence is None or len(strength) < 2 * _FEWEST:
        return False
    alternation = abs(strength[::2].mean() - strength[1::2].mean()) / max(strength.mean(), 1e-6)
    return bool(alternation >= _ALTERNATION or _between(track) >= _OTHER_TEMPO)


def _wanders(times: Float64s) -> bool:
    if len(times) < 2 * _FEWEST:
        return False
    shortest, longest = np.percentile(np.log(np.diff(times)), (10, 90))
    return bool(longest - shortest >= _WANDER)


def _bars_unclear(bars: FoundBars, clear: float) -> bool:
    """Whether another beat of the bar has about as much of a downbeat."""
    if len(bars.beat) < 2 * _FEWEST:
        return False
    means = [bars.evidence[bars.beat == beat].mean() for beat in np.unique(bars.beat)]
    return len(means) < 2 or bool(means[0] - max(means[1:]) < clear)
