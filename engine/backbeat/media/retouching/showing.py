"""Which picture of a source is shown when in an output that may be longer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Showing:
    """The pictures of an output, of which each is one of the source's."""

    shown: NDArray[np.int64]
    """Which of the source's pictures, from 0; shape (m,)."""
    times: tuple[Fraction, ...]
    """When each is shown, in seconds from the first; strictly rising, m of them."""
    end: Fraction
    """When the last one ends."""
