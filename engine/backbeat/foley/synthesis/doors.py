"""Doors: latch, panel, frame and room; hinges that stick and slip.

A slam is two blows: the latch meets its plate, and some 20 ms later the panel its frame. Modes and
decays of the panel are measured on the slam among Fluid's sound effects (MIT).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backbeat.foley.synthesis.modes import Modes, dense, ring
from backbeat.foley.synthesis.noise import Band, Signal, coloured, dying, stretched, wander
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import convolved, hump, later, level, room

LEAD_S = 0.004
_PANEL = Modes(
    np.array([81, 134, 190, 232, 262, 330, 371, 467, 494, 601, 705, 840, 975], float),
    np.array([0.2, 0.2, 0.19, 0.18, 0.18, 0.17, 0.17, 0.16, 0.16, 0.15, 0.14, 0.13, 0.12]),
    10 ** (np.array([0, -4, -6, -8, -10, -16, -16, -13, -14, -16, -15, -14, -15]) / 20),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What door it is."""

    name: str
    panel: Modes
    ring_db: float
    """Level of the panel's modes against the noise of its contact."""
    noise: tuple[Band, ...]
    """Of the panel against its frame."""
    clatter: tuple[Band, ...]
    """Of what is loose, each time it touches."""
    clatter_db: float
    latch_hz: float
    touches: int
    """How often something touches after the blow."""
    room_db: float = -8.0
    room_s: float = 0.6


WOOD = Kind(
    "wood",
    _PANEL,
    -5.0,
    (
        Band(70, 250, 3, 0.32),
        Band(250, 1000, 0, 0.4),
        Band(1000, 3000, -1, 0.36),
        Band(3000, 7000, -2, 0.3),
        Band(7000, 13000, -10, 0.2),
    ),
    (Band(150, 800, 0, 0.12), Band(800, 3000, 0, 0.1), Band(3000, 9000, -4, 0.08)),
    -6.0,
    1700,
    5,
)
METAL = Kind(
    "metal",
    dense(np.random.default_rng(41), 140, 8200, 60, t60_s=0.6, slope=0.25, tilt_db=-2.2),
    -6.0,
    (
        Band(80, 300, 0, 0.4),
        Band(300, 1200, 0, 0.5),
        Band(1200, 4000, -1, 0.5),
        Band(4000, 12000, -3, 0.45),
    ),
    (Band(300, 1500, -3, 0.16), Band(1500, 5000, 0, 0.2), Band(5000, 14000, -2, 0.16)),
    -4.0,
    2600,
    9,
    room_db=-5.0,
    room_s=0.9,
)
GLASS = Kind(
    "glass",
    dense(np.random.default_rng(43), 160, 5200, 30, t60_s=0.16, slope=0.3, tilt_db=-3.0),
    -7.0,
    (
        Band(90, 400, 0, 0.25),
        Band(400, 1800, -1, 0.3),
        Band(1800, 6000, -2, 0.26),
        Band(6000, 14000, -7, 0.2),
    ),
    (Band(400, 2000, 0, 0.1), Band(2000, 9000, 0, 0.1)),
    -5.0,
    2200,
    6,
)
GATE = Kind(
    "gate",
    dense(np.random.default_rng(47), 260, 6200, 30, t60_s=0.12, slope=0.3, tilt_db=-1.5),
    -6.0,
    (Band(150, 600, -2, 0.2), Band(600, 2500, 0, 0.22), Band(2500, 10000, -4, 0.18)),
    (Band(400, 2000, 0, 0.1), Band(2000, 10000, 0, 0.09)),
    -2.0,
    1900,
    12,
    room_db=-14.0,
    room_s=0.35,
)


def _latch(order: Order, kind: Kind, amount: float = 1.0) -> Signal:
    """A bolt springs into its plate: two or three clicks of small metal in wood."""
    rng, n, rate = order.rng, order.n, order.rate
    made = np.zeros(n, np.float32)
    plate = Modes(
        kind.latch_hz * np.array([0.55, 1.0, 1.37, 1.83, 2.4, 3.3]),
        np.array([0.03, 0.035, 0.03, 0.03, 0.025, 0.02]),
        np.array([0.7, 1.0, 0.8, 0.7, 0.5, 0.35]),
    )
    bands = [Band(300, 1200, -3, 0.07), Band(1200, 5000, 0, 0.06), Band(5000, 12000, -3, 0.05)]
    at = 0.0
    for share in (0.6, 1.0, 0.35):
        click = level(dying(rng, n, rate, bands))
        click += level(ring(rng, plate.jittered(rng), n, rate, contact_s=0.0003)) * np.float32(0.35)
        made += later(click * np.float32(share * rng.uniform(0.8, 1.2)), at, n, rate)
        at += float(rng.uniform(0.011, 0.03))
    return level(made, amount)


def _blow(order: Order, kind: Kind, contact_s: float) -> Signal:
    """The panel meets its frame."""
    rng, n, rate = order.rng, order.n, order.rate
    panel = kind.panel.scaled(order.character.size).jittered(rng)
    rung = level(ring(rng, panel, n, rate, contact_s=contact_s))
    return level(dying(rng, n, rate, kind.noise)) + rung * np.float32(10 ** (kind.ring_db / 20))


def _clatter(order: Order, kind: Kind, seconds: float, touches: int | None = None) -> Signal:
    """What is loose touches again and again, less each time."""
    rng, n, rate = order.rng, order.n, order.rate
    made = np.zeros(n, np.float32)
    count = kind.touches if touches is None else touches
    for at in np.sort(rng.uniform(0.01, seconds, count)):
        touch = level(dying(rng, n, rate, kind.clatter))
        amount = rng.uniform(0.3, 1.0) * np.exp(-1.5 * at / seconds)
        made += later(touch * np.float32(amount), float(at), n, rate)
    return made


def _housed(order: Order, kind: Kind, made: Signal) -> Sound:
    """In the room that the door belongs to."""
    moved = later(made, LEAD_S, order.n, order.rate)
    heard = room(order.rng, moved, order.rate, t60_s=kind.room_s, share_db=kind.room_db, dull=3500)
    return Sound(heard, LEAD_S)


def slam(order: Order, kind: Kind) -> Sound:
    """A door that is thrown shut."""
    n, rate, rng = order.n, order.rate, order.rng
    hard = 0.4 + 0.6 * order.character.strength
    gap = float(rng.uniform(0.012, 0.02))
    made = _latch(order, kind, 0.4)
    made += later(_blow(order, kind, 0.0011 / hard), gap, n, rate)
    loose = np.float32(10 ** (kind.clatter_db / 20))
    made += later(_clatter(order, kind, 0.32), gap, n, rate) * loose
    again = _blow(order, kind, 0.004) * np.float32(rng.uniform(0.2, 0.35))
    made += later(again, gap + rng.uniform(0.06, 0.11), n, rate)
    return _housed(order, kind, made)


def close(order: Order, kind: Kind) -> Sound:
    """A door that is shut by hand: it touches, is pressed home, and the latch springs."""
    n, rate, rng = order.n, order.rate, order.rng
    loose = np.float32(10 ** (kind.clatter_db / 20))
    made = _latch(order, kind, 0.55) + _clatter(order, kind, 0.12, 3) * loose * np.float32(0.6)
    home = float(rng.uniform(0.06, 0.12))
    made += later(_blow(order, kind, 0.003), home, n, rate)
    made += later(_clatter(order, kind, 0.28), home, n, rate) * loose
    made += later(_latch(order, kind, 0.5), home + float(rng.uniform(0.1, 0.2)), n, rate)
    return _housed(order, kind, made)


def open_door(order: Order, kind: Kind) -> Sound:
    """A handle is pressed, the latch gives, and the door moves off its frame."""
    n, rate, rng = order.n, order.rate, order.rng
    loose = np.float32(10 ** (kind.clatter_db / 20))
    made = _latch(order, kind, 0.8) + _clatter(order, kind, 0.1, 3) * loose
    give = float(rng.uniform(0.09, 0.15))
    made += later(_blow(order, kind, 0.005) * np.float32(0.6), give, n, rate)
    made += later(_latch(order, kind, 0.7), give + 0.02, n, rate)
    made += later(_clatter(order, kind, 0.3, kind.touches + 3), give, n, rate) * loose
    move = coloured(rng, n, rate, [(100, -10), (400, -2), (1500, 0), (4000, -6), (9000, -14)])
    made += level(move * hump(n, rate, give + 0.2, 0.08, 0.16)) * np.float32(0.16)
    swing = _hinge(order, 26.0, 46.0) * hump(n, rate, give + 0.34, 0.1, 0.2)
    made += level(swing) * np.float32(0.22)
    return _housed(order, kind, made)


def _hinge(order: Order, slow_hz: float, fast_hz: float) -> Signal:
    """Stick and slip: blows of the hinge, as many a second as it is fast, through the wood."""
    rng, n, rate = order.rng, order.n, order.rate
    steps = max(8, int(order.seconds * 100))
    curve = stretched(wander(rng, steps, 100, 0.9), n)
    pace = slow_hz * (fast_hz / slow_hz) ** (0.5 + 0.5 * np.tanh(curve)) / order.character.size
    turns = np.cumsum(pace / rate)
    ends = np.flatnonzero(np.diff(np.floor(turns)) > 0)
    ends = np.clip(ends + rng.normal(0, 0.0012 * rate, len(ends)).astype(int), 0, n - 1)
    blows = np.zeros(n, np.float32)
    blows[ends] = np.exp(rng.normal(0, 0.35, len(ends))) * pace[ends] ** -0.25
    own = np.random.default_rng(53)
    wood = dense(own, 240, 5600, 26, t60_s=0.05, slope=0.5, tilt_db=-1.0, spread=0.5)
    length = int(0.09 * rate)
    one = level(ring(rng, wood.scaled(order.character.size), length, rate, contact_s=0.0003))
    one += level(dying(rng, length, rate, [Band(500, 2500, 0, 0.03), Band(2500, 9000, -5, 0.02)]))
    return convolved(blows, one)


def creak(order: Order) -> Sound:
    """A hinge that has not been oiled: it clatters slowly, and squeals where it is fast."""
    rng, n, rate = order.rng, order.n, order.rate
    time = np.linspace(0, 1, n, dtype=np.float32)
    swell = np.minimum(1, time / 0.02) * np.minimum(1, (1 - time) / 0.2)
    made = level(_hinge(order, 14.0, 62.0))
    squeal = _squeal(order)
    made = (made + level(squeal) * np.float32(0.5)) * swell
    rub = coloured(rng, n, rate, [(120, -12), (500, 0), (2000, -4), (7000, -16)]) * swell
    made = level(made) + level(rub) * np.float32(0.04)
    return Sound(room(rng, made, rate, t60_s=0.5, share_db=-9, dull=3500), 0.0)


def _squeal(order: Order) -> Signal:
    """Metal on dry metal: a few partials that glide together, and stop."""
    rng, n, rate = order.rng, order.n, order.rate
    steps = max(8, int(order.seconds * 100))
    curve = stretched(wander(rng, steps, 100, 1.1), n)
    pitch = 480 * np.exp(0.2 * curve) / order.character.size
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    made = np.zeros(n, np.float32)
    for partial, share in ((2, 0.4), (3, 0.7), (4, 1.0), (5, 0.8), (6, 0.5), (8, 0.35), (11, 0.2)):
        wobble = stretched(wander(rng, steps, 100, 6.0), n)
        made += (share * np.sin(partial * phase) * np.exp(0.4 * wobble)).astype(np.float32)
    rough = stretched(wander(rng, steps * 8, 800, 60.0), n)
    sounding = np.clip(curve + 0.1, 0, 1) ** 0.5
    return np.asarray(made * (1 + 0.4 * rough) * sounding, np.float32)


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
