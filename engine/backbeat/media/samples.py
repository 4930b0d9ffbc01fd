"""Decoded frames of any sample format, as float32 of full scale 1.0."""

from __future__ import annotations

import av
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""Shape (n, channels), full scale 1.0."""

_PLANES_COUNTED = 8
"""PyAV finds a frame's planes by looking for the end of a list that from this many on has none, and
reads past it (18.1 and 19.0)."""

_SILENT_VALUE = {"u8": 128}
_FULL_SCALE = {"u8": 2.0**7, "s16": 2.0**15, "s32": 2.0**31}


def samples_of(frame: av.AudioFrame) -> Samples:
    """The samples of a frame, shape (n, channels); integers up to 24 bits come out exactly.

    Raises:
        ValueError: a sample format or a set of channels that is not read.
        av.FFmpegError: the same.
    """
    if frame.format.is_planar and frame.layout.nb_channels >= _PLANES_COUNTED:
        frame = _packed(frame)
    name = frame.format.name
    values = frame.to_ndarray()
    planar = name.endswith("p")
    grid = values.T if planar else values.reshape(-1, frame.layout.nb_channels)
    kind = name.removesuffix("p")
    if kind not in _FULL_SCALE:
        return np.ascontiguousarray(grid, dtype=np.float32)
    result = np.ascontiguousarray(grid, dtype=np.float32)
    if kind in _SILENT_VALUE:
        result -= np.float32(_SILENT_VALUE[kind])
    result *= np.float32(1.0 / _FULL_SCALE[kind])
    return result


def _packed(frame: av.AudioFrame) -> av.AudioFrame:
    """The same samples in one plane."""
    packer = av.AudioResampler(frame.format.packed, frame.layout, frame.sample_rate)
    frames = [*packer.resample(frame), *packer.resample(None)]
    if len(frames) != 1 or frames[0].samples != frame.samples:
        raise ValueError(f"{frame.layout.nb_channels} planes cannot be put into one")
    return frames[0]


def with_channels(samples: Samples, channels: int) -> Samples | None:
    """The same sound with another channel count: mixed down by mean, or mono on every channel.

    Returns:
        shape (n, channels), or None when there is no such way from one count to the other.
    """
    have = samples.shape[1]
    if have == channels:
        return samples
    if channels == 1:
        # Channel by channel: numpy is many times slower at the mean of a short last axis.
        total = samples[:, :1].copy()
        for channel in range(1, have):
            total += samples[:, channel : channel + 1]
        return np.divide(total, np.float32(have), out=total)
    if have == 1:
        return np.repeat(samples, channels, axis=1)
    return None
