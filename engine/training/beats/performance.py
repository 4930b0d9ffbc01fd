"""A performance: each note's seconds and loudness, and the seconds of the beats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from training.beats.expression import Clock, Feel, clock
from training.beats.metre import count
from training.beats.sheet import Flags, Floats, Sheet

_KEY = 5040
"""Steps to a quarter that tell moments apart."""


@dataclass(frozen=True)
class Touch:
    """How the hands of the players come together."""

    motor_s: float
    """Deviation of a single onset."""
    player_s: float
    """Deviation of a player against the others, which drifts."""
    lead_s: float
    """How far the melody is ahead of its accompaniment."""
    bass_first: float
    """How often the left hand is ahead of the right."""
    broken: float
    """How often wide chords are broken."""
    pedal: float
    """How much of the time the pedal is down."""
    legato: float
    """Length of a plain note as a share of what is written."""

    @staticmethod
    def draw(rng: Generator, feel: Feel, keyboard: bool) -> Touch:
        """By the freedom of the tempo: what is free is also less together."""
        if feel.rubato == 0:
            return Touch(0.0 if rng.random() < 0.5 else 0.003, 0, 0, 0, 0, 0, rng.uniform(0.6, 1))
        free = min(1.0, feel.rubato)
        return Touch(
            rng.uniform(0.003, 0.008),
            rng.uniform(0.002, 0.012) if not keyboard else 0.002,
            rng.uniform(0, 0.03) if keyboard else rng.uniform(-0.01, 0.01),
            rng.uniform(0, 0.25) * free if keyboard and rng.random() < 0.5 else 0.0,
            rng.uniform(0, 0.3) * free if keyboard else 0.0,
            float(rng.choice([0.0, rng.uniform(0.3, 1)])) if keyboard else 0.0,
            rng.uniform(0.75, 1.05),
        )


@dataclass(frozen=True)
class Performance:
    """Seconds of notes and beats, by the rows of a sheet."""

    clock: Clock
    begin: Floats
    end: Floats
    velocity: Floats
    beats: Floats
    beat_quarters: Floats
    first: Flags
    """Which beats begin a bar."""


def bar_tempi(rng: Generator, sheet: Sheet, scale: float, tempo: float | None = None) -> Floats:
    """Quarters a minute of each bar: as marked, scaled; where nothing is marked, drawn."""
    starts = np.array([float(bar.start) for bar in sheet.bars])
    if tempo is not None:
        return np.full(len(starts), tempo)
    out = np.full(len(starts), float(np.exp(rng.normal(np.log(85), 0.3))))
    for at, marked in sheet.tempi:
        out[starts > at - 1.0] = np.clip(marked, 24, 320)
    return np.clip(out * scale, 20, 330)


def perform(
    rng: Generator,
    sheet: Sheet,
    tempo: Floats,
    feel: Feel,
    touch: Touch,
    loose: Flags,
    four: bool = False,
) -> Performance:
    """One performance of the whole piece.

    Args:
        rng: its chance.
        sheet: the composition.
        tempo: quarters a minute of each bar.
        feel: the freedom of its tempo.
        touch: how notes come together.
        loose: notes that follow no beat, a singer's; they do not say when beats are.
        four: count as a band does; see `metre.count`.
    """
    time = clock(rng, sheet, tempo, feel)
    counted = count(sheet.bars, list(tempo), four)
    quarters = np.array([float(each) for each in counted.positions])
    begin = time.at(sheet.start) + _offsets(rng, sheet, touch)
    spread = _broken(rng, sheet, touch, begin)
    begin = begin + spread
    held = np.where(sheet.staccato, rng.uniform(0.3, 0.6), touch.legato)
    end = time.at(sheet.start + sheet.length * held)
    end = _pedalled(rng, sheet, touch, time, end)
    beats = _beats(sheet, time, quarters, begin, ~loose & (spread == 0))
    return Performance(
        time,
        begin,
        np.maximum(end, begin + 0.05),
        _velocity(rng, sheet),
        beats,
        quarters,
        np.array(counted.first),
    )


def _offsets(rng: Generator, sheet: Sheet, touch: Touch) -> Floats:
    rows = len(sheet.start)
    out = rng.normal(0, 1, rows) * touch.motor_s
    for part in range(len(sheet.sung)):
        knots = np.arange(0, sheet.end + 8, 4)
        drift = np.interp(sheet.start, knots, rng.normal(0, touch.player_s, len(knots)))
        out += np.where(sheet.part == part, drift, 0)
    out -= np.where(sheet.lead, touch.lead_s * rng.uniform(0.5, 1.5, rows), 0)
    if touch.bass_first:
        moments, index = np.unique(sheet.start, return_inverse=True)
        ahead = np.where(
            rng.random(len(moments)) < touch.bass_first, rng.uniform(0.02, 0.08, len(moments)), 0
        )
        out -= np.where(sheet.staff == 2, ahead[index], 0)
    return out


def _broken(rng: Generator, sheet: Sheet, touch: Touch, begin: Floats) -> Floats:
    """Delay of each note of a broken chord."""
    out = np.zeros(len(begin))
    moments, index, counts = np.unique(
        np.round(sheet.start * _KEY).astype(int), return_inverse=True, return_counts=True
    )
    marked = np.zeros(len(moments), bool)
    np.logical_or.at(marked, index, sheet.arpeggio)
    broken = marked | ((rng.random(len(moments)) < touch.broken) & (counts >= 4))
    # Rows go by start, so that the notes of a moment stand together.
    last = np.cumsum(counts)
    for moment in np.flatnonzero(broken):
        rows = np.arange(last[moment] - counts[moment], last[moment])
        if marked[moment]:
            rows = rows[sheet.arpeggio[rows]]
        rows = rows[np.argsort(sheet.pitch[rows])]
        whole = min(0.4, rng.uniform(0.02, 0.06) * len(rows))
        early = whole * rng.choice([0.0, 0.5, 1.0])
        out[rows] = np.linspace(0, whole, len(rows)) - early
    return out


def _pedalled(rng: Generator, sheet: Sheet, touch: Touch, time: Clock, end: Floats) -> Floats:
    """Ends of notes when a pedal holds them to the next change of harmony."""
    if not touch.pedal:
        return end
    step = float(rng.choice([1.0, 2.0, 4.0]))
    changes = (np.floor(sheet.start / step + 1e-9) + 1) * step
    down = rng.random(int(sheet.end / step) + 3) < touch.pedal
    held = down[(changes / step).astype(int)] & (np.array(sheet.staves)[sheet.part] > 1)
    return np.where(held, np.maximum(end, time.at(changes) + 0.05), end)


def _beats(sheet: Sheet, time: Clock, quarters: Floats, begin: Floats, steady: Flags) -> Floats:
    """A beat is when its notes sound; where none does, when the tempo says."""
    out = time.at(quarters)
    rows = np.flatnonzero(steady)
    keys = np.round(sheet.start[rows] * _KEY).astype(int)
    wanted = np.round(quarters * _KEY).astype(int)
    low, high = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, "right")
    found = np.flatnonzero(high > low)
    sizes = (high - low)[found]
    owner = np.repeat(np.arange(len(found)), sizes)
    inside = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    times = begin[rows[np.repeat(low[found], sizes) + inside]]
    times = times[np.lexsort((times, owner))]
    firsts = np.cumsum(sizes) - sizes
    out[found] = (times[firsts + (sizes - 1) // 2] + times[firsts + sizes // 2]) / 2
    return out


def _velocity(rng: Generator, sheet: Sheet) -> Floats:
    out = 0.25 + 0.6 * sheet.loudness + rng.normal(0, 0.05, len(sheet.start))
    out += np.where(sheet.lead, rng.uniform(0, 0.15), 0) + 0.12 * sheet.accent
    starts = np.array([float(bar.start - bar.skipped) for bar in sheet.bars])
    on_one = np.isin(np.round(sheet.start * _KEY), np.round(starts * _KEY))
    out += rng.uniform(-0.02, 0.1) * on_one
    phrases = sheet.phrases
    which = np.clip(np.searchsorted(phrases, sheet.start, "right") - 1, 0, len(phrases) - 2)
    share = (sheet.start - phrases[which]) / (phrases[which + 1] - phrases[which])
    out += rng.uniform(0, 0.2) * (0.5 - 2 * (share - 0.5) ** 2)
    return np.clip(out, 0.08, 1.0)
