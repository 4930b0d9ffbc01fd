"""A composed piece: notes, parts, sections, and the true times of its beats."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Note:
    """One note, in the time of beats."""

    beat: float
    """When it starts, in beats from the start of the piece."""
    beats: float
    """How long it is held."""
    pitch: int
    """MIDI note; on a drum part, General MIDI percussion."""
    velocity: float
    """0 to 1."""


@dataclass
class Part:
    """The notes of one instrument."""

    role: str
    """drums, bass, chords, pad, arpeggio, melody, voice or percussion."""
    notes: list[Note] = field(default_factory=list)
    gain: float = 1.0
    jitter_s: float = 0.0
    """Standard deviation of the onsets, in seconds."""
    late_s: float = 0.0
    """Constant delay of the player after the beat, in seconds."""
    strum_s: float = 0.0
    """Time from the first to the last note of a chord, in seconds."""
    program: int | None = None
    """General MIDI, or `instruments.SYNTH`; None: one of the piece's colours."""

    def play(self, beat: float, beats: float, pitch: int, velocity: float) -> None:
        """Adds a note."""
        if 0 <= pitch < 128 and beat >= 0:
            self.notes.append(Note(beat, beats, int(pitch), float(np.clip(velocity, 0.03, 1))))


@dataclass(frozen=True)
class Stretch:
    """A section of the form."""

    label: str
    """intro, verse, chorus, bridge, breakdown, build, drop or outro."""
    bar: int
    bars: int
    energy: float
    """0 to 1: how much plays, and how hard."""
    letter: str
    """Stretches of one letter share their harmony and their patterns."""


@dataclass
class Piece:
    """A piece and its true beats."""

    style: str
    parts: list[Part]
    metres: list[int]
    """Beats in each bar."""
    times: NDArray[np.float64]
    """Seconds of each beat, and of one more."""
    form: list[Stretch]
    electronic: bool
    colours: str
    """Which instruments play: a key of `instruments.COLOURS`."""

    def downbeats(self) -> NDArray[np.intp]:
        """Index of each bar's first beat, and of the one after the last bar."""
        return np.concatenate([[0], np.cumsum(self.metres)]).astype(np.intp)

    def at(self, beat: float) -> float:
        """Seconds at a beat position."""
        return float(np.interp(beat, np.arange(len(self.times)), self.times))
