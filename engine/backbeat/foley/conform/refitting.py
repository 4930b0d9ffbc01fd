"""Samples of a prepared sound that begins, ends or lasts otherwise in a new cut."""

from __future__ import annotations

import numpy as np

from backbeat.foley.conform.clips import Window
from backbeat.foley.found import Heard, Samples
from backbeat.foley.placement.fades import falling, rising
from backbeat.foley.placement.looping import looped

_CUT_S = 0.012
"""Fade where a sound is cut in its middle: short enough to be a cut, too long to click."""
_BED_S = 0.25
"""Fade of a bed where it meets another one."""
_LEAST_CORE_S = 0.2


def refitted(samples: Samples, rate: int, window: Window, seed: int) -> Samples:
    """What is heard in a window.

    Args:
        samples: of the prepared file, shape (n, 2).
        rate: in Hz.
        window: which part, and how long.
        seed: of what a bed that goes on is made from.

    Returns:
        shape (m, 2); as many samples as the window is long.
    """
    count = max(1, round(window.length * rate))
    low, high = round(window.low * rate), round(window.high * rate)
    part = _padded(samples, low, high)
    if window.is_bed:
        return _bed(part, rate, count, window, seed)
    cut = min(round(_CUT_S * rate), count // 2)
    made = _padded(part, 0, count)
    return _edged(made, cut if window.cut_in else 0, cut if window.cut_out else 0)


def _bed(part: Samples, rate: int, count: int, window: Window, seed: int) -> Samples:
    """A bed of another length: cut where it is long enough, made to go on where it is not."""
    sounding = np.flatnonzero(np.abs(part).max(axis=1))
    if not len(sounding):
        return np.zeros((count, part.shape[1]), np.float32)
    fade = min(round(_BED_S * rate), count // 2)
    first, last = int(sounding[0]), int(sounding[-1]) + 1
    core = part[first + fade : last - fade]
    if len(core) < _LEAST_CORE_S * rate:
        core = part[first:last]
    if count <= len(core):
        made = core[:count].copy()
    else:
        made = looped(Heard(core, rate, 0.0), count, np.random.default_rng(seed))
        made *= np.float32(_level(core) / max(_level(made), 1e-9))
    return _edged(made, fade, fade)


def _edged(samples: Samples, into: int, out: int) -> Samples:
    """A copy with fades whose power is constant with those of a neighbour."""
    made = np.array(samples, np.float32)
    if into:
        made[:into] *= rising(into)[:, np.newaxis]
    if out:
        made[len(made) - out :] *= falling(out)[:, np.newaxis]
    return made


def _level(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


def _padded(samples: Samples, low: int, high: int) -> Samples:
    """Samples from `low` to `high`, silent where there are none."""
    made = np.zeros((max(high - low, 0), samples.shape[1]), np.float32)
    first, last = max(low, 0), min(high, len(samples))
    if first < last:
        made[first - low : last - low] = samples[first:last]
    return made
