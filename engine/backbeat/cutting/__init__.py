"""Cutting to music: timelines and analyses in, edited timelines and their reasons out."""

from __future__ import annotations

from backbeat.cutting.grid import Song
from backbeat.cutting.snapping import Snapped, snap

__all__ = ["Snapped", "Song", "snap"]
