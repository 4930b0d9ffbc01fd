"""How the pictures of a clip move, block after block of them, each measured once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.models.motion_cells import MotionCells, motion_cells

_ROOM = 2
"""Pictures of the block before that motion is measured from: what came last went nowhere yet."""


class Following:
    """Follows the pictures of a clip."""

    def __init__(self) -> None:
        self._before: MotionCells | None = None

    def motion(self, pictures: NDArray[np.uint8], known: int) -> MotionCells:
        """How pictures move.

        Args:
            pictures: of the next block, grey, shape (n, 90, 160).
            known: how many of them, at their beginning, were the last of the block before.
        """
        before = self._before
        if before is None or known < _ROOM:
            self._before = motion_cells(pictures)
            return self._before
        new = motion_cells(pictures[known - _ROOM :])
        count = len(before.cells)
        old = slice(count - known, count - 1)
        self._before = MotionCells(
            np.concatenate([before.cells[old], new.cells[1:]]),
            np.concatenate([before.camera[old], new.camera[1:]]),
        )
        return self._before
