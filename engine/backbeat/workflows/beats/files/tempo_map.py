"""Beats as ticks, tempos and time signatures: where a sequencer puts them without drifting off.

A beat is a quarter note. Time 0 is tick 0, so what lies before the first beat is bars of its own,
with the pick-up at their end. A beat never lies further than 0.2 ms from where it was heard, at any
length, because every tempo starts from the exact time reached.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from backbeat.v1.music_pb2 import MusicAnalysis

QUARTER = 960
"""Ticks."""
_US = 1_000_000
_SLACK_US = 200
"""A tempo is left alone for that much, so that a steady beat has one tempo and not a thousand."""
_AT_ONCE_US = 500
"""A first beat this early is at the start."""
_SLOWEST_US = 0xFFFFFF
"""Of a quarter note; the file has three bytes for it."""
_GAP_US = 3 * _US
"""Between beats further apart, quarters are filled in: sequencers refuse tempos under 20."""
_LONGEST_BAR = 16
"""Quarters; more are written as several bars, since sequencers have their limits."""
_USUAL_US = 500_000
_STRETCH = 256 * QUARTER
"""Ticks; half a microsecond a quarter adds up to 0.128 ms."""
_STEADY = (0.7, 1.4)
"""How far the tempo of the lead-in may be off the music's."""


@dataclass(frozen=True)
class Tempo:
    """A tempo from somewhere on."""

    tick: int
    us: int
    """Microseconds a quarter note."""


@dataclass(frozen=True)
class Bar:
    """A bar of the sequencer."""

    tick: int
    numerator: int
    denominator: int


@dataclass(frozen=True)
class TempoMap:
    """A recording as a sequencer counts it."""

    beats: tuple[int, ...]
    """Tick of every beat."""
    tempos: tuple[Tempo, ...]
    """In order, the first at tick 0."""
    bars: tuple[Bar, ...]
    """In order, the first at tick 0."""
    anchors: tuple[tuple[int, int], ...]
    """Microseconds and ticks that belong together, in order, two at least."""

    def tick_at(self, seconds: float) -> int:
        """The tick nearest to a moment; beyond the last beat its tempo goes on."""
        us = round(seconds * _US)
        at = bisect_right(self.anchors, us, key=lambda anchor: anchor[0])
        at = min(max(at, 1), len(self.anchors) - 1)
        (us_before, before), (us_after, after) = self.anchors[at - 1 : at + 1]
        slope = (after - before) / max(us_after - us_before, 1)
        return max(0, round(before + (us - us_before) * slope))


def tempo_map(analysis: MusicAnalysis) -> TempoMap:
    """Lays the beats of a recording out; none at all are 4/4 at 120."""
    times = [round(beat.time_s * _US) for beat in analysis.beats]
    gaps = [after - before for before, after in pairwise(times)]
    usual = min(round(median(gaps)), _GAP_US) if gaps else _USUAL_US
    lead = _Lead.of(times[0], usual) if times else _Lead(0, 1)
    quarters = [_quarters(gap, usual) for gap in gaps]
    ticks = [lead.ticks]
    for count in quarters:
        ticks.append(ticks[-1] + count * QUARTER)
    anchors = list(zip(times, ticks, strict=False))
    if lead.ticks or not times:
        anchors.insert(0, (0, 0))
    us, tick = anchors[-1]
    anchors.append((us + (gaps[-1] if gaps else usual), tick + QUARTER * (quarters or [1])[-1]))
    return TempoMap(
        beats=tuple(ticks[: len(times)]),
        tempos=tuple(_tempos(anchors)),
        bars=tuple(_bars(analysis, lead, [*quarters, 1])),
        anchors=tuple(anchors),
    )


@dataclass(frozen=True)
class _Lead:
    """What lies before the first beat."""

    units: int
    """How many notes of the kind below."""
    split: int
    """Into how many notes of its kind a quarter falls: 1, 2, 4, 8 or 16."""

    @classmethod
    def of(cls, us: int, usual: int) -> _Lead:
        """The coarsest notes that fill so many microseconds at about the usual tempo."""
        if us < _AT_ONCE_US:
            return cls(0, 1)
        for split in (1, 2, 4, 8):
            units = max(1, round(us * split / usual))
            if _STEADY[0] <= us * split / units / usual <= _STEADY[1]:
                return cls(units, split)
        return cls(1, 16)

    @property
    def ticks(self) -> int:
        return self.units * QUARTER // self.split


def _quarters(gap: int, usual: int) -> int:
    """How many quarters lie between two beats."""
    if gap <= _GAP_US:
        return 1
    return max(round(gap / usual), -(-gap // _SLOWEST_US), 1)


def _tempos(anchors: Sequence[tuple[int, int]]) -> list[Tempo]:
    tempos: list[Tempo] = []
    # In microseconds times ticks a quarter, which keeps it whole.
    reached = anchors[0][0] * QUARTER
    for (_, tick), (us, after) in pairwise(_with_steps(anchors)):
        ticks, goal = after - tick, us * QUARTER
        if not tempos or abs(reached + ticks * tempos[-1].us - goal) > _SLACK_US * QUARTER:
            exact = round((goal - reached) / ticks)
            tempos.append(Tempo(tick, min(max(exact, 1), _SLOWEST_US)))
        reached += ticks * tempos[-1].us
    return tempos


def _with_steps(anchors: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """More on long stretches, over which a tempo in whole microseconds would be too coarse."""
    steps = [anchors[0]]
    for (us, tick), (us_after, after) in pairwise(anchors):
        for between in range(tick + _STRETCH, after, _STRETCH):
            steps.append((us + (us_after - us) * (between - tick) // (after - tick), between))
        steps.append((us_after, after))
    return steps


def _bars(analysis: MusicAnalysis, lead: _Lead, quarters: Sequence[int]) -> list[Bar]:
    """Bars as long as the beats found in them; the last, cut short by the end, is whole."""
    metre = analysis.beats_per_bar or 4
    bars: list[Bar] = []
    tick = 0
    counted = zip((beat.bar for beat in analysis.beats), quarters, strict=False)
    groups = [
        (number, sum(count for _, count in group))
        for number, group in groupby(counted, key=lambda pair: pair[0])
    ]
    starts_late = bool(groups) and analysis.beats[0].beat != 1
    pick_up = groups.pop(0)[1] if starts_late else 0
    if lead.split > 1:
        # A numerator has one byte in the file.
        joined = pick_up if pick_up < _LONGEST_BAR else 0
        bars.append(Bar(0, lead.units + joined * lead.split, 4 * lead.split))
        tick = lead.ticks + joined * QUARTER
        lengths = _divided(pick_up - joined, metre)
    else:
        lengths = _divided(lead.units + pick_up, metre)
    for number, (_, length) in enumerate(groups, 1):
        is_last = number == len(groups)
        lengths += _divided(max(length, metre) if is_last else length, metre)
    for length in lengths or ([] if bars else [metre]):
        bars.append(Bar(tick, length, 4))
        tick += length * QUARTER
    return bars


def _divided(quarters: int, metre: int) -> list[int]:
    """A stretch as one bar, or a very long one as many whose last end is its end."""
    if quarters <= _LONGEST_BAR:
        return [quarters] if quarters else []
    rest = [quarters % metre] if quarters % metre else []
    return rest + [metre] * (quarters // metre)
