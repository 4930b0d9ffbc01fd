"""What became of a cue after a recut."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from fractions import Fraction

from backbeat.foley.cues import Cue


class Outcome(enum.StrEnum):
    """What became of a cue."""

    KEPT = "kept"
    """Its picture is where it was."""
    MOVED = "moved"
    CUT = "cut"
    """Its picture is gone."""
    SPLIT = "split"
    """Its picture is used several times, or what lasts was divided."""
    REVIEW = "review"
    """It follows its picture as far as can be told, and somebody has to look."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """A cue of the old cut as it is heard there."""

    cue: Cue
    time: Fraction
    """When its hit is heard, in seconds from the old cut's first frame; of beds, the beginning."""
    end: Fraction | None = None
    """Of what lasts."""
    anchor: Fraction | None = None
    """The moment of the picture that it belongs to, where somebody moved the sound off it by a
    little; None: `time`."""

    @property
    def last(self) -> Fraction:
        """When it ends, of what lasts; else `time`."""
        return self.time if self.end is None else self.end


@dataclass(frozen=True, slots=True)
class NewPlace:
    """Where a cue, or a part of what lasts, is in the new cut."""

    time: Fraction
    """Of the hit; of a later part of what lasts, of the part's beginning."""
    end: Fraction | None = None
    """Of what lasts."""
    old_time: Fraction = Fraction(0)
    """When `time` was in the old cut."""
    heard: bool = True
    """Whether the place is known well enough for a sound; otherwise it gets a marker."""


@dataclass(frozen=True, slots=True)
class Conformed:
    """A cue after a recut."""

    anchored: Anchored
    outcome: Outcome
    reason: str
    """Why, in a sentence."""
    places: tuple[NewPlace, ...] = ()
    """In order of time; none: it is cut."""
