"""Whole frames and a picture size, which other formats need where a timeline has neither."""

from __future__ import annotations

from fractions import Fraction

from backbeat.timeline.time import Frames, nearest_frame

WIDTH, HEIGHT = 1920, 1080
"""Size of a sequence that does not say its own, in pixels."""


def whole(frames: Frames) -> int:
    """A position in whole frames."""
    return frames if isinstance(frames, int) else int(nearest_frame(frames, Fraction(1))[0])
