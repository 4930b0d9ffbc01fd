"""What training makes small: how wrong the network is about each picture, and about each place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.foley.parts import PICTURES, SHARP, bump

PLACES = (11, 20)
"""Rows and columns of places of a network that says what hits where."""
_STEP, _FIRST = 8, 1.5
"""Pixels from place to place, and those before the middle of the first."""
_WIDE = 0.8
"""Standard deviation of a place's target about its impact, in places."""


def loss_of_pictures(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy of each picture's chance of an impact; impacts, which are rare, count fourfold."""
    each = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return (each * (1 + 3 * target) * weight).mean()


def loss_of_places(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy of each place, where it is wrong, for each impact that there is.

    Almost all places of almost all pictures are plainly none: they count little once they are known.
    After Lin et al., "Focal loss for dense object detection" (2017), for targets between 0 and 1.

    Args:
        logits: shape (batch, t, places).
        target: shape (batch, t, places).
        weight: of each picture, shape (batch, t).
    """
    each = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    wrong = (target - logits.sigmoid()).detach().square()
    impacts = target.amax((1, 2)).sum() + 1
    return (each * wrong * weight[:, :, None]).sum() / impacts


def places_of(hits: NDArray[np.float64]) -> NDArray[np.float32]:
    """Where a network should say that something hits.

    Args:
        hits: picture, x and y in pixels of each impact, shape (k, 3).

    Returns:
        The chance in each place, row by row, shape (pictures, places).
    """
    high, wide = PLACES
    target = np.zeros((PICTURES, high, wide))
    for moment, x, y in hits.tolist():
        when = bump(PICTURES, moment, SHARP)
        down = bump(high, (y - _FIRST) / _STEP, _WIDE)
        across = bump(wide, (x - _FIRST) / _STEP, _WIDE)
        one = when[:, None, None] * down[:, None] * across
        target = np.maximum(target, one)
    return target.reshape(PICTURES, -1).astype(np.float32)
