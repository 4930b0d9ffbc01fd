"""Cutting to music: timelines and analyses in, edited timelines and their reasons out."""

from __future__ import annotations

from backbeat.cutting.assembly import Assembly, Shot, Wishes, assemble
from backbeat.cutting.grid import Song
from backbeat.cutting.pacing import Pacing, pace
from backbeat.cutting.snapping import Snapped, snap

__all__ = [
    "Assembly",
    "Pacing",
    "Shot",
    "Snapped",
    "Song",
    "Wishes",
    "assemble",
    "pace",
    "snap",
]
