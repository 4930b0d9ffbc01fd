"""The form of a piece: sections, phrases, builds and drops, from its bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.music.blocks import Blocks
from backbeat.music.energy import power
from backbeat.music.form.bars import Grid, bar_means, features_of_bars, grid
from backbeat.music.form.boundaries import LONGEST, section_starts
from backbeat.music.form.labels import names
from backbeat.music.form.phrases import group
from backbeat.music.form.rises import (
    BuildCandidate,
    DropCandidate,
    find_builds,
    find_drops,
    loudness_of,
)
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
    """Sections, phrases, drops and builds, in seconds."""

    sections: list[Section]
    """Contiguous from 0 to the end; none in a file without length."""
    phrases: list[Phrase]
    drops: list[Drop]
    builds: list[Build]


def find_form(blocks: Blocks, energy: Energy, bars: Grid) -> Form:
    """The form of a recording.

    Args:
        blocks: of the recording.
        energy: its loudness and levels, with the user's edits.
        bars: from `grid`; boundaries lie on their downbeats.
    """
    if bars.duration_s <= 0:
        return Form([], [], [], [])
    features = features_of_bars(blocks, bars)
    loud = bar_means(power(np.array(energy.momentary_lufs)), bars.edges)
    alike = self_similarity(features, LONGEST)
    starts = section_starts(alike, bars.lengths)
    drops = find_drops(loud, features, starts)
    rises = find_builds(loud, features, _build_targets(starts, drops, loud), starts)
    starts = _with_builds(starts, rises, len(bars))
    labels = names(starts, features, loud, drops, rises)
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


def _build_targets(starts: Ints, drops: list[DropCandidate], loud: Float64s) -> Ints:
    """Bars that a build may lead up to: drops, and sections louder than the one before."""
    found = {one.bar for one in drops}
    loudness = loudness_of(loud)
    ends = np.append(starts[1:], len(loud))
    for before, start, end in zip(starts, starts[1:], ends[1:], strict=False):
        if loudness[start:end].mean() > loudness[before:start].mean() + _LOUDER_LU:
            found.add(int(start))
    return np.array(sorted(found), np.intp)


def _with_builds(starts: Ints, rises: list[BuildCandidate], count: int) -> Ints:
    """Section starts with builds added, where at least `_MIN_BARS` remain on either side."""
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
