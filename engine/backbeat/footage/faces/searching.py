"""Where further faces are looked for: all over the picture by and by, except where it stays still.

What has been looked through and has not changed since would only give the same answer again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.detector import Tiles
from backbeat.footage.faces.mesh import Mesh
from backbeat.footage.faces.view import Square, View

Bytes = NDArray[np.uint8]

_CYCLE_S = 1.5
"""Seconds in which all tiles of the picture are looked through for further faces."""
_MOST_OVER = 2
"""How often in a row a tile that stays still is passed over."""
_BLOCK, _STILL = 4, 6
"""Pixels of small pictures along the side of a block; its least mean change, in steps of 255, from
which it counts as changed. A face of 50 pixels in 1280 x 720 is three blocks wide."""
_LEAST_FACE = 1 / 12
"""The smallest face that is found in a tile, as a share of its side: the blocks of half of it must
have changed."""
_AROUND = 1.8
"""Side of what changes with a face that is followed, in sides of its box."""

Region = tuple[slice, slice]


@dataclass
class _Tile:
    """A tile and what it looked like."""

    square: Square
    seen: Bytes | None = None
    """Its part of the small picture when it was last looked through."""
    over: int = 0
    """How often it was passed over since."""


class Rounds:
    """Goes round the tiles of a clip's pictures.

    Args:
        rate: nominal pictures a second.
    """

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._tiles: tuple[_Tile, ...] = ()
        self._due = 0.0
        self._next = 0

    def everywhere(self, view: View, small: Bytes) -> Iterator[Square]:
        """All tiles, as where a shot starts."""
        if not self._tiles:
            tiles = Tiles(view.form.width, view.form.height).all
            self._tiles = tuple(_Tile(one) for one in tiles)
        for tile in self._tiles:
            tile.seen, tile.over = small[_region(view, tile.square, small)].copy(), 0
            yield tile.square

    def due(self, view: View, small: Bytes, followed: Iterable[Mesh]) -> Iterator[Square]:
        """The tiles whose turn it is and which look otherwise than when they had it last.

        Args:
            view: the picture.
            small: the same, small, as stored.
            followed: faces that are known; what changes there does not count.
        """
        self._due += len(self._tiles) / (_CYCLE_S * self._rate)
        known = [_region(view, _whole(mesh), small) for mesh in followed] if self._due >= 1 else []
        while self._due >= 1:
            self._due -= 1
            tile = self._tiles[self._next % len(self._tiles)]
            self._next += 1
            region = _region(view, tile.square, small)
            now = small[region]
            if tile.over < _MOST_OVER and not _changed(now, tile.seen, region, known):
                tile.over += 1
                continue
            tile.seen, tile.over = now.copy(), 0
            yield tile.square

    def forget(self) -> None:
        """All tiles are looked through next time: a face that was in one is no longer followed."""
        for tile in self._tiles:
            tile.seen = None


def _whole(mesh: Mesh) -> Square:
    left, top, right, bottom = mesh.box.tolist()
    side = max(right - left, bottom - top) * _AROUND
    return Square((left + right) / 2, (top + bottom) / 2, side)


def _region(view: View, square: Square, small: Bytes) -> Region:
    """The rows and columns of the small picture that an upright square reaches over."""
    height, width = view.planes[0].shape
    half = square.side / 2
    shown = np.array(
        [[square.x - half, square.x + half], [square.y - half, square.y + half], [1, 1]]
    )
    across, along = np.sort(view.to_stored @ shown).tolist()
    return _slice(along, small.shape[0] / height), _slice(across, small.shape[1] / width)


def _slice(ends: list[float], scale: float) -> slice:
    low, high = ends
    return slice(max(0, math.floor(low * scale)), max(0, math.ceil(high * scale)))


def _changed(now: Bytes, before: Bytes | None, region: Region, known: list[Region]) -> bool:
    """Whether a part of the picture changed beside the faces that are known."""
    import cv2

    if before is None:
        return True
    change = cv2.absdiff(now, before)
    rows, columns = region
    for known_rows, known_columns in known:
        change[_within(known_rows, rows), _within(known_columns, columns)] = 0
    height, width = (max(1, side // _BLOCK) for side in change.shape[:2])
    blocks = cv2.resize(change, (width, height), interpolation=cv2.INTER_AREA).max(axis=2)
    least = (max(width, height) * _LEAST_FACE) ** 2 / 2
    return bool(np.count_nonzero(blocks >= _STILL) >= max(1, least))


def _within(one: slice, whole: slice) -> slice:
    return slice(max(0, one.start - whole.start), max(0, one.stop - whole.start))
