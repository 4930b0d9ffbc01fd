"""Where hits are in rendered sound: an instrument that knows nothing of how they were placed.

An onset is where sound changes from what was there before to something else: the split of a stretch
into two parts with the greatest likelihood, by Akaike's information criterion (Maeda 1985, used to
pick arrivals of earthquakes). Whooshes are where their envelope is highest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.cues import Kind
from backbeat.foley.found import Placed, Samples
from backbeat.foley.placement.mixing import Held, Reader

_STEP_S = 0.0005
_BEFORE_S, _AFTER_S = 0.12, 0.12
"""How far from its cue a hit is looked for."""
_USUAL_S, _NEW_S = 0.05, 0.015
"""What was heard before an onset, against which what is heard after it is new."""
_STRONG = 0.5
"""Of the strongest growth: a sound that hits twice has two onsets."""
_LEAST_ALIKE = 0.5
"""Correlation of a sound with what is heard where it may be."""
_LEAD_S, _HEARD_S, _SLIP_S = 0.004, 0.04, 0.003
"""What is compared: before a moment and after it, and by how much it may lie otherwise."""
_FLOOR_DB = -24.0
"""Softer sound, against the loudest step, is not told from silence: masked, as it is by ears."""
_WHOOSH_REACH_S = 0.3
_WHOOSH_S = 0.012
_RISE_DB = 6.0
"""By how much the sound must grow at an onset; otherwise something else covers it."""


def measure_hits(stem: Reader, placed: Sequence[Placed]) -> dict[str, float | None]:
    """How late each hit is in a rendered stem, in ms, by number of the cue.

    What is heard first in a sound need not be its sync point: a latch comes before a slam. So each
    sound is also read alone, and its onset nearest to its sync point is looked for in the stem.

    None: it cannot be told, since something else hides it, or nothing in it is an onset.

    Args:
        stem: what the sounds are heard in.
        placed: what was placed in it; beds are left out.
    """
    found: dict[str, float | None] = {}
    for each, window in _windows(placed):
        alone = _Alone(each, stem)
        own = _nearest(_moments(alone, each, window), float(each.choice.cue.time))
        heard = None
        if own is not None:
            sound = _around(alone, own)
            moments = _moments(stem, each, window)
            heard = _nearest([one for one in moments if _holds(stem, one, sound)], own)
        number = each.choice.cue.number
        found[number] = None if own is None or heard is None else (heard - own) * 1000
    return found


def measure_onsets(stem: Reader, placed: Sequence[Placed]) -> dict[str, float | None]:
    """How late the onset of each hit is, in ms, whatever its sync point is; else `measure_hits`."""
    found: dict[str, float | None] = {}
    for each, window in _windows(placed):
        time = float(each.choice.cue.time)
        heard = _nearest(_moments(stem, each, window), time)
        found[each.choice.cue.number] = None if heard is None else (heard - time) * 1000
    return found


def _nearest(moments: Sequence[float], time: float) -> float | None:
    return min(moments, key=lambda one: abs(one - time)) if moments else None


def _around(reader: Reader, moment: float, more_s: float = 0.0) -> NDArray[np.float64]:
    """What is heard at a moment, channels added."""
    first = round((moment - _LEAD_S - more_s) * reader.rate)
    count = round((_LEAD_S + _HEARD_S + 2 * more_s) * reader.rate)
    return np.asarray(reader.read(first, count).sum(axis=1), np.float64)


def _holds(stem: Reader, moment: float, sound: NDArray[np.float64]) -> bool:
    """Whether a stem has a sound at a moment, among others: by correlation."""
    there = _around(stem, moment, _SLIP_S)
    products = np.correlate(there, sound, mode="valid")
    total = np.concatenate([[0.0], np.cumsum(np.square(there))])
    energies = total[len(sound) :] - total[: -len(sound)]
    norms = np.sqrt(np.maximum(energies * np.square(sound).sum(), 1e-20))
    return bool((products / norms).max() >= _LEAST_ALIKE)


@dataclass(frozen=True)
class _Alone:
    """A sound as if its sync point were on its cue, and nothing else were heard."""

    placed: Placed
    stem: Reader

    @property
    def rate(self) -> int:
        return self.stem.rate

    @property
    def count(self) -> int:
        return self.stem.count

    def read(self, first: int, count: int) -> Samples:
        start = round((float(self.placed.choice.cue.time) - self.placed.sync_s) * self.rate)
        return Held(self.placed.samples, self.rate).read(first - start, count)


Window = tuple[float, float]
"""From and to when a hit is looked for, in seconds."""


def _windows(placed: Sequence[Placed]) -> list[tuple[Placed, Window]]:
    hits = [each for each in placed if not each.choice.cue.kind.is_bed]
    times = np.array([float(each.choice.cue.time) for each in hits])
    return [(each, _reach(each, np.delete(times, index))) for index, each in enumerate(hits)]


def _moments(stem: Reader, placed: Placed, window: Window) -> list[float]:
    is_whoosh = placed.choice.cue.kind is Kind.WHOOSH
    return _peak(stem, *window) if is_whoosh else _onsets(stem, *window)


def _reach(placed: Placed, others: NDArray[np.float64]) -> Window:
    """Half of the way to its neighbours at most."""
    time = float(placed.choice.cue.time)
    reach = _WHOOSH_REACH_S if placed.choice.cue.kind is Kind.WHOOSH else _BEFORE_S
    before, after = others[others <= time], others[others > time]
    low = max(time - reach, (time + before.max()) / 2 if len(before) else -np.inf)
    high = min(time + max(reach, _AFTER_S), (time + after.min()) / 2 if len(after) else np.inf)
    return max(low, 0.0), high


def _power(stem: Reader, low: float, high: float) -> NDArray[np.float64]:
    """Power in steps of half a millisecond."""
    step = round(_STEP_S * stem.rate)
    count = max(round((high - low) / _STEP_S), 1)
    sound = stem.read(round(low * stem.rate), count * step).astype(np.float64)
    return np.asarray(np.square(sound).reshape(count, -1).mean(axis=1), np.float64)


def _onsets(stem: Reader, low: float, high: float) -> list[float]:
    """The onsets that are about as strong as the strongest."""
    start = low - _USUAL_S
    power = _power(stem, start, high + _NEW_S)
    if not power.any():
        return []
    power = power + power.max() * 10 ** (_FLOOR_DB / 10)
    usual, new = round(_USUAL_S / _STEP_S), round(_NEW_S / _STEP_S)
    growth = _growth(power, usual, new)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(growth, new), 2 * new + 1)
    strong = (growth == around.max(axis=1)) & (growth >= _STRONG * growth.max())
    found: list[float] = []
    for place in np.flatnonzero(strong).tolist():
        first = max(0, place + usual - new)
        split = first + _split(power[first : place + usual + new])
        rise = power[split : split + new].mean() / power[max(0, split - usual) : split].mean()
        if 10 * np.log10(rise) >= _RISE_DB:
            found.append(start + split * _STEP_S)
    return found


def _growth(power: NDArray[np.float64], usual: int, new: int) -> NDArray[np.float64]:
    """By how much the amplitude after each step exceeds what was usual before it; from step
    `usual` on."""
    total = np.concatenate([[0.0], np.cumsum(power)])
    before = np.sqrt((total[usual:-new] - total[: -usual - new]) / usual)
    after = np.sqrt((total[usual + new :] - total[usual:-new]) / new)
    return np.asarray(after - before, np.float64)


def _split(power: NDArray[np.float64]) -> int:
    """Where a stretch falls into two parts: the least of Akaike's criterion."""
    if len(power) < 4:
        return 0
    splits = np.arange(2, len(power) - 1)
    before = np.cumsum(power)[splits - 1] / splits
    after = np.cumsum(power[::-1])[::-1][splits] / (len(power) - splits)
    criterion = splits * np.log(before) + (len(power) - splits) * np.log(after)
    return int(splits[int(criterion.argmin())])


def _peak(stem: Reader, low: float, high: float) -> list[float]:
    power = _power(stem, low, high)
    width = round(_WHOOSH_S / _STEP_S)
    if not power.any() or len(power) <= width:
        return []
    envelope = np.convolve(power, np.hanning(width) / width, mode="same")
    return [low + float(envelope.argmax()) * _STEP_S]
