"""A shot: the stretch of a clip that a slot shows, and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from backbeat.cutting.pacing import Slot
from backbeat.footage import Footage


@dataclass(frozen=True, slots=True)
class ShotCosts:
    """What choosing a shot costs, each from 0, the best, and weighted; the sum is minimized."""

    action: float
    """Its strongest motion is not on a beat, or there is none where the music wants it."""
    energy: float
    """It moves more, or less, than the music."""
    jump: float
    """It looks like the shot before it: a jump cut."""
    variety: float
    """Its clip, or this stretch of it, was shown before."""
    order: float
    """It is not the clip's turn."""
    quality: float
    """Blur, darkness, shake."""

    @property
    def total(self) -> float:
        """The sum."""
        return self.action + self.energy + self.jump + self.variety + self.order + self.quality


@dataclass(frozen=True, slots=True)
class Shot:
    """One slot's picture."""

    slot: Slot
    start_frame: int
    """Of the timeline, from its first."""
    end_frame: int
    """Exclusive."""
    footage: Footage
    source_start: Fraction
    """Where the clip is at `start_frame`, in seconds from its first picture; on one of its pictures
    where its rate is constant."""
    peak_s: float | None
    """The motion that was put on a beat, in seconds from the timeline's first frame."""
    beat_s: Fraction | None
    """That beat."""
    costs: ShotCosts
    reason: str
    """Why this stretch, one sentence."""
    given: bool = False
    """Whether the user asked for it."""
    dissolve_frames: int = 0
    """Length of the dissolve into it, centred on `start_frame`: what the slot asks for, or 0 where
    the media around this shot or the one before do not last for it."""


@dataclass(frozen=True)
class Assembly:
    """The picture of an edit, shot by shot, without gaps."""

    rate: Fraction
    """Frames a second."""
    shots: tuple[Shot, ...]
    warnings: tuple[str, ...]
    """What was asked for and could not be done, one sentence each."""
