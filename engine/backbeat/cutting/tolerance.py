"""How far a cut may move where the user does not say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from backbeat.cutting.grid import Beat, median_distance

_LONGEST_S = 1
_NOISE = 1e-6
"""Of a frame: what float seconds may be off."""


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
        median_distance([beat for beat in beats if beat.wanted]),
        median_distance([beat for beat in beats if beat.is_downbeat]),
    ]
    frames = [
        math.ceil(distance * float(rate) / 2 - _NOISE)
        for distance in distances
        if distance is not None
    ]
    return min([*frames, round(_LONGEST_S * rate)])
