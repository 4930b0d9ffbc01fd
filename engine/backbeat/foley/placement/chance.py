"""Random numbers that belong to a cue: the same in every run, whatever other cues there are."""

from __future__ import annotations

import hashlib

import numpy as np


def number(seed: int, *names: str) -> int:
    """A number of 32 bits for a seed and the names of what it is for."""
    said = "\0".join((str(seed), *names)).encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=4).digest(), "little")


def generator(seed: int, *names: str) -> np.random.Generator:
    """A generator for a seed and the names of what it is for."""
    return np.random.default_rng(number(seed, *names))


def order(seed: int, cue: str, members: list[str]) -> list[int]:
    """Members of a bag in the order in which a cue would draw them, as indices.

    Each member has a number of its own in it, so that one more or less leaves the others' order.
    """
    return sorted(
        range(len(members)),
        key=lambda each: (number(seed, cue, "draw", members[each]), members[each]),
    )
