"""How features of pictures become the chance of an impact."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.impacts.sampling import USUAL_RATE
from backbeat.models.impacts import Shipped

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]


@dataclass(frozen=True)
class Head:
    """A linear layer, and how often what it says is right."""

    weights: Float32s
    """Shape (taps, features): of the pictures from `taps // 2` before to `taps // 2` after."""
    bias: float
    scores: tuple[float, ...]
    """Logits at peaks, rising."""
    chances: tuple[float, ...]
    """How likely a peak of that logit is an impact; not falling."""
    propose_from: float
    """Confidence from which a peak is worth a look."""
    early: float
    """By how many pictures peaks come before their impacts, in the median."""

    @classmethod
    def shipped(cls, shipped: Shipped) -> Head:
        """The one that comes with the network."""
        return cls(
            shipped.weights[np.newaxis],
            shipped.bias,
            shipped.scores,
            shipped.chances,
            shipped.propose_from,
            shipped.early,
        )

    def logits(self, features: Float32s, rate: float) -> Float64s:
        """Of an impact at each picture, shape (n,).

        Args:
            features: shape (n, features).
            rate: pictures a second that were seen.
        """
        side = len(self.weights) // 2
        if not len(features):
            return np.zeros(0)
        padded = np.pad(features, ((side, side), (0, 0)), "edge").astype(np.float64)
        total = np.full(len(features), self.bias + rarity(rate))
        for tap, weights in enumerate(self.weights):
            total += padded[tap : tap + len(features)] @ weights.astype(np.float64)
        return total

    def confidence(self, logits: Float64s) -> Float64s:
        """How likely peaks of these logits are impacts."""
        return np.asarray(np.interp(logits, self.scores, self.chances), np.float64)


def rarity(rate: float) -> float:
    """What logits of a picture change by at a rate.

    Impacts come so many a second: the more pictures, the rarer one that has an impact. The
    network learns from pictures of all rates, and cannot tell them by what it sees.

    Args:
        rate: pictures a second that were seen.
    """
    return -math.log(rate / USUAL_RATE)
