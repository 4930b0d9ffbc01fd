"""A delivered file decoded again: its level, its peaks, where it lies, and what was clipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.loudness import Measured, Meter
from backbeat.loudness.block_peaks import block_peaks
from backbeat.loudness.gain_curve import GainCurve
from backbeat.loudness.mastering import LoudnessTarget
from backbeat.loudness.oversampling import BLOCK
from backbeat.loudness.rms import MeanSquares
from backbeat.loudness.windows import GRID_HZ, mean_around
from backbeat.media.outside import outside_peaks
from backbeat.media.samples import Samples
from backbeat.media.spool import Spool
from backbeat.workflows.master.format import DeliverySpec
from backbeat.workflows.master.recording import Prepared, judged_power

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

_NEARLY = 0.8
"""Of the highest peak: below, another meter's reading is of no interest."""
_LONGEST_SHIFT_S = 0.1
_COMPARED_S = 2.0


@dataclass(frozen=True, eq=False)
class Verification:
    """A track of a delivered file, decoded again."""

    measured: Measured
    mean_squares: Float64s | None
    """Unweighted, of steps of 10 ms; None where nobody asked."""
    over_blocks: npt.NDArray[np.intp]
    """Those above the ceiling, by whichever meter reads most."""
    over_db: Float32s
    """By how much they are, shape (len(over_blocks),)."""
    outside_peak: float
    """Amplitude, by FFmpeg's reading."""
    highest_over: float
    """Amplitude of the highest block above the ceiling; 0 where none is."""
    shift_ms: float
    """How far the written sound lies behind the mastered one when it is played."""
    clipped_samples: int
    """Of all channels: those above full scale."""

    def judged(self, target: LoudnessTarget) -> Measured:
        """What a target is a level of: loudness, or unweighted mean squares."""
        return judged_power(self.measured, self.mean_squares, target)

    @property
    def peak_dbtp(self) -> float | None:
        """The highest true peak by whichever meter reads most; None for digital silence."""
        peak = max(
            float(self.measured.true_peaks.max(initial=0.0)), self.outside_peak, self.highest_over
        )
        return 20 * float(np.log10(peak)) if peak > 0 else None


class ClippedSamples:
    """Counts samples above full scale on their way."""

    def __init__(self) -> None:
        self.count = 0

    def counted(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        """The same blocks."""
        for block in blocks:
            self.count += int(np.count_nonzero(np.abs(block) > 1))
            yield block


def verified(
    spec: DeliverySpec, prepared: Prepared, curve: GainCurve, decoded: Spool, clipped: int
) -> Verification:
    """Measures what was decoded of a delivered file.

    Args:
        spec: what was asked for.
        prepared: what it was made of.
        curve: the gain that was applied.
        decoded: a track of the file.
        clipped: samples that were clipped as it was written.
    """
    meter = Meter(decoded.rate, decoded.channels, spec.form.layout)
    squares = None if prepared.mean_squares is None else MeanSquares(decoded.rate, decoded.channels)
    in_player = ClippedSamples()
    for block in in_player.counted(decoded.blocks()):
        meter.feed(block)
        if squares is not None:
            squares.feed(block)
    measured = meter.finish()
    blocks = np.zeros(0, np.intp)
    over = np.zeros(0, np.float32)
    ceiling_dbtp = spec.target.true_peak_dbtp
    ceiling = np.inf if ceiling_dbtp is None else 10 ** (ceiling_dbtp / 20)
    least = _NEARLY * min(float(measured.true_peaks.max(initial=0.0)), ceiling)
    outside = outside_peaks(decoded.blocks(), decoded.rate, spec.form.layout, BLOCK, least)
    if ceiling_dbtp is not None:
        inside = block_peaks(decoded.blocks(), ceiling)
        highest = np.maximum(inside, outside, out=inside)[: -(-prepared.spool.samples // BLOCK)]
        blocks = np.flatnonzero(highest > ceiling)
        over = 20 * np.log10(highest[blocks] / ceiling)
    shift = _shift_s(prepared, curve, decoded)
    reading = float(outside.max(initial=0))
    return Verification(
        measured,
        None if squares is None else squares.finish(),
        blocks,
        over,
        reading,
        float(ceiling * 10 ** (over.max() / 20)) if len(over) else 0.0,
        1000 * shift,
        in_player.count if spec.is_lossy else clipped,
    )


def _shift_s(prepared: Prepared, curve: GainCurve, decoded: Spool) -> float:
    """How far the written sound lies behind the mastered one, in seconds, at its loudest place."""
    spool, loudness = prepared.spool, mean_around(prepared.measured.power, GRID_HZ)
    if not loudness.any():
        return 0.0
    middle = round(int(loudness.argmax()) / GRID_HZ * spool.rate)
    length = min(round(_COMPARED_S * spool.rate), spool.samples)
    where = min(max(0, middle - length // 2), spool.samples - length)
    (wanted,) = curve.applied([spool.read(where, length)], where)
    found = decoded.read(where, length)
    size = 1 << (2 * length - 1).bit_length()
    # Channel by channel: a mean of opposite ones would be silent.
    product = np.fft.rfft(found, size, axis=0) * np.conj(np.fft.rfft(wanted, size, axis=0))
    match = np.fft.irfft(product.sum(axis=1), size)
    reach = round(_LONGEST_SHIFT_S * spool.rate)
    lags = np.concatenate([match[-reach:], match[: reach + 1]])
    return float((int(lags.argmax()) - reach) / spool.rate)
