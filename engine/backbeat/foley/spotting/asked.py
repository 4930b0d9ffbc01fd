"""What people asked for: cues from markers, cue sheets and subtitles, as they were read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from backbeat.foley.cues import Cue

MOST_CUES = 20_000
"""Most captions or rows of a file of cues: a film has a tenth of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A cue that somebody asked for."""

    cue: Cue
    """Without a number where none was given."""
    until: Fraction | None = None
    """Where only a stretch is known, as in subtitles: its end, in seconds; the sound begins
    somewhere between the cue's time and here. None: the cue's time is what was meant."""
    suggested: bool = False
    """Whether it only reads like a sound, so that it is a proposal."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was read and is no cue, and why."""

    text: str
    where: str
    """For people: "cues.srt, caption 4"."""
    reason: str
    """A sentence."""


@dataclass(frozen=True, slots=True)
class Given:
    """All that was asked for in one place."""

    asked: tuple[Asked, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[str, ...] = ()
    """What of a cue could not be understood, a sentence each; the cue is there without it."""

    def __add__(self, other: Given) -> Given:
        return Given(
            self.asked + other.asked,
            self.left_out + other.left_out,
            self.problems + other.problems,
        )


NOTHING = Given()
