"""Drawings as data, and as SVG or PNG."""

from backbeat.drawing.png import png
from backbeat.drawing.scene import Scene
from backbeat.drawing.svg import svg

__all__ = ["Scene", "png", "svg"]
