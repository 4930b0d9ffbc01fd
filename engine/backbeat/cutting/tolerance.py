"""The default tolerance: how far a cut may move where the request gives no tolerance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from backbeat.cutting.grid import Beat, median_distance

_MAX_TOLERANCE_S = 1
_ROUNDING_FRAMES = 1e-6
"""Rounding error allowed to times in float seconds, in frames."""


def default_tolerance(beats: Sequence[Beat], rate: Fraction) -> int:
    """Frames: half the distance between eligible beats, at most half a bar and at most a second.

    Half the distance puts every cut within reach of a beat. Where only some beats are eligible,
    such as every fourth downbeat, a cut more than half a bar away belongs to another bar: to move
    it there would change the edit's pace. The limit of a second does the
    same for slow music and where beats are sparse.

    Args:
        beats: every beat of the music, in time order.
        rate: frames a second of the timeline.
    """
    distances = [
        median_distance([beat for beat in beats if beat.eligible]),
        median_distance([beat for beat in beats if beat.is_downbeat]),
    ]
    frames = [
        math.ceil(distance * float(rate) / 2 - _ROUNDING_FRAMES)
        for distance in distances
        if distance is not None
    ]
    return min([*frames, round(_MAX_TOLERANCE_S * rate)])
