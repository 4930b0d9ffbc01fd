"""Moments that were found against those that are true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were right, found, and true."""

    right: int = 0
    found: int = 0
    true: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.found + other.found, self.true + other.true)

    @property
    def precision(self) -> float:
        """Share of those found that are right."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Share of the true that are found."""
        return self.right / max(1, self.true)

    @property
    def f(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / max(1, self.found + self.true)


def pairs(
    true_s: Sequence[float], found_s: Sequence[float], tolerance_s: float
) -> list[tuple[int, int]]:
    """Numbers of true and found moments that belong together, each used once, nearest first."""
    near = sorted(
        (abs(true - found), i, j)
        for i, true in enumerate(true_s)
        for j, found in enumerate(found_s)
        if abs(true - found) <= tolerance_s + 1e-9
    )
    taken: tuple[set[int], set[int]] = set(), set()
    chosen = []
    for _, i, j in near:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            chosen.append((i, j))
    return chosen


def counted(true_s: Sequence[float], found_s: Sequence[float], tolerance_s: float) -> Counts:
    """Counts of what belongs together within a tolerance."""
    return Counts(len(pairs(true_s, found_s, tolerance_s)), len(found_s), len(true_s))
