"""How near something sounds: level, air and room by the size of the shot, and its side."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin, sqrt

import numpy as np

from backbeat.foley.found import Samples
from backbeat.foley.placement.filters import convolved, filtered, high_shelf, low_pass

MEDIUM = 0.5
"""Closeness of a shot that nobody measured."""

_FAR_DB = -4.0
"""Level in the widest shot against a close-up."""
_FAR_HZ, _NEAR_HZ = 5500.0, 18000.0
_FAR_WET_DB, _NEAR_WET_DB = -9.0, -26.0
"""Energy of the room against that of the sound itself."""
_DECAY_S = 0.45
"""In which a room falls by 60 dB."""
_FIRST_S = 0.012
"""Before it, nothing of the room is heard: the hit stays the hit."""
_ROOM_HZ = 4500.0
_SOFT_SHELF_DB = -6.0
"""Change of what is above 3 kHz in a hit of strength 0."""
_SHELF_HZ = 3000.0


def level_db(closeness: float) -> float:
    """What distance takes from the level."""
    return _FAR_DB * (1 - closeness)


def seen_from(samples: Samples, rate: int, closeness: float, room_seed: int) -> Samples:
    """A sound as it is heard in a shot of some size, its level aside.

    Args:
        samples: shape (n, 2).
        rate: in Hz.
        closeness: 0: the widest shot; 1: a close-up.
        room_seed: of the room; the same for all of a scene.

    Returns:
        shape (m, 2), longer by the room. The sound itself stays where it was.
    """
    hz = _FAR_HZ * (_NEAR_HZ / _FAR_HZ) ** closeness
    direct = filtered(samples, rate, low_pass(hz, rate))
    wet_db = _FAR_WET_DB + closeness * (_NEAR_WET_DB - _FAR_WET_DB)
    heard = convolved(direct, _room(rate, room_seed)) * np.float32(10 ** (wet_db / 20))
    heard[: len(direct)] += direct
    return heard


def softened(samples: Samples, rate: int, strength: float) -> Samples:
    """A hit that is not the hardest: duller, by up to 6 dB above 3 kHz."""
    shelf_db = _SOFT_SHELF_DB * (1 - min(max(strength, 0.0), 1.0))
    return filtered(samples, rate, high_shelf(_SHELF_HZ, shelf_db, rate)) if shelf_db else samples


def panned(samples: Samples, pan: float) -> Samples:
    """In stereo, at a place from -1 (left) to 1 (right), with the same power everywhere.

    Two channels stay as they are to each other, but for their balance; more are mixed to one.
    """
    if samples.shape[1] > 2:
        samples = samples.mean(axis=1, keepdims=True, dtype=np.float32)
    if not pan and samples.shape[1] == 2:
        return samples
    angle = (min(max(pan, -1.0), 1.0) + 1) * pi / 4
    return samples * np.array([cos(angle) * sqrt(2), sin(angle) * sqrt(2)], np.float32)


@lru_cache(maxsize=32)
def _room(rate: int, seed: int) -> Samples:
    """Decaying noise, another in each channel, of unit energy: late reflections of a small room."""
    count = round(rate * _DECAY_S)
    noise = np.random.default_rng(seed).standard_normal((count, 2)).astype(np.float32)
    noise = filtered(noise, rate, low_pass(_ROOM_HZ, rate))
    noise *= np.exp(-6.9 * np.arange(count, dtype=np.float32) / count)[:, np.newaxis]
    first = round(rate * _FIRST_S)
    noise[:first] = 0
    return np.asarray(noise / np.sqrt(np.square(noise).sum(axis=0)), np.float32)
