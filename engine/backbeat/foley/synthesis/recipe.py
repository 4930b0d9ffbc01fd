"""What a made sound is: a recipe, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backbeat.foley.found import Samples
from backbeat.foley.synthesis.noise import Signal


@dataclass(frozen=True, slots=True)
class Character:
    """How a sound is to be, within its recipe."""

    strength: float = 1.0
    """How hard, from 0 to 1: what is softer is duller. Its level is for the mix to set."""
    size: float = 1.0
    """Of what sounds, against the usual: larger is lower."""
    foot: str = ""
    """Of a step: "left" or "right"; empty: as the seed falls."""
    gait: str = "walk"
    """Of a step: "walk", "run" or "stairs"."""


@dataclass(frozen=True)
class Order:
    """One sound to be made."""

    rng: np.random.Generator
    n: int
    """Samples."""
    rate: int
    character: Character

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.n / self.rate


@dataclass(frozen=True)
class Sound:
    """What the maker of a recipe gives: a signal as loud as it likes."""

    signal: Signal
    """Shape (n,)."""
    sync_s: float = 0.0
    """Where its hit is; of a whoosh, its peak."""


@dataclass(frozen=True)
class Bed:
    """What the maker of a bed gives."""

    left: Signal
    right: Signal


@dataclass(frozen=True, slots=True)
class Recipe:
    """A sound that can be made.

    Attributes:
        name: finds it again; unique.
        ucs: CatID of the Universal Category System.
        words: what else people call it.
        description: what it is, in words.
        seconds: how long it is unless asked otherwise.
        temporary: a stand-in, to be replaced by a recording before delivery.
        loops: a bed: its end joins its beginning, and it can be of any length.
        elastic: it takes as long as it is asked to; others are cut while they ring.
        surface: of a step.
        shoe: of a step.
    """

    name: str
    ucs: str
    words: tuple[str, ...]
    description: str
    seconds: float
    maker: Callable[[Order], Sound | Bed]
    temporary: bool = True
    loops: bool = False
    elastic: bool = False
    surface: str = ""
    shoe: str = ""


@dataclass(frozen=True)
class Made:
    """A sound as made from a recipe."""

    samples: Samples
    """Float32, shape (n, 1) of a hit, (n, 2) of a bed; full scale 1.0."""
    rate: int
    sync_s: float
    """Where its hit is, or the peak of a whoosh; 0 of a bed."""
    loops: bool
