"""Footsteps: the force of a foot on the ground, and what the ground makes of it.

A step is a heel strike, a roll and a push with the ball of the foot. A floor answers with its
modes, the shorter the heavier it is; loose ground with grains, as many as the force moves
(Farnell 2007; Turchet 2010).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from backbeat.foley.synthesis.grains import Grain, moments, scatter
from backbeat.foley.synthesis.modes import Modes, dense, modes_of, ring
from backbeat.foley.synthesis.noise import Band, Signal, coloured, dying
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import hump, later, level, room

LEAD_S = 0.004
"""Silence before the heel touches, so that nothing of it is cut."""


@dataclass(frozen=True, slots=True)
class Shoe:
    """What is under the foot."""

    name: str
    words: tuple[str, ...]
    contact_s: float
    """How long its heel takes to strike."""
    heel: float
    """Level of the heel's strike."""
    toe: float
    """Level of the ball's, against the heel's."""
    body: float
    """Level of the weight behind it."""
    bright_db: float
    """Of its own click, against a hard shoe's."""

    @property
    def what(self) -> str:
        """What it is, in words."""
        return {"bare": "bare foot", "boot": "boot", "heel": "high heel"}.get(
            self.name, f"{self.name} shoe"
        )


SHOES = (
    Shoe("hard", ("shoe", "shoes", "leather", "dress shoe", "oxford"), 0.0007, 1.0, 0.4, 0.6, 0.0),
    Shoe(
        "soft",
        ("sneaker", "sneakers", "trainer", "trainers", "rubber"),
        0.004,
        0.6,
        0.7,
        0.7,
        -16.0,
    ),
    Shoe("boot", ("boots", "work boot", "combat boots"), 0.0016, 1.0, 0.5, 1.2, -5.0),
    Shoe("heel", ("heels", "high heels", "stiletto", "pumps"), 0.0003, 1.0, 0.3, 0.25, 3.0),
    Shoe("bare", ("barefoot", "bare feet", "naked foot"), 0.009, 0.5, 0.8, 0.6, -26.0),
)


@dataclass(frozen=True, slots=True)
class Floor:
    """Solid ground: what rings when it is trodden on, and the noise of the contact."""

    modes: Modes
    noise: tuple[Band, ...]
    """Of a hard shoe's contact."""
    ring_db: float
    """Level of the modes against the noise."""
    thump: tuple[float, float, float] = (112.0, 0.15, 0.0)
    """Of the weight on it: Hz, seconds to fall by 60 dB, level in dB."""
    scuff_db: float = -24.0
    scuff_hz: float = 3500.0
    room_db: float = -14.0
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
            Band(400, 1200, 0, 0.0372),
            Band(1200, 3500, -3, 0.0279),
            Band(3500, 9000, -11, 0.0186),
            Band(9000, 16000, -22, 0.0124),
        ),
        -3.0,
        room_db=-9.0,
        room_s=0.45,
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
            Band(300, 900, 0, 0.0496),
            Band(900, 2800, -6, 0.031),
            Band(2800, 8000, -16, 0.0186),
        ),
        4.0,
        thump=(88.0, 0.2, 0.0),
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
            Band(400, 1500, 0, 0.0496),
            Band(1500, 5000, -2, 0.0434),
            Band(5000, 13000, -9, 0.031),
        ),
        -4.0,
        thump=(118.0, 0.14, -1.0),
        room_db=-7.0,
        room_s=0.5,
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
            Band(400, 2000, 0, 0.0744),
            Band(2000, 6000, -1, 0.0682),
            Band(6000, 14000, -4, 0.0558),
        ),
        -5.0,
        thump=(104.0, 0.16, 0.0),
        room_db=-12.0,
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
        room_db=-22.0,
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
    """Of the grains, how many come after the push: what slides and settles."""


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


def _force(order: Order, seconds: float, shoe: Shoe, ball_s: float) -> Signal:
    """Force on the ground: the heel's hump, the roll and the ball's hump."""
    n, rate = order.n, order.rate
    heel = hump(n, rate, LEAD_S + 0.018, 0.006, 0.026)
    heel[: int(LEAD_S * rate)] = 0
    ball = (0.35 + 0.4 * shoe.toe) * hump(n, rate, LEAD_S + ball_s, 0.045, seconds)
    roll = 0.22 * hump(n, rate, LEAD_S + ball_s * 0.55, 0.05, 0.06)
    made = heel + ball + roll
    made[: int(LEAD_S * rate)] = 0
    return np.asarray(made / made.max(), np.float32)


def _gait(order: Order) -> tuple[float, float, float]:
    """How long after the heel the ball strikes, how hard it is against the heel, and the weight."""
    gaits = {"walk": (0.13, 1.0, 1.0), "run": (0.055, 1.5, 1.5), "stairs": (0.05, 1.25, 0.8)}
    ball_s, ball, weight = gaits[order.character.gait]
    return ball_s * float(np.exp(order.rng.normal(0, 0.1))), ball, weight


def _weight(order: Order, thump: tuple[float, float, float], amount: float) -> Signal:
    """The weight of a body that comes down: a low knock."""
    hz, t60_s, level_db = thump
    modes = Modes(
        np.array([hz, hz * 1.34, hz * 1.59]),
        np.array([t60_s, t60_s * 0.8, t60_s * 0.6]),
        np.array([1, 0.6, 0.35]),
    ).jittered(order.rng)
    return level(ring(order.rng, modes, order.n, order.rate, contact_s=0.006)) * np.float32(
        amount * 10 ** (level_db / 20)
    )


def on_floor(order: Order, floor: Floor, shoe: Shoe) -> Sound:
    """A step on solid ground."""
    rng, n, rate = order.rng, order.n, order.rate
    foot = _foot(order)
    ball_s, ball, weight = _gait(order)
    hard = 0.4 + 0.6 * order.character.strength
    short = min(n, round(0.2 * rate))
    modes = floor.modes.scaled(1 / foot)

    def strike(contact_s: float, amount: float) -> Signal:
        rung = level(ring(rng, modes.jittered(rng), n, rate, contact_s=contact_s))
        bands = [
            replace(
                band,
                level_db=band.level_db + shoe.bright_db * _brightness(band) * (1.4 - 0.4 * hard),
            )
            for band in floor.noise
        ]
        noise = later(level(dying(rng, short, rate, bands)), 0.0, n, rate)
        return np.float32(amount) * (noise + rung * np.float32(10 ** (floor.ring_db / 20)))

    made = strike(shoe.contact_s / hard, shoe.heel)
    toe = strike(shoe.contact_s * 3 / hard, shoe.heel * shoe.toe * 0.8 * ball)
    made += later(toe, ball_s, n, rate)
    # A sole touches along its length, not at a point.
    made += later(
        strike(shoe.contact_s * 1.5, 0.3 * shoe.heel), 0.006 + 0.006 * rng.random(), n, rate
    )
    made += _weight(order, floor.thump, shoe.body * weight * 2.0)
    colour = [
        (150, -14),
        (0.3 * floor.scuff_hz, -2),
        (floor.scuff_hz, 0),
        (8000, -14),
        (12000, -40),
    ]
    scuff = coloured(rng, n, rate, colour) * hump(n, rate, ball_s * 0.8, 0.035, 0.05)
    made += level(scuff) * np.float32(10 ** (floor.scuff_db / 20) * rng.uniform(0.6, 1.5))
    made = later(made, LEAD_S, n, rate)
    made = room(rng, made, rate, t60_s=floor.room_s, share_db=floor.room_db, dull=2500)
    return Sound(made, LEAD_S)


def _brightness(band: Band) -> float:
    """How much a soft shoe dulls a band: not at all at 200 Hz, all at 5 kHz."""
    return float(np.clip(np.log(band.high / 300) / np.log(5000 / 300), 0, 1.3))


def on_ground(order: Order, ground: Ground, shoe: Shoe) -> Sound:
    """A step on loose ground."""
    rng, n, rate = order.rng, order.n, order.rate
    foot = _foot(order)
    ball_s, _, weight = _gait(order)
    force = _force(order, 0.05 + 0.10 * ground.tail, shoe, ball_s + 0.04)
    made = np.zeros(n, np.float32)
    for grain, per_s, sigma, amount in ground.grains:
        at = moments(rng, per_s * force, rate)
        # The first that give way do so when the heel touches.
        at = np.concatenate([np.full(3, int(LEAD_S * rate)), at])
        # No grain is so loud that a step is another one for it.
        levels = np.exp(sigma * rng.normal(0, 1, len(at)).clip(-2.5, 1.4)).astype(np.float32)
        levels[:3] = np.exp(sigma)
        levels *= np.maximum(force[at], 0.5 * (at == at[0])) ** 0.7
        made += np.float32(amount) * scatter(
            rng, replace(grain, hz=grain.hz * foot), at, levels, n, rate, kinds=16
        )
    made = level(made)
    if ground.noise:
        noise = dying(rng, min(n, round(0.2 * rate)), rate, ground.noise)
        made += later(noise, LEAD_S, n, rate) * np.float32(0.5)
    made = level(made) + later(
        _weight(order, ground.thump, shoe.body * weight * 1.3), LEAD_S, n, rate
    )
    if shoe.name != "bare":
        click = dying(
            rng,
            min(n, round(0.06 * rate)),
            rate,
            [Band(300, 2500, 0, 0.03), Band(2500, 7000, -8, 0.02)],
        )
        made += later(level(click), LEAD_S, n, rate) * np.float32(
            0.16 * 10 ** (shoe.bright_db / 40)
        )
    return Sound(room(rng, made, rate, t60_s=0.2, share_db=-20.0), LEAD_S)


def in_water(order: Order, shoe: Shoe) -> Sound:
    """A step in a puddle or in shallow water."""
    from backbeat.foley.synthesis.water import bubbles, spray

    rng, n, rate = order.rng, order.n, order.rate
    slap = later(
        level(
            dying(
                rng,
                n,
                rate,
                [Band(200, 900, 0, 0.09), Band(900, 4000, -4, 0.12), Band(4000, 10000, -12, 0.1)],
            )
        ),
        LEAD_S,
        n,
        rate,
    )
    force = _force(order, 0.14, shoe, 0.16)
    made = slap + level(spray(rng, force * 400, n, rate)) * np.float32(0.6)
    made += level(bubbles(rng, force * 60, rate, low=400, high=2600)) * np.float32(0.8)
    made += later(_weight(order, (85.0, 0.12, -6.0), shoe.body), LEAD_S, n, rate)
    return Sound(made, LEAD_S)


def _foot(order: Order) -> float:
    """Pitch of a foot: no two are alike, by half a semitone at most."""
    foot = order.character.foot or ("left", "right")[int(order.rng.integers(2))]
    return (
        (0.985 if foot == "left" else 1.015)
        / order.character.size
        * float(np.exp(order.rng.normal(0, 0.008)))
    )


_SURFACE_WORDS = {
    "concrete": ("pavement", "sidewalk", "asphalt", "street", "road", "stone", "cement"),
    "wood": ("parquet", "floorboards", "wooden", "deck", "hardwood", "laminate"),
    "tile": ("tiles", "marble", "linoleum", "ceramic", "kitchen"),
    "metal": ("grate", "steel", "catwalk", "iron", "grating"),
    "carpet": ("rug", "indoor"),
    "gravel": ("pebbles", "shingle", "stones", "driveway", "rocks"),
    "dirt": ("earth", "soil", "path", "trail", "ground"),
    "grass": ("lawn", "meadow", "field"),
    "leaves": ("forest", "foliage", "autumn", "undergrowth"),
    "snow": ("snowy", "ice", "winter"),
    "sand": ("beach", "desert", "sandy"),
    "mud": ("muddy", "wet earth", "swamp"),
    "water": ("puddle", "wet", "wading", "shallow"),
}


def recipes() -> tuple[Recipe, ...]:
    """A recipe for each surface and each shoe."""
    made = []
    for surface, words in _SURFACE_WORDS.items():
        for shoe in SHOES:
            made.append(
                Recipe(
                    f"footstep {surface} {shoe.name}",
                    "FEETHmn",
                    (
                        "footstep",
                        "footsteps",
                        "step",
                        "steps",
                        "walk",
                        "walking",
                        "run",
                        "stairs",
                        surface,
                        *words,
                        *shoe.words,
                    ),
                    f"A step on {surface}, {shoe.what}",
                    0.42 if surface in FLOORS else 0.5,
                    _maker(surface, shoe),
                    surface=surface,
                    shoe=shoe.name,
                )
            )
    return tuple(made)


def _maker(surface: str, shoe: Shoe) -> Callable[[Order], Sound]:
    if surface in FLOORS:
        return lambda order: on_floor(order, FLOORS[surface], shoe)
    if surface in GROUNDS:
        return lambda order: on_ground(order, GROUNDS[surface], shoe)
    return lambda order: in_water(order, shoe)
