"""How far a cut may move where the user does not say."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

from backbeat.cutting.grid import Beat

_LONGEST_S = 1


def default_tolerance(beats: Sequence[Beat], rate: Fraction) -> int:
    """Frames: half the distance between wanted beats, at most half a bar and at most a second.

    Half the distance lets every cut have a beat. Where only some beats are wanted, such as every
    fourth bar's, a cut more than half a bar away belongs to another bar: to move it there would
    change the edit's pace. The second bounds the same for slow music and where beats are sparse.

    Args:
        beats: every beat of the music, in time order.
        rate: frames a second of the timeline.
    """
    distances = [
        _median_distance([beat for beat in beats if beat.wanted]),
        _median_distance([beat for beat in beats if beat.is_downbeat]),
    ]
    frames = [math.ceil(distance * rate / 2) for distance in distances if distance is not None]
    return min([*frames, round(_LONGEST_S * rate)])


def _median_distance(beats: Sequence[Beat]) -> Fraction | None:
    """Seconds; None for fewer than two beats."""
    steps = sorted(later.time - sooner.time for sooner, later in itertools.pairwise(beats))
    return steps[len(steps) // 2] if steps else None
