"""Joins the backends of all faces into what changes the pictures of an output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.lines import Line
from backbeat.lipsync.moments import Backend, Moment
from backbeat.media.retouching.patches import Box, Crop, Patch
from backbeat.media.retouching.retouch import Look

Float32s = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Speaking:
    """A face that says something, and what makes its mouths."""

    lines: tuple[Line, ...]
    backend: Backend


class Mouths:
    """Makes the mouths of all faces; a `media.retouching` retoucher.

    Args:
        speaking: the faces.
        scale: from places as shown to the grid of pictures, right and down.
    """

    def __init__(self, speaking: Sequence[Speaking], scale: tuple[float, float]) -> None:
        self._speaking = tuple(speaking)
        self._scale = np.array([*scale, sum(scale) / 2], np.float32)
        self.batch = max((one.backend.batch for one in speaking), default=1)

    def boxes(self, index: int) -> list[Box]:
        """The parts of a picture that backends need to see."""
        return [one.backend.box(self._mesh(line, index)) for one, line, _ in self._at(index)]

    def draw(self, looks: Sequence[Look]) -> list[list[Patch]]:
        """The patches of each picture."""
        drawn: list[list[Patch]] = [[] for _ in looks]
        for one in self._speaking:
            numbers, moments = list[int](), list[Moment]()
            for number, look in enumerate(looks):
                for (other, line, row), crop in zip(self._at(look.index), look.crops, strict=True):
                    if other is one and min(crop.pixels.shape[:2], default=0):
                        numbers.append(number)
                        moments.append(self._moment(line, row, look.index, crop))
            if not moments:
                continue
            patches = one.backend.draw(moments)
            for number, patch in zip(numbers, patches, strict=True):
                if patch is not None:
                    drawn[number].append(patch)
        return drawn

    def _at(self, index: int) -> list[tuple[Speaking, Line, int]]:
        """Who says something in a picture, and which of its line's pictures that is."""
        return [
            (one, line, index - line.first)
            for one in self._speaking
            for line in one.lines
            if 0 <= index - line.first < len(line.shown) and line.strength[index - line.first] > 0
        ]

    def _mesh(self, line: Line, index: int) -> Float32s:
        row = int(line.shown[index - line.first]) - line.track.first
        return np.asarray(line.track.mesh_of(row, row + 1)[0] * self._scale, np.float32)

    def _moment(self, line: Line, row: int, index: int, crop: Crop) -> Moment:
        at = int(line.shown[row]) - line.track.first
        return Moment(
            index=index,
            crop=crop,
            mesh=self._mesh(line, index),
            strength=float(line.strength[row]),
            covered=bool(line.track.covered[at]),
        )
