"""A beat tracker of our own: spectral flux, tempo by autocorrelation, beats by dynamic programming."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float32s, Float64s
from backbeat.music.beat_path import best_path
from backbeat.music.novelty import novelty
from backbeat.music.tempo import periods
from backbeat.music.tracker import BeatTrack
from backbeat.progress import Progress

_SHORTEST_S = 2.0
_NOTHING = np.zeros(0)
_REACH_S = 0.03
"""How far from its place on the path the sound of a beat may begin."""
_EARLINESS_S = 0.0025
"""How far before a sound's first sample its novelty peaks, being seen through a window of 46 ms: 5 ms
for a click or a kick alone, 1.5 ms for a snare, less in a full mix."""


class FluxTracker:
    """Needs numpy only, and nothing to be compiled or downloaded."""

    name = "flux"

    def track(self, samples: Float32s, rate: int, progress: Progress) -> BeatTrack:
        """See `BeatTracker.track`."""
        if len(samples) < _SHORTEST_S * rate or not samples.any():
            return BeatTrack(_NOTHING, _NOTHING)
        heard = novelty(samples, rate, progress.part(0, 0.5))
        values = _even(heard.values, heard.rate)
        progress(0.5, "Estimating tempo")
        coarse = values[: len(values) // 2 * 2].reshape(-1, 2).mean(axis=1)
        path = best_path(coarse, periods(coarse, heard.rate / 2), progress.part(0.6, 1))
        times = _on_peaks(path * 2 + 0.5, values, round(_REACH_S * heard.rate)) / heard.rate
        times += _EARLINESS_S
        confidence = np.clip(coarse[path] / (1 + np.abs(coarse[path])), 0, 1)
        return BeatTrack(times[times >= 0], confidence[times >= 0])


def _on_peaks(places: Float64s, values: Float64s, reach: int) -> Float64s:
    """Each place moved to the top of the parabola through the highest value near it."""
    offsets = np.arange(-reach, reach + 1)
    padded = np.pad(values, reach + 1)
    index = np.round(places).astype(int)
    near = padded[(index[:, np.newaxis] + offsets) + reach + 1]
    near = near * (1 - 0.5 * (offsets / reach) ** 2)
    peak = index + offsets[near.argmax(axis=1)]
    before, top, after = (padded[peak + reach + 1 + step] for step in (-1, 0, 1))
    curve = before - 2 * top + after
    shift = np.where(curve < 0, 0.5 * (before - after) / np.where(curve < 0, curve, 1), 0)
    weak = top <= 0
    return np.where(weak, places, peak + np.clip(shift, -0.5, 0.5))


def _even(values: Float64s, rate: float) -> Float64s:
    """Novelty against its surroundings, so that a quiet verse counts as a loud chorus does."""
    mean = _moving_mean(values, round(0.5 * rate))
    raised = np.maximum(values - mean, 0)
    spread = np.sqrt(_moving_mean(raised**2, round(8 * rate)))
    return np.asarray(raised / np.maximum(spread, spread.max() * 0.05 + 1e-9), np.float64)


def _moving_mean(values: Float64s, size: int) -> Float64s:
    total = np.concatenate([[0.0], np.cumsum(values)])
    index = np.arange(len(values))
    low = np.maximum(index - size // 2, 0)
    high = np.minimum(index + size // 2 + 1, len(values))
    return np.asarray((total[high] - total[low]) / (high - low), np.float64)
