"""Draws what was heard: waveform, bars, sections and energy, as SVG or PNG."""

from backbeat.music.plot.picture import picture
from backbeat.music.plot.png import png
from backbeat.music.plot.scene import Scene
from backbeat.music.plot.svg import svg
from backbeat.music.plot.words import clock, level_name

__all__ = ["Scene", "clock", "level_name", "picture", "png", "svg"]
