"""Hits in the sound that was recorded with the picture, exact to the sample.

Sound is followed in four bands, a thousandth of a second at a time. An onset is where several of
them rise at once above what was just before. Whether it is a hit is said by a logistic model of
how sharply it rises and dies away, of speech around it, and of how much there is of steady pitches
and of rhythm: syllables and notes rise too. The weights are from `engine/training/foley/guide.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.contents import MUSIC_RATE, is_music
from backbeat.foley.spotting.envelopes import (
    FLOOR_DB,
    STEP_S,
    after,
    decibels,
    envelopes,
    highest_before,
    later,
    smoothed,
)
from backbeat.foley.spotting.tonality import STEP_S as TONALITY_STEP_S
from backbeat.foley.spotting.tonality import tonality

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Places = NDArray[np.int64]

_SMOOTH = 3
"""Steps over which envelopes are averaged."""
_RISES = 8
"""Steps in which a hit reaches its peak."""
_GROUND, _LAST, _GUARD = 60, 30, 5
"""Steps whose mean, and whose highest, are what a hit rises from; steps before it left out."""
_MASKED_DB = -6.0
"""How far under the highest before it the ground is at least: what flutters does not rise."""
_LEAST_RISE_DB = 9.0
"""Mean rise of the two bands that rise most from which there is an onset at all."""
_APART = 60
"""Least steps from one onset to the next."""
_UNDER_LOUDEST_DB = -48.0
"""Level against the loudest hits of the recording under which nothing is an effect to keep."""
_ATTACK_DB = -20.0
"""How far under its peak a hit begins."""
FEATURES = (
    "rise",
    "second rise",
    "bands",
    "steepness",
    "level",
    "decay",
    "brightness",
    "speech",
    "speech around",
    "tonality",
    "tonality around",
    "regularity",
)
"""What the model judges by."""
SQUARED = ("brightness", "speech", "speech around", "tonality")
"""Those of which too much and too little may both speak against a hit; of the others, more always
says the same: what rises more sharply than anything that was fitted is no less a hit."""
_IN_MUSIC = 0.2
"""What is left of confidence in music, whose drums are hits to every ear: one in six onsets that
the model was sure of was a hit (see `tests/foley/spotting/test_guide_measured.py`)."""
_MUSIC_S = 8.0
"""Stretches that are judged to be music or none."""
_SPOKEN = 0.3
"""Share of speech around an onset from which its notes are a voice's."""
_WORTH = 0.3
"""Confidence from which it matters whether there is music."""


@dataclass(frozen=True, slots=True)
class Onset:
    """A sudden sound."""

    sample: int
    """Where it begins."""
    confidence: float
    """That it is a hit: calibrated."""
    strength: float
    """Its level, from 0 to 1, against the loudest of the recording."""
    step_like: bool
    """Whether it is dull and short, as most steps are."""


def find_onsets(
    samples: Float32s, rate: int, speech: Float32s, speech_step_s: float
) -> list[Onset]:
    """The sudden sounds of a recording that may be hits, in order.

    Args:
        samples: shape (n,), mono, full scale 1.0, at `rate`: 16 kHz or more.
        rate: in Hz.
        speech: probability of speech, shape (m,), from the recording's start.
        speech_step_s: seconds from one probability to the next.
    """
    bands = envelopes(samples, rate)
    places, rises = _candidates(bands)
    if not len(places):
        return []
    features = _features(samples, rate, bands, places, rises, speech, speech_step_s)
    seconds = places.astype(np.float64) * STEP_S
    spoken = _around(speech, speech_step_s, seconds, -1.0, 1.0).mean(axis=1)
    confidence = _without_music(_judged(features), samples, rate, places, spoken)
    total = decibels(bands.sum(axis=0))
    peaks = _peaks(total, places)
    loudest = float(np.percentile(peaks, 95))
    strength = np.clip(10 ** ((peaks - loudest) / 20), 0, 1)
    step_like = _step_like(bands, places)
    onsets = []
    for at, place in enumerate(places.tolist()):
        if peaks[at] < loudest + _UNDER_LOUDEST_DB:
            continue
        onsets.append(
            Onset(
                _attack(samples, rate, place),
                float(confidence[at]),
                float(strength[at]),
                bool(step_like[at]),
            )
        )
    return onsets


def features_of(
    samples: Float32s, rate: int, speech: Float32s, speech_step_s: float
) -> tuple[Places, Float64s]:
    """For training: the samples at which onsets begin, and what the model sees of each.

    Returns:
        Shapes (n,) and (n, len(FEATURES)).
    """
    bands = envelopes(samples, rate)
    places, rises = _candidates(bands)
    starts = np.array([_attack(samples, rate, place) for place in places.tolist()], np.int64)
    if not len(places):
        return starts, np.zeros((0, len(FEATURES)))
    return starts, _features(samples, rate, bands, places, rises, speech, speech_step_s)


def _candidates(bands: Float32s) -> tuple[Places, Float64s]:
    """Steps at which onsets begin, and how far each band rises there in dB, shape (n, bands)."""
    if bands.shape[1] < 4 * _GROUND:
        return np.zeros(0, np.int64), np.zeros((0, len(bands)))
    levels = decibels(smoothed(bands, _SMOOTH))
    mean = later(decibels(smoothed(bands, _GROUND)), _GUARD)
    last = later(highest_before(levels, _LAST), _GUARD)
    ground = np.maximum(np.maximum(mean, last + _MASKED_DB), FLOOR_DB + 20)
    rises = np.maximum(0, later(highest_before(levels, _RISES), -_RISES) - ground)
    two = np.sort(rises, axis=0)[-2:].mean(axis=0)
    around = later(highest_before(two, 2 * _APART + 1), -_APART)
    places = np.flatnonzero((two >= around) & (two >= _LEAST_RISE_DB))
    # Of a plateau the first.
    places = places[np.diff(places, prepend=-_APART) >= _APART // 2]
    return places, rises[:, places].T.astype(np.float64)


def _features(
    samples: Float32s,
    rate: int,
    bands: Float32s,
    places: Places,
    rises: Float64s,
    speech: Float32s,
    speech_step_s: float,
) -> Float64s:
    total = bands.sum(axis=0)
    levels = decibels(total)
    peaks = _peaks(levels, places)
    ordered = np.sort(rises, axis=1)
    steep = levels[np.minimum(places + 2, len(levels) - 1)] - levels[np.maximum(places - 2, 0)]
    tail = np.stack([after(levels, places, low, low + 40).mean(axis=1) for low in (40, 100)])
    bright = np.maximum(after(bands[2:].sum(axis=0), places, 0, 20).mean(axis=1), 1e-12)
    dull = np.maximum(after(bands[:2].sum(axis=0), places, 0, 20).mean(axis=1), 1e-12)
    tonal = tonality(samples, rate)
    seconds: Float64s = places.astype(np.float64) * STEP_S
    return np.stack(
        [
            ordered[:, -1],
            ordered[:, -2],
            (rises > 8).sum(axis=1),
            steep,
            peaks - float(np.percentile(peaks, 95)),
            peaks - tail.mean(axis=0),
            10 * np.log10(bright / dull),
            _around(speech, speech_step_s, seconds, -0.03, 0.13).max(axis=1),
            _around(speech, speech_step_s, seconds, -1.0, 1.0).mean(axis=1),
            _around(tonal, TONALITY_STEP_S, seconds, 0.0, 0.25).mean(axis=1),
            _around(tonal, TONALITY_STEP_S, seconds, -2.0, 2.0).mean(axis=1),
            _regularity(seconds),
        ],
        axis=1,
    ).astype(np.float64)


def _regularity(seconds: Float64s) -> Float64s:
    """How much the times around each onset keep to a grid, 0 to 1: music does, and so do steps.

    Share of the eight neighbours' distances that are near to a whole number of the median gap.
    """
    found = np.zeros(len(seconds))
    for at in range(len(seconds)):
        around = seconds[max(0, at - 4) : at + 5]
        if len(around) < 5:
            continue
        gap = float(np.median(np.diff(around)))
        off = (around - seconds[at]) / max(gap, 1e-3)
        found[at] = float((np.abs(off - np.round(off)) < 0.12).sum() - 1) / (len(around) - 1)
    return found


def _attack(samples: Float32s, rate: int, place: int) -> int:
    """The sample at which a hit begins that rises around a step.

    The first one that comes within 20 dB of its peak, and stands out from what was before.
    """
    hop = round(rate * STEP_S)
    low, high = max(0, (place - 2 * _RISES) * hop), (place + 2 * _RISES) * hop
    heard = np.abs(np.diff(samples[max(0, low - 1) : high], prepend=samples[max(0, low - 1)]))
    ground = heard[: max(1, len(heard) // 4)]
    peak_at = int(heard.argmax())
    least = max(
        float(heard.max()) * 10 ** (_ATTACK_DB / 20), 3 * float(ground.std() + ground.mean())
    )
    over = np.flatnonzero(heard[: peak_at + 1] >= min(least, float(heard.max())))
    return max(0, low - 1) + int(over[0]) if len(over) else place * hop


def _step_like(bands: Float32s, places: Places) -> NDArray[np.bool_]:
    """Whether most of a hit is under 1.5 kHz and over within a fifth of a second."""
    total = bands.sum(axis=0)
    dull = after(bands[:2].sum(axis=0), places, 0, 60).sum(axis=1)
    whole = after(total, places, 0, 60).sum(axis=1)
    late = after(total, places, 150, 220).mean(axis=1)
    return np.asarray((dull > 0.5 * whole) & (late * 60 < 0.1 * whole), np.bool_)


def _judged(features: Float64s) -> Float64s:
    """The calibrated probability that an onset is a hit, shape (n,)."""
    mean, spread, weights, bias = _model()
    scaled = np.clip((features - mean) / spread, -4, 4)
    squares = np.square(scaled[:, [FEATURES.index(name) for name in SQUARED]])
    crossed = np.concatenate([scaled, squares], axis=1)
    odds = np.asarray(crossed @ weights + bias, np.float64)
    likely: Float64s = 1 / (1 + np.exp(-odds))
    return likely


def _without_music(
    confidence: Float64s, samples: Float32s, rate: int, places: Places, spoken: Float32s
) -> Float64s:
    """Confidence, less where the sound around is music: voices have notes too, and are known."""
    import soxr

    stretch = (places * STEP_S / _MUSIC_S).astype(np.int64)
    found = confidence.copy()
    for number in np.unique(stretch[confidence >= _WORTH]).tolist():
        first = round(number * _MUSIC_S * rate)
        heard = samples[first : first + round(_MUSIC_S * rate)]
        if is_music(soxr.resample(heard, rate, MUSIC_RATE, quality="MQ").astype(np.float32)):
            found[(stretch == number) & (spoken < _SPOKEN)] *= _IN_MUSIC
    return found


@cache
def _model() -> tuple[Float64s, Float64s, Float64s, float]:
    from backbeat.foley.spotting import guide_weights as kept

    return np.array(kept.MEAN), np.array(kept.SPREAD), np.array(kept.WEIGHTS), kept.BIAS


def _peaks(levels: Float32s, places: Places) -> Float64s:
    return np.asarray(after(levels, places, 0, 2 * _RISES).max(axis=1), np.float64)


def _around(
    values: Float32s, step_s: float, seconds: Float64s, low: float, high: float
) -> Float32s:
    """Values from `low` to `high` seconds after each moment, shape (n, k)."""
    if not len(values):
        return np.zeros((len(seconds), 1), np.float32)
    count = max(1, round((high - low) / step_s))
    first = np.round((seconds + low) / step_s).astype(np.int64)
    at = first[:, None] + np.arange(count)[None, :]
    return np.asarray(values[np.clip(at, 0, len(values) - 1)], np.float32)
