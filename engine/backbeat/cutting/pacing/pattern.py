"""A pattern: how long shots are, and where cuts may fall, in the terms of the music."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


class Unit(enum.Enum):
    """What a length is counted in."""

    BEAT = "beat"
    BAR = "bar"
    PHRASE = "phrase"
    SECTION = "section"
    SECOND = "s"


class Place(enum.IntEnum):
    """Places in a bar, the strongest first."""

    DOWNBEAT = 0
    HALF_BAR = 1
    """The middle of a bar of an even number of beats."""
    BEAT = 2
    HALF_BEAT = 3


class Over(enum.Enum):
    """The stretch of music that a sequence is laid over."""

    PHRASE = "phrase"
    SECTION = "section"
    BUILD = "build"


@dataclass(frozen=True, slots=True)
class Length:
    """How long a shot is to be."""

    amount: Fraction
    unit: Unit

    def __str__(self) -> str:
        if self.unit is Unit.SECOND:
            return f"{float(self.amount):g} s"
        return f"{float(self.amount):g} {self.unit.value}{'s' if self.amount != 1 else ''}"


@dataclass(frozen=True, slots=True)
class Lengths:
    """Lengths by how intense the music is; the same three times where that does not matter."""

    low: Length
    medium: Length
    high: Length

    @property
    def follow_energy(self) -> bool:
        """Whether they differ."""
        return not self.low == self.medium == self.high


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a sequence."""

    share: float
    """Of the stretch, 0 to 1."""
    length: Length


@dataclass(frozen=True, slots=True)
class Sequence:
    """Lengths in turn over a stretch of music. The shares of its steps add up to 1."""

    over: Over
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Ramp:
    """How many times longer than usual shots are at the first and at the last moment."""

    first: float
    last: float


@dataclass(frozen=True)
class Pattern:
    """How the picture is cut. Defaults are those of a pattern file that leaves the field out."""

    name: str
    about: str
    """What it does, one sentence."""
    length: Lengths
    """Of shots that no step of the sequence covers."""
    sequence: Sequence | None = None
    sections: Mapping[str, float] = field(default_factory=dict)
    """By the label of a section: how many times longer than usual its shots are."""
    builds: Ramp | None = None
    hold_at_drops: float = 1.0
    """How many times longer than its neighbours the shot that starts on a drop is."""
    cut_on: Place = Place.BEAT
    """The weakest place that a cut may fall on, as long as there are enough of them."""
    accents: float = 0.0
    """How much an accent of full strength attracts a cut; 1.1 makes it as good as a downbeat."""
    longest_run: int | None = None
    """Most shots of one length in a row. None: any number, and evenness is wanted."""
    shortest_s: float = 0.4
    """Shortest shot, in seconds."""
    follow_tempo: float = 0.0
    """0: lengths are musical, whatever the tempo. 1: as long in seconds as in 4/4 at 120 bpm."""
