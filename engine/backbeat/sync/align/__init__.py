"""Where recordings lie against a reference, and how their clocks run against its clock.

Pure: takes sound as arrays, mono at `RATE`. `heard` prepares a recording, `reference_of` one that
others are placed in, and `by_sound` and `by_rhythm` place them.
"""

from backbeat.sync.align.alignment import Alignment, Method, Piece, through
from backbeat.sync.align.bands import RATE, Heard, heard
from backbeat.sync.align.placing import Reference, by_sound, reference_of
from backbeat.sync.align.rhythm import by_rhythm

__all__ = [
    "RATE",
    "Alignment",
    "Heard",
    "Method",
    "Piece",
    "Reference",
    "by_rhythm",
    "by_sound",
    "heard",
    "reference_of",
    "through",
]
