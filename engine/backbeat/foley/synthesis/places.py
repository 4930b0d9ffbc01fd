"""Beds of places: a crowd, a forest, a night, an office."""

from __future__ import annotations

import numpy as np

from backbeat.foley.synthesis.air import sides, slowly, ventilation
from backbeat.foley.synthesis.grains import Grain, moments, scatter
from backbeat.foley.synthesis.noise import Signal, coloured, drawn, moving, stretched, wander, white
from backbeat.foley.synthesis.recipe import Bed, Order, Recipe
from backbeat.foley.synthesis.shape import loud

_VOWELS = np.array(
    [
        [730, 1090, 2440],
        [270, 2290, 3010],
        [300, 870, 2240],
        [530, 1840, 2480],
        [570, 840, 2410],
        [490, 1350, 1690],
        [640, 1190, 2390],
    ],
    float,
)
"""Formants of vowels, in Hz (Peterson and Barney 1952, men)."""
_VOICE_RATE = 16000
_VOICE = np.geomspace(90, 7600, 40).astype(np.float32)


def _voice(rng: np.random.Generator, seconds: float) -> Signal:
    """Somebody who talks, without words; at 16 kHz, periodic."""
    n = round(seconds * _VOICE_RATE)
    frames = max(32, int(seconds * 100))
    female = rng.random() < 0.5
    base, tract = (205, 1.17) if female else (118, 1.0)
    base *= np.exp(rng.normal(0, 0.12))
    # Phrases of one to three seconds, with pauses.
    talk = np.clip(0.6 + 1.3 * wander(rng, frames, 100, 0.45), 0, 1)
    rate_hz = rng.uniform(3.6, 5.2)
    syllables = max(1, round(seconds * rate_hz))
    place = (
        np.arange(frames) / frames * syllables + 0.35 * wander(rng, frames, 100, 1.5)
    ) % syllables
    number = np.floor(place).astype(int) % syllables
    part = place - np.floor(place)
    vowels = _VOWELS[rng.integers(0, len(_VOWELS), syllables)] * tract
    now, then = vowels[number], vowels[(number + 1) % syllables]
    formants = now + (then - now) * np.clip((part - 0.6) / 0.4, 0, 1)[:, None]
    stress = rng.uniform(0.4, 1.0, syllables)[number]
    opened = np.sin(np.pi * np.clip(part / 0.8, 0, 1)) ** 0.7 * stress * talk
    pitch = base * np.exp(0.13 * wander(rng, frames, 100, 0.8) + 0.12 * (stress - 0.7))
    turns = np.cumsum(stretched(pitch.astype(np.float32), n).astype(np.float64) / _VOICE_RATE)
    turns *= np.ceil(turns[-1]) / turns[-1]
    # Not all at the beginning of a turn where the loop begins.
    turns += float(rng.random())
    ends = np.flatnonzero(np.diff(np.floor(turns), prepend=0.0) > 0)
    pulses = np.zeros(n, np.float32)
    pulses[ends] = rng.normal(1, 0.08, len(ends)) * np.sqrt(_VOICE_RATE / base)
    gains = np.zeros((frames, len(_VOICE)))
    for which, (width, share) in enumerate(((0.16, 1.0), (0.12, 0.5), (0.1, 0.25))):
        gains += share * np.exp(
            -0.5 * (np.log2(_VOICE[None] / formants[:, which, None]) / width) ** 2
        )
    gains = (gains + 0.05) * (_VOICE[None] / 500) ** -0.35 * opened[:, None]
    voiced = moving(pulses, _VOICE_RATE, gains.astype(np.float32), _VOICE)
    # Consonants: hiss where a syllable begins.
    hiss = np.exp(-0.5 * ((part - 0.02) / 0.06) ** 2) * talk * rng.uniform(0, 1, syllables)[number]
    air = np.exp(-0.5 * (np.log2(_VOICE[None] / 4200) / 0.7) ** 2) * hiss[:, None]
    made = voiced + 0.25 * moving(white(rng, n), _VOICE_RATE, air.astype(np.float32), _VOICE)
    return loud(made) * np.float32(rng.uniform(0.5, 1.0))


def crowd(order: Order) -> Bed:
    """People who talk, none of whom is understood."""
    rng, n = order.rng, order.n
    parts = max(1, round(order.seconds / 15))
    period = order.seconds / parts
    left = np.zeros(round(period * _VOICE_RATE), np.float32)
    right = np.zeros_like(left)
    hall = rng.standard_normal((2, len(left)), dtype=np.float32)
    hall *= np.exp(-np.arange(len(left)) / (0.16 * _VOICE_RATE)).astype(np.float32)
    for number in range(22):
        voice = _voice(rng, period)[: len(left)] * np.float32(1.0 if number < 5 else 0.6)
        pan = rng.uniform(0.2, 0.8)
        left += voice * np.float32(np.cos(pan * np.pi / 2))
        right += voice * np.float32(np.sin(pan * np.pi / 2))
    sides_: list[Signal] = []
    for dry, tail in zip((left, right), hall, strict=True):
        # Round and round, so that the room's tail goes on at the beginning, too.
        wet = np.fft.irfft(np.fft.rfft(dry) * np.fft.rfft(tail), len(dry)).astype(np.float32)
        sides_.append(loud(dry) * np.float32(0.7) + loud(wet) * np.float32(0.8))
    babble = sides(
        order,
        [(80, -20), (200, -6), (450, 0), (900, -4), (2000, -11), (4500, -22), (12000, -44)],
        0.8,
    )
    made = []
    for voices, murmur in zip(sides_, babble, strict=True):
        one = drawn(voices, n, parts)
        made.append(loud(one) + murmur * slowly(order, 1.5, 0.2) * np.float32(0.3))
    return Bed(*made)


def _birds(order: Order, often_s: float) -> tuple[Signal, Signal]:
    """A few birds, each with its own song and in its own place."""
    rng, n, rate = order.rng, order.n, order.rate
    left, right = np.zeros(n, np.float32), np.zeros(n, np.float32)
    for _ in range(5):
        base = np.exp(rng.uniform(np.log(2200), np.log(5200)))
        notes, note_s, gap_s = (
            int(rng.integers(2, 9)),
            rng.uniform(0.04, 0.16),
            rng.uniform(0.03, 0.12),
        )
        sweep, warble_hz, warble = rng.uniform(-0.5, 0.5), rng.uniform(15, 60), rng.uniform(0, 0.12)
        steps = np.exp(rng.normal(0, 0.13, notes))
        length = int(note_s * rate)
        time = np.arange(length) / rate
        song = []
        for step in steps:
            hz = (
                base
                * step
                * (
                    1
                    + sweep * (time / note_s - 0.5)
                    + warble * np.sin(2 * np.pi * warble_hz * time)
                )
            )
            phase = 2 * np.pi * np.cumsum(np.minimum(hz, 0.4 * rate)) / rate
            note = (np.sin(phase) + 0.12 * np.sin(2 * phase)) * np.sin(np.pi * time / note_s) ** 0.8
            song += [note, np.zeros(int(gap_s * rate))]
        phrase = np.concatenate(song).astype(np.float32)
        pan, distance = rng.uniform(0.1, 0.9), rng.uniform(0.12, 1.0)
        for start in rng.uniform(0, n, rng.poisson(order.seconds / often_s / 5) + 1).astype(int):
            places = (start + np.arange(min(len(phrase), n))) % n
            voice = phrase[: len(places)] * np.float32(distance * rng.uniform(0.6, 1.0))
            left[places] += voice * np.float32(np.cos(pan * np.pi / 2))
            right[places] += voice * np.float32(np.sin(pan * np.pi / 2))
    tail = (
        rng.standard_normal(int(0.6 * rate))
        * np.exp(-np.arange(int(0.6 * rate)) / (0.12 * rate))
        * 0.012
    )
    made = []
    for side in (left, right):
        size = np.fft.rfft(np.resize(np.pad(tail, (0, max(0, n - len(tail)))), n))
        made.append(side + np.fft.irfft(np.fft.rfft(side) * size, n).astype(np.float32))
    return made[0], made[1]


def forest(order: Order) -> Bed:
    """Leaves in a light wind, and birds."""
    rng, n, rate = order.rng, order.n, order.rate
    points = [
        (40, 0),
        (120, -4),
        (400, -14),
        (1500, -22),
        (4000, -24),
        (8000, -32),
        (14000, -46),
    ]
    left, right = sides(order, points, 0.9)
    gust = slowly(order, 0.25, 0.3)
    birds = _birds(order, 0.9)
    at = moments(rng, gust * 60, rate)
    leaves = loud(
        scatter(
            rng,
            Grain(5200, 0.5, 0.002, 0.95),
            at,
            np.exp(rng.normal(0, 0.6, len(at))).astype(np.float32),
            n,
            rate,
            periodic=True,
        )
    )
    top = max(float(np.abs(birds[0]).max()), float(np.abs(birds[1]).max()), 1e-6)
    return Bed(
        left * gust + 0.06 * leaves + birds[0] * np.float32(9.0 / top),
        right * gust + 0.06 * leaves + birds[1] * np.float32(9.0 / top),
    )


def night(order: Order) -> Bed:
    """Crickets, near and far."""
    rng, n, rate = order.rng, order.n, order.rate
    left, right = sides(
        order,
        [(30, 0), (80, -3), (200, -14), (600, -24), (2000, -34), (6000, -44), (14000, -56)],
        0.7,
    )
    time = np.arange(n, dtype=np.float64) / rate
    sides_ = [left * np.float32(0.2), right * np.float32(0.2)]
    for number in range(7):
        hz, chirps, pulses = rng.uniform(3900, 5100), rng.uniform(1.6, 3.2), int(rng.integers(2, 5))
        turns = max(1, round(chirps * order.seconds))
        place = (time / order.seconds * turns + rng.random()) % 1.0
        gap = 0.045 * chirps
        part = (place / gap) % 1.0
        beat = np.where(
            place < gap * pulses, np.sin(np.pi * np.clip(part / 0.55, 0, 1)) ** 1.5, 0.0
        )
        tone = np.sin(
            2 * np.pi * round(hz * order.seconds) / order.seconds * time + rng.uniform(0, 6)
        )
        on = stretched(
            (
                1 / (1 + np.exp(-4 * (wander(rng, max(8, int(order.seconds * 5)), 5, 0.12) + 0.6)))
            ).astype(np.float32),
            n,
        )
        share = (1.0, 0.55, 0.12, 0.1, 0.08, 0.06, 0.05)[number] * rng.uniform(0.8, 1.0)
        voice = (beat * tone).astype(np.float32) * on * np.float32(share)
        pan = rng.uniform(0.1, 0.9)
        sides_[0] += voice * np.float32(np.cos(pan * np.pi / 2))
        sides_[1] += voice * np.float32(np.sin(pan * np.pi / 2))
    chorus = coloured(rng, n, rate, [(2500, -50), (3900, -12), (4500, 0), (5200, -10), (7000, -40)])
    trill = stretched(
        np.exp(0.3 * wander(rng, max(8, int(order.seconds * 200)), 200, 30.0)).astype(np.float32), n
    )
    return Bed(
        sides_[0] + chorus * trill * np.float32(0.04),
        sides_[1] + chorus * np.roll(trill, n // 3) * np.float32(0.04),
    )


def office(order: Order) -> Bed:
    """Ventilation, keyboards, and people who talk next door."""
    rng, n, rate = order.rng, order.n, order.rate
    air = ventilation(order)
    out = [loud(air.left), loud(air.right)]
    for pan in (0.25, 0.7):
        often = stretched(
            (4.0 * (wander(rng, max(8, int(order.seconds * 10)), 10, 0.3) > 0.1)).astype(
                np.float32
            ),
            n,
        )
        at = moments(rng, often, rate)
        levels = rng.uniform(0.4, 1.0, len(at)).astype(np.float32)
        typing = scatter(rng, Grain(2300, 0.35, 0.003, 0.6), at, levels, n, rate, periodic=True)
        top = float(np.abs(typing).max(initial=1e-6))
        out[0] += typing * np.float32(4.0 / top * np.cos(pan * np.pi / 2))
        out[1] += typing * np.float32(4.0 / top * np.sin(pan * np.pi / 2))
    talk = np.zeros(round(order.seconds * _VOICE_RATE), np.float32)
    for _ in range(2):
        talk += _voice(rng, order.seconds)[: len(talk)]
    bins = np.fft.rfft(talk)
    hz = np.fft.rfftfreq(len(talk), 1 / _VOICE_RATE)
    through = drawn(np.fft.irfft(bins / (1 + (hz / 600) ** 4), len(talk)).astype(np.float32), n, 1)
    return Bed(out[0] + loud(through) * np.float32(0.3), out[1] + loud(through) * np.float32(0.22))


def recipes() -> tuple[Recipe, ...]:
    """Beds of places."""
    return (
        Recipe(
            "crowd",
            "CRWDWalla",
            (
                "crowd",
                "walla",
                "people",
                "talking",
                "restaurant",
                "bar",
                "cafe",
                "audience",
                "chatter",
                "coffee",
                "pub",
                "lobby",
                "party",
            ),
            "People talk, none of them understood",
            20.0,
            crowd,
            loops=True,
        ),
        Recipe(
            "forest",
            "AMBForst",
            ("forest", "woods", "birds", "park", "nature", "garden", "day", "trees", "leaves"),
            "A forest with birds",
            24.0,
            forest,
            loops=True,
        ),
        Recipe(
            "night",
            "AMBRurl",
            (
                "night",
                "crickets",
                "cricket",
                "insects",
                "evening",
                "summer",
                "field",
                "countryside",
            ),
            "A night with crickets",
            20.0,
            night,
            loops=True,
        ),
        Recipe(
            "office",
            "AMBOffc",
            ("office", "keyboard", "typing", "workplace", "computer"),
            "An office at work",
            24.0,
            office,
            loops=True,
        ),
    )
