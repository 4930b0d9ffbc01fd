"""Counts beats into bars."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.novelty import Novelty

_METRES = (4, 3)


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


def find_metre(times: Float64s, heard: Novelty, beats_per_bar: int) -> Metre:
    """The metre whose downbeats carry the most bass."""
    metres = (beats_per_bar,) if beats_per_bar else _METRES
    if not len(times):
        return Metre(metres[0], 0)
    index = np.minimum(np.round(times * heard.rate).astype(int), len(heard.low) - 1)
    low = heard.low[index]
    best = max(
        (low[phase::metre].mean() - low.mean() - 0.1 * (metre != 4), -metre, phase)
        for metre in metres
        for phase in range(min(metre, len(times)))
    )
    return Metre(-best[1], best[2])
