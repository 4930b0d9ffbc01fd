"""True peaks by FFmpeg's loudness meter, a second instrument that deliveries are checked with.

Its `ebur128` filter converts to 192 kHz and looks at the samples. On sound that starts abruptly it
reads up to half a decibel high, and a delivery must pass that check as well.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import av
import numpy as np
import numpy.typing as npt

from backbeat.media.samples import Samples

_RATE = 192_000


def outside_peaks(
    blocks: Iterable[Samples], rate: int, layout: str, span: int, least: float
) -> npt.NDArray[np.float32]:
    """The highest reading of any channel in each span of samples, where it is above `least`.

    Args:
        blocks: shape (n, channels), piece by piece.
        rate: in Hz.
        layout: FFmpeg's name.
        span: samples.
        least: amplitude.

    Returns:
        amplitudes, shape (spans,); 0 where there is nothing above.
    """
    samples = read = 0
    # One array that grows: many small ones that stay would pin the memory of those that go.
    peaks = array("f")
    converter = av.AudioResampler("flt", layout, max(rate, _RATE))

    def take(frames: Iterable[av.AudioFrame]) -> None:
        nonlocal read
        for frame in frames:
            sizes = np.abs(frame.to_ndarray()).reshape(frame.samples, -1).max(axis=1)
            over = np.flatnonzero(sizes > least)
            _raise_to(peaks, (read + over) * rate // max(rate, _RATE) // span, sizes[over])
            read += frame.samples

    for block in blocks:
        take(converter.resample(_frame(block, rate, layout, samples)))
        samples += len(block)
    take(converter.resample(None))
    peaks_of_spans = np.zeros(-(-samples // span), np.float32)
    complete = np.frombuffer(peaks, np.float32)
    peaks_of_spans[: len(complete)] = complete[: len(peaks_of_spans)]
    if len(peaks_of_spans):
        # The converter's tail belongs to the last span.
        peaks_of_spans[-1] = complete[len(peaks_of_spans) - 1 :].max(initial=0.0)
    return peaks_of_spans


def _raise_to(
    peaks: array[float], spans: npt.NDArray[np.intp], values: npt.NDArray[np.float32]
) -> None:
    """Puts the greatest value of each span where it is more than what is there."""
    if not len(spans):
        return
    missing = int(spans[-1]) + 1 - len(peaks)
    if missing > 0:
        peaks.frombytes(bytes(4 * missing))
    starts = np.flatnonzero(np.diff(spans, prepend=-1))
    there = np.frombuffer(peaks, np.float32)
    at = spans[starts]
    there[at] = np.maximum(there[at], np.maximum.reduceat(values, starts))


def _frame(block: Samples, rate: int, layout: str, first: int) -> av.AudioFrame:
    packed = np.ascontiguousarray(block, np.float32).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=layout)
    frame.sample_rate = rate
    frame.pts = first
    return frame
