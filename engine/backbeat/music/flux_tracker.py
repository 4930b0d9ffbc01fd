"""Our own beat tracker: spectral flux, tempo by autocorrelation, beats by dynamic programming."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float32s, Float64s
from backbeat.music.beat_path import best_path
from backbeat.music.novelty import between_values, highest_near, moving_mean, novelty
from backbeat.music.tempo import periods
from backbeat.music.tracker import BeatTrack
from backbeat.progress import Progress

_SHORTEST_S = 2.0
_SURROUNDINGS_S = 0.5
_PASSAGE_S = 8.0
_QUIETEST_PASSAGE = 0.05
_REACH_S = 0.03
"""How far from its place on the path the sound of a beat may begin."""
_UNHEARD = 0.1
"""Novelty, in deviations, below which a beat at either end is silence or a held note."""

_LEAST_SHARE_HEARD = 0.25
"""Of the beats; with fewer there is no beat, only a period that the path keeps by itself."""


class FluxTracker:
    """Needs numpy only, and nothing to be compiled or downloaded."""

    name = "flux"

    def track(self, samples: Float32s, rate: int, progress: Progress) -> BeatTrack:
        """See `BeatTracker.track`. The confidence of a beat is how clearly a sound begins on it."""
        if len(samples) < _SHORTEST_S * rate or not samples.any():
            return BeatTrack(np.zeros(0), np.zeros(0))
        heard = novelty(samples, rate, progress.part(0, 0.5))
        values = _evened(heard.full, heard.rate)
        progress(0.5, "Estimating tempo")
        # The path needs no finer steps than 12 ms: each beat is moved to its own sound afterwards.
        coarse = values[: len(values) // 2 * 2].reshape(-1, 2).mean(axis=1)
        path = best_path(coarse, periods(coarse, heard.rate / 2), progress.part(0.6, 1))
        peaks = highest_near(values, path * 2, round(_REACH_S * heard.rate))
        heard_at = np.flatnonzero(values[peaks] > _UNHEARD)
        if len(heard_at) < max(1, _LEAST_SHARE_HEARD * len(path)):
            return BeatTrack(np.zeros(0), np.zeros(0))
        sounding = slice(heard_at[0], heard_at[-1] + 1)
        strength = values[peaks[sounding]]
        places = np.where(
            strength > _UNHEARD, between_values(values, peaks[sounding]), path[sounding] * 2 + 0.5
        )
        times = np.clip(heard.seconds(places), 0, len(samples) / rate)
        return BeatTrack(times, strength / (1 + strength))


def _evened(values: Float64s, rate: float) -> Float64s:
    """Novelty above its surroundings, in deviations, so that a quiet verse counts like a chorus."""
    raised = np.maximum(values - moving_mean(values, round(_SURROUNDINGS_S * rate)), 0)
    deviation = np.sqrt(np.maximum(moving_mean(raised**2, round(_PASSAGE_S * rate)), 0))
    floor = _QUIETEST_PASSAGE * deviation.max() + 1e-9
    return np.asarray(raised / np.maximum(deviation, floor), np.float64)
