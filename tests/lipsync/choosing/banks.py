"""Banks that are made up, of which it is known what is right."""

from __future__ import annotations

import numpy as np

from backbeat.lipsync.bank.bank import Bank, Mouths, bank_of
from backbeat.lipsync.bank.hearing import Voice
from backbeat.lipsync.bank.looks import SIZE
from backbeat.lipsync.lines import Speech
from backbeat.lipsync.visemes.sounds import CLOSED, REST, SOUNDS, VOWELS

RATE = 25
EACH_S = 0.16
KINDS = (CLOSED, *sorted(VOWELS), SOUNDS.index("fv"), SOUNDS.index("td"), REST)


def voice(kinds: list[int], each_s: float = EACH_S) -> Voice:
    """A voice that says some kinds of sounds, each for as long."""
    steps = round(each_s / 0.02)
    likely = np.full((steps * len(kinds), len(SOUNDS)), 0.005, np.float32)
    likely[np.arange(len(likely)), np.repeat(kinds, steps)] = 0.9
    samples = np.zeros(round(len(kinds) * each_s * 16000), np.float32)
    expected = np.zeros((len(likely) * 2, 8))
    return Voice(Speech(samples, None, likely, 0.02), expected)


def words(count: int, seed: int) -> list[int]:
    """Kinds of sounds in a random order."""
    rng = np.random.default_rng(seed)
    return [int(kind) for kind in rng.choice(KINDS, count)]


def bank(kinds: list[int], seed: int = 0, each_s: float = EACH_S, late_s: float = 0.0) -> Bank:
    """A speaker whose lips are in step with a voice, give or take some noise."""
    rng = np.random.default_rng(seed)
    said = voice(kinds, each_s)
    count = round(len(kinds) * each_s * RATE)
    times_s = np.arange(count) / RATE
    at = np.clip(((times_s + 0.5 / RATE) / each_s).astype(int), 0, len(kinds) - 1)
    open_of = np.array([_opening(kind) for kind in range(len(SOUNDS))])
    opening = _smooth(open_of[np.array(kinds)[at]])
    lips = np.repeat(opening[:, None], 8, 1) * 0.1 + rng.normal(0, 0.004, (count, 8))
    lips[:, 3:5] = (
        0.6 - 0.15 * _smooth(np.isin(np.array(kinds)[at], [SOUNDS.index("oo")]) * 1.0)[:, None]
    )
    small = opening[:, None] * np.linspace(0, 30, SIZE)[None] + rng.normal(0, 0.5, (count, SIZE))
    mouths = Mouths(
        clip=np.zeros(count, np.int64),
        face=np.ones(count, np.int64),
        picture=np.arange(count),
        times_s=times_s,
        heard_s=times_s + late_s,
        lips=lips.astype(np.float32),
        pose=rng.normal(0, 1, (count, 3)).astype(np.float32),
        opening=opening,
        small=small.astype(np.float32),
        sharpness=np.ones(count),
        sounds=np.zeros((count, len(SOUNDS)), np.float32),
        spoken=np.array(kinds)[at] != REST,
        listening=np.zeros(count, np.bool_),
    )
    return bank_of([mouths], [said], 1 / RATE)


def _opening(kind: int) -> float:
    if kind in (CLOSED, REST):
        return 0.0
    return {"aa": 1.3, "eh": 0.9, "fv": 0.3, "td": 0.5, "oo": 0.5}.get(SOUNDS[kind], 0.7)


def _smooth(values: np.ndarray) -> np.ndarray:
    return np.convolve(np.pad(values, 2, "edge"), [0.1, 0.2, 0.4, 0.2, 0.1], "valid")
