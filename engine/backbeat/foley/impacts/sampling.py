"""Which pictures of a clip the network sees: a steady number a second, at any frame rate."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_RATE = 15.0
"""Pictures a second under which pictures are seen twice."""
USUAL_RATE = 27.0
"""What rates are divided to, about: those of films and telephones stay or are halved."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the network looks."""

    rate: float
    """Pictures a second that it sees."""

    @classmethod
    def of(cls, rate: float) -> Pace:
        """The pace for a clip of `rate` pictures a second: every one, one in two, or each twice.

        Raises:
            ValueError: the rate is not above 0.
        """
        if not (rate > 0 and math.isfinite(rate)):
            raise ValueError(f"{rate} is no frame rate")
        if rate < LEAST_RATE * 0.98:
            return cls(rate * math.ceil(LEAST_RATE * 0.98 / rate))
        return cls(rate / max(1, round(rate / USUAL_RATE)))


def rate_of(times_s: NDArray[np.float64]) -> float:
    """Pictures a second that were seen, given when; the usual rate where fewer than two were."""
    steps = np.diff(times_s)
    step = float(np.median(steps)) if len(steps) else 0.0
    return 1 / step if step > 0 else USUAL_RATE


class Sampler:
    """Says how often each picture of a clip is seen, as they come.

    The network looks at moments that are evenly spaced, and sees what is shown then: a picture may
    be passed over, or be seen more than once.
    """

    def __init__(self, pace: Pace) -> None:
        self._step = 1 / pace.rate
        self._start: float | None = None
        self._looks = 0

    def before(self, time_s: float) -> int:
        """How often the picture before the one that is shown at `time_s` is seen; 0 at the first.

        Args:
            time_s: when the next picture is shown; times rise.
        """
        if self._start is None:
            self._start = time_s
            return 0
        # Time stamps are rounded, to a thousandth of a second in some containers.
        until = (time_s - self._start) / self._step - 0.25
        count = max(0, math.ceil(until) - self._looks)
        self._looks += count
        return count
