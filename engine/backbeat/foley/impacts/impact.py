"""An impact that is seen: when, how surely, and how hard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.impacts.sampling import rate_of

Float64s = NDArray[np.float64]
Float32s = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Impact:
    """Something that hits something in the picture."""

    time_s: float
    """When, on the clock of the pictures' times; between pictures where it is."""
    confidence: float
    """Calibrated: of all impacts with .8, four in five are within two pictures of a true one."""
    strength: float = 1.0
    """How fast what hits was moving, from 0 to 1, against the fastest of the clip."""
    ucs: str = ""
    """CatID, where a recogniser of the user's says what it is."""
    words: str = ""
    """What it is, likewise."""
    words_confidence: float = 0.0
    """How sure the recogniser is."""


@dataclass(frozen=True)
class Watched:
    """What is kept of a clip: all that impacts are told by, without the pictures."""

    times_s: Float64s
    """When each picture that was looked at is shown, shape (n,), not falling."""
    features: Float32s
    """As the network answers, shape (n, features)."""
    motion: Float32s
    """How much the part of each picture that changes most changes from the one before, shape (n,),
    in steps of 255."""
    cuts_s: tuple[float, ...]
    """First pictures of shots, but for the first."""
    network_sha256: str
    after_s: float = 0.0
    """How much later than it is shown what is seen in a picture happened (`exposure`)."""

    @property
    def rate(self) -> float:
        """Pictures a second that were looked at."""
        return rate_of(self.times_s)

    @property
    def happened_s(self) -> Float64s:
        """When what is seen in each picture happened, on the clock of the times, shape (n,)."""
        return self.times_s + self.after_s
