"""What the user wants of the material."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path


class Order(enum.Enum):
    """Which clip comes when."""

    BEST = "best"
    """Whichever fits the music best."""
    GIVEN = "given"
    SHUFFLED = "shuffled"


@dataclass(frozen=True, slots=True)
class Pin:
    """A clip that a slot has to show."""

    slot: int
    """Its number."""
    path: Path
    start: Fraction | None
    """Where in the clip the shot starts, in seconds from the first picture. None: chosen."""


@dataclass(frozen=True, slots=True)
class Skip:
    """A stretch of a clip that is not to be shown."""

    path: Path
    start: Fraction
    """In seconds from the first picture."""
    end: Fraction | None
    """None: to the end."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """All of them."""

    order: Order = Order.BEST
    seed: int = 0
    must_use: tuple[Path, ...] = ()
    pins: tuple[Pin, ...] = ()
    skips: tuple[Skip, ...] = ()
    keep_words_whole: bool = False
    """Whether a shot may not start or end inside a word: where the clips' sound is kept."""
