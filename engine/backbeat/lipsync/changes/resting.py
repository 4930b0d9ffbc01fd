"""Where nobody speaks: the mouth rests, or stays its own where it was silent before as well."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import Span
from backbeat.lipsync.changes.spans import joined, without
from backbeat.lipsync.changes.strength import within

Float64s = NDArray[np.float64]
Bools = NDArray[np.bool_]

_SHORTEST_S = 0.6
"""Common silence from which the own mouth comes back: less would be hardly more than ramps."""


def pauses(spoken: Sequence[Span], end_s: float) -> list[Span]:
    """Stretches between 0 and `end_s` in which nobody speaks, in order."""
    return without([Span(0.0, end_s)], spoken)


def own_silences(own: Sequence[Span], new: Sequence[Span], end_s: float) -> list[Span]:
    """Where neither recording has speech for so long that the own mouth comes back.

    Args:
        own: where the picture's own voice speaks.
        new: where the new recording speaks.
        end_s: how long both are.
    """
    both = pauses(joined([*own, *new]), end_s)
    return [span for span in both if span.end_s - span.start_s >= _SHORTEST_S]


def resting(times_s: Float64s, end_s: float, spoken: Sequence[Span], mute: Sequence[Span]) -> Bools:
    """In which pictures the mouth is at rest, shape (m,): silence, and mutes whatever is heard.

    Args:
        times_s: when each picture is shown; shape (m,).
        end_s: when the last one ends.
        spoken: where somebody speaks.
        mute: where the mouth is closed.
    """
    heard = within(times_s, end_s, joined(spoken))
    return np.asarray(~heard | within(times_s, end_s, joined(mute)), np.bool_)
