"""Decoded frames of any sample format, as float32 of full scale 1.0."""

from __future__ import annotations

import av
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""Shape (n, channels), full scale 1.0."""

_SILENT_VALUE = {"u8": 128}
_FULL_SCALE = {"u8": 2.0**7, "s16": 2.0**15, "s32": 2.0**31}


def samples_of(frame: av.AudioFrame) -> Samples:
    """The samples of a frame, shape (n, channels); integers up to 24 bits come out exactly."""
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


def with_channels(samples: Samples, channels: int) -> Samples | None:
    """The same sound with another channel count: mixed down by mean, or mono on every channel.

    Returns:
        shape (n, channels), or None when there is no such way from one count to the other.
    """
    have = samples.shape[1]
    if have == channels:
        return samples
    if channels == 1:
        mixed: Samples = samples.mean(axis=1, keepdims=True, dtype=np.float32)
        return mixed
    if have == 1:
        return np.repeat(samples, channels, axis=1)
    return None
