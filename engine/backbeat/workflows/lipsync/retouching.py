"""Joins the backends of all faces into what changes the pictures of an output."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.lines import Line
from backbeat.lipsync.moments import Backend, Moment
from backbeat.media.retouching.patches import Box, Patch
from backbeat.media.retouching.retoucher import Look

Float32s = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Speaking:
    """A face that says something, and what makes its mouths."""

    lines: tuple[Line, ...]
    """In the order of the output; no two of the same picture."""
    backend: Backend


@dataclass(frozen=True, eq=False)
class _Said:
    """A picture in which a face says something."""

    face: int
    """Which of those that speak, from 0."""
    line: Line
    row: int
    """Which of the line's pictures."""


class Mouths:
    """Makes the mouths of all faces; a `media.retouching` retoucher.

    Args:
        speaking: the faces.
        on_grid: takes a mesh from the picture as shown to its grid.
    """

    def __init__(
        self, speaking: Sequence[Speaking], on_grid: Callable[[Float32s], Float32s]
    ) -> None:
        self._speaking = tuple(speaking)
        self._firsts = [[line.first for line in one.lines] for one in speaking]
        self._on_grid = on_grid
        self.batch = max((one.backend.batch for one in speaking), default=1)

    def boxes(self, index: int) -> list[Box]:
        """The parts of a picture that backends need to see."""
        return [
            self._speaking[said.face].backend.box(self._mesh(said.line, said.row))
            for said in self._said(index)
        ]

    def draw(self, looks: Sequence[Look]) -> list[list[Patch]]:
        """The patches of each picture."""
        drawn: list[list[Patch]] = [[] for _ in looks]
        asked: list[list[tuple[int, Moment]]] = [[] for _ in self._speaking]
        for number, look in enumerate(looks):
            for said, crop in zip(self._said(look.index), look.crops, strict=True):
                if not crop.box.width or not crop.box.height:
                    continue
                shown = int(said.line.shown[said.row]) - said.line.track.first
                moment = Moment(
                    index=look.index,
                    crop=crop,
                    mesh=self._mesh(said.line, said.row),
                    strength=float(said.line.strength[said.row]),
                    covered=bool(said.line.track.covered[shown]),
                )
                asked[said.face].append((number, moment))
        for one, pairs in zip(self._speaking, asked, strict=True):
            size = max(1, one.backend.batch)
            for first in range(0, len(pairs), size):
                part = pairs[first : first + size]
                patches = one.backend.draw([moment for _, moment in part])
                for (number, _), patch in zip(part, patches, strict=True):
                    if patch is not None:
                        drawn[number].append(patch)
        return drawn

    def _said(self, index: int) -> Iterator[_Said]:
        for face, (one, firsts) in enumerate(zip(self._speaking, self._firsts, strict=True)):
            at = bisect_right(firsts, index) - 1
            if at < 0:
                continue
            line = one.lines[at]
            row = index - line.first
            if row < len(line.shown) and line.strength[row] > 0:
                yield _Said(face, line, row)

    def _mesh(self, line: Line, row: int) -> Float32s:
        shown = int(line.shown[row]) - line.track.first
        return self._on_grid(line.track.mesh_of(shown, shown + 1)[0])
