"""Verification of a delivered file, decoded again: level, peaks, sync and clipped samples."""

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
"""Share of the highest peak, or of the ceiling, from which on FFmpeg's reading is taken."""
_LONGEST_SHIFT_S = 0.1
_COMPARED_S = 2.0


@dataclass(frozen=True, eq=False)
class Verification:
    """The readings of a track of a delivered file, decoded again."""

    measured: Measured
    mean_squares: Float64s | None
    """Unweighted, of steps of 10 ms; None where no RMS level is judged."""
    over_blocks: npt.NDArray[np.intp]
    """Indexes of blocks of 64 samples above the ceiling, by the higher of both meters' readings."""
    over_db: Float32s
    """How far each of them is above the ceiling in dB, shape (len(over_blocks),)."""
    outside_peak: float
    """Amplitude of the highest true peak by FFmpeg's meter."""
    highest_over: float
    """Amplitude of the highest block above the ceiling; 0 where none is."""
    shift_ms: float
    """Delay of the written sound against the mastered one when it is played, in ms."""
    clipped_samples: int
    """Samples above full scale in all channels."""

    def judged(self, target: LoudnessTarget) -> Measured:
        """The measurement with the powers that `target` judges: K-weighted or unweighted."""
        return judged_power(self.measured, self.mean_squares, target)

    @property
    def peak_dbtp(self) -> float | None:
        """The highest true peak by either meter; None for digital silence."""
        peak = max(
            float(self.measured.true_peaks.max(initial=0.0)), self.outside_peak, self.highest_over
        )
        return 20 * float(np.log10(peak)) if peak > 0 else None


class ClippedSamples:
    """Counts the samples above full scale in a stream."""

    def __init__(self) -> None:
        self.count = 0

    def counted(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        """Passes the blocks on unchanged, counting as they go by."""
        for block in blocks:
            self.count += int(np.count_nonzero(np.abs(block) > 1))
            yield block


def verified(
    spec: DeliverySpec,
    prepared: Prepared,
    curve: GainCurve,
    decoded: Spool,
    clipped: int,
    whole: Iterable[Samples] | None = None,
) -> Verification:
    """Measures what was decoded of a delivered file.

    Args:
        spec: what was asked for.
        prepared: what it was made of.
        curve: the gain that was applied.
        decoded: a track of the file, from the first picture.
        clipped: samples that were clipped as it was written.
        whole: the track with the sound before the first picture, where it has some: the silence
            that takes the place of an edit list, and moves the blocks that loudness is gated in.
    """
    meter = Meter(decoded.rate, decoded.channels, spec.form.layout)
    squares = None if prepared.mean_squares is None else MeanSquares(decoded.rate, decoded.channels)
    in_player = ClippedSamples()
    for block in in_player.counted(decoded.blocks() if whole is None else whole):
        meter.feed(block)
        if squares is not None:
            squares.feed(block)
    measured = meter.finish()
    blocks = np.zeros(0, np.intp)
    over = np.zeros(0, np.float32)
    ceiling_dbtp = spec.target.true_peak_dbtp
    ceiling = np.inf if ceiling_dbtp is None else 10 ** (ceiling_dbtp / 20)
    threshold = _NEARLY * min(float(measured.true_peaks.max(initial=0.0)), ceiling)
    outside = outside_peaks(decoded.blocks(), decoded.rate, spec.form.layout, BLOCK, threshold)
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
    """Delay of the written sound against the mastered one in seconds, by cross-correlation.

    Two seconds around the loudest moment are compared.
    """
    spool, loudness = prepared.spool, mean_around(prepared.measured.power, GRID_HZ)
    if not loudness.any():
        return 0.0
    middle = round(int(loudness.argmax()) / GRID_HZ * spool.rate)
    length = min(round(_COMPARED_S * spool.rate), spool.samples)
    where = min(max(0, middle - length // 2), spool.samples - length)
    (expected,) = curve.applied([spool.read(where, length)], where)
    actual = decoded.read(where, length)
    size = 1 << (2 * length - 1).bit_length()
    # Channel by channel: a mean of opposite ones would be silent.
    product = np.fft.rfft(actual, size, axis=0) * np.conj(np.fft.rfft(expected, size, axis=0))
    match = np.fft.irfft(product.sum(axis=1), size)
    reach = round(_LONGEST_SHIFT_S * spool.rate)
    lags = np.concatenate([match[-reach:], match[: reach + 1]])
    return float((int(lags.argmax()) - reach) / spool.rate)
