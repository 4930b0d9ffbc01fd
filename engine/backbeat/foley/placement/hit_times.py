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
_FLOOR_DB = -24.0
"""Softer sound, against the loudest step, is not told from silence: masked, as it is by ears."""
_WHOOSH_REACH_S = 0.3
_WHOOSH_S = 0.012
_RISE_DB = 6.0
"""By how much the sound must grow at an onset; otherwise something else covers it."""


def measure_hits(stem: Reader, placed: Sequence[Placed]) -> dict[str, float | None]:
    """How late each hit is in a rendered stem, in ms, by number of the cue.

    What is heard first in a sound need not be its sync point: a latch comes before a slam. So each
    sound is also read alone, and how far its onset is from its sync point is taken off.

    None: it cannot be told, since something else hides it, or nothing in it is an onset.

    Args:
        stem: what the sounds are heard in.
        placed: what was placed in it; beds are left out.
    """
    found: dict[str, float | None] = {}
    for each, window in _windows(placed):
        late, own = _late_ms(stem, each, window), _late_ms(_Alone(each, stem), each, window)
        found[each.choice.cue.number] = None if late is None or own is None else late - own
    return found


def measure_onsets(stem: Reader, placed: Sequence[Placed]) -> dict[str, float | None]:
    """How late the onset of each hit is, in ms, whatever its sync point is; else `measure_hits`."""
    return {
        each.choice.cue.number: _late_ms(stem, each, window) for each, window in _windows(placed)
    }


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


def _late_ms(stem: Reader, placed: Placed, window: Window) -> float | None:
    time = float(placed.choice.cue.time)
    if placed.choice.cue.kind is Kind.WHOOSH:
        found = _peak(stem, *window)
    else:
        found = _onset(stem, *window, time)
    return None if found is None else (found - time) * 1000


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


def _onset(stem: Reader, low: float, high: float, time: float) -> float | None:
    """The onset nearest to a time, of those that are about as strong as the strongest."""
    start = low - _USUAL_S
    power = _power(stem, start, high + _NEW_S)
    if not power.any():
        return None
    power = power + power.max() * 10 ** (_FLOOR_DB / 10)
    usual, new = round(_USUAL_S / _STEP_S), round(_NEW_S / _STEP_S)
    growth = _growth(power, usual, new)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(growth, new), 2 * new + 1)
    strong = (growth == around.max(axis=1)) & (growth >= _STRONG * growth.max())
    found: list[float] = []
    for grown in (np.flatnonzero(strong) + usual).tolist():
        split = max(0, grown - new) + _split(power[max(0, grown - new) : grown + new])
        rise = power[split : split + new].mean() / power[max(0, split - usual) : split].mean()
        if 10 * np.log10(rise) >= _RISE_DB:
            found.append(start + split * _STEP_S)
    return min(found, key=lambda onset: abs(onset - time)) if found else None


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


def _peak(stem: Reader, low: float, high: float) -> float | None:
    power = _power(stem, low, high)
    width = round(_WHOOSH_S / _STEP_S)
    if not power.any() or len(power) <= width:
        return None
    envelope = np.convolve(power, np.hanning(width), mode="same")
    return low + float(envelope.argmax()) * _STEP_S
