"""What changes at each half beat, and what comes back: what bars and phrases are made of.

A bar starts with another chord more often than not, and returns after as many pulses as it has; a
network that is told so need not find it out from thousands of songs.
"""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float32s, Float64s

_SPANS = (1, 2, 4, 8, 16)
"""Pulses on either side that are compared."""
_LAGS = (2, 3, 4, 6, 8, 12, 16, 24, 32)
"""Pulses after which something may come back."""
SENSES = 3
"""Timbre, chords and bass."""
CHANGES = SENSES * (len(_SPANS) + len(_LAGS))


def changes(senses: tuple[Float32s, ...]) -> Float32s:
    """Changes across each pulse, then likenesses to what was some pulses before.

    Args:
        senses: what sounds from each pulse to the next, one array a sense, each of shape (n, size).

    Returns:
        shape (n, `SENSES` times as many as there are spans and lags); 0 where there is nothing to
        compare.
    """
    columns = []
    for sense in senses:
        centred = sense - sense.mean(axis=0)
        columns += [_change(centred, span) for span in _SPANS]
        unit = _unit(centred.astype(np.float64))
        columns += [_return(unit, lag) for lag in _LAGS]
    return np.stack(columns, axis=1).astype(np.float32)


def _change(centred: Float32s, span: int) -> Float64s:
    """How little the spans before and after each pulse have in common, 0 to 1."""
    count = len(centred)
    total = np.concatenate([np.zeros((1, centred.shape[1])), np.cumsum(centred, axis=0)])
    place = np.arange(count)
    before = total[place] - total[np.maximum(place - span, 0)]
    after = total[np.minimum(place + span, count)] - total[place]
    out = (1 - (_unit(before) * _unit(after)).sum(axis=1)) / 2
    out[0] = 0
    return np.asarray(out, np.float64)


def _return(unit: Float64s, lag: int) -> Float64s:
    """How like what sounded `lag` pulses before each pulse is, -1 to 1."""
    out = np.zeros(len(unit))
    if lag < len(unit):
        out[lag:] = (unit[lag:] * unit[:-lag]).sum(axis=1)
    return out


def _unit(rows: Float64s) -> Float64s:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))
