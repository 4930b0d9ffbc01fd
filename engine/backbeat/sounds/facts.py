"""What is known of a sound: by its samples, by its file, and as the index gives it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Shape (n, channels), full scale 1.0."""
Floats = NDArray[np.float32]


class SyncFrom(enum.StrEnum):
    """What says where a sound's hit is."""

    CUE = "cue"
    """A marker in the file."""
    ATTACK = "attack"
    PEAK = "peak"


@dataclass(frozen=True, slots=True)
class Take:
    """One sounding in a file: a single hit, or all of it. Times are in seconds of the file."""

    start_s: float
    end_s: float
    sync_s: float
    """Its hit: what is put on the moment that is seen."""


@dataclass(frozen=True, slots=True)
class CuePoint:
    """A marker in a sound file."""

    time_s: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud a sound is."""

    lufs: float | None
    """Integrated (ITU-R BS.1770); None: shorter than 400 ms, or silent."""
    momentary_lufs: float | None
    """Of the loudest 400 ms; of shorter sounds, with silence after them. None: silent."""
    peak_dbfs: float
    true_peak_dbtp: float


@dataclass(frozen=True)
class Heard:
    """What a sound's samples say."""

    duration_s: float
    rate: int
    channels: int
    loudness: Loudness
    sync_from: SyncFrom
    takes: tuple[Take, ...]
    """At least one, in order; the first is the one that is played unless another is asked for."""
    loops: bool
    """Whether its end joins its beginning."""
    timbre: Floats
    """See `timbre`."""


@dataclass(frozen=True)
class Said:
    """What a file says of itself: by its name, its folder and what is embedded in it."""

    name: str
    """In words, without category, maker and number."""
    description: str = ""
    keywords: str = ""
    cat_id: str = ""
    """UCS CatID; empty where it says none."""
    licence: str = ""
    credit: str = ""
    url: str = ""
    cues: tuple[CuePoint, ...] = ()
    loop: bool = False
    """Whether it says that it is a loop."""


@dataclass(frozen=True, slots=True)
class IndexedSound:
    """A sound as the index gives it."""

    key: str
    """Finds it again, wherever its file is moved: the beginning of the file's digest."""
    path: str
    name: str
    description: str
    cat_id: str
    """UCS CatID: its own, or else the likeliest by its name; empty: none is likely."""
    confidence: float
    """That `cat_id` is right: 1 where the file says so itself."""
    duration_s: float
    rate: int
    channels: int
    lufs: float | None
    """Integrated; None: shorter than 400 ms, or silent."""
    momentary_lufs: float | None
    """Of the loudest 400 ms; None: silent."""
    peak_dbfs: float
    true_peak_dbtp: float
    sync_from: SyncFrom
    takes: tuple[Take, ...]
    """One at least."""
    loops: bool
    licence: str
    """SPDX identifier or text; empty: not known."""
    credit: str
    url: str
    commercial: bool | None
    """Whether the licence allows commercial use; None: not known."""
    variants: int = 1
    """Files that are the same sound again, itself among them."""
    score: float = 0.0
    """How well it fits what was looked for, from 0 to 1."""

    @property
    def sync_s(self) -> float:
        """Where the hit of its first take is, in seconds of the file."""
        return self.takes[0].sync_s


@dataclass(frozen=True)
class SoundFile:
    """A file as it is put into the index."""

    path: str
    size: int
    mtime_ns: int
    digest: str
    """SHA-256 of its bytes, as hex digits."""
    said: Said
    heard: Heard
    meaning: Floats | None = field(default=None, repr=False)
    """Sentence embedding of its words; None: without the package for it."""
