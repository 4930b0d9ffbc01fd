"""Where the direct sound is in a room whose reverberation is stronger.

The correlations of all windows, laid over each other along their line, are the response of one
microphone's place to the other's. Reverberation follows the direct sound and dies away, so the
direct sound is at the edge of that response where it begins at once.
"""

from __future__ import annotations

import numpy as np

from backbeat.sync.align.arrays import Float64s
from backbeat.sync.align.bands import RATE
from backbeat.sync.align.delays import Correlations
from backbeat.sync.align.lines import Line

_LEAST_SHARE = 0.4
"""Of the highest peak: what a direct sound has at least."""
_ABOVE_NOISE = 5.0
_PEAK_S = 0.0004
"""From the edge of a response to its first peak, at most."""
_SPREAD_S = 0.002
"""Responses shorter than this have no reverberation to speak of."""
_BESIDE_S = 0.0005
_DIRECT = 0.35
"""Share of all energy from which the highest peak is the direct sound itself."""
_AROUND_S = 0.015
_DYING = 2.5
"""How much stronger what is left of a room's sound is behind it than what is before the direct
sound, which is noise."""


def arrival_s(windows: Correlations, line: Line) -> float:
    """How much earlier or later than on the line the direct sound is; 0 where it is on it."""
    response = _response(windows, line)
    size = np.abs(response)
    reach = windows.reach
    top = int(size.argmax())
    noise = 1.4826 * float(np.median(size))
    clear = np.flatnonzero(size >= max(_LEAST_SHARE * size[top], _ABOVE_NOISE * noise))
    if len(clear) < 2 or (clear[-1] - clear[0]) / RATE < _SPREAD_S:
        return 0.0
    first, last = int(clear[0]), int(clear[-1])
    around = round(_AROUND_S * RATE)
    before = float(np.mean(size[max(first - around, 0) : first] ** 2)) if first else 0.0
    after = float(np.mean(size[last + 1 : last + 1 + around] ** 2)) if last + 1 < len(size) else 0.0
    near = round(_PEAK_S * RATE)
    if after > _DYING * before:
        found = first + int(size[first : first + near + 1].argmax())
    elif before > _DYING * after:
        found = last - near + int(size[last - near : last + 1].argmax())
    else:
        return 0.0
    return (found - reach) / RATE


def _response(windows: Correlations, line: Line) -> Float64s:
    """The correlations of the windows that agree, laid over each other along the line."""
    reach = windows.reach
    total = np.zeros(2 * reach + 1)
    for index in np.flatnonzero(line.agree):
        time = float(windows.times_s[index])
        foreseen = float(windows.foreseen(np.array([time]))[0]) + float(windows.moved_s[index])
        expected = time + line.offset_at(time) - foreseen
        move = round(expected * RATE)
        low, high = max(0, -move), min(2 * reach + 1, 2 * reach + 1 - move)
        if low < high:
            total[low:high] += windows.peaks[index][low + move : high + move]
    return total
