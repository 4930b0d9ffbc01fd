"""Whether a sound can be played round and round: its end joins its beginning."""

from __future__ import annotations

import numpy as np

from backbeat.sounds.facts import Floats
from backbeat.sounds.sync_points import Envelope

_SHORTEST_S = 1.5
_STEP_S = 0.05
_STEADY_DB = 6.0
"""How far the loudness of parts may spread, as the middle half of them."""
_JOIN_DB = 4.0
"""How far the level may differ across the join."""


def loops(envelope: Envelope, ends: tuple[Floats, Floats]) -> bool:
    """Whether a sound loops as it is, without a fade.

    Its level neither rises at the beginning nor falls at the end, is steady between, and the wave
    goes on across the join: no step larger than those inside, and a like spectrum on both sides.

    Args:
        envelope: of the whole sound.
        ends: the first and the last tenth of a second or so, mono, shape (n,) each.
    """
    if len(envelope.peaks) * envelope.step_s < _SHORTEST_S:
        return False
    return _is_steady(envelope.peaks) and _joins(*ends)


def _is_steady(peaks: Floats) -> bool:
    steps = int(_STEP_S * 1000)
    count = len(peaks) // steps
    level = peaks[: count * steps].reshape(count, steps).max(axis=1)
    if not level.min() > 0:
        return False
    db = 20 * np.log10(level)
    low, middle, high = np.quantile(db, [0.25, 0.5, 0.75])
    edges = np.concatenate([db[:3], db[-3:]])
    return bool(high - low <= _STEADY_DB and np.abs(edges - middle).max() <= 2 * _STEADY_DB)


def _joins(first: Floats, last: Floats) -> bool:
    if len(first) < 64 or len(last) < 64:
        return False
    jump = abs(float(first[0] - last[-1]))
    inside = np.abs(np.concatenate([np.diff(first), np.diff(last)]))
    if jump > float(np.quantile(inside, 0.995)) * 1.5 + 1e-4:
        return False
    powers = [float(np.mean(np.square(end))) for end in (first, last)]
    if min(powers) <= 0:
        return False
    return bool(abs(10 * np.log10(powers[0] / powers[1])) <= _JOIN_DB)
