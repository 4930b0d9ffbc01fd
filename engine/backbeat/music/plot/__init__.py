"""Draws an analysis: waveform, bars, sections and loudness."""

from backbeat.music.plot.picture import picture
from backbeat.music.plot.words import level_name

__all__ = ["level_name", "picture"]
