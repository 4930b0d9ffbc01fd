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
from backbeat.foley.synthesis.grounds import FLOORS, GROUNDS, Floor, Ground
from backbeat.foley.synthesis.modes import Modes, ring
from backbeat.foley.synthesis.noise import Band, Signal, dying, stretched, wander
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import hump, later, level, room

LEAD_S = 0.004
"""Silence before the heel touches, so that nothing of it is cut."""
_SINKING = 0.13 / 0.095
"""How much later the ball comes down on loose ground than on a floor: the heel sinks in first."""


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
    gaits = {"walk": (0.095, 1.0, 1.0), "run": (0.05, 1.5, 1.5), "stairs": (0.045, 1.25, 0.8)}
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
    """A step on solid ground.

    Neither heel nor ball is one blow: a sole lands in a few contacts within some 20 ms, each of
    another colour, rolls with small ones, and rubs.
    """
    rng, n, rate = order.rng, order.n, order.rate
    foot = _foot(order)
    ball_s, ball, weight = _gait(order)
    hard = 0.4 + 0.6 * order.character.strength
    short = min(n, round(0.2 * rate))
    modes = floor.modes.scaled(1 / foot)

    def strike(contact_s: float, amount: float) -> Signal:
        rung = level(ring(rng, modes.jittered(rng, 2.0), n, rate, contact_s=contact_s))
        bands = [
            replace(
                band,
                level_db=band.level_db
                + float(rng.normal(0, 1.5))
                + shoe.bright_db * _brightness(band) * (1.4 - 0.4 * hard),
            )
            for band in floor.noise
        ]
        noise = later(level(dying(rng, short, rate, bands)), 0.0, n, rate)
        return np.float32(amount) * (noise + rung * np.float32(10 ** (floor.ring_db / 20)))

    made = strike(shoe.contact_s / hard, shoe.heel)
    for share in (0.5, 0.3):
        again = strike(shoe.contact_s * 1.5 / hard, share * shoe.heel * rng.uniform(0.5, 1.2))
        made += later(again, float(rng.uniform(0.006, 0.024)), n, rate)
    toe = shoe.heel * shoe.toe * 0.9 * ball
    made += later(strike(shoe.contact_s * 2 / hard, toe), ball_s, n, rate)
    again = strike(shoe.contact_s * 3 / hard, toe * rng.uniform(0.3, 0.8))
    made += later(again, ball_s + float(rng.uniform(-0.02, 0.03)), n, rate)
    made += _roll(order, floor, shoe, ball_s, ball)
    thud = level(dying(rng, short, rate, _THUD)) * np.float32(0.64 * shoe.body * weight)
    made += later(thud, 0.0, n, rate)
    made += later(thud * np.float32(0.5 * ball * shoe.toe), ball_s, n, rate)
    made += _weight(order, floor.thump, 0.8 * shoe.body * weight)
    made = later(made, LEAD_S, n, rate)
    made = room(rng, made, rate, t60_s=floor.room_s, share_db=floor.room_db, dull=2500)
    return Sound(made, LEAD_S)


_THUD = (Band(90, 220, -2, 0.12), Band(220, 500, 0, 0.1), Band(500, 900, -8, 0.07))
"""Of a foot in its shoe, on any floor."""
_TOUCH = Grain(700, 0.6, 0.007, 0.9)
"""A small contact of a sole that rolls."""


def _roll(order: Order, floor: Floor, shoe: Shoe, ball_s: float, ball: float) -> Signal:
    """What a sole does between heel and ball: small contacts, and rubbing in fits and starts."""
    rng, n, rate = order.rng, order.n, order.rate
    way = 0.3 * hump(n, rate, 0.015, 0.008, 0.03) + hump(n, rate, ball_s, 0.03, 0.035)
    dull = 10 ** (0.6 * shoe.bright_db / 20)
    rubbing = Grain(floor.scuff_hz * dull**0.3, 0.6, 0.0025, 0.95)
    made = np.zeros(n, np.float32)
    for grain, per_s, sigma, amount in (
        (_TOUCH, 130, 0.8, 0.3 * ball),
        (rubbing, 600, 0.9, 10 ** ((floor.scuff_db + 6) / 20)),
    ):
        fits = stretched(np.exp(wander(rng, max(8, round(order.seconds * 200)), 200, 30.0)), n)
        at = moments(rng, (way * fits * per_s).astype(np.float32), rate)
        levels = np.exp(sigma * rng.normal(0, 1, len(at)).clip(-2.5, 1.8)) * way[at] ** 0.7
        one = level(scatter(rng, grain, at, levels.astype(np.float32), n, rate, kinds=24))
        made += one * np.float32(amount * rng.uniform(0.7, 1.4))
    return made


def _brightness(band: Band) -> float:
    """How much a soft shoe dulls a band: not at all at 200 Hz, all at 5 kHz."""
    return float(np.clip(np.log(band.high / 300) / np.log(5000 / 300), 0, 1.3))


def on_ground(order: Order, ground: Ground, shoe: Shoe) -> Sound:
    """A step on loose ground."""
    rng, n, rate = order.rng, order.n, order.rate
    foot = _foot(order)
    ball_s, _, weight = _gait(order)
    force = _force(order, 0.05 + 0.10 * ground.tail, shoe, _SINKING * ball_s + 0.04)
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
