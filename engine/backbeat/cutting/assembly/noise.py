"""Numbers drawn with a seed, the same in every version of every library."""

from __future__ import annotations

import hashlib

import numpy as np

from backbeat.cutting.assembly.arrays import Floats, Ints


def noise(seed: int, name: str, at: int | Ints) -> Floats:
    """Numbers from 0 to 1, one for each of `at`; all 0 with seed 0.

    SplitMix64 (Steele, Lea and Flood 2014) over a digest of seed and name.

    Args:
        seed: any number.
        name: what the numbers are for.
        at: which numbers; the same seed, name and place give the same number.
    """
    places = np.atleast_1d(np.asarray(at, dtype=np.int64)).astype(np.uint64)
    if seed == 0:
        return np.zeros(len(places))
    digest = hashlib.sha256(f"{seed} {name}".encode()).digest()
    key = np.uint64(int.from_bytes(digest[:8], "little"))
    with np.errstate(over="ignore"):
        mixed = key + (places + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    result: Floats = (mixed >> np.uint64(11)).astype(np.float64) / (1 << 53)
    return result
