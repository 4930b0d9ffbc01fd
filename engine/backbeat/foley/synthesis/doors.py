"""Doors: latch, panel, frame and room; hinges that stick and slip.

A slam is two blows: the latch meets its plate, and some 20 ms later the panel its frame. Modes and
decays of the panel are measured on the slam among Fluid's sound effects (MIT).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backbeat.foley.synthesis.grains import Grain, moments, scatter
from backbeat.foley.synthesis.modes import Modes, dense, ring
from backbeat.foley.synthesis.noise import Band, Signal, dying, stretched, wander
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import hump, later, level, resonant, room

LEAD_S = 0.004
_PANEL = Modes(
    np.array([81, 134, 190, 232, 262, 330, 371, 467, 494, 601, 705, 840, 975], float),
    np.array([0.5, 0.42, 0.36, 0.32, 0.3, 0.26, 0.25, 0.22, 0.22, 0.2, 0.18, 0.16, 0.15]),
    10 ** (np.array([0, -4, -6, -8, -10, -16, -16, -13, -14, -16, -15, -14, -15]) / 20),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What door it is."""

    name: str
    panel: Modes
    noise: tuple[Band, ...]
    """Of the panel against its frame."""
    noise_db: float
    latch_hz: float
    rattle_hz: float
    rattle_db: float
    room_db: float = -10.0
    room_s: float = 0.5


_WOOD_NOISE = (
    Band(70, 250, 1, 0.3),
    Band(250, 1000, 0, 0.3),
    Band(1000, 3000, -1, 0.26),
    Band(3000, 7000, -1, 0.22),
    Band(7000, 13000, -10, 0.16),
)
WOOD = Kind("wood", _PANEL, _WOOD_NOISE, 1.0, 1700, 1500, -12.0)
METAL = Kind(
    "metal",
    dense(np.random.default_rng(41), 95, 5200, 44, t60_s=0.5, slope=0.4, tilt_db=-3.2),
    (
        Band(80, 300, 2, 0.35),
        Band(300, 1200, 0, 0.35),
        Band(1200, 4000, -4, 0.3),
        Band(4000, 12000, -9, 0.22),
    ),
    -1.0,
    2600,
    2400,
    -9.0,
    room_db=-6.0,
    room_s=0.9,
)
GLASS = Kind(
    "glass",
    dense(np.random.default_rng(43), 120, 4200, 26, t60_s=0.2, slope=0.3, tilt_db=-4.5),
    (
        Band(90, 400, 0, 0.2),
        Band(400, 1800, -2, 0.18),
        Band(1800, 6000, -3, 0.14),
        Band(6000, 14000, -9, 0.1),
    ),
    -1.0,
    2200,
    3200,
    -10.0,
)
GATE = Kind(
    "gate",
    dense(np.random.default_rng(47), 180, 3800, 22, t60_s=0.12, slope=0.4, tilt_db=-3.0),
    (Band(150, 600, 0, 0.14), Band(600, 2500, 0, 0.12), Band(2500, 9000, -7, 0.09)),
    0.0,
    1900,
    2200,
    -6.0,
    room_db=-20.0,
    room_s=0.25,
)


def _latch(order: Order, kind: Kind, amount: float = 1.0) -> Signal:
    """A bolt springs into its plate: two or three clicks of small metal in wood."""
    rng, n, rate = order.rng, order.n, order.rate
    made = np.zeros(n, np.float32)
    plate = Modes(
        kind.latch_hz * np.array([0.55, 1.0, 1.37, 1.83, 2.4, 3.3]),
        np.array([0.05, 0.06, 0.05, 0.045, 0.035, 0.03]),
        np.array([0.7, 1.0, 0.8, 0.7, 0.5, 0.35]),
    )
    at = 0.0
    for share in (0.6, 1.0, 0.35):
        click = level(ring(rng, plate.jittered(rng), n, rate, contact_s=0.0003))
        click += level(
            dying(rng, n, rate, [Band(700, 3000, 0, 0.025), Band(3000, 11000, -2, 0.02)])
        )
        made += later(click * np.float32(share * rng.uniform(0.8, 1.2)), at, n, rate)
        at += float(rng.uniform(0.011, 0.03))
    return level(made, amount)


def _blow(order: Order, kind: Kind, contact_s: float) -> Signal:
    """The panel meets its frame."""
    rng, n, rate = order.rng, order.n, order.rate
    panel = kind.panel.scaled(order.character.size).jittered(rng)
    made = level(ring(rng, panel, n, rate, contact_s=contact_s))
    noise = level(dying(rng, n, rate, kind.noise))
    return made + noise * np.float32(10 ** (kind.noise_db / 20))


def _rattle(order: Order, kind: Kind, seconds: float) -> Signal:
    """What is loose in the frame goes on for a moment."""
    rng, n, rate = order.rng, order.n, order.rate
    often = hump(n, rate, 0.02, 0.02, seconds) * 260
    at = moments(rng, often, rate)
    levels = (np.exp(rng.normal(0, 0.8, len(at))) * often[at] / 260).astype(np.float32)
    return level(scatter(rng, Grain(kind.rattle_hz, 0.45, 0.003, 0.5), at, levels, n, rate))


def slam(order: Order, kind: Kind) -> Sound:
    """A door that is thrown shut."""
    n, rate, rng = order.n, order.rate, order.rng
    hard = 0.4 + 0.6 * order.character.strength
    gap = float(rng.uniform(0.012, 0.02))
    made = _latch(order, kind, 0.42)
    made += later(_blow(order, kind, 0.0011 / hard), gap, n, rate)
    made += later(_rattle(order, kind, 0.12), gap, n, rate) * np.float32(
        10 ** (kind.rattle_db / 20)
    )
    again = _blow(order, kind, 0.004) * np.float32(rng.uniform(0.12, 0.25))
    made += later(again, gap + rng.uniform(0.05, 0.09), n, rate)
    made = room(
        rng,
        later(made, LEAD_S, n, rate),
        rate,
        t60_s=kind.room_s,
        share_db=kind.room_db + 3,
        dull=2600,
    )
    return Sound(made, LEAD_S)


def close(order: Order, kind: Kind) -> Sound:
    """A door that is shut by hand: a soft blow, then the latch."""
    n, rate, rng = order.n, order.rate, order.rng
    made = _blow(order, kind, 0.003) * np.float32(0.9)
    made += later(_latch(order, kind, 0.8), float(rng.uniform(0.018, 0.04)), n, rate)
    made += _rattle(order, kind, 0.07) * np.float32(10 ** (kind.rattle_db / 20))
    made += later(_latch(order, kind, 0.22), float(rng.uniform(0.12, 0.2)), n, rate)
    made = room(
        rng, later(made, LEAD_S, n, rate), rate, t60_s=kind.room_s, share_db=kind.room_db, dull=2600
    )
    return Sound(made, LEAD_S)


def open_door(order: Order, kind: Kind) -> Sound:
    """A handle is pressed, the latch gives, and the door moves off its frame."""
    n, rate, rng = order.n, order.rate, order.rng
    made = _latch(order, kind, 0.8)
    give = float(rng.uniform(0.11, 0.18))
    made += later(_latch(order, kind, 0.6), give, n, rate)
    made += later(_blow(order, kind, 0.005) * np.float32(0.4), give + 0.01, n, rate)
    made += later(_rattle(order, kind, 0.1), give, n, rate) * np.float32(0.2)
    move = dying(rng, n, rate, [Band(200, 1200, 0, 5.0), Band(1200, 4500, -9, 5.0)])
    move *= hump(n, rate, give + 0.22, 0.09, 0.16)
    made += level(move) * np.float32(0.12)
    squeak = _hinge(order, 0.5) * hump(n, rate, give + 0.3, 0.1, 0.16)
    made += level(squeak) * np.float32(0.16)
    made = room(
        rng, later(made, LEAD_S, n, rate), rate, t60_s=kind.room_s, share_db=kind.room_db, dull=2600
    )
    return Sound(made, LEAD_S)


def _hinge(order: Order, speed: float) -> Signal:
    """Stick and slip: pulses whose rate follows the speed, through the wood and the hinge."""
    rng, n, rate = order.rng, order.n, order.rate
    steps = max(8, int(order.seconds * 100))
    curve = stretched(wander(rng, steps, 100, 1.2), n)
    fast = stretched(wander(rng, steps, 100, 8.0), n)
    pitch = 330 * speed * np.exp(0.22 * curve + 0.03 * fast) / order.character.size
    turns = np.cumsum(pitch / rate)
    ends = np.flatnonzero(np.diff(np.floor(turns)) > 0)
    pulses = np.zeros(n, np.float32)
    pulses[ends] = rng.normal(1.0, 0.18, len(ends))
    # Now and then it slips twice.
    twice = ends[rng.random(len(ends)) < 0.12] + int(0.0011 * rate)
    pulses[twice[twice < n]] += 0.5
    made = pulses
    for hz, quality, share in (
        (620, 5, 0.5),
        (1240, 8, 0.8),
        (2230, 9, 1.6),
        (2520, 11, 0.9),
        (3600, 7, 0.35),
    ):
        made = resonant(made, rate, hz * float(np.exp(rng.normal(0, 0.03))), quality, share)
    return np.asarray(made * np.exp(0.35 * curve), np.float32)


def creak(order: Order) -> Sound:
    """A hinge that has not been oiled."""
    rng, n, rate = order.rng, order.n, order.rate
    made = level(_hinge(order, 1.0))
    time = np.linspace(0, 1, n, dtype=np.float32)
    swell = np.minimum(1, time / 0.06) * np.minimum(1, (1 - time) / 0.2)
    gaps = stretched(wander(rng, max(8, int(order.seconds * 60)), 60, 3.0), n)
    made *= swell * np.clip(0.75 + 0.4 * gaps, 0.05, 1.6)
    wood = dying(rng, n, rate, [Band(150, 700, 0, 50.0)]) * swell
    made = level(made) + level(wood) * np.float32(0.03)
    return Sound(room(rng, made, rate, t60_s=0.4, share_db=-12), float(0.03 * order.seconds))


def knock(order: Order) -> Sound:
    """Knuckles on a door, three times."""
    n, rate, rng = order.n, order.rate, order.rng
    made = np.zeros(n, np.float32)
    at = 0.0
    for share in (0.9, 1.0, 0.8):
        panel = WOOD.panel.scaled(order.character.size * 0.75).jittered(rng)
        one = level(ring(rng, panel, n, rate, contact_s=0.0022))
        one += level(
            dying(rng, n, rate, [Band(150, 800, 0, 0.08), Band(800, 3500, -6, 0.04)])
        ) * np.float32(0.6)
        made += later(one * np.float32(share * rng.uniform(0.85, 1.1)), at, n, rate)
        at += float(rng.uniform(0.17, 0.21))
    return Sound(room(rng, later(made, LEAD_S, n, rate), rate, t60_s=0.4, share_db=-12), LEAD_S)


def recipes() -> tuple[Recipe, ...]:
    """What doors do."""
    made = []
    for kind, ucs, words in (
        (WOOD, "DOORWood", ("wooden", "house", "room", "interior")),
        (METAL, "DOORMetl", ("steel", "iron", "heavy", "industrial", "prison", "fire door")),
        (GLASS, "DOORGlas", ("shop", "balcony", "patio")),
        (GATE, "DOORGate", ("fence", "garden", "gate")),
    ):
        base = ("door", kind.name, *words)
        what = "gate" if kind is GATE else f"{kind.name} door"
        made += [
            Recipe(
                f"door {kind.name} slam",
                ucs,
                (*base, "slam", "slams", "bang", "shut"),
                f"A {what} slams",
                1.1,
                _maker(slam, kind),
            ),
            Recipe(
                f"door {kind.name} close",
                ucs,
                (*base, "close", "closes", "shut", "latch"),
                f"A {what} is closed",
                0.9,
                _maker(close, kind),
            ),
            Recipe(
                f"door {kind.name} open",
                ucs,
                (*base, "open", "opens", "handle"),
                f"A {what} is opened",
                1.0,
                _maker(open_door, kind),
            ),
        ]
    made += [
        Recipe(
            "door creak",
            "DOORCreak",
            ("creak", "creaks", "squeak", "hinge", "door", "creaky", "rusty"),
            "A door creaks",
            1.6,
            creak,
        ),
        Recipe(
            "door knock",
            "DOORKnck",
            ("knock", "knocks", "knocking", "door", "tap"),
            "Three knocks on a door",
            0.9,
            knock,
        ),
    ]
    return tuple(made)


def _maker(how: Callable[[Order, Kind], Sound], kind: Kind) -> Callable[[Order], Sound]:
    return lambda order: how(order, kind)
