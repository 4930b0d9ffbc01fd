"""The music's form on the ticks: what starts where, and which stretch a tick lies in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from backbeat.cutting.pacing.intensity import Intensity
from backbeat.cutting.pacing.ticks import Ticks
from backbeat.v1.music_pb2 import ENERGY_LEVEL_MEDIUM, EnergyLevel, MusicAnalysis

_NEAR_S = 0.25
"""Farthest that the start of a section, phrase or drop is from its tick."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section, from one tick to another."""

    start: int
    end: int
    """Index of the tick that the next one starts on."""
    label: str
    level: EnergyLevel
    intensity: float
    """0 to 1 against the song."""
    loudness: float
    """Mean, in LUFS."""


@dataclass(frozen=True)
class Form:
    """Indices are of ticks, ascending."""

    parts: tuple[Part, ...]
    """Without gaps, from the first tick to the last."""
    phrases: tuple[int, ...]
    """Starts; a section starts a phrase as well."""
    drops: tuple[int, ...]
    builds: tuple[tuple[int, int], ...]
    """Starts and ends."""

    @cached_property
    def starts(self) -> list[int]:
        """The ticks that sections start on."""
        return [part.start for part in self.parts]

    def part_at(self, tick: int) -> Part:
        """The section that a tick lies in."""
        return self.parts[max(bisect_right(self.starts, tick) - 1, 0)]

    def phrase_at(self, tick: int, last: int) -> tuple[int, int]:
        """Start and end of the phrase that a tick lies in; `last` is the last tick."""
        at = max(bisect_right(self.phrases, tick) - 1, 0)
        is_last = at + 1 == len(self.phrases)
        return self.phrases[at], last if is_last else self.phrases[at + 1]

    def build_at(self, tick: int) -> tuple[int, int] | None:
        """Start and end of the build that a tick lies in."""
        for start, end in self.builds:
            if start <= tick < end:
                return start, end
        return None


def form_of(analysis: MusicAnalysis, ticks: Ticks, intensity: Intensity, apart: int) -> Form:
    """The form of the music on its ticks.

    Args:
        analysis: of the music.
        ticks: its ticks.
        intensity: of the same music.
        apart: fewest frames between starts of sections, and between one and a drop; of two nearer
            ones the second does not count.
    """
    parts = _parts(analysis, ticks, intensity, apart)
    starts = {part.start for part in parts}
    phrases = _on_ticks((phrase.start_s for phrase in analysis.phrases), ticks)
    builds = [
        (ticks.nearest(build.start_s), ticks.nearest(build.end_s)) for build in analysis.builds
    ]
    return Form(
        parts=parts,
        phrases=tuple(sorted(starts.union(phrases))),
        drops=_drops(analysis, ticks, [*starts, len(ticks) - 1], apart),
        builds=tuple((start, end) for start, end in builds if start < end),
    )


def _drops(
    analysis: MusicAnalysis, ticks: Ticks, starts: Sequence[int], apart: int
) -> tuple[int, ...]:
    """Drops on a start of a section, or far enough from all of them to have a shot before it."""
    found: list[int] = []
    for drop in _on_ticks((drop.time_s for drop in analysis.drops), ticks):
        distances = [abs(ticks[drop].frame - ticks[start].frame) for start in [*starts, *found]]
        if all(distance == 0 or distance >= apart for distance in distances):
            found.append(drop)
    return tuple(found)


def _on_ticks(times_s: Iterable[float], ticks: Ticks) -> list[int]:
    """Indices of ticks for moments that have one near, without the ends."""
    found = set()
    for time_s in times_s:
        index = ticks.nearest(time_s)
        near = abs(float(ticks[index].time_s) - time_s) <= max(_NEAR_S, 0.5 * ticks.beat_s)
        if near and 0 < index < len(ticks) - 1:
            found.add(index)
    return sorted(found)


def _parts(
    analysis: MusicAnalysis, ticks: Ticks, intensity: Intensity, apart: int
) -> tuple[Part, ...]:
    last = len(ticks) - 1
    starts, labels, levels = [0], ["A"], [ENERGY_LEVEL_MEDIUM]
    for section in analysis.sections:
        index = ticks.nearest(section.start_s)
        frame = ticks[index].frame
        if index == 0:
            labels[0], levels[0] = section.label, section.level
        elif frame - ticks[starts[-1]].frame >= apart and ticks[last].frame - frame >= apart:
            starts.append(index)
            labels.append(section.label)
            levels.append(section.level)
    ends = [*starts[1:], last]
    return tuple(
        _part(start, end, label, level, ticks, intensity)
        for start, end, label, level in zip(starts, ends, labels, levels, strict=True)
    )


def _part(
    start: int, end: int, label: str, level: EnergyLevel, ticks: Ticks, intensity: Intensity
) -> Part:
    start_s, end_s = float(ticks[start].time_s), float(ticks[end].time_s)
    return Part(
        start,
        end,
        label,
        level,
        intensity.of(start_s, end_s, level),
        intensity.loudness(start_s, end_s),
    )


def spans(form: Form, cuts: Sequence[int], ticks: Ticks, longest: float) -> list[tuple[int, int]]:
    """The stretches between moments that are cut in any case, start and end ticks.

    Args:
        form: of the music.
        cuts: further ticks that are cut in any case.
        ticks: of the music.
        longest: in beats. A longer one is parted where a phrase starts, else at a downbeat.
    """
    fixed = sorted({part.start for part in form.parts} | set(cuts) | {len(ticks) - 1})
    found: list[tuple[int, int]] = []
    for start, end in pairwise(fixed):
        while ticks[end].position - ticks[start].position > longest:
            middle = _parting(form, ticks, start, end, longest)
            if middle is None:
                break
            found.append((start, middle))
            start = middle
        found.append((start, end))
    return found


def _parting(form: Form, ticks: Ticks, start: int, end: int, longest: float) -> int | None:
    """The latest good place to part a stretch, in the second half of the longest length."""

    def within(index: int) -> bool:
        length = ticks[index].position - ticks[start].position
        return longest / 2 <= length <= longest

    phrases = [index for index in form.phrases if start < index < end and within(index)]
    if phrases:
        return phrases[-1]
    inside = [index for index in range(start + 1, end) if within(index)]
    return min(reversed(inside), key=lambda index: ticks[index].place) if inside else None
