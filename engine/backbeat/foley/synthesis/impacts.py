"""Things that hit things: modal bodies by material.

Ratios and decays are those published for struck bars, plates and vessels (ModalBar and the presets
of meshes in Cook and Scavone's STK).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backbeat.foley.synthesis.modes import Modes, dense, ring
from backbeat.foley.synthesis.noise import Band, Signal, dying
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import later, level, room

LEAD_S = 0.003


@dataclass(frozen=True, slots=True)
class Material:
    """What a body is made of."""

    name: str
    hz: float
    """Lowest of its modes, at the usual size."""
    ratios: tuple[float, ...]
    """Of its clear modes; empty: none is clear."""
    t60_s: float
    """How long a mode at 1 kHz rings."""
    slope: float
    tilt_db: float
    """Of the clear modes, for each of them."""
    dense: int
    """How many modes besides, in between."""
    dense_db: float
    contact_s: tuple[float, float]
    """How long a contact lasts, softest and hardest."""
    noise: tuple[Band, ...]
    noise_db: float
    thump: tuple[float, float, float]
    """Of what it lies on: Hz, seconds to fall by 60 dB, level in dB."""
    bounces: float
    """How likely it is to strike again, and again."""


MATERIALS = (
    Material(
        "wood",
        230,
        (1, 1.72, 2.777, 3.9, 5.1, 7.378),
        0.1,
        0.7,
        -4.0,
        9,
        -8.0,
        (0.004, 0.0008),
        (Band(150, 700, 0, 0.09), Band(700, 2500, -5, 0.05), Band(2500, 8000, -14, 0.025)),
        -3.0,
        (105, 0.13, -6.0),
        0.35,
    ),
    Material(
        "metal",
        430,
        (),
        0.38,
        0.06,
        0.0,
        64,
        0.0,
        (0.0006, 0.00006),
        (Band(200, 1500, -4, 0.16), Band(1500, 6000, 0, 0.2), Band(6000, 15000, -3, 0.14)),
        0.0,
        (170, 0.09, -10.0),
        0.5,
    ),
    Material(
        "anvil",
        1250,
        (1, 1.51, 2.21, 2.63, 3.44, 4.12, 5.35, 6.6, 8.3),
        0.75,
        0.12,
        -0.6,
        30,
        -5.0,
        (0.0003, 0.00005),
        (Band(300, 1500, -5, 0.12), Band(1500, 5000, 0, 0.16), Band(5000, 15000, 0, 0.14)),
        1.0,
        (210, 0.08, -8.0),
        0.4,
    ),
    Material(
        "glass",
        1206,
        (1, 1.857, 3.25, 4.946, 6.2, 8.1),
        0.45,
        0.35,
        -1.0,
        4,
        -10.0,
        (0.001, 0.0001),
        (Band(1500, 6000, -3, 0.02), Band(6000, 16000, 0, 0.015)),
        -6.0,
        (160, 0.08, -14.0),
        0.3,
    ),
    Material(
        "stone",
        620,
        (1, 1.7, 2.6, 3.7, 5.3, 7.1),
        0.05,
        0.5,
        -2.0,
        8,
        -4.0,
        (0.0014, 0.0003),
        (Band(200, 900, -2, 0.06), Band(900, 4000, 0, 0.045), Band(4000, 12000, -6, 0.03)),
        2.0,
        (95, 0.12, -4.0),
        0.7,
    ),
    Material(
        "ceramic",
        1460,
        (1, 2.128, 3.02, 4.17, 5.06),
        0.28,
        0.4,
        -2.0,
        6,
        -8.0,
        (0.001, 0.00015),
        (Band(900, 4000, -2, 0.03), Band(4000, 13000, 0, 0.02)),
        -3.0,
        (140, 0.09, -9.0),
        0.4,
    ),
    Material(
        "plastic",
        420,
        (1, 2.1, 3.3, 4.6, 6.4),
        0.05,
        0.6,
        -3.0,
        10,
        -3.0,
        (0.003, 0.0005),
        (Band(300, 1400, -2, 0.05), Band(1400, 6000, 0, 0.035), Band(6000, 12000, -9, 0.02)),
        0.0,
        (130, 0.08, -8.0),
        0.6,
    ),
)


def body(order: Order, material: Material, which: int = 7) -> Modes:
    """The modes of a body: the same whenever it is asked for, `which` being which body it is."""
    own = np.random.default_rng(which)
    parts = []
    if material.ratios:
        hz = material.hz * np.array(material.ratios)
        gain = 10 ** (material.tilt_db * np.arange(len(hz)) / 20)
        parts.append((hz, material.t60_s * (hz / 1000) ** -material.slope, gain))
    if material.dense:
        more = dense(
            own,
            material.hz * 0.8,
            13000,
            material.dense,
            t60_s=material.t60_s,
            slope=material.slope,
            tilt_db=material.tilt_db / 2,
            spread=0.6,
        )
        parts.append((more.hz, more.t60_s, more.gain * 10 ** (material.dense_db / 20)))
    return Modes(*(np.concatenate(one) for one in zip(*parts, strict=True)))


def strike(order: Order, material: Material) -> Sound:
    """A body of a material is struck, or falls."""
    rng, n, rate = order.rng, order.n, order.rate
    hard = order.character.strength
    modes = body(order, material).scaled(order.character.size)
    soft, quick = material.contact_s
    contact = soft * (quick / soft) ** (0.3 + 0.7 * hard)

    def once(amount: float) -> Signal:
        rung = level(ring(rng, modes.jittered(rng), n, rate, contact_s=contact / amount**0.3))
        noise = level(dying(rng, n, rate, material.noise)) * np.float32(
            10 ** (material.noise_db / 20)
        )
        hz, t60_s, db = material.thump
        low = Modes(np.array([hz, hz * 1.7]), np.array([t60_s, t60_s * 0.7]), np.array([1, 0.5]))
        knock = level(ring(rng, low.jittered(rng), n, rate, contact_s=0.004))
        made = rung + noise + knock * np.float32(10 ** (db / 20))
        return np.asarray(made * amount, np.float32)

    made = once(1.0)
    at, amount, gap = 0.0, 1.0, rng.uniform(0.05, 0.09)
    while rng.random() < material.bounces and at < 0.3:
        at += gap
        amount *= rng.uniform(0.15, 0.35)
        gap *= rng.uniform(0.55, 0.8)
        made += later(once(amount), at, n, rate)
    made = room(rng, later(made, LEAD_S, n, rate), rate, t60_s=0.4, share_db=-12, dull=5000)
    return Sound(made, LEAD_S)


def thud(order: Order) -> Sound:
    """A body or a sack falls on the floor."""
    rng, n, rate = order.rng, order.n, order.rate
    low = Modes(
        np.array([58, 83, 121, 170, 233]) / order.character.size,
        np.array([0.22, 0.18, 0.14, 0.1, 0.08]),
        np.array([1, 0.9, 0.6, 0.35, 0.2]),
    )
    made = level(ring(rng, low.jittered(rng), n, rate, contact_s=0.007))
    made += level(
        dying(
            rng,
            n,
            rate,
            [Band(60, 250, 0, 0.16), Band(250, 900, -7, 0.1), Band(900, 3500, -16, 0.09)],
        )
    ) * np.float32(0.8)
    cloth = dying(rng, n, rate, [Band(700, 5000, 0, 0.3)])
    made += level(cloth) * np.float32(0.07)
    again = made * np.float32(rng.uniform(0.2, 0.4))
    made = made + later(again, rng.uniform(0.07, 0.13), n, rate)
    return Sound(
        room(rng, later(made, LEAD_S, n, rate), rate, t60_s=0.3, share_db=-16, dull=1500), LEAD_S
    )


_WORDS = {
    "wood": (
        "WOODImpt",
        (
            "wood",
            "wooden",
            "plank",
            "board",
            "box",
            "crate",
            "table",
            "knock",
            "chop",
            "axe",
            "log",
        ),
        "Something hits wood",
    ),
    "metal": (
        "METLImpt",
        ("metal", "steel", "iron", "clang", "pipe", "tool", "bang", "pan", "hit"),
        "Something hits metal",
    ),
    "anvil": (
        "METLImpt",
        ("anvil", "hammer", "clang", "sword", "blacksmith", "metal"),
        "A hammer strikes an anvil",
    ),
    "glass": ("GLASImpt", ("glass", "bottle", "clink", "toast", "tumbler"), "Something taps glass"),
    "stone": (
        "ROCKImpt",
        ("stone", "rock", "brick", "pebble", "boulder", "concrete"),
        "Stone hits stone",
    ),
    "ceramic": (
        "CERMImpt",
        ("ceramic", "cup", "mug", "plate", "dish", "crockery", "porcelain"),
        "A cup or a plate is put down",
    ),
    "plastic": ("PLASImpt", ("plastic", "toy", "bin", "case", "lid"), "Something of plastic drops"),
}
_SECONDS = {"metal": 1.1, "anvil": 1.4, "glass": 0.8, "ceramic": 0.6}


def recipes() -> tuple[Recipe, ...]:
    """An impact for each material."""
    made = [
        Recipe(
            f"impact {material.name}",
            _WORDS[material.name][0],
            ("impact", "hit", "drop", "fall", "strike", *_WORDS[material.name][1]),
            _WORDS[material.name][2],
            _SECONDS.get(material.name, 0.6),
            _maker(material),
        )
        for material in MATERIALS
    ]
    made.append(
        Recipe(
            "impact body",
            "DSGNImpt",
            ("body", "bodyfall", "thud", "fall", "impact", "hit", "drop", "sack"),
            "A body falls",
            0.7,
            thud,
        )
    )
    return tuple(made)


def _maker(material: Material) -> Callable[[Order], Sound]:
    return lambda order: strike(order, material)
