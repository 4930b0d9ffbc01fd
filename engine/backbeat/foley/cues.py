"""What in a picture should sound: cues, the evidence for them, and the layers they belong to.

Categories are those of the Universal Category System (UCS 8.2.1), by CatID.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from fractions import Fraction


class Kind(enum.StrEnum):
    """What kind of sound a cue wants."""

    FOOTSTEP = "footstep"
    IMPACT = "impact"
    """Something hits something; what, the cue's words say, if anything does."""
    WHOOSH = "whoosh"
    EFFECT = "effect"
    """Any other effect, as its words say."""
    AMBIENCE = "ambience"
    ROOM_TONE = "room tone"

    @property
    def is_bed(self) -> bool:
        """Whether it lasts under a scene, instead of happening at a moment."""
        return self in (Kind.AMBIENCE, Kind.ROOM_TONE)


class Layer(enum.StrEnum):
    """Where a sound goes: a group of tracks, with a range of loudness (see `layers`)."""

    FOLEY = "FOLEY"
    """Footsteps, cloth and props, by a performer's hands and feet."""
    HARD_FX = "HARD FX"
    """Doors, guns, vehicles, impacts, whooshes."""
    AMBIENCE = "AMB"
    ROOM_TONE = "ROOM"


class EvidenceKind(enum.StrEnum):
    """Who says that there is something to hear, strongest first."""

    MARKER = "marker"
    CUE_SHEET = "cue sheet"
    SUBTITLE = "subtitle"
    SCRIPT = "script"
    GUIDE = "guide"
    """An onset in the clip's own sound."""
    MOTION = "motion"
    RECOGNISER = "recogniser"
    CUT = "cut"

    @property
    def is_given(self) -> bool:
        """Whether a person asked for it, which is certain."""
        return self in _GIVEN


_GIVEN = (
    EvidenceKind.MARKER,
    EvidenceKind.CUE_SHEET,
    EvidenceKind.SUBTITLE,
    EvidenceKind.SCRIPT,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to think that there is something to hear."""

    kind: EvidenceKind
    time: Fraction
    """Where it says so, in seconds from the timeline's start."""
    confidence: float
    """Calibrated: of all evidence with .8, four in five are right. 1: somebody asked for it."""
    detail: str = ""
    """Where it says so, for people: "marker 'door slam'", "cues.csv, row 4", "A1"."""


@dataclass(frozen=True, slots=True)
class Under:
    """The clip of picture that a cue belongs to, by which it is found again after a recut."""

    clip: str
    """Its name."""
    media: str
    """Path of its media; empty where the timeline has none."""
    media_time: Fraction
    """Where in the media the cue's moment is, in seconds on the media's own clock."""
    start: Fraction
    end: Fraction
    """Where the clip starts and ends in the timeline, in seconds from its start."""
    speed: Fraction = Fraction(1)
    """Seconds of media in each second of the timeline."""


@dataclass(frozen=True)
class Cue:
    """Something that should sound.

    Times are in seconds from the timeline's first frame.
    """

    number: str
    """Names it through later runs and recuts; unique in a timeline."""
    time: Fraction
    """The moment of its hit; of beds, where they begin. Not rounded to frames."""
    kind: Kind
    layer: Layer
    end: Fraction | None = None
    """Of what lasts; None: as long as its sound."""
    words: str = ""
    """What it is, as a person would look for it: "footstep gravel"."""
    ucs: str = ""
    """CatID; empty where only words are known, or nothing."""
    surface: str = ""
    shoe: str = ""
    foot: str = ""
    """Of steps in stride: "left" or "right"."""
    gain_db: float = 0.0
    """Asked for, on top of what its layer gives it."""
    strength: float = 1.0
    """How hard it hits, from 0 to 1, against the hardest of its scene."""
    focus: bool = False
    """Whether the scene is about it: louder than what is incidental."""
    pan: float = 0.0
    """-1: left. 1: right."""
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0
    """Calibrated, of all the evidence together. 1: it was asked for."""
    placed: bool = True
    """Whether it gets a sound; otherwise it is a marker, for a person to judge."""
    under: Under | None = None
    scene: int = 0
    """Number of the scene, in which a bed goes on through shots."""
    note: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    """What a marker or a cue sheet says besides, kept as it is."""
    sound: str = ""
    """Key or path of the sound that was asked for; empty: whichever fits best."""

    def frame(self, rate: Fraction) -> int:
        """The frame in which it happens, from the timeline's start."""
        return int(self.time * rate // 1)
