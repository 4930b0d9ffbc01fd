"""How well moments that were found match those that are true, one to one, nearest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Counts:
    """Moments that match, that were found, and that are true."""

    right: int
    found: int
    true: int

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.found + other.found, self.true + other.true)

    @property
    def f(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.found + self.true)

    def words(self) -> str:
        """For people."""
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.true)
        return f"P {precision:.2f} R {recall:.2f} F {self.f:.3f}"


def counted(true: Sequence[float], found: Sequence[float], tolerance: float) -> Counts:
    """Pairs moments no further apart than `tolerance`."""
    pairs = sorted(
        (abs(a - b), i, j)
        for i, a in enumerate(true)
        for j, b in enumerate(found)
        if abs(a - b) <= tolerance + 1e-9
    )
    taken_true: set[int] = set()
    taken_found: set[int] = set()
    for _, i, j in pairs:
        if i not in taken_true and j not in taken_found:
            taken_true.add(i)
            taken_found.add(j)
    return Counts(len(taken_true), len(found), len(true))


def peaks(chance: NDArray[np.float32], threshold: float, gap: int = 2) -> list[float]:
    """Where the chance is highest, in pictures and parts of one."""
    found: list[float] = []
    for k in range(len(chance)):
        if chance[k] < threshold or chance[k] < chance[max(0, k - gap) : k + gap + 1].max():
            continue
        if found and k - found[-1] <= gap:
            continue
        found.append(k + _between(chance, k))
    return found


def _between(chance: NDArray[np.float32], k: int) -> float:
    if not 0 < k < len(chance) - 1:
        return 0.0
    a, b, c = chance[k - 1 : k + 2]
    bend = a - 2 * b + c
    return float(0.5 * (a - c) / bend) if abs(bend) > 1e-6 else 0.0
