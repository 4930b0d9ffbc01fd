"""Expressive time: from quarters to seconds, as players shape it.

Phrase arches after the KTH rules (faster in the middle, slower to the ends, on several levels), the
final ritardando of Friberg and Sundberg (speed falls as a root), words about the tempo, fermatas,
stressed notes that are lengthened, bars with a lilt, and the unrest of hands (1/f and white).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from training.beats.sheet import Floats, Sheet

GRID = 8
"""Points to a quarter of the tempo curve."""


@dataclass(frozen=True)
class Feel:
    """How freely a performance moves."""

    rubato: float
    """0 machine, .1 strict, 1 Chopin."""
    unrest: float
    """Deviation of beat lengths by human unrest, as a share."""
    lilt: tuple[float, ...] = ()
    """Change of the log length of each third or quarter of the bar; empty: none."""
    final: bool = True
    """Whether the end slows down."""

    @staticmethod
    def draw(rng: Generator) -> Feel:
        """From a sequencer to the freest of pianists."""
        kind = rng.choice(["machine", "strict", "lyrical", "romantic"], p=[0.08, 0.27, 0.4, 0.25])
        if kind == "machine":
            return Feel(0, 0, final=False)
        low, high = {"strict": (0.04, 0.18), "lyrical": (0.18, 0.5), "romantic": (0.5, 1.4)}[kind]
        rubato = rng.uniform(low, high)
        lilt: tuple[float, ...] = ()
        if rng.random() < 0.25:
            lilt = tuple(rng.normal(0, 0.03 + 0.05 * rubato, 4))
        return Feel(rubato, rng.uniform(0.004, 0.015) + 0.02 * rubato, lilt)


@dataclass(frozen=True)
class Clock:
    """Seconds of every moment of a piece."""

    quarters: Floats
    seconds: Floats

    def at(self, quarters: Floats) -> Floats:
        """Seconds at positions in quarters; beyond the ends the tempo goes on."""
        out = np.interp(quarters, self.quarters, self.seconds)
        beyond = np.asarray(quarters) - self.quarters[-1]
        pace = (self.seconds[-1] - self.seconds[-3]) / (self.quarters[-1] - self.quarters[-3])
        return out + np.maximum(beyond, 0) * pace


def clock(rng: Generator, sheet: Sheet, tempo: Floats, feel: Feel) -> Clock:
    """A performance of the whole piece in time.

    Args:
        rng: the chance of this performance.
        sheet: the composition.
        tempo: quarters a minute of each bar.
        feel: how free it is.
    """
    count = int(np.ceil(sheet.end * GRID)) + 1
    at = np.arange(count) / GRID
    starts = np.array([float(bar.start) for bar in sheet.bars])
    slow = np.log(60 / tempo)[np.clip(np.searchsorted(starts, at, "right") - 1, 0, None)]
    if feel.rubato:
        free = feel.rubato
        slow = slow + _arches(rng, sheet, at, free)
        slow += _turns(rng, sheet, at, free)
        slow += _stress(rng, sheet, at, free)
        slow += _wander(rng, at, free)
    if feel.lilt:
        slow += _lilt(sheet, at, feel.lilt)
    if feel.unrest:
        slow += _unrest(rng, at, feel.unrest)
    slow += _fermatas(rng, sheet, at)
    if feel.final:
        slow -= np.log(_final(rng, sheet, at, feel.rubato))
    seconds = np.concatenate([[0.0], np.cumsum(np.exp(slow[:-1])) / GRID])
    return Clock(at, seconds)


def _arches(rng: Generator, sheet: Sheet, at: Floats, free: float) -> Floats:
    """A parabola to each phrase, to pairs of phrases, and to their halves."""
    phrases = sheet.phrases
    pairs = np.unique([*phrases[:: int(rng.integers(2, 4))], phrases[-1]])
    halves = np.sort(np.concatenate([phrases, (phrases[1:] + phrases[:-1]) / 2]))
    out = np.zeros(len(at))
    for bounds, usual in ((pairs, 0.10), (phrases, 0.16), (halves, 0.07)):
        size = usual * free * rng.uniform(0.4, 1.6)
        if len(bounds) < 2:
            continue
        which = np.clip(np.searchsorted(bounds, at, "right") - 1, 0, len(bounds) - 2)
        share = (at - bounds[which]) / (bounds[which + 1] - bounds[which])
        top = rng.uniform(0.3, 0.65, len(bounds))[which]
        # The arch is highest at `top`: two half parabolas that meet there.
        bend = np.where(share < top, 1 - share / top, (share - top) / (1 - top))
        depth = size * np.exp(rng.normal(0, 0.4, len(bounds)))[which]
        # Beginnings are less slow than ends.
        out += depth * (np.where(share < top, 0.6, 1.2) * bend**2 - 0.3)
    ends = phrases[1:-1]
    if len(ends):
        breath = free * rng.exponential(0.15, len(ends)) * (rng.random(len(ends)) < 0.6)
        for end, more in zip(ends, breath, strict=True):
            last = int(end * GRID)
            out[max(0, last - GRID // 2) : last] += more
    return out


def _turns(rng: Generator, sheet: Sheet, at: Floats, free: float) -> Floats:
    """Ritardandi and accelerandi that the composer asks for."""
    out = np.zeros(len(at))
    for index, turn in enumerate(sheet.turns):
        if turn.kind == "back":
            continue
        start = float(turn.start)
        rest = [float(other.start) for other in sheet.turns[index + 1 :]]
        limit = start + rng.uniform(4, 12)
        stop = min([each for each in rest if each > start] + [limit, sheet.end])
        if stop - start < 0.5:
            continue
        share = np.clip((at - start) / (stop - start), 0, 1) * (at < stop)
        most = rng.uniform(0.1, 0.35) * (0.5 + free) * (1 if turn.kind == "slower" else -0.7)
        out += most * share
    return out


def _stress(rng: Generator, sheet: Sheet, at: Floats, free: float) -> Floats:
    """Long, high, rough and accented notes of the melody take a little more time."""
    lead = np.flatnonzero(sheet.lead)
    out = np.zeros(len(at))
    if len(lead) < 4:
        return out
    pitch, length = sheet.pitch[lead].astype(float), sheet.length[lead]
    around = np.convolve(np.pad(pitch, 2, "edge"), np.ones(5) / 5, "valid")
    usual = np.median(length)
    weight = (
        np.clip((pitch - around) / 12, 0, 1)
        + 0.5 * np.clip(np.log2(length / usual), 0, 2)
        + 0.6 * sheet.rough[lead]
        + 0.6 * sheet.accent[lead]
    )
    weight *= rng.uniform(0, 0.16) * free * np.exp(rng.normal(0, 0.3, len(lead)))
    first = (sheet.start[lead] * GRID).astype(int)
    for step in range(GRID):
        place = np.minimum(first + step, len(at) - 1)
        within = step < np.minimum(length, 1) * GRID
        np.maximum.at(out, place[within], weight[within])
    return out


def _wander(rng: Generator, at: Floats, free: float) -> Floats:
    """A tempo that presses on and holds back with the mood, over one to twelve quarters."""
    out = np.zeros(len(at))
    for span, size in ((12.0, 0.05), (4.0, 0.05), (1.5, 0.05)):
        knots = np.arange(0, at[-1] + 2 * span, span)
        values = rng.normal(0, size * free * rng.uniform(0.3, 1.4), len(knots))
        out += np.interp(at, knots, values)
    return out


def _lilt(sheet: Sheet, at: Floats, lilt: tuple[float, ...]) -> Floats:
    """Each bar's beats are uneven in the same way, as in a Viennese waltz."""
    starts = np.array([float(bar.start - bar.skipped) for bar in sheet.bars])
    which = np.clip(np.searchsorted(starts, at, "right") - 1, 0, None)
    full = np.array([4 * bar.beats / bar.unit for bar in sheet.bars])[which]
    thirds = np.array([3 if bar.beats % 3 == 0 else 4 for bar in sheet.bars])[which]
    place = ((at - starts[which]) / full * thirds).astype(int) % thirds
    return np.array(lilt)[place % len(lilt)]


def _unrest(rng: Generator, at: Floats, size: float) -> Floats:
    """1/f by octaves of random steps, and white noise of half a beat."""
    out = np.zeros(len(at))
    span = 1.0
    while span < 64:
        knots = np.arange(0, at[-1] + 2 * span, span)
        out += np.interp(at, knots, rng.normal(0, size * 0.5, len(knots)))
        span *= 2
    knots = np.arange(0, at[-1] + 1, 0.5)
    return out + np.interp(at, knots, rng.normal(0, size, len(knots)))


def _fermatas(rng: Generator, sheet: Sheet, at: Floats) -> Floats:
    out = np.zeros(len(at))
    for start in np.unique(sheet.start[sheet.fermata]):
        rows = sheet.fermata & (sheet.start == start)
        end = start + float(sheet.length[rows].max())
        held = max(start, end - 1)
        first, last = int(held * GRID), max(int(held * GRID) + 1, int(end * GRID))
        out[first:last] = np.maximum(out[first:last], np.log(rng.uniform(1.2, 2.6)))
    return out


def _final(rng: Generator, sheet: Sheet, at: Floats, free: float) -> Floats:
    """Speed towards the end: v = (1 + (w^q - 1) x)^(1/q)."""
    bar = float(np.median([float(bar.length) for bar in sheet.bars]))
    start = sheet.end - bar * rng.uniform(0.7, 2.5)
    share = np.clip((at - start) / (sheet.end - start), 0, 1)
    least = rng.uniform(0.85, 0.95) - rng.uniform(0.05, 0.45) * min(1.0, 0.3 + free)
    bend = rng.uniform(1.5, 3)
    return (1 + (least**bend - 1) * share) ** (1 / bend)
