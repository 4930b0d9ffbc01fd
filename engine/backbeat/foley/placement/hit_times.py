"""Where hits are in rendered sound: an instrument that knows nothing of how they were placed.

An onset is where sound changes from what was there before to something else: the split of a stretch
into two parts with the greatest likelihood, by Akaike's information criterion (Maeda 1985, used to
pick arrivals of earthquakes). Whooshes are where their envelope is highest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.cues import Kind
from backbeat.foley.found import Placed
from backbeat.foley.placement.mixing import Reader

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

    None: it cannot be told, since something else hides it, or another hit is too near.

    Args:
        stem: what the sounds are heard in.
        placed: what was placed in it; beds are left out.
    """
    hits = [each for each in placed if not each.choice.cue.kind.is_bed]
    times = np.array([float(each.choice.cue.time) for each in hits])
    return {
        each.choice.cue.number: _late_ms(stem, each, np.delete(times, index))
        for index, each in enumerate(hits)
    }


def _late_ms(stem: Reader, placed: Placed, others: NDArray[np.float64]) -> float | None:
    cue, time = placed.choice.cue, float(placed.choice.cue.time)
    reach = _WHOOSH_REACH_S if cue.kind is Kind.WHOOSH else _BEFORE_S
    low, high = _reach(time, others, reach)
    found = _peak(stem, low, high) if cue.kind is Kind.WHOOSH else _onset(stem, low, high, time)
    return None if found is None else (found - time) * 1000


def _reach(time: float, others: NDArray[np.float64], reach: float) -> tuple[float, float]:
    """From and to when a hit is looked for: half of the way to its neighbours at most."""
    before, after = others[others <= time], others[others > time]
    low = max(time - reach, (time + before.max()) / 2 if len(before) else -np.inf)
    high = min(time + _AFTER_S, (time + after.min()) / 2 if len(after) else np.inf)
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
