"""Counts beats into bars: the metre, and which beat comes first.

A bar of popular music announces itself by a kick, by a chord or a bass note that changes, and by
the snare being elsewhere. The metre and phase are taken on whose downbeats most of that falls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float32s, Float64s
from backbeat.music.harmony import harmonic_change
from backbeat.music.novelty import Novelty, highest_near
from backbeat.progress import Progress

_METRES = (4, 3)
_PREFERENCE_FOR_FOUR = 0.2
"""In deviations of the evidence, as if a song of n beats had that much more on each beat."""
_SNARE_WEIGHT = -0.5
_REACH_S = 0.023
_OUTLIER_PERCENT = 95


@dataclass(frozen=True)
class Metre:
    """How beats make bars."""

    beats_per_bar: int
    first_downbeat: int
    """Index of the first beat that starts a bar; less than `beats_per_bar`."""

    def position(self, index: int) -> tuple[int, int]:
        """Bar and beat, both from 1, of the beat at `index`; bar 0 before the first downbeat."""
        bar, beat = divmod(index - self.first_downbeat, self.beats_per_bar)
        return bar + 1, beat + 1


def downbeat_evidence(
    samples: Float32s, rate: int, times: Float64s, heard: Novelty, progress: Progress
) -> Float64s:
    """How much each beat sounds like the first of a bar.

    Args:
        samples: mono, shape (n,).
        rate: Hz.
        times: of the beats, in seconds, shape (beats,).
        heard: the novelty of `samples`.
        progress: told, and asked whether to stop.

    Returns:
        shape (beats,), in no particular unit.
    """
    if not len(times):
        return np.zeros(0)
    index = np.clip(np.round(times * heard.rate).astype(np.intp), 0, len(heard.full) - 1)
    reach = round(_REACH_S * heard.rate)
    kick, snare = (
        _deviation(values[highest_near(values, index, reach)])
        for values in (heard.bass, heard.bright)
    )
    changes = harmonic_change(samples, rate, times, progress)
    harmony = [
        _deviation(np.minimum(change, np.nanpercentile(change, _OUTLIER_PERCENT)))
        for change in changes
        if np.isfinite(change).any()
    ]
    return np.asarray(kick + _SNARE_WEIGHT * snare + sum(harmony), np.float64)


def find_metre(evidence: Float64s, beats_per_bar: int = 0) -> Metre:
    """The metre and phase whose downbeats have most of `evidence`, shape (beats,).

    Args:
        evidence: from `downbeat_evidence`, or from the tracker.
        beats_per_bar: the metre, where it is known; 0 chooses between four and three.
    """
    metres = (beats_per_bar,) if beats_per_bar else _METRES
    standard = _deviation(evidence)
    best, found = -np.inf, Metre(metres[0], 0)
    for metre in metres:
        for phase in range(min(metre, len(standard))):
            downbeats = standard[phase::metre]
            score = downbeats.mean() * np.sqrt(len(downbeats))
            if metre == _METRES[0]:
                score += _PREFERENCE_FOR_FOUR * np.sqrt(len(standard))
            if score > best:
                best, found = score, Metre(metre, phase)
    return found


def _deviation(values: Float64s) -> Float64s:
    """Standardised; what is not known (NaN) counts as neither much nor little."""
    if not np.isfinite(values).any():
        return np.zeros(len(values))
    standard = (values - np.nanmean(values)) / (np.nanstd(values) + 1e-9)
    return np.asarray(np.nan_to_num(standard), np.float64)
