"""Small things and blows: keys, coins, clicks, punches."""

from __future__ import annotations

import numpy as np

from backbeat.foley.synthesis.modes import Modes, ring
from backbeat.foley.synthesis.noise import Band, Signal, dying
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import later, level, room

LEAD_S = 0.003


def _jingle(
    order: Order, pieces: int, hits: int, low: float, high: float, t60_s: float, spread_s: float
) -> Signal:
    """Small pieces of metal that hit one another."""
    rng, n, rate = order.rng, order.n, order.rate
    length = min(n, int(0.35 * rate))
    bank = []
    own = np.random.default_rng(pieces)
    for _ in range(pieces):
        hz = np.exp(own.uniform(np.log(low), np.log(high))) / order.character.size
        piece = Modes(
            hz * np.array([1, 1.46, 2.03, 2.71, 3.4]),
            t60_s * own.uniform(0.5, 1.3, 5),
            own.uniform(0.3, 1, 5),
        ).jittered(rng)
        one = ring(rng, piece, length, rate, contact_s=0.00006)
        one[-200:] *= np.linspace(1, 0, min(200, length), dtype=np.float32)
        one += dying(rng, length, rate, [Band(3000, 15000, 0, 0.012)]) * np.float32(1.0)
        bank.append(level(one))
    starts = np.concatenate([[0.0], np.cumsum(rng.exponential(spread_s / hits, hits - 1))])
    made = np.zeros(n, np.float32)
    for number, start in enumerate(starts):
        share = 1.0 if number == 0 else rng.uniform(0.15, 0.95) * np.exp(-1.2 * start / spread_s)
        made += later(bank[int(rng.integers(pieces))] * np.float32(share), float(start), n, rate)
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
    return _in_a_room(order, _jingle(order, 9, 22, 3200, 8200, 0.12, 0.28))


def keys(order: Order) -> Sound:
    """A bunch of keys jingles."""
    return _in_a_room(order, _jingle(order, 7, 26, 2300, 6400, 0.2, 0.5))


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
    """A fist in a film: a smack, its body and the cloth."""
    rng, n, rate = order.rng, order.n, order.rate
    hard = 0.5 + 0.5 * order.character.strength
    smack = dying(
        rng,
        n,
        rate,
        [Band(600, 1800, 0, 0.1), Band(1800, 5000, 0, 0.13), Band(5000, 12000, -6, 0.09)],
    )
    low = Modes(
        np.array([72, 108, 151, 215]) / order.character.size,
        np.array([0.14, 0.12, 0.1, 0.08]),
        np.array([1, 0.9, 0.7, 0.4]),
    )
    body = ring(rng, low.jittered(rng), n, rate, contact_s=0.003)
    mid = dying(rng, n, rate, [Band(120, 500, 0, 0.1), Band(500, 1500, -6, 0.07)])
    made = level(smack) * np.float32(0.7 * hard) + level(body) + level(mid) * np.float32(0.8)
    # A second surface gives a little later.
    made += later(
        level(dying(rng, n, rate, [Band(1500, 4500, 0, 0.14)])) * np.float32(0.55),
        rng.uniform(0.03, 0.045),
        n,
        rate,
    )
    made = np.tanh(1.6 * made / np.abs(made).max()).astype(np.float32)
    return Sound(room(rng, later(made, LEAD_S, n, rate), rate, t60_s=0.25, share_db=-18), LEAD_S)


def slap(order: Order) -> Sound:
    """A flat hand on skin."""
    rng, n, rate = order.rng, order.n, order.rate
    made = dying(
        rng,
        n,
        rate,
        [
            Band(250, 900, -9, 0.1),
            Band(900, 2200, -3, 0.14),
            Band(2200, 6000, 0, 0.2),
            Band(6000, 13000, -6, 0.1),
        ],
    )
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
