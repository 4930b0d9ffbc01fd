"""What a face is to say, picture by picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.tracks import FaceTrack

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Speech:
    """Speech on the clock of the output: its first sample is heard with the first picture."""

    samples: Float32s
    """Mono at 16 kHz, shape (n,)."""
    features: Float32s | None
    """Rows of the speech model's encoder, 50 a second, shape (rows, 512); None without the model.
    """
    likely: Float32s
    """Probability of each kind of sound of `lipsync.visemes.sounds.SOUNDS`, shape (steps, 18)."""
    step_s: float
    """Length of a step of `likely`."""
    given: Bools | None = None
    """In which steps `likely` is what a user says, whatever `features` are; shape (steps,). None:
    nowhere."""


@dataclass(frozen=True, eq=False)
class Line:
    """What one face says in one shot. Arrays have an entry for each picture of the output."""

    track: FaceTrack
    """The face."""
    shown: Ints
    """Which of the source's pictures the output shows, shape (m,)."""
    times_s: Float64s
    """When each picture of the output is shown, shape (m,)."""
    first: int
    """Number of the first of these pictures in the output."""
    strength: Float32s
    """How much of the new mouth there is, 0 to 1; shape (m,). 0: the own mouth stays."""
    resting: Bools
    """Where the mouth is at rest, closed, whatever is heard: silence and mutes; shape (m,)."""
    speech: Speech
