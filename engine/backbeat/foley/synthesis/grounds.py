"""What is walked on: floors with their modes, and loose ground with its grains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.foley.synthesis.grains import Grain
from backbeat.foley.synthesis.modes import Modes, dense, modes_of
from backbeat.foley.synthesis.noise import Band


@dataclass(frozen=True, slots=True)
class Floor:
    """Solid ground: what rings when it is trodden on, and the noise of the contact."""

    modes: Modes
    noise: tuple[Band, ...]
    """Of a hard shoe's contact."""
    ring_db: float
    """Level of the modes against the noise."""
    thump: tuple[float, float, float] = (112.0, 0.13, 0.0)
    """Of the weight on it: Hz, seconds to fall by 60 dB, level in dB."""
    scuff_db: float = -24.0
    """Level of the sole's rubbing."""
    scuff_hz: float = 3500.0
    room_db: float = -24.0
    """Energy of the room's sound: little, as in steps that were recorded close."""
    room_s: float = 0.35


FLOORS: dict[str, Floor] = {
    "concrete": Floor(
        modes_of(
            (310, 0.05, -8),
            (560, 0.045, -5),
            (890, 0.04, -4),
            (1430, 0.035, -5),
            (2240, 0.03, -6),
            (3600, 0.02, -9),
        ),
        (
            Band(120, 400, -2, 0.07),
            Band(400, 1200, 0, 0.037),
            Band(1200, 3500, -3, 0.028),
            Band(3500, 9000, -11, 0.019),
            Band(9000, 16000, -22, 0.012),
        ),
        -6.0,
        room_db=-22.0,
        room_s=0.4,
    ),
    "wood": Floor(
        modes_of(
            (108, 0.2, -1),
            (172, 0.18, 0),
            (236, 0.16, -2),
            (331, 0.13, -2),
            (462, 0.11, -4),
            (640, 0.09, -5),
            (905, 0.07, -8),
            (1310, 0.05, -11),
            (2050, 0.04, -15),
        ),
        (
            Band(90, 300, 2, 0.11),
            Band(300, 900, 0, 0.05),
            Band(900, 2800, -6, 0.031),
            Band(2800, 8000, -16, 0.019),
        ),
        1.0,
        thump=(88.0, 0.17, 0.0),
    ),
    "tile": Floor(
        modes_of(
            (410, 0.06, -5),
            (760, 0.06, -4),
            (1280, 0.06, -3),
            (1990, 0.055, -4),
            (2870, 0.05, -6),
            (4100, 0.04, -9),
        ),
        (
            Band(90, 400, 0, 0.09),
            Band(400, 1500, 0, 0.05),
            Band(1500, 5000, -2, 0.043),
            Band(5000, 13000, -9, 0.031),
        ),
        -7.0,
        thump=(118.0, 0.12, -1.0),
        room_db=-20.0,
        room_s=0.4,
    ),
    "metal": Floor(
        dense(
            np.random.default_rng(61),
            210,
            9000,
            44,
            t60_s=0.13,
            slope=0.08,
            tilt_db=-1.0,
            spread=0.6,
        ),
        (
            Band(80, 400, 2, 0.1),
            Band(400, 2000, 0, 0.074),
            Band(2000, 6000, -1, 0.068),
            Band(6000, 14000, -4, 0.056),
        ),
        -6.0,
        thump=(104.0, 0.14, 0.0),
        room_db=-23.0,
    ),
    "carpet": Floor(
        modes_of((96, 0.09, -4), (150, 0.07, -6), (262, 0.05, -12)),
        (
            Band(60, 220, 2, 0.09),
            Band(220, 700, -5, 0.07),
            Band(700, 2200, -13, 0.05),
            Band(2200, 6000, -22, 0.04),
        ),
        -2.0,
        thump=(66.0, 0.14, 0.0),
        scuff_db=-20.0,
        scuff_hz=1600.0,
        room_db=-30.0,
    ),
}
"""Heavy floors ring short, hollow ones long and low. How short the click of a heel is beside the
weight that follows it, about 110 to 180 Hz, is measured on the step among Fluid's sound effects
(MIT)."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Loose ground: the grains that a foot moves."""

    grains: tuple[tuple[Grain, float, float, float], ...]
    """Of each layer: the grain, how many a second at full force, the spread of their levels as a
    standard deviation of the logarithm, and their level."""
    thump: tuple[float, float, float] = (80.0, 0.12, -10.0)
    """Of the weight on it: Hz, seconds to fall by 60 dB, level in dB."""
    noise: tuple[Band, ...] = ()
    tail: float = 0.25
    """How long what was pushed slides and settles, from 0 (50 ms) to 1 (150 ms)."""


GROUNDS: dict[str, Ground] = {
    "gravel": Ground(
        (
            (Grain(2400, 0.5, 0.0022, 0.65), 900, 0.9, 1.0),
            (Grain(5200, 0.4, 0.0012, 0.7), 1500, 1.0, 0.6),
            (Grain(900, 0.35, 0.004, 0.6), 160, 0.8, 0.8),
        ),
        noise=(Band(150, 600, -18, 0.1), Band(600, 6000, -16, 0.12)),
        thump=(95.0, 0.1, -9.0),
    ),
    "dirt": Ground(
        (
            (Grain(700, 0.5, 0.004, 0.8), 500, 0.6, 1.0),
            (Grain(2200, 0.5, 0.0018, 0.85), 700, 0.8, 0.35),
        ),
        noise=(Band(80, 300, -6, 0.09), Band(300, 1500, -12, 0.08)),
        thump=(72.0, 0.12, -2.0),
    ),
    "grass": Ground(
        (
            (Grain(3000, 0.5, 0.0035, 0.95), 900, 0.5, 1.0),
            (Grain(6500, 0.4, 0.0015, 0.9), 900, 0.7, 0.45),
            (Grain(900, 0.4, 0.004, 0.8), 260, 0.5, 0.4),
        ),
        noise=(Band(80, 300, -9, 0.09),),
        thump=(70.0, 0.12, -6.0),
        tail=0.4,
    ),
    "leaves": Ground(
        (
            (Grain(4200, 0.5, 0.0025, 0.8), 900, 1.0, 1.0),
            (Grain(1900, 0.4, 0.003, 0.75), 250, 0.9, 0.7),
            (Grain(8200, 0.3, 0.0009, 0.8), 1200, 1.0, 0.5),
        ),
        thump=(75.0, 0.1, -12.0),
        tail=0.6,
    ),
    "snow": Ground(
        (
            (Grain(1500, 0.5, 0.0035, 0.9), 1600, 0.45, 1.0),
            (Grain(3800, 0.4, 0.002, 0.9), 1700, 0.6, 0.6),
            (Grain(500, 0.3, 0.006, 0.8), 300, 0.4, 0.5),
        ),
        thump=(68.0, 0.14, -8.0),
        tail=0.3,
    ),
    "sand": Ground(
        (
            (Grain(3600, 0.5, 0.002, 0.97), 2600, 0.35, 1.0),
            (Grain(1300, 0.4, 0.004, 0.95), 700, 0.4, 0.5),
        ),
        noise=(Band(80, 300, -12, 0.09),),
        thump=(66.0, 0.12, -6.0),
        tail=0.35,
    ),
    "mud": Ground(
        (
            (Grain(420, 0.5, 0.011, 0.45), 130, 0.6, 1.0),
            (Grain(1600, 0.5, 0.004, 0.8), 500, 0.7, 0.5),
        ),
        noise=(Band(80, 400, -3, 0.12), Band(400, 1600, -10, 0.1)),
        thump=(62.0, 0.14, -2.0),
        tail=0.5,
    ),
}
