"""What was seen in one clip or still, frame by frame and as a whole."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.looks import SIZE


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a clip."""

    start_s: float
    """Seconds from the clip's first picture."""
    end_s: float


@dataclass(frozen=True, slots=True)
class MotionPeak:
    """A moment when something in the picture moves most: a step, a jump, an impact."""

    time_s: float
    """Seconds from the clip's first picture."""
    strength: float
    """0 to 1, against the strongest motion usual in footage, not in this clip."""


class FlawKind(enum.Enum):
    """Reasons not to use a stretch of a clip."""

    BLACK = "black"
    DARK = "dark"
    FROZEN = "frozen"
    """The picture does not change where the clip is a moving one."""
    BLURRED = "blurred"
    FLASH = "flash"
    """A general flash, as ITU-R BT.1702 counts them."""
    SHAKY = "shaky"
    TRANSITION = "transition"
    """One shot dissolves into another, or comes from black or white or goes there."""
    DAMAGED = "damaged"
    """Pictures that cannot be decoded."""


UNUSABLE = frozenset(
    {
        FlawKind.BLACK,
        FlawKind.FROZEN,
        FlawKind.BLURRED,
        FlawKind.FLASH,
        FlawKind.TRANSITION,
        FlawKind.DAMAGED,
    }
)
"""Flaws that no shot may show; the others cost."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A stretch with a flaw."""

    kind: FlawKind
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Footage:
    """One clip or still. Arrays have a value a picture, in order of presentation."""

    path: Path
    sha256: str
    """Digest of the file."""
    still: bool
    """Whether it is a single picture, which lasts as long as wanted."""
    width: int
    height: int
    """Size as shown, in pixels: rotation and pixel aspect applied."""
    rate: Fraction
    """Nominal pictures a second; 0 for a still."""
    variable: bool
    """Whether its pictures are not evenly spaced."""
    times_s: NDArray[np.float64]
    """When each picture is shown, in seconds from the first."""
    duration_s: float
    """From the first picture to the end of the last; infinite for a still."""
    start_timecode: str | None
    """Timecode of the first picture, as the file states it."""
    has_sound: bool
    action: NDArray[np.float32]
    """Motion since the picture before, the camera's taken out, in picture widths a second; the
    first is 0."""
    camera: NDArray[np.float32]
    """Motion of the camera since the picture before, in picture widths a second."""
    brightness: NDArray[np.float32]
    """Mean luma, 0 to 1."""
    sharpness: NDArray[np.float32]
    """Energy of fine detail, 0 to 1 against the sharpest usual in footage."""
    peaks: tuple[MotionPeak, ...]
    """In order of time; at least a fifth of a second apart."""
    cuts_s: tuple[float, ...]
    """Where one shot ends and the next starts: the time of the next one's first picture; of a
    dissolve, the middle."""
    flaws: tuple[Flaw, ...]
    """In order of start; they may overlap."""
    speech: tuple[Span, ...]
    """Where its sound has speech; empty without sound."""
    faces: tuple[Span, ...] | None
    """Where a face is seen; None where no face model is installed."""
    warnings: tuple[str, ...]
    """What is wrong with the file, one sentence each."""
    looks: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, SIZE), np.float32))
    """What it looks like from moment to moment (see `looks`), shape (m, looks.SIZE)."""
    looks_s: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """When, in seconds from the first picture, shape (m,): the first picture, then about every
    quarter second."""
