"""How much of what two recordings hold is the same sound.

Two microphones in one room hear the same loud moments, however noisy one of them is. Two films with
the same music under different speech have only their soft moments in common: they fit exactly, and
were never recorded together.
"""

from __future__ import annotations

import numpy as np

from backbeat.sync.align.arrays import Float32s
from backbeat.sync.align.bands import STEPS_PER_S, Heard
from backbeat.sync.align.delays import Foreseen

_SMOOTH = 5
_LOUD = 70
"""Percentile from which a moment is a loud one."""
_LEAST_ROWS = 50
_LEAST_SOUND = 0.15


def common(reference: Heard, other: Heard, line: Foreseen, span_s: tuple[float, float]) -> float:
    """How alike the loudness, or the sound of the loud moments, of both is, -1 to 1.

    Noise as loud as the sound leaves 0.6; music 6 dB below different speech, 0.25.

    Args:
        reference: the reference.
        other: the recording.
        line: where it lies.
        span_s: of the recording.
    """
    low, high = (round(time * STEPS_PER_S) for time in span_s)
    rows = np.arange(max(low, 0), min(high, len(other.features)))
    there = np.round(line(rows / STEPS_PER_S) * STEPS_PER_S).astype(int)
    inside = (there >= 0) & (there < len(reference.features))
    rows, there = rows[inside], there[inside]
    if len(rows) < _LEAST_ROWS:
        return 0.0
    here, far = _smoothed(other.level_db[rows]), _smoothed(reference.level_db[there])
    level = _correlation(here - here.mean(), far - far.mean())
    loud = (here > np.percentile(here, _LOUD)) | (far > np.percentile(far, _LOUD))
    sound = _correlation(other.features[rows[loud]], reference.features[there[loud]])
    # A long pause in both correlates too, whatever is said around it.
    return max(level, sound) if sound > _LEAST_SOUND else sound


def _smoothed(values: Float32s) -> Float32s:
    kernel = np.full(_SMOOTH, 1 / _SMOOTH, np.float32)
    return np.convolve(values, kernel, "same").astype(np.float32)


def _correlation(one: Float32s, two: Float32s) -> float:
    power = float((one.astype(float) ** 2).sum()) * float((two.astype(float) ** 2).sum())
    return float((one.astype(float) * two).sum()) / np.sqrt(power) if power > 0 else 0.0
