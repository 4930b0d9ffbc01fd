"""Measures of when an edit cuts, against the music's analysis.

Cuts are seconds from the timeline's first frame, ascending, without the start and the end of the
edit; a shot lasts from one to the next. What the measures count is stated at each; nothing here is
used by the pacing itself. Section energy is the loudness of the section: the mean power of the
short-term curve (3 s) in it, in LUFS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from backbeat.v1.music_pb2 import ENERGY_LEVEL_HIGH, ENERGY_LEVEL_LOW, MusicAnalysis, Section

HALF_FRAME = 0.5
NEIGHBOURS = 2
"""Shots on each side of the one on a drop."""


@dataclass(frozen=True)
class PacingScores:
    """Of one edit. None: the music has nothing that this is measured on."""

    shots: int
    mean_shot_s: float
    sections_cut: tuple[int, int]
    """Starts of sections that are cut, within half a frame, and all of them but the first."""
    on_downbeats: tuple[int, int]
    """Cuts on a downbeat, within half a frame, and all that start no section."""
    energy_correlation: float | None
    """Spearman's, of the energy of sections and their mean shot; of two sections or more."""
    high_to_low: float | None
    """Mean shot of the sections of high level over that of those of low level."""
    longest_run: int
    """Most shots in a row of one length in whole frames."""
    longest_run_in_beats: int
    """The same, of lengths in half beats."""
    drop_holds: tuple[float, ...]
    """The shot that starts on each drop, over the median of two on each side."""
    shortest_frames: int


def scores(cuts_s: Sequence[float], music: MusicAnalysis, rate: float) -> PacingScores:
    """All measures of one edit.

    Args:
        cuts_s: when it cuts.
        music: as it plays in the edit.
        rate: frames a second of the edit.
    """
    frames = [round(cut * rate) for cut in cuts_s]
    ends = [0, *frames, round(music.duration_s * rate)]
    lengths = [after - before for before, after in pairwise(ends)]
    means = section_means(cuts_s, music)
    energies = [section_energy(music, section) for section in music.sections]
    return PacingScores(
        shots=len(lengths),
        mean_shot_s=music.duration_s / len(lengths),
        sections_cut=sections_cut(cuts_s, music, rate),
        on_downbeats=on_downbeats(cuts_s, music, rate),
        energy_correlation=spearman(energies, means),
        high_to_low=high_to_low(means, music.sections),
        longest_run=longest_run(lengths),
        longest_run_in_beats=longest_run(lengths_in_half_beats(cuts_s, music)),
        drop_holds=drop_holds(cuts_s, music, rate),
        shortest_frames=min(lengths),
    )


def sections_cut(cuts_s: Sequence[float], music: MusicAnalysis, rate: float) -> tuple[int, int]:
    """Starts of sections that are cut, within half a frame, and all but the first."""
    starts = [section.start_s for section in music.sections[1:]]
    return sum(_is_near(start, cuts_s, rate) for start in starts), len(starts)


def on_downbeats(cuts_s: Sequence[float], music: MusicAnalysis, rate: float) -> tuple[int, int]:
    """Cuts on a downbeat, within half a frame, and all that start no section."""
    starts = [section.start_s for section in music.sections]
    downbeats = [beat.time_s for beat in music.beats if beat.beat == 1]
    others = [cut for cut in cuts_s if not _is_near(cut, starts, rate)]
    return sum(_is_near(cut, downbeats, rate) for cut in others), len(others)


def _is_near(time_s: float, others_s: Sequence[float], rate: float) -> bool:
    nearest = min((abs(time_s - other) for other in others_s), default=np.inf)
    return bool(nearest * rate <= HALF_FRAME + 1e-6)


def section_means(cuts_s: Sequence[float], music: MusicAnalysis) -> list[float]:
    """The mean length of the shots that start in each section, in seconds; NaN without one."""
    starts = np.array([0.0, *cuts_s])
    lengths = np.diff([*starts, music.duration_s])
    found = []
    for section in music.sections:
        # Half a frame of 24: a cut is not put into the section before by its rounding.
        inside = (starts >= section.start_s - 0.02) & (starts < section.end_s - 0.02)
        found.append(float(lengths[inside].mean()) if inside.any() else float("nan"))
    return found


def section_energy(music: MusicAnalysis, section: Section) -> float:
    """Loudness of a section, in LUFS: of the mean power of its short-term curve."""
    curve = np.array(music.energy.lufs)
    first = int(section.start_s * music.energy.rate_hz)
    last = max(int(section.end_s * music.energy.rate_hz), first + 1)
    return float(10 * np.log10(np.mean(10 ** (np.maximum(curve[first:last], -70) / 10))))


def spearman(one: Sequence[float], other: Sequence[float]) -> float | None:
    """The correlation of ranks, ties taking their mean rank; None for less than two pairs."""
    pairs = np.array([(a, b) for a, b in zip(one, other, strict=True) if np.isfinite(b)])
    if len(pairs) < 2:
        return None
    ranks = [_ranks(column) for column in pairs.T]
    if any(np.ptp(column) == 0 for column in ranks):
        return 0.0
    return float(np.corrcoef(*ranks)[0, 1])


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([(values < value).sum() + (values == value).sum() / 2 for value in values])


def high_to_low(means: Sequence[float], sections: Sequence[Section]) -> float | None:
    """Mean shot of the sections of high level over that of those of low level."""
    by_level = [
        [mean for mean, section in zip(means, sections, strict=True) if section.level == level]
        for level in (ENERGY_LEVEL_HIGH, ENERGY_LEVEL_LOW)
    ]
    if not all(by_level):
        return None
    high, low = (float(np.nanmean(each)) for each in by_level)
    return high / low


def longest_run(lengths: Sequence[int]) -> int:
    """Most equal numbers in a row."""
    return max((len(list(same)) for _, same in groupby(lengths)), default=0)


def lengths_in_half_beats(cuts_s: Sequence[float], music: MusicAnalysis) -> list[int]:
    """Each shot's length in half beats, rounded, between positions read off the beats."""
    times = np.array([beat.time_s for beat in music.beats])
    if len(times) < 2:
        return []
    step = float(np.median(np.diff(times)))

    def position(time_s: float) -> float:
        inside = float(np.interp(time_s, times, np.arange(len(times))))
        beyond = min(time_s - times[0], 0.0) + max(time_s - times[-1], 0.0)
        return inside + float(beyond) / step

    ends = [position(time) for time in [0.0, *cuts_s, music.duration_s]]
    return [round(2 * (after - before)) for before, after in pairwise(ends)]


def drop_holds(cuts_s: Sequence[float], music: MusicAnalysis, rate: float) -> tuple[float, ...]:
    """The shot on each drop that is cut, over the median of its neighbours; 0 for one not cut."""
    starts = [0.0, *cuts_s]
    lengths = [after - before for before, after in pairwise([*starts, music.duration_s])]
    found = []
    for drop in music.drops:
        at = min(range(len(starts)), key=_distance_to(drop.time_s, starts))
        around = lengths[max(at - NEIGHBOURS, 0) : at] + lengths[at + 1 : at + 1 + NEIGHBOURS]
        is_cut = _is_near(drop.time_s, starts, rate)
        found.append(lengths[at] / median(around) if is_cut and around else 0.0)
    return tuple(found)


def _distance_to(time_s: float, starts: Sequence[float]) -> Callable[[int], float]:
    return lambda at: abs(starts[at] - time_s)
