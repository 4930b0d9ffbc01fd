"""Beats at half the tempo, where both hearings say that every second beat is none.

Either hearing alone would halve much machine music that people tap fast.
"""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.tracker import BeatTrack

_FROM_BPM = 128.0
"""Tempo from which half of it is considered."""
_FEWEST = 16
"""Beats below which every second one may be weak by chance."""
_WEAKER = 1.4
"""How much weaker every second beat must be for the beat network, in mean log-odds."""
_NONE = -1.2
"""Mean log-odds of the second hearing below which these beats are none."""
_CREDIBLE = (0.03, 0.98)
"""Bounds of the beat network's probabilities, so that no single beat decides."""


def weaker_half(track: BeatTrack) -> int | None:
    """Which beats of a fast track are weaker for the beat network.

    Returns:
        0: the first, third and so on; 1: the second, fourth and so on; None: the tempo is not fast,
        or they are about equal.
    """
    if len(track.times) < _FEWEST or 60 / float(np.median(np.diff(track.times))) < _FROM_BPM:
        return None
    credible = np.clip(track.confidence, *_CREDIBLE)
    log_odds = np.log(credible / (1 - credible))
    more = float(log_odds[::2].mean() - log_odds[1::2].mean())
    return None if abs(more) < _WEAKER else int(more > 0)


def are_none(log_odds: Float64s) -> bool:
    """Whether beats are none for the second hearing, by its log-odds that they are."""
    return float(log_odds.mean()) < _NONE
