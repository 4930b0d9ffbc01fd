"""What is found out about one recording against a reference."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace


class Method(enum.Enum):
    """By what a recording was placed."""

    SOUND = "sound"
    """The same sound, heard by another microphone or copied."""
    RHYTHM = "rhythm"
    """The rhythm of speech: the same words by another voice."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a recording with one offset and one clock.

    Time t of the recording lies at `offset_s` + t * (1 + `drift`) of the reference.
    """

    start_s: float
    """Of the recording."""
    end_s: float
    offset_s: float
    drift: float
    confidence: float
    """0 to 1: how often a statement of this kind is right."""

    def in_reference(self, time_s: float) -> float:
        """A time of the recording as a time of the reference."""
        return self.offset_s + time_s * (1 + self.drift)

    def in_recording(self, time_s: float) -> float:
        """A time of the reference as a time of the recording."""
        return (time_s - self.offset_s) / (1 + self.drift)


@dataclass(frozen=True)
class Alignment:
    """Where a recording lies."""

    pieces: tuple[Piece, ...]
    """In order of the recording; none where its place was not found."""
    method: Method
    reason: str = ""
    """Why it was not placed, or what is unsure, in a sentence."""

    @property
    def placed(self) -> bool:
        """Whether its place was found."""
        return bool(self.pieces)

    @property
    def confidence(self) -> float:
        """Of its least sure piece."""
        return min((piece.confidence for piece in self.pieces), default=0.0)


def through(outer: Sequence[Piece], inner: Alignment) -> Alignment:
    """An alignment against a recording as one against the reference that this one lies in.

    Args:
        outer: where the recording lies in the reference.
        inner: where another lies in the recording.
    """
    pieces = []
    for piece in inner.pieces:
        middle = piece.in_reference((piece.start_s + piece.end_s) / 2)
        way = min(outer, key=lambda part: max(part.start_s - middle, middle - part.end_s))
        drift = (1 + way.drift) * (1 + piece.drift) - 1
        offset = way.offset_s + piece.offset_s * (1 + way.drift)
        confidence = way.confidence * piece.confidence
        pieces.append(replace(piece, offset_s=offset, drift=drift, confidence=confidence))
    return replace(inner, pieces=tuple(pieces))
