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
from backbeat.foley.synthesis.shape import hump, later, level, low_passed, resonance, room

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
    calming: float = 1.5
    """How much less it does so in the end, as an exponent."""
    room_db: float = -11.0
    room_s: float = 0.4


WOOD = Kind(
    "wood",
    _PANEL,
    -7.0,
    (
        Band(70, 250, 1, 0.2),
        Band(250, 1000, 0, 0.22),
        Band(1000, 3000, 0, 0.22),
        Band(3000, 7000, -1, 0.2),
        Band(7000, 13000, -9, 0.16),
    ),
    (Band(150, 800, 0, 0.1), Band(800, 3000, 0, 0.09), Band(3000, 9000, -2, 0.07)),
    -3.0,
    1700,
    7,
)
METAL = Kind(
    "metal",
    dense(np.random.default_rng(41), 420, 9500, 80, t60_s=0.3, slope=0.02, tilt_db=0.5, spread=0.5),
    -3.0,
    (
        Band(80, 300, -8, 0.2),
        Band(300, 1200, -1, 0.4),
        Band(1200, 4000, 0, 0.5),
        Band(4000, 12000, 0, 0.5),
    ),
    (Band(200, 1500, -3, 0.2), Band(1500, 5000, 0, 0.24), Band(5000, 14000, -1, 0.2)),
    0.0,
    2600,
    16,
    calming=0.7,
    room_db=-12.0,
    room_s=0.4,
)
GLASS = Kind(
    "glass",
    dense(np.random.default_rng(43), 160, 5200, 30, t60_s=0.12, slope=0.3, tilt_db=-2.0),
    -9.0,
    (
        Band(90, 400, 0, 0.16),
        Band(400, 1800, 0, 0.2),
        Band(1800, 6000, -1, 0.2),
        Band(6000, 14000, -5, 0.16),
    ),
    (Band(400, 2000, 0, 0.09), Band(2000, 9000, 0, 0.08)),
    -3.0,
    2200,
    8,
)
GATE = Kind(
    "gate",
    dense(np.random.default_rng(47), 320, 4200, 18, t60_s=0.09, slope=0.4, tilt_db=-2.0),
    -7.0,
    (Band(150, 600, -5, 0.17), Band(600, 2500, 0, 0.17), Band(2500, 10000, -4, 0.14)),
    (Band(300, 2000, -2, 0.11), Band(2000, 9000, -2, 0.1)),
    0.0,
    1900,
    10,
    calming=0.8,
    room_db=-13.0,
    room_s=0.3,
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
    short = min(n, round(0.25 * rate))
    for at in np.sort(rng.uniform(0.01, seconds, count)):
        touch = level(dying(rng, short, rate, kind.clatter))
        panel = kind.panel.scaled(order.character.size / rng.uniform(1.0, 1.5)).jittered(rng, 2.0)
        touch += level(ring(rng, panel, short, rate, contact_s=0.0008)) * np.float32(0.5)
        amount = rng.uniform(0.3, 1.0) * np.exp(-kind.calming * at / seconds)
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
    """A handle is pressed, the latch gives, the door moves off its frame, the handle springs back.

    No hinge is heard: of real doors that are opened hardly one squeaks, and a creak is a sound of
    its own.
    """
    n, rate, rng = order.n, order.rate, order.rng
    loose = np.float32(10 ** (kind.clatter_db / 20))
    made = _latch(order, kind, 0.8) + _clatter(order, kind, 0.1, 3) * loose
    give = float(rng.uniform(0.09, 0.15))
    made += later(_blow(order, kind, 0.005) * np.float32(0.6), give, n, rate)
    made += later(_latch(order, kind, 0.7), give + 0.02, n, rate)
    made += later(_clatter(order, kind, 0.25, kind.touches), give, n, rate) * loose
    back = give + float(rng.uniform(0.17, 0.26))
    made += later(_latch(order, kind, 0.45), back, n, rate)
    made += later(_clatter(order, kind, 0.07, 3), back, n, rate) * loose * np.float32(0.6)
    move = coloured(
        rng, n, rate, [(100, -10), (400, -2), (1500, 0), (4000, -6), (8000, -14), (11000, -40)]
    )
    rubs = stretched(np.exp(0.8 * wander(rng, max(8, round(order.seconds * 100)), 100, 18.0)), n)
    move = move * rubs * hump(n, rate, give + 0.14, 0.06, 0.12)
    made += level(move) * np.float32(0.06)
    return _housed(order, kind, made)


_FORMANTS = (
    (340, 4, 0.1),
    (720, 4, 0.2),
    (1240, 6, 0.5),
    (2200, 8, 1.5),
    (2550, 9, 0.9),
    (3620, 8, 0.5),
    (5100, 8, 0.35),
)
"""Measured on the creak among Fluid's sound effects (MIT): Hz, quality, level."""


def _hinge(order: Order, seconds: float, low: float, high: float) -> Signal:
    """Stick and slip: the hinge lets go as many hundred times a second as the door is fast.

    Its pitch goes up and comes down again, as the door does.
    """
    rng, rate = order.rng, order.rate
    n = round(seconds * rate)
    time = np.linspace(0, 1, n)
    steps = max(8, int(seconds * 100))
    drift = stretched(wander(rng, steps, 100, 3.0), n)
    arch = np.sin(np.pi * time ** float(rng.uniform(0.6, 1.5)))
    pitch = low * (high / low) ** arch * np.exp(0.02 * drift) / order.character.size
    turns = np.cumsum(pitch / rate)
    ends = np.flatnonzero(np.diff(np.floor(turns)) > 0)
    ends = np.clip(ends + rng.normal(0, 0.0015 * rate / high, len(ends)).astype(int), 0, n - 1)
    slips = np.zeros(n, np.float32)
    slips[ends] = np.exp(rng.normal(0, 0.25, len(ends)))
    # Now and then it slips twice.
    twice = ends[rng.random(len(ends)) < 0.15] + int(0.0011 * rate)
    slips[twice[twice < n]] += 0.5
    slips = low_passed(low_passed(slips, rate, 6000), rate, 6500)
    made = 0.04 * slips
    for hz, quality, share in _FORMANTS:
        made += resonance(slips, rate, hz * float(np.exp(rng.normal(0, 0.02))), quality) * share
    swell = np.minimum(1, time / 0.05) * np.minimum(1, (1 - time) / 0.15)
    return np.asarray(level(made) * swell * np.exp(0.3 * drift), np.float32)


def creak(order: Order) -> Sound:
    """A hinge that has not been oiled."""
    rng, n, rate = order.rng, order.n, order.rate
    made = np.zeros(n, np.float32)
    at = 0.0
    while at < order.seconds - 0.25:
        seconds = min(float(rng.uniform(0.7, 1.4)), order.seconds - at - 0.05)
        low = float(rng.uniform(120, 190))
        one = _hinge(order, seconds, low, low * float(rng.uniform(1.8, 2.7)))
        made += later(one * np.float32(rng.uniform(0.6, 1.0)), at, n, rate)
        at += seconds + float(rng.uniform(0.02, 0.12))
    rub = coloured(rng, n, rate, [(120, -12), (500, 0), (2000, -4), (6000, -16), (9000, -40)])
    made = level(made) + level(rub * np.minimum(1, np.abs(made) * 4)) * np.float32(0.04)
    return Sound(room(rng, made, rate, t60_s=0.3, share_db=-17, dull=3500), 0.0)


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
            elastic=True,
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
