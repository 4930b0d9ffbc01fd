"""A look-ahead limiter: the gain that keeps true peaks at a ceiling, linked over channels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.found import Samples
from backbeat.foley.placement.peaks import BLOCK, all_peaks

Float32s = NDArray[np.float32]

CEILING_DBTP = -1.0
MARGIN_DB = 0.15
"""Peaks are kept this far below the ceiling: a meter with a longer filter may read that much more,
and integers of 24 bits round."""

_AHEAD = 3
"""Blocks in which the gain falls: 2 ms at 48 kHz."""
_RELEASE_DB_S = 120.0
_HIT_RELEASE_DB_S, _HIT_HOLD = 400.0, 8
"""Of a hit that stands alone: its tail comes back in 30 ms, so that a click with a body is as loud
as its body lets it be. The gain is held for 8 blocks first, half a period of 95 Hz: without that
it would follow the waves of what is low, and distort it."""
_LATER_DB = 0.7
"""How far later peaks of a hit stay below its highest."""
_PIECE = 1 << 17


def reduction(
    peaks: Float32s,
    rate: int,
    ceiling: float,
    release_db_s: float = _RELEASE_DB_S,
    hold: int = 0,
) -> Float32s:
    """How far blocks are turned down, in dB.

    It is down when a block begins that needs it, held, and released.

    Args:
        peaks: amplitudes of blocks of `BLOCK` samples, from `block_peaks`.
        rate: in Hz.
        ceiling: amplitude.
        release_db_s: by how much it is released, in dB a second.
        hold: blocks for which it stays down before that.

    Returns:
        at the blocks' edges, to be read in straight lines between; shape (blocks + 1,).
    """
    needed = 20 * np.log10(np.maximum(peaks / ceiling, 1.0).astype(np.float64))
    if hold:
        before = np.pad(needed, (hold, 0))
        needed = np.lib.stride_tricks.sliding_window_view(before, hold + 1).max(axis=1)
    fall = release_db_s * BLOCK / rate
    along = np.arange(len(needed)) * fall
    held = np.maximum.accumulate(needed + along) - along
    padded = np.pad(np.maximum(held, 0), (0, _AHEAD))
    ahead = np.lib.stride_tricks.sliding_window_view(padded, _AHEAD + 1).max(axis=1)
    padded = np.pad(ahead, (_AHEAD, 0), mode="edge")
    smooth = np.lib.stride_tricks.sliding_window_view(padded, _AHEAD + 1).mean(axis=1)
    # At an edge the greater of its two blocks counts.
    edges = np.maximum(np.append(smooth[:1], smooth), np.append(smooth, smooth[-1:]))
    return np.asarray(edges, np.float32)


def gain(reduction_db: Float32s, first: int, count: int) -> Float32s:
    """Factors of `count` samples from sample `first` on, shape (count,)."""
    low = first // BLOCK
    high = min(len(reduction_db), -(-(first + count) // BLOCK) + 1)
    part = reduction_db[low:high]
    if not part.any():
        return np.ones(count, np.float32)
    place = (np.arange(first, first + count) - low * BLOCK) / BLOCK
    line = np.interp(place, np.arange(len(part)), part)
    return np.asarray(10 ** (-line / 20), np.float32)


def limited(
    samples: Samples, rate: int, ceiling_dbtp: float, is_hit: bool = False
) -> tuple[Samples, float]:
    """A sound that stands alone, its true peaks at a ceiling or below.

    Args:
        samples: shape (n, channels).
        rate: in Hz.
        ceiling_dbtp: the highest true peak allowed.
        is_hit: its highest peak stays the highest, and what comes before it is turned down as far
            as the peak, so that the attack keeps its shape.

    Returns:
        the sound, and by how many dB it was turned down at most; unchanged where that is 0.
    """
    ceiling = 10 ** ((ceiling_dbtp - MARGIN_DB) / 20)
    peaks = all_peaks(samples, ceiling)
    if not len(peaks) or peaks.max() <= ceiling:
        return samples, 0.0
    down = _of_hit(peaks, rate, ceiling) if is_hit else reduction(peaks, rate, ceiling)
    made = np.empty_like(samples)
    for first in range(0, len(samples), _PIECE):
        part = slice(first, min(first + _PIECE, len(samples)))
        factors = gain(down, first, part.stop - first)
        np.multiply(samples[part], factors[:, np.newaxis], out=made[part])
    # The gain's own movement may raise a peak by a few hundredths of a dB.
    left = float(all_peaks(made, ceiling).max()) / ceiling
    if left > 1:
        made /= np.float32(left)
    return made, float(down.max())


def _of_hit(peaks: Float32s, rate: int, ceiling: float) -> Float32s:
    top = int(peaks.argmax())
    wanted = peaks.copy()
    wanted[top + _AHEAD :] *= np.float32(10 ** (_LATER_DB / 20))
    down = reduction(wanted, rate, ceiling, _HIT_RELEASE_DB_S, _HIT_HOLD)
    down[: top + 1] = down[top : top + 2].max()
    return down
