"""Drawn clips as a real camera films them, at any rate: what a picture holds, and the time it carries.

A picture's time stamp is when the exposure of its first line begins. The exposure lasts a share of
the time from one picture to the next, the shutter's angle over 360 degrees; in a sensor with a rolling
shutter each line begins a little after the one above it. So what is seen in a picture happened
after its time stamp.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from training.foley.actors import SECONDS
from training.foley.casts import cast_of
from training.foley.clips import finished
from training.foley.shapes import HEIGHT, WIDTH, Picture
from training.foley.stage import Stage, staged
from training.foley.visibility import places

_PARTS = 6
"""Moments that are drawn of each picture."""


@dataclass(frozen=True, slots=True)
class Sensor:
    """How a camera exposes."""

    rate: Fraction
    """Pictures a second."""
    angle: float = 180.0
    """Of the shutter, in degrees: 360 are the time from one picture to the next."""
    readout_s: float = 0.0
    """From the first line's exposure to the last one's: 0 with a global shutter."""
    repeated: float = 0.0
    """Share of pictures instead of which the one before is shown again."""

    @property
    def exposure_s(self) -> float:
        """How long each line is exposed."""
        return self.angle / 360 / float(self.rate)


@dataclass(frozen=True)
class Footage:
    """What a camera made of a clip."""

    pictures: NDArray[np.uint8]
    """Shape (n, 90, 160)."""
    times_s: NDArray[np.float64]
    """Time stamps, shape (n,)."""
    impacts: NDArray[np.float64]
    """In seconds, on the clock of the time stamps, ascending."""
    places: NDArray[np.float64]
    """Where each impact is seen, as of `clips.Clip`."""


def footage(seed: int, sensor: Sensor, kind: str = "", seconds: float = SECONDS) -> Footage:
    """A clip of one seed as a camera films it: the same things move whatever the camera.

    Args:
        seed: of everything in it.
        sensor: of the camera.
        kind: the one thing that moves, as for `clips.clip`; empty: as it comes.
        seconds: how much of it; `SECONDS` at most.
    """
    random = np.random.default_rng(seed)
    cast = cast_of(random, kind)
    _, stage = staged(random, cast)
    times = np.arange(int(seconds * sensor.rate)) / float(sensor.rate)
    frames: list[NDArray[np.uint8]] = []
    for time in times.tolist():
        if frames and sensor.repeated and random.random() < sensor.repeated:
            frames.append(frames[-1])
            continue
        frames.append(stage.lit(random, exposed(stage, time, sensor), time))
    impacts, seen_at = stage.impacts, places(stage)
    within = impacts < seconds
    pictures = finished(random, frames, sensor.rate)
    return Footage(pictures, times, impacts[within], seen_at[within])


def exposed(stage: Stage, time: float, sensor: Sensor) -> Picture:
    """A picture whose time stamp is `time`, each line being the mean of what was there while it was
    exposed."""
    middles = np.arange(HEIGHT) / HEIGHT * sensor.readout_s + sensor.exposure_s / 2
    step = (sensor.exposure_s + sensor.readout_s) / _PARTS
    # An exposure that is shorter than what is drawn is drawn once.
    half = max(sensor.exposure_s, step) / 2 + 1e-9
    total = np.zeros((HEIGHT, WIDTH), np.float32)
    counts = np.zeros(HEIGHT, np.float32)
    for part in range(_PARTS):
        after = (part + 0.5) * step
        lines = np.abs(middles - after) <= half
        total[lines] += stage.drawn(time + after)[lines]
        counts += lines
    return total / counts[:, np.newaxis]
