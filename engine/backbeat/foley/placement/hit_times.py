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
_STEEPNESS_S = 0.006
"""Over which growth is judged."""
_ATTACK_S = 0.04
"""From where on an attack may have begun, before it is steepest."""
_RING_S = 0.05
"""What is heard after the last place that an onset may have."""
_FLOOR_DB = -24.0
"""Softer sound, against the loudest step, is not told from silence: masked, as it is by ears."""
_WHOOSH_REACH_S = 0.3
_WHOOSH_S = 0.012
_RISE_DB = 6.0
"""By how much the sound must grow at an onset; otherwise something else covers it."""
_RISE_S = 0.02


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
    found = _peak(stem, low, high) if cue.kind is Kind.WHOOSH else _onset(stem, low, high)
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


def _onset(stem: Reader, low: float, high: float) -> float | None:
    power = _power(stem, low - _STEEPNESS_S, high + _RING_S)
    if not power.any():
        return None
    power = power + power.max() * 10 ** (_FLOOR_DB / 10)
    first, last = _around_steepest(power)
    split = first + _split(power[first:last])
    width = round(_RISE_S / _STEP_S)
    rise = power[split : split + width].mean() / power[max(0, split - width) : split].mean()
    if 10 * np.log10(rise) < _RISE_DB:
        return None
    return low - _STEEPNESS_S + split * _STEP_S


def _around_steepest(power: NDArray[np.float64]) -> tuple[int, int]:
    """Steps around the one at which the amplitude grows most."""
    width = round(_STEEPNESS_S / _STEP_S)
    total = np.concatenate([[0.0], np.cumsum(power)])
    size = np.sqrt((total[width:] - total[:-width]) / width)
    steepest = width + int(np.argmax(size[width:] - size[:-width]))
    before, after = round(_ATTACK_S / _STEP_S), width
    return max(0, steepest - before), min(len(power), steepest + after)


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
