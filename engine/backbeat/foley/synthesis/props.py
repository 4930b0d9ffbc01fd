"""Small things and blows: keys, coins, clicks, punches."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from backbeat.foley.synthesis.modes import Modes, ring
from backbeat.foley.synthesis.noise import Band, Signal, dying
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import later, level, room

LEAD_S = 0.003


@dataclass(frozen=True, slots=True)
class Pieces:
    """Small pieces of metal that hit one another."""

    count: int
    low: float
    high: float
    """Between which the lowest modes of the pieces are, in Hz."""
    t60_s: float
    hits: int
    spread_s: float
    """Within which most of them hit."""
    knock: tuple[Band, ...]
    """What is heard of a contact besides the ringing."""
    knock_db: float
    calming: float
    """How much weaker the hits are at the end of the spread, as an exponent."""


COINS = Pieces(
    14,
    4200,
    8800,
    0.1,
    110,
    0.45,
    (Band(400, 1500, -13, 0.04), Band(1500, 5000, -6, 0.03), Band(5000, 15000, 0, 0.03)),
    0.0,
    1.4,
)
KEYS = Pieces(
    9,
    2600,
    6800,
    0.16,
    44,
    0.6,
    (Band(400, 1500, -14, 0.03), Band(1500, 5000, -6, 0.025), Band(5000, 15000, 0, 0.02)),
    0.0,
    1.0,
)


def _jingle(order: Order, pieces: Pieces) -> Signal:
    """They fall in flurries: most hits are weak, and each meets another part of a piece."""
    rng, n, rate = order.rng, order.n, order.rate
    length = min(n, int(0.25 * rate))
    bank = []
    own = np.random.default_rng(pieces.count)
    for _ in range(pieces.count):
        hz = np.exp(own.uniform(np.log(pieces.low), np.log(pieces.high))) / order.character.size
        piece = Modes(
            hz * np.array([1, 1.13, 1.46, 1.72, 2.03, 2.71, 3.4]),
            pieces.t60_s * own.uniform(0.4, 1.3, 7),
            own.uniform(0.25, 1, 7),
        )
        for _ in range(2):
            one = level(ring(rng, piece.jittered(rng, 2.0), length, rate, contact_s=0.00006))
            one[-200:] *= np.linspace(1, 0, min(200, length), dtype=np.float32)
            knock = level(dying(rng, length, rate, pieces.knock))
            bank.append(level(one + knock * np.float32(10 ** (pieces.knock_db / 20))))
    gaps = rng.exponential(pieces.spread_s / pieces.hits, pieces.hits - 1)
    # Some follow at once, others after a pause.
    gaps *= np.exp(rng.normal(0, 0.9, len(gaps))) / np.exp(0.4)
    made = np.zeros(n, np.float32)
    for number, start in enumerate(np.concatenate([[0.0], np.cumsum(gaps)])):
        share = np.exp(rng.normal(-0.9, 0.7)) * np.exp(-pieces.calming * start / pieces.spread_s)
        share = 0.9 if number == 0 else min(share, 1.0)
        made += later(bank[int(rng.integers(len(bank)))] * np.float32(share), float(start), n, rate)
    return made


def _in_a_room(order: Order, made: Signal) -> Sound:
    return Sound(
        room(
            order.rng,
            later(made, LEAD_S, order.n, order.rate),
            order.rate,
            t60_s=0.3,
            share_db=-20,
            dull=6000,
        ),
        LEAD_S,
    )


def coins(order: Order) -> Sound:
    """Coins fall together."""
    return _in_a_room(order, _jingle(order, COINS))


def keys(order: Order) -> Sound:
    """A bunch of keys jingles."""
    return _in_a_room(order, _jingle(order, KEYS))


def click(order: Order) -> Sound:
    """A button of a device or of a screen."""
    rng, n, rate = order.rng, order.n, order.rate
    body = Modes(
        np.array([1350, 2240, 3380, 5200]) / order.character.size,
        np.array([0.012, 0.01, 0.008, 0.006]),
        np.array([1, 0.8, 0.5, 0.3]),
    )
    down = level(ring(rng, body.jittered(rng), n, rate, contact_s=0.0003)) + level(
        dying(rng, n, rate, [Band(1500, 9000, 0, 0.006)])
    ) * np.float32(0.5)
    up = level(ring(rng, body.scaled(0.85).jittered(rng), n, rate, contact_s=0.0003))
    return Sound(
        later(down, LEAD_S, n, rate) + later(up * np.float32(0.35), LEAD_S + 0.07, n, rate), LEAD_S
    )


def punch(order: Order) -> Sound:
    """A fist in a film: a smack, cloth and flesh that give one after another, and a body."""
    rng, n, rate = order.rng, order.n, order.rate
    hard = 0.5 + 0.5 * order.character.strength
    smack = [
        Band(150, 600, -4, 0.16),
        Band(600, 1800, 0, 0.22),
        Band(1800, 5000, -2, 0.22),
        Band(5000, 12000, -16, 0.14),
    ]
    made = level(dying(rng, n, rate, smack)) * np.float32(0.8 * hard)
    for at in np.sort(rng.uniform(0.006, 0.14, 9)):
        bands = [replace(b, level_db=b.level_db + float(rng.normal(0, 4))) for b in smack]
        share = rng.uniform(0.25, 0.75) * np.exp(-at / 0.2) * hard
        made += later(level(dying(rng, n, rate, bands)) * np.float32(share), float(at), n, rate)
    low = Modes(
        np.array([82, 118, 161, 225]) / order.character.size,
        np.array([0.16, 0.14, 0.12, 0.1]),
        np.array([1, 0.9, 0.7, 0.4]),
    )
    made += level(ring(rng, low.jittered(rng), n, rate, contact_s=0.003)) * np.float32(0.7)
    made = np.tanh(1.6 * made / np.abs(made).max()).astype(np.float32)
    return Sound(room(rng, later(made, LEAD_S, n, rate), rate, t60_s=0.3, share_db=-14), LEAD_S)


def slap(order: Order) -> Sound:
    """A flat hand on skin: palm and fingers, one soon after another."""
    rng, n, rate = order.rng, order.n, order.rate
    skin = [
        Band(150, 500, -14, 0.2),
        Band(500, 2200, -5, 0.3),
        Band(2200, 6000, 0, 0.4),
        Band(6000, 13000, -5, 0.24),
    ]
    made = level(dying(rng, n, rate, skin))
    for at in np.sort(rng.uniform(0.003, 0.03, 4)):
        bands = [replace(b, level_db=b.level_db + float(rng.normal(0, 3))) for b in skin]
        share = np.float32(rng.uniform(0.3, 0.8))
        made += later(level(dying(rng, n, rate, bands)) * share, float(at), n, rate)
    return Sound(
        room(rng, later(made, LEAD_S, n, rate), rate, t60_s=0.35, share_db=-10, dull=5000), LEAD_S
    )


def recipes() -> tuple[Recipe, ...]:
    """Props and blows."""
    return (
        Recipe(
            "coins",
            "OBJCoin",
            ("coin", "coins", "money", "change", "jingle", "drop"),
            "Coins fall together",
            0.9,
            coins,
        ),
        Recipe(
            "keys",
            "OBJKey",
            ("key", "keys", "keychain", "jingle", "bunch"),
            "A bunch of keys jingles",
            1.0,
            keys,
        ),
        Recipe(
            "click",
            "UIClick",
            ("click", "button", "switch", "mouse", "tap", "ui", "interface", "press"),
            "A button clicks",
            0.2,
            click,
            temporary=False,
        ),
        Recipe(
            "punch",
            "FGHTImpt",
            ("punch", "fist", "hit", "fight", "blow", "beat"),
            "A punch",
            0.5,
            punch,
        ),
        Recipe("slap", "FGHTImpt", ("slap", "smack", "face", "hand", "clap"), "A slap", 0.5, slap),
    )
