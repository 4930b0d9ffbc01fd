"""A true-peak limiter with look-ahead, linked channels and a smooth gain.

What a block of 64 samples needs is read between the samples, more exactly than the meter does; see
`block_peaks.py`. What is limited is measured again: the gain's own movement can add a little, and
is taken out locally.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.loudness.block_peaks import block_peaks
from backbeat.loudness.gain_curve import GainCurve, smooth
from backbeat.progress import SILENT, Progress

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]
Source = Callable[[], Iterable[Float32s]]
"""Yields a recording from its start, piece by piece, shape (n, channels); callable repeatedly."""

_BELOW_DB = 0.02
"""Margin of a reduction below the ceiling, in dB."""
_MAX_ROUNDS = 12


@dataclass(frozen=True, eq=False)
class Limited:
    """A limited recording."""

    samples: Float32s
    """Shape (n, channels)."""
    reduction_db: Float32s
    """At each 64th sample, 0 or more, in straight lines between; shape (ceil(n / 64) + 1,)."""
    rounds: int
    """Rounds of measuring and limiting again; 0 where nothing was above the ceiling."""


def limit(
    samples: Float32s, rate: int, ceiling_dbtp: float, progress: Progress = SILENT
) -> Limited:
    """Brings every true peak of a recording to the ceiling or below.

    Where nothing is above it, the samples come back as they are, bit for bit.

    Args:
        samples: shape (n, channels), full scale 1.0; not changed.
        rate: in Hz.
        ceiling_dbtp: the highest true peak allowed.
        progress: asked between rounds whether to stop.

    Raises:
        CancelledError: the job was asked to stop.
    """

    def source() -> Iterable[Float32s]:
        return (samples[first : first + rate] for first in range(0, len(samples), rate))

    curve, rounds = limit_until_compliant(source, rate, ceiling_dbtp, GainCurve(), progress)
    reduction = curve.reduction_db
    if reduction is None:
        return Limited(samples, np.zeros(-(-len(samples) // 64) + 1, np.float32), 0)
    return Limited(np.concatenate(list(curve.applied(source()))), reduction, rounds)


def reducing(
    peaks: Float32s,
    rate: int,
    ceiling_dbtp: float,
    gain_db: float,
    extra_db: Float32s | None = None,
) -> GainCurve:
    """The gain that brings blocks to the ceiling, as far as the blocks' own peaks tell.

    Args:
        peaks: amplitudes of the blocks before any gain, from `block_peaks`.
        rate: in Hz.
        ceiling_dbtp: the highest true peak allowed.
        gain_db: of all of it.
        extra_db: what blocks need besides, shape (blocks,).
    """
    needed = np.zeros(len(peaks), np.float32)
    over = peaks * 10 ** (gain_db / 20) > 10 ** (ceiling_dbtp / 20)
    needed[over] = 20 * np.log10(peaks[over]) + gain_db - ceiling_dbtp + _BELOW_DB
    reduction = smooth(needed, rate) if needed.any() else None
    if extra_db is not None and extra_db.any():
        # Added on top, since neighbours may have reduced the block by more than it needs itself.
        more = smooth(extra_db, rate)
        if reduction is not None:
            more += reduction
        reduction = more
    return GainCurve(gain_db, reduction)


def limit_until_compliant(
    source: Source, rate: int, ceiling_dbtp: float, curve: GainCurve, progress: Progress = SILENT
) -> tuple[GainCurve, int]:
    """A gain under which no true peak is above the ceiling.

    Args:
        source: the recording before any gain.
        rate: in Hz.
        ceiling_dbtp: the highest true peak allowed.
        curve: the gain to begin with.
        progress: asked between rounds whether to stop.

    Returns:
        the gain, and in how many rounds it was found.
    """
    ceiling = 10 ** (ceiling_dbtp / 20)
    for round_ in range(_MAX_ROUNDS):
        progress(round_ / _MAX_ROUNDS, "Limiting")
        peaks = block_peaks(progress.each(curve.applied(source())), ceiling)
        over = peaks > ceiling
        if not over.any():
            return curve, round_
        # Each round lowers its margin, in case the last one's gain movement raised a peak.
        needed = np.zeros(len(peaks), np.float32)
        needed[over] = 20 * np.log10(peaks[over] / ceiling) + _BELOW_DB * (1 + round_)
        del peaks, over
        more = smooth(needed, rate)
        if curve.reduction_db is not None:
            more += curve.reduction_db
        curve = GainCurve(curve.gain_db, more)
    # What remains is a few thousandths of a dB, taken from the whole recording.
    left = float(block_peaks(curve.applied(source()), ceiling).max()) / ceiling
    below_db = max(0.0, float(20 * np.log10(left)) + _BELOW_DB)
    return GainCurve(curve.gain_db - below_db, curve.reduction_db), _MAX_ROUNDS
