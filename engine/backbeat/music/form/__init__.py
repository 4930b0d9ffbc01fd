"""The form of a piece: sections, phrases, builds and drops, from its bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.music.blocks import Blocks
from backbeat.music.energy import power
from backbeat.music.form.bars import Grid, bar_means, grid, hear
from backbeat.music.form.boundaries import LONGEST, section_starts
from backbeat.music.form.labels import names
from backbeat.music.form.phrases import group
from backbeat.music.form.rises import Leap, Rise, climbs, leaps, loudness_of
from backbeat.music.form.similarity import self_similarity
from backbeat.v1.music_pb2 import (
    Build,
    Drop,
    Energy,
    EnergyLevel,
    EnergySpan,
    Phrase,
    Section,
)

__all__ = ["Form", "find_form", "grid"]

_LOUDER_LU = 2.0
_MIN_BARS = 4


@dataclass(frozen=True)
class Form:
    """What `MusicAnalysis` says of form. Times are seconds."""

    sections: list[Section]
    """Contiguous from 0 to the end; none in a file without length."""
    phrases: list[Phrase]
    drops: list[Drop]
    builds: list[Build]


def find_form(blocks: Blocks, energy: Energy, bars: Grid) -> Form:
    """The form of a recording.

    Args:
        blocks: what it sounds like.
        energy: its loudness and levels, the user's in them.
        bars: from `grid`; boundaries lie on their downbeats.
    """
    if bars.duration_s <= 0:
        return Form([], [], [], [])
    heard = hear(blocks, bars)
    loud = bar_means(power(np.array(energy.momentary_lufs)), bars.edges)
    alike = self_similarity(heard, LONGEST)
    starts = section_starts(alike, bars.lengths)
    drops = leaps(loud, heard, starts)
    rises = climbs(loud, heard, _targets(starts, drops, loud), starts)
    starts = _with_rises(starts, rises, len(bars))
    labels = names(starts, heard, loud, drops, rises)
    return Form(
        sections=_sections(bars, starts, labels, energy.spans),
        phrases=group(bars, starts, alike),
        drops=[
            Drop(time_s=bars.seconds(one.bar), bar=int(bars.numbers[one.bar]), gain_lu=one.gain_lu)
            for one in drops
        ],
        builds=[
            Build(start_s=bars.seconds(one.start), end_s=bars.seconds(one.end)) for one in rises
        ],
    )


def _targets(starts: Ints, drops: list[Leap], loud: Float64s) -> Ints:
    """The bars that a build may lead up to: drops, and sections louder than what was before."""
    found = {one.bar for one in drops}
    loudness = loudness_of(loud)
    ends = np.append(starts[1:], len(loud))
    for before, start, end in zip(starts, starts[1:], ends[1:], strict=False):
        if loudness[start:end].mean() > loudness[before:start].mean() + _LOUDER_LU:
            found.add(int(start))
    return np.array(sorted(found), np.intp)


def _with_rises(starts: Ints, rises: list[Rise], count: int) -> Ints:
    """A build starts a section where that leaves something of the one it is in."""
    found = set(starts.tolist())
    for rise in rises:
        for bar in (rise.start, rise.end):
            edges = [*found, count]
            if min(abs(edge - bar) for edge in edges) >= _MIN_BARS:
                found.add(bar)
    return np.array(sorted(found), np.intp)


def _sections(
    bars: Grid, starts: Ints, labels: list[str], spans: Sequence[EnergySpan]
) -> list[Section]:
    ends = np.append(starts[1:], len(bars))
    from_s = np.array([span.start_s for span in spans])
    to_s = np.array([span.end_s for span in spans])
    levels = np.array([span.level for span in spans], np.intp)
    found = []
    for start, end, label in zip(starts, ends, labels, strict=True):
        start_s, end_s = bars.seconds(start), bars.seconds(end)
        inside = np.maximum(np.minimum(to_s, end_s) - np.maximum(from_s, start_s), 0)
        level = int(np.bincount(levels, inside, 1).argmax())
        found.append(
            Section(
                start_s=start_s,
                end_s=end_s,
                label=label,
                level=EnergyLevel.Name(level),
                bar=int(bars.numbers[start]),
            )
        )
    return found
