"""A slot: the place of one shot in an assembled edit."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from fractions import Fraction

from backbeat.v1.music_pb2 import EnergyLevel


class Role(enum.Enum):
    """What the music does where a slot starts, or in it."""

    SECTION = "section"
    PHRASE = "phrase"
    DROP = "drop"
    BUILD = "build"
    BREAKDOWN = "breakdown"
    ACCENT = "accent"


@dataclass(frozen=True, slots=True)
class SlotBeat:
    """A beat inside a slot, or the one that it starts on."""

    time_s: Fraction
    """Seconds from the timeline's first frame."""
    downbeat: bool
    accent: float
    """How much it stands out, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one shot. Times are seconds from the timeline's first frame, exact."""

    number: int
    """Counted from 1."""
    start_s: Fraction
    """The beat that it starts on."""
    end_s: Fraction
    """The beat that the next slot starts on, or the end of the music."""
    bar: int
    beat: int
    """Of its start."""
    length_beats: float
    section: str
    """Label of the section that it starts in."""
    level: EnergyLevel
    energy: float
    """How intense the music is in it against the rest of the song, 0 to 1."""
    motion: float
    """How much should move in the picture, 0 to 1."""
    roles: frozenset[Role]
    dissolve_s: Fraction
    """Length of the dissolve into it, centred on its start; 0: a hard cut."""
    beats: tuple[SlotBeat, ...]
    """The beats in it, its first one included."""
    reason: str
    """Why it starts here, one sentence."""


@dataclass(frozen=True, slots=True)
class Pacing:
    """When an edit cuts, and what to know of it."""

    slots: tuple[Slot, ...]
    """In order, without gaps, from 0 to the end of the music."""
    warnings: tuple[str, ...]
    """One sentence each."""
