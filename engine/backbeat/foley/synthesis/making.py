"""A sound from a recipe."""

from __future__ import annotations

import zlib

import numpy as np

from backbeat.foley.found import Samples
from backbeat.foley.synthesis.noise import Signal
from backbeat.foley.synthesis.recipe import Bed, Character, Made, Order, Recipe, Sound
from backbeat.foley.synthesis.shape import PEAK, ended, level

LONGEST_LOOP_S = 30.0
"""A bed that is longer goes round after so long."""
SHORTEST_S = 0.05
_BED_RMS = 10 ** (-26 / 20)
_BED_PEAK = 10 ** (-1 / 20)
_JOIN_S = 2.0


def make(
    recipe: Recipe,
    *,
    seed: int,
    seconds: float | None = None,
    rate: int = 48000,
    character: Character | None = None,
) -> Made:
    """A sound, the same for the same arguments.

    Args:
        recipe: what to make.
        seed: which of its variants.
        seconds: how long; None: as long as the recipe says. What rings is cut by less than its own
            length, faded out.
        rate: samples a second, from 8000 on.
        character: how hard, how large, which foot.

    Raises:
        ValueError: a rate or length that nothing can have.
    """
    if rate < 8000:
        raise ValueError(f"a rate of {rate} Hz is too low for sound effects")
    if seconds is not None and not seconds > 0:
        raise ValueError(f"a sound cannot be {seconds} s long")
    long_s = max(SHORTEST_S, recipe.seconds if seconds is None else seconds)
    rng = np.random.default_rng([zlib.crc32(recipe.name.encode()), seed & 0xFFFFFFFF])
    character = character or Character()
    if not recipe.loops:
        return _hit(recipe, Order(rng, round(long_s * rate), rate, character))
    n = round(long_s * rate)
    order = Order(rng, min(n, round(LONGEST_LOOP_S * rate)), rate, character)
    made = recipe.maker(order)
    if not isinstance(made, Bed):
        raise TypeError(f"{recipe.name} does not make a bed")
    stereo = np.stack([_settled(made.left), _settled(made.right)], axis=1)
    scale = min(
        _BED_RMS / max(float(np.sqrt(np.mean(np.square(stereo)))), 1e-9),
        _BED_PEAK / max(float(np.abs(stereo).max()), 1e-9),
    )
    return Made(_round(stereo * np.float32(scale), n, rate), rate, 0.0, loops=True)


def _hit(recipe: Recipe, order: Order) -> Made:
    # What rings is made in full and cut afterwards, so that a shorter one begins alike.
    least = 0 if recipe.elastic else round(recipe.seconds * order.rate)
    full = Order(order.rng, max(order.n, least), order.rate, order.character)
    made = recipe.maker(full)
    if not isinstance(made, Sound):
        raise TypeError(f"{recipe.name} does not make a hit")
    samples = ended(made.signal[: order.n], order.rate, min(0.06, 0.2 * order.seconds))
    return Made(level(samples, PEAK)[:, None], order.rate, made.sync_s, loops=False)


def _settled(side: Signal) -> Signal:
    """Periodic, without what is too low to hear."""
    return side - np.float32(side.mean(dtype=np.float64))


def _round(stereo: Samples, n: int, rate: int) -> Samples:
    """A loop, as often as it takes to fill `n` samples, its end joined to its beginning."""
    period = len(stereo)
    if n == period:
        return np.ascontiguousarray(stereo, np.float32)
    long = np.resize(stereo, (n, 2))
    # The last moments go over into what comes before the beginning.
    count = min(round(_JOIN_S * rate), n - period)
    turn = np.linspace(0, np.pi / 2, count, dtype=np.float32)[:, None]
    before = stereo[(np.arange(-count, 0)) % period]
    long[-count:] = long[-count:] * np.cos(turn) + before * np.sin(turn)
    return np.ascontiguousarray(long, np.float32)
