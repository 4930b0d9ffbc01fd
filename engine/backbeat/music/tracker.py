"""The protocol of beat trackers, and what they take and give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from backbeat.music.activations import Activations
from backbeat.music.arrays import Float64s
from backbeat.music.evidence import Evidence
from backbeat.music.pulse import FASTEST_BPM, SLOWEST_BPM
from backbeat.music.steady import Anchor
from backbeat.progress import Progress
from backbeat.sliced_sound import Mono


@dataclass(frozen=True)
class BeatTrack:
    """Beats as detected, before they are grouped into bars."""

    times: Float64s
    """Seconds from the first sample, rising, shape (n,)."""
    confidence: Float64s
    """How sure the tracker is of each beat, 0 to 1, shape (n,)."""
    downbeat_strength: Float64s | None = None
    """Probability that each beat is a downbeat, shape (n,); None: not heard."""
    model_sha256: str = ""
    """Digest of the weights that heard it."""
    evidence: Evidence | None = None
    """All moments that may be beats, those taken among them; None: not told."""
    activations: Activations | None = None
    """What our own network heard in each frame; None: another one heard it."""


@dataclass(frozen=True)
class Constraints:
    """What the user knows of tempo and beats before tracking."""

    slowest_bpm: float = SLOWEST_BPM
    fastest_bpm: float = FASTEST_BPM
    anchor: Anchor | None = None
    """Where a beat is known to lie."""
    tempo_bpm: float | None = None
    """The tempo, where it is known; the range is the one that human playing may give it."""

    @property
    def any_tempo(self) -> bool:
        """Whether the tempo is unconstrained."""
        return (self.slowest_bpm, self.fastest_bpm) == (SLOWEST_BPM, FASTEST_BPM)


ANY = Constraints()
"""No constraints."""


class BeatTracker(Protocol):
    """Finds beats in a mono recording."""

    @property
    def name(self) -> str:
        """The name a request asks for it by."""
        ...

    def track(
        self, samples: Mono, rate: int, constraints: Constraints, progress: Progress
    ) -> BeatTrack:
        """The beats of `samples`, shape (n,), all finite, at `rate` Hz.

        Raises:
            RequestError: the tracker cannot honour the constraints.
            CancelledError: the job was asked to stop.
        """
        ...
