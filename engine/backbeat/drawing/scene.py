"""A drawing as data: a few kinds of shape, in the order they are painted.

Units are pixels of a screen, from the top left. Colours are "#rrggbb".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""Shape (n, 2): x and y."""
Segments = npt.NDArray[np.float64]
"""Shape (n, 4): x and y of one end, then of the other."""
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Rect:
    """A filled box."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    opacity: float = 1.0
    radius: float = 0.0
    """Of the corners."""


@dataclass(frozen=True, eq=False)
class Lines:
    """Straight lines of one kind."""

    segments: Segments
    stroke: str
    width: float = 1.0
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Curve:
    """A line through points."""

    points: Points
    stroke: str
    width: float = 1.0
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Shape:
    """A filled outline, closed from the last point to the first."""

    points: Points
    fill: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Text:
    """One line of words."""

    x: float
    y: float
    """Of the baseline."""
    words: str
    size: float
    """Of the font."""
    fill: str
    anchor: Anchor = "start"
    """Which end of the words `x` is at."""


Mark = Rect | Lines | Curve | Shape | Text


@dataclass
class Scene:
    """A drawing: a list of marks."""

    width: float
    height: float
    background: str
    title: str
    """Text alternative for screen readers."""
    marks: list[Mark] = field(default_factory=list)
    """Painted in this order, but text always on top."""

    def add(self, *marks: Mark) -> None:
        """Adds marks on top."""
        self.marks += marks
