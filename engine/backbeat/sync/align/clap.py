"""How late a picture is against its own sound, by a clapperboard or a flash.

A camera's sensor and encoder hold pictures back by some, which no comparison of sound can show.
What is both seen and heard at one moment does: a flash, or hands and sticks that meet and stop.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from backbeat.sync.align.arrays import Float32s, Float64s
from backbeat.sync.align.bands import RATE

_STEP = 32
"""Samples in one step of the level, 2 ms."""
_BEFORE, _QUIET = 30, 3
"""Steps over which it was quiet before an onset, and the last of them that are left out."""
_RISE_DB = 18.0
_NEAR_LOUDEST_DB = 14.0
_BEGINS = 0.2
"""Share of its peak at which a sound begins."""
_WITHIN_S = 0.5
"""Longest delay that is looked for."""
_MOST_ONSETS = 12
_FLASH, _FLASHES = 0.06, 10.0
"""Least rise of mean brightness from one picture to the next, and against the usual change."""
_STOPPED, _MOVING = 0.3, 4.0
"""Share of its motion that is left once hands have met, and how far that stands out."""
_LEAST_ACTION = 0.05
"""Picture widths a second."""


class Seen(enum.Enum):
    """What was seen at the sound."""

    FLASH = "flash"
    CLAP = "clap"


@dataclass(frozen=True, slots=True)
class PictureDelay:
    """A moment that was seen and heard."""

    delay_s: float
    """How much later it is seen than heard; exact to one picture."""
    sound_s: float
    """When it is heard."""
    picture_s: float
    """When the picture is shown that shows it first."""
    seen: Seen


def picture_delay(
    samples: Float32s, times_s: Float64s, brightness: Float32s, action: Float32s
) -> PictureDelay | None:
    """The delay of a picture against its sound; None where no moment is both seen and heard.

    Args:
        samples: mono at `RATE`, shape (n,), from the first picture on.
        times_s: when each picture is shown, shape (m,).
        brightness: mean luma, 0 to 1, shape (m,).
        action: motion since the picture before, in picture widths a second, shape (m,).
    """
    heard = _onsets(samples)
    if not heard or len(times_s) < 4:
        return None
    for kind, pictures in ((Seen.FLASH, _flashes(brightness)), (Seen.CLAP, _stops(action))):
        pairs = [
            (abs(float(times_s[picture]) - onset), onset, float(times_s[picture]))
            for onset in heard
            for picture in pictures
            if abs(float(times_s[picture]) - onset) <= _WITHIN_S
        ]
        if pairs:
            _, onset, shown = min(pairs)
            return PictureDelay(shown - onset, onset, shown, kind)
    return None


def _onsets(samples: Float32s) -> list[float]:
    """When sounds begin that come out of quiet at once and are about the loudest, in seconds."""
    steps = len(samples) // _STEP
    if steps <= 2 * _BEFORE:
        return []
    blocks = np.asarray(samples[: steps * _STEP]).reshape(steps, _STEP)
    peak = np.abs(blocks).max(axis=1)
    level = 20 * np.log10(peak + 1e-5)
    before = np.array(
        [level[max(0, at - _BEFORE) : at - _QUIET + 1].max(initial=-100.0) for at in range(steps)]
    )
    high = np.flatnonzero((level - before >= _RISE_DB) & (level >= level.max() - _NEAR_LOUDEST_DB))
    found: list[float] = []
    last = -_BEFORE
    for at in high.tolist():
        if at - last > _BEFORE:
            low = max(0, at - _QUIET) * _STEP
            near = np.abs(np.asarray(samples[low : (at + 5) * _STEP]))
            found.append((low + int(np.argmax(near >= _BEGINS * near.max()))) / RATE)
        last = at
    return found if len(found) <= _MOST_ONSETS else []


def _flashes(brightness: Float32s) -> list[int]:
    """Pictures that are brighter than the one before by far more than pictures usually are."""
    rise = np.diff(brightness.astype(float))
    usual = 1.4826 * float(np.median(np.abs(rise - np.median(rise))))
    return [int(at) + 1 for at in np.flatnonzero(rise > max(_FLASH, _FLASHES * usual))]


def _stops(action: Float32s) -> list[int]:
    """Pictures that show hands closed first: the last with motion, where it ends at once."""
    moved = action.astype(float)
    usual = max(float(np.median(moved)), _LEAST_ACTION / _MOVING)
    stops = []
    for at in range(2, len(moved) - 2):
        fast = min(moved[at], moved[at - 1])
        after = max(moved[at + 1], moved[at + 2])
        if fast > _MOVING * usual and after < _STOPPED * fast:
            stops.append(at)
    return stops
