"""What passes between a pipeline of pictures and the backends that make mouths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from backbeat.media.retouching.patches import Box, Crop, Patch

Float32s = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Moment:
    """One picture of the output, in which one face gets another mouth."""

    index: int
    """Which of the output's pictures, from 0."""
    crop: Crop
    """Of the source's picture: the backend's box, as far as it is inside the picture."""
    mesh: Float32s
    """Of the face in that picture, on its grid; shape (468, 3)."""
    strength: float
    """How much of the new mouth: over 0, to 1. Less than 1 in ramps and where the user says so."""
    covered: bool
    """Whether a hand is before the mouth."""


class Backend(Protocol):
    """Makes the mouths of one face, prepared for what it is to say."""

    batch: int
    """How many moments it likes to be given at once, at least 1."""

    def box(self, mesh: Float32s) -> Box:
        """The part of a picture that it needs to see, and stays within; may reach outside it.

        Args:
            mesh: of the face, shape (468, 3).
        """
        ...

    def draw(self, moments: Sequence[Moment]) -> list[Patch | None]:
        """A patch for each moment; None where the own mouth stays.

        Called with moments in the order of the output, in one thread.
        """
        ...

    def close(self) -> None:
        """Frees what it holds."""
        ...
