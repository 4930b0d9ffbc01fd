"""The bars of an analysed song, as places where it may be cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.v1.music_pb2 import ENERGY_LEVEL_HIGH, MusicAnalysis

_SAME_S = 1e-6


@dataclass(frozen=True)
class Bars:
    """The downbeats of a song, and what lies between them; shape (n,) each."""

    starts: Float64s
    """Downbeats, in seconds."""
    numbers: Ints
    """Number of the bar that each starts."""
    beat_index: Ints
    """Which beat of the analysis each is."""
    duration_s: float
    """Of the song."""
    usual_s: float
    """Length of most bars; 0 with fewer than two."""
    place: Ints
    """Bars since the phrase began; -1 before the first phrase."""
    phrase: Ints
    """Which phrase it lies in; -1 before the first."""

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def ends(self) -> Float64s:
        """Where each bar ends; the last at the song's end."""
        return np.asarray(np.append(self.starts[1:], self.duration_s), np.float64)


def bars_of(analysis: MusicAnalysis) -> Bars:
    """The bars of `analysis`."""
    index = [place for place, beat in enumerate(analysis.beats) if beat.beat == 1]
    starts = np.array([analysis.beats[place].time_s for place in index], np.float64)
    phrases = np.array([phrase.start_s for phrase in analysis.phrases], np.float64)
    phrase = np.searchsorted(phrases, starts + _SAME_S, side="right") - 1
    first_of = np.searchsorted(starts, phrases - _SAME_S)
    place = np.array(
        [bar - first_of[which] if which >= 0 else -1 for bar, which in enumerate(phrase)], np.intp
    )
    return Bars(
        starts=starts,
        numbers=np.array([analysis.beats[place].bar for place in index], np.intp),
        beat_index=np.array(index, np.intp),
        duration_s=analysis.duration_s,
        usual_s=float(np.median(np.diff(starts))) if len(starts) > 1 else 0.0,
        place=place,
        phrase=phrase.astype(np.intp),
    )


def intensity(analysis: MusicAnalysis, edges: Float64s) -> Float64s:
    """How intense the music is from each edge to the next, 0 to 1, shape (len(edges) - 1,).

    The rank of its mean short-term loudness in the song; high spans count as at least .8.
    """
    lufs = np.array(analysis.energy.lufs, np.float64)
    if not len(lufs):
        return np.full(len(edges) - 1, 0.5)
    place = np.clip(np.round(edges * analysis.energy.rate_hz).astype(int), 0, len(lufs) - 1)
    mean = np.array([lufs[start : max(end, start + 1)].mean() for start, end in pairwise(place)])
    rank = np.searchsorted(np.sort(lufs), mean) / len(lufs)
    middle = (edges[:-1] + edges[1:]) / 2
    for span in analysis.energy.spans:
        if span.level == ENERGY_LEVEL_HIGH:
            inside = (middle >= span.start_s) & (middle < span.end_s)
            rank[inside] = np.maximum(rank[inside], 0.8)
    return np.asarray(rank, np.float64)


def inside_builds(analysis: MusicAnalysis, times: Sequence[float] | Float64s) -> list[bool]:
    """Whether each time lies after the start of a build and not after its end."""
    return [
        any(build.start_s + _SAME_S < time <= build.end_s + _SAME_S for build in analysis.builds)
        for time in times
    ]
