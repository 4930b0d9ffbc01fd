"""A sound that may serve a cue, wherever it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.cues import Cue, Kind, Layer

Samples = NDArray[np.float32]
"""Shape (n, channels), full scale 1.0."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a source is asked for."""

    words: str
    ucs: str
    kind: Kind
    layer: Layer
    surface: str = ""
    shoe: str = ""
    seconds: float | None = None
    """Of beds and what lasts."""
    strength: float = 1.0

    @classmethod
    def by(cls, cue: Cue) -> Wanted:
        """What a cue wants."""
        seconds = None if cue.end is None else float(cue.end - cue.time)
        return cls(
            cue.words, cue.ucs, cue.kind, cue.layer, cue.surface, cue.shoe, seconds, cue.strength
        )


@dataclass(frozen=True, slots=True)
class Licence:
    """What may be done with a sound, and whom to name."""

    name: str = ""
    """SPDX identifier where there is one; empty: not known."""
    credit: str = ""
    url: str = ""
    commercial: bool | None = None
    """Whether commercial use is allowed; None: not known."""


@dataclass(frozen=True, slots=True)
class Take:
    """One sounding of a sound: a single hit, or the whole of a bed. Times are in its seconds."""

    start_s: float
    end_s: float
    sync_s: float
    """Its hit: what is put on the cue."""


@dataclass(frozen=True, slots=True)
class FoundSound:
    """A sound that a source offers."""

    key: str
    """Finds it again: the source, a colon, and what it calls the sound."""
    source: str
    name: str
    ucs: str
    description: str
    duration_s: float
    """0 where it is made as long as it is asked for."""
    takes: tuple[Take, ...]
    """One at least; several where a file has several hits, or a maker several variants."""
    loops: bool = False
    """Whether its end joins its beginning."""
    licence: Licence = Licence()
    temporary: bool = False
    """A stand-in, to be replaced before delivery."""
    path: str = ""
    """File that it comes from; empty: it is made."""
    variants: tuple[str, ...] = ()
    """Keys of sounds that are the same again: the other steps of a walk."""
    score: float = 0.0
    """How well it fits what was wanted, from 0 to 1."""
    lufs: float | None = None


@dataclass(frozen=True)
class Heard:
    """A take of a sound as samples."""

    samples: Samples
    rate: int
    sync_s: float
    """Where its hit is in the samples."""
    loops: bool = False


class Source(Protocol):
    """Where sounds come from."""

    name: str

    def find(self, wanted: Wanted, count: int) -> list[FoundSound]:
        """The sounds that fit best, best first; none where nothing does."""

    def hear(
        self, sound: FoundSound, take: int, seed: int, seconds: float | None, rate: int
    ) -> Heard:
        """A take as samples at `rate`.

        Args:
            sound: as found.
            take: which, as a number of `sound.takes`.
            seed: of what is made at random.
            seconds: how long a bed should be; None: as it is.
            rate: of the samples, in Hz.

        Raises:
            MediaError: its file cannot be read.
        """


@dataclass(frozen=True)
class Choice:
    """The sound that a cue gets, and the next best."""

    cue: Cue
    sound: FoundSound | None
    """None: nothing fits, or the cue is only a marker."""
    alternatives: tuple[FoundSound, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Placed:
    """A sound in its place: what `placement` makes of a choice."""

    choice: Choice
    take: int
    samples: Samples
    """As it is heard in the mix: level, pitch, fades, pan, perspective applied. Stereo."""
    rate: int
    start: Fraction
    """Where the samples begin, in seconds from the timeline's start: a whole sample."""
    sync_s: float
    """Where in the samples its hit is, which falls on the cue's time."""
    gain_db: float
    """Given to the sound, all told."""
    pitch_semitones: float = 0.0
    key: str = ""
    """Of the sound that is heard: a variant's, where it is one."""
