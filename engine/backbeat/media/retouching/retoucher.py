"""What changes pictures, and what it is shown of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from backbeat.media.retouching.patches import Box, Crop, Patch


@dataclass(frozen=True, eq=False)
class Look:
    """What is seen of one picture of the output before it is changed."""

    index: int
    """Which of the output's pictures, from 0."""
    crops: tuple[Crop, ...]
    """For each box that was asked for, the part of it that is inside the picture."""


class Retoucher(Protocol):
    """Changes pictures."""

    batch: int
    """How many pictures it likes to be given at once, at least 1."""

    def boxes(self, index: int) -> Sequence[Box]:
        """The parts of a picture that it needs to see; none where it stays as it is.

        Called once for every picture before the work begins.

        Args:
            index: which of the output's pictures, from 0.
        """
        ...

    def draw(self, looks: Sequence[Look]) -> Sequence[Sequence[Patch]]:
        """The patches of each picture, put on one after another; none where it stays as it is.

        Called in the thread that called `retouch`, in the order of the output. What is drawn must
        not depend on what was drawn before: work that goes on after a stop does not repeat the
        pictures that are done.

        Args:
            looks: of pictures with boxes only.
        """
        ...
