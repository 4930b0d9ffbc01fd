"""How intense the music is, 0 to 1, against the rest of its own song.

Loudness between the song's quiet and its loud moments, as the analysis tells levels apart: 0 to 1/3
is low, up to 2/3 medium, above high. A level that the analysis, or the user, states is kept to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from backbeat.v1.music_pb2 import ENERGY_LEVEL_UNSPECIFIED, EnergyLevel, MusicAnalysis

_SILENCE_LUFS = -70.0
_GATE_LU = 20.0
_QUIET_PERCENT, _LOUD_PERCENT = 10, 95
_ONE_LEVEL_LU = 2.0
"""A song of a smaller range has one level."""
_HAIR = 1e-6
_WITHIN_OCTAVES = 0.45
"""Between the quietest and the loudest of one level."""
_EVEN_RANGE_LU = 6.0
"""The range that such a song's small differences are measured against."""


class Intensity:
    """Reads the intensity of any stretch of a song."""

    def __init__(self, analysis: MusicAnalysis) -> None:
        self._rate = analysis.energy.rate_hz or 1.0
        self._lufs: NDArray[np.float64] = np.array(analysis.energy.momentary_lufs, np.float64)
        self._levels = [span.level for span in analysis.energy.spans]
        self._starts = [span.start_s for span in analysis.energy.spans]
        self._scale = _scale(self._lufs)

    def loudness(self, start_s: float, end_s: float) -> float:
        """Mean loudness of a stretch, in LUFS; -70 for silence and without a curve."""
        if not len(self._lufs):
            return _SILENCE_LUFS
        first = min(max(int(start_s * self._rate), 0), len(self._lufs) - 1)
        last = min(max(int(np.ceil(end_s * self._rate)), first + 1), len(self._lufs))
        power = np.mean(10 ** (self._lufs[first:last] / 10))
        return float(max(10 * np.log10(power), _SILENCE_LUFS))

    def of(self, start_s: float, end_s: float, level: EnergyLevel | None = None) -> float:
        """Intensity of a stretch, 0 to 1, within the third of its level.

        Args:
            start_s, end_s: the stretch.
            level: its level; None: that of the span in its middle.
        """
        if level is None:
            level = self.level((start_s + end_s) / 2)
        return _within(self._scale(self.loudness(start_s, end_s)), level)

    def level(self, time_s: float) -> EnergyLevel:
        """The level at a moment."""
        level: EnergyLevel = ENERGY_LEVEL_UNSPECIFIED
        if self._levels:
            level = self._levels[max(bisect_right(self._starts, time_s) - 1, 0)]
        return level


def _scale(loudness: NDArray[np.float64]) -> Callable[[float], float]:
    """The function from LUFS to 0 to 1."""
    sounding = loudness[loudness > _SILENCE_LUFS]
    if not len(sounding):
        return lambda _: 0.5
    mean = 10 * np.log10(np.mean(10 ** (sounding / 10)))
    kept = sounding[sounding > mean - _GATE_LU]
    quiet, loud = (float(end) for end in np.percentile(kept, [_QUIET_PERCENT, _LOUD_PERCENT]))
    if loud - quiet >= _ONE_LEVEL_LU:
        return lambda lufs: (lufs - quiet) / (loud - quiet)
    middle = (quiet + loud) / 2
    return lambda lufs: 0.5 + (lufs - middle) / _EVEN_RANGE_LU


def _within(value: float, level: EnergyLevel) -> float:
    low, high = (level - 1) / 3, level / 3
    if level == ENERGY_LEVEL_UNSPECIFIED:
        low, high = 0.0, 1.0
    return min(max(value, low), high - _HAIR)


def by_level(values: Sequence[float], intensity: float) -> float:
    """A value by the three levels, which falls a little within each as intensity rises.

    Args:
        values: for low, medium and high; each holds in the middle of its level.
        intensity: 0 to 1.
    """
    level = min(int(3 * intensity), 2)
    return float(values[level] * 2 ** (_WITHIN_OCTAVES * (level + 0.5 - 3 * intensity)))
