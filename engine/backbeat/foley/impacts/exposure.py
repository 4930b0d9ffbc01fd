"""When what is seen in a picture happened: after the picture's time stamp.

A camera stamps a picture with the moment at which the exposure of its first line begins. It
exposes for about half of the time to the next picture (a shutter of 180 degrees), and its sensor
begins each line a little after the one above it. What a picture shows is therefore on average the
middle of an exposure in the middle of the picture. Who takes the stamp for that moment is early.
"""

from __future__ import annotations

_SHUTTER = 0.5
"""Share of the time to the next picture that is exposed."""
_LONGEST_S = 1 / 48
"""Longest exposure. Of less than 24 pictures a second there are usually some left out."""
_READOUT_S = 0.015
"""From the first line's exposure to the last one's. Telephones take 10 to 30 ms, others 7 to 20."""
DRAWN_S = 0.0029
"""The same moment in the drawn clips that the network learnt from (`engine/training/foley`)."""


def seen_after_s(rate: float) -> float:
    """By how many seconds what is seen in a camera's pictures comes after their time stamps, beyond
    what the network knows of.

    Args:
        rate: pictures a second that the camera took, above 0.
    """
    interval = 1 / rate
    exposure = min(interval * _SHUTTER, _LONGEST_S)
    readout = min(interval, _READOUT_S)
    return (exposure + readout) / 2 - DRAWN_S
