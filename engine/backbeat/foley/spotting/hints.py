"""What suggests that there is something to hear, where nobody asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from backbeat.foley.cues import Evidence, EvidenceKind


@dataclass(frozen=True, slots=True)
class Hint:
    """A moment that may be heard: an onset in the guide, an impact in the picture."""

    kind: EvidenceKind
    time: Fraction
    """In seconds from the timeline's first frame; of the guide, exact to the sample."""
    confidence: float
    """Calibrated: of all hints of this kind with .8, four in five are hits."""
    strength: float = 1.0
    """How hard it hits, from 0 to 1."""
    ucs: str = ""
    """CatID, where it is known what it is: by a recogniser."""
    words: str = ""
    step_like: bool = False
    """Whether it sounds or looks like a step: a dull, short hit, or a foot that is set down."""
    detail: str = ""
    """Where it says so, for people: "A1"."""

    @property
    def evidence(self) -> Evidence:
        """As evidence of a cue."""
        return Evidence(self.kind, self.time, self.confidence, self.detail)
