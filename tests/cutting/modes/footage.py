"""What was seen in clips that are not there."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.footage import Footage, MotionPeak


def footage_with(peaks: Sequence[tuple[float, float]], seconds: float = 60) -> Footage:
    """A clip with motion at some times: (seconds, strength)."""
    count = round(seconds * 25)
    level = np.full(count, 0.5, np.float32)
    return Footage(
        path=Path("/media/clip.mov"),
        sha256="0" * 64,
        still=False,
        width=1920,
        height=1080,
        rate=Fraction(25),
        variable=False,
        times_s=np.arange(count) / 25,
        duration_s=seconds,
        start_timecode=None,
        has_sound=False,
        action=level * 0,
        camera=level * 0,
        brightness=level,
        sharpness=level,
        peaks=tuple(MotionPeak(time, strength) for time, strength in peaks),
        cuts_s=(),
        flaws=(),
        speech=(),
        faces=None,
        warnings=(),
    )
