"""True peaks as FFmpeg's loudness meter reads them, which others will judge a delivery by.

Its `ebur128` filter converts to 192 kHz and looks at the samples. On sound that starts abruptly it
reads up to half a decibel high, and who uses it must not find an over.
"""

from __future__ import annotations

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
    samples = 0
    places: list[npt.NDArray[np.intp]] = [np.zeros(0, np.intp)]
    values: list[npt.NDArray[np.float32]] = [np.zeros(0, np.float32)]
    read = 0
    converter = av.AudioResampler("flt", layout, max(rate, _RATE))

    def take(frames: Iterable[av.AudioFrame]) -> None:
        nonlocal read
        for frame in frames:
            sizes = np.abs(frame.to_ndarray()).reshape(frame.samples, -1).max(axis=1)
            over = np.flatnonzero(sizes > least)
            places.append((read + over) * rate // max(rate, _RATE) // span)
            values.append(sizes[over].astype(np.float32))
            read += frame.samples

    for block in blocks:
        take(converter.resample(_frame(block, rate, layout, samples)))
        samples += len(block)
    take(converter.resample(None))
    peaks = np.zeros(-(-samples // span), np.float32)
    inside = np.minimum(np.concatenate(places), max(0, len(peaks) - 1))
    np.maximum.at(peaks, inside, np.concatenate(values))
    return peaks


def _frame(block: Samples, rate: int, layout: str, first: int) -> av.AudioFrame:
    packed = np.ascontiguousarray(block, np.float32).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=layout)
    frame.sample_rate = rate
    frame.pts = first
    return frame
