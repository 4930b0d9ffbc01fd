"""What the picture does where the speech is longer, and what is said about it."""

from __future__ import annotations

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from backbeat.media.retouching.showing import Showing

MOST_STRETCH = Fraction(11, 10)
"""How many times as long a picture that is stretched may become."""
_NOTICED = Fraction(1, 20)
"""Seconds by which speech is longer before a word is lost about it."""


class WhenLonger(enum.Enum):
    """What the picture does."""

    CUT = "cut"
    BOUNCE = "bounce"
    LOOP = "loop"
    FREEZE = "freeze"
    STRETCH = "stretch"


@dataclass(frozen=True, eq=False)
class Source:
    """The pictures that are there to be shown."""

    times: Sequence[Fraction]
    """When each is shown, in seconds from the first; strictly rising."""
    period: Fraction
    """For how long one is shown, nominally; so long is the last one."""
    last_shot: int = 0
    """The first picture of the last shot. Backwards is only shown what follows it."""

    @property
    def end(self) -> Fraction:
        """When the last picture ends, in seconds."""
        return self.times[-1] + self.period


@dataclass(frozen=True, eq=False)
class Shown:
    """The pictures of an output, and what was done to make them last."""

    showing: Showing
    sentence: str
    """For the user; empty where the speech is not longer."""
    stretched: bool = False


def shown(source: Source, speech_end: Fraction, when_longer: WhenLonger) -> Shown:
    """Which pictures are shown when.

    Beyond the source's own length each picture lasts the nominal period, and the last one ends when
    the speech does or less than a period later. A stretched picture keeps the nominal rate too, so
    that here and there a picture is shown twice.

    Args:
        source: its pictures, one at least.
        speech_end: when the speech ends, in seconds from the first picture.
        when_longer: what is done where that is later than the picture ends.
    """
    plain = Showing(np.arange(len(source.times)), tuple(source.times), source.end)
    over = speech_end - source.end
    if over <= 0 or (over < source.period and when_longer is WhenLonger.CUT):
        return Shown(plain, "")
    longer = f"The speech is {float(over):.2f} s longer than the picture"
    if when_longer is WhenLonger.CUT:
        noticed = f"{longer}, and ends with it." if over >= _NOTICED else ""
        return Shown(plain, noticed)
    if when_longer is WhenLonger.STRETCH:
        return _stretched(source, speech_end, longer)
    more, what = _further(source, math.ceil(over / source.period), when_longer)
    return Shown(_with(plain, more, source.period), f"{longer}: {what}")


def _further(source: Source, count: int, when_longer: WhenLonger) -> tuple[NDArray[np.int64], str]:
    """Pictures that are shown after the last one, and what they do."""
    last, numbers = len(source.times) - 1, np.arange(count)
    if when_longer is WhenLonger.LOOP:
        return numbers % (last + 1), "the picture begins again where it ends."
    turns = last - source.last_shot
    if when_longer is WhenLonger.FREEZE or not turns:
        return np.full(count, last), "its last frame stays, and only the mouth moves."
    # Down from the picture before the last, up again, and so on: neither end is shown twice.
    back = np.abs((numbers + 1) % (2 * turns) - turns)
    what = "the picture runs backwards from its end, and forwards again."
    return last - turns + back, what


def _stretched(source: Source, speech_end: Fraction, longer: str) -> Shown:
    """Slower, each moment showing the source's picture of its own time; then the last one stays."""
    factor = min(MOST_STRETCH, speech_end / source.end)
    own = math.ceil(source.end * factor / source.period)
    total = max(own, math.ceil(speech_end / source.period))
    times = tuple(number * source.period for number in range(total))
    starts = np.array([float(time) for time in source.times])
    at = np.array([float((time + source.period / 2) / factor) for time in times])
    numbers = np.clip(np.searchsorted(starts, at, "right") - 1, 0, len(starts) - 1)
    percent = f"{float(factor - 1) * 100:.1f}".rstrip("0").rstrip(".")
    what = f"{longer}: the picture is {percent} % slower."
    if total > own:
        what = f"{longer}: the picture is {percent} % slower, then its last frame stays."
    showing = Showing(numbers.astype(np.int64), times, total * source.period)
    return Shown(showing, what, stretched=True)


def _with(plain: Showing, more: NDArray[np.int64], period: Fraction) -> Showing:
    times = tuple(plain.end + number * period for number in range(len(more)))
    return Showing(
        np.concatenate([plain.shown, more]),
        (*plain.times, *times),
        plain.end + len(more) * period,
    )
