"""Decoded frames of any sample format, as float32 of full scale 1.0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

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
_DTYPES = {"u8": "u1", "s16": "i2", "s32": "i4", "flt": "f4", "dbl": "f8"}
_NUMPY = {kind: np.dtype(name) for kind, name in _DTYPES.items()}


def samples_of(frames: Sequence[av.AudioFrame]) -> Samples:
    """The samples of frames of one format, one after another; integers up to 24 bits come out
    exactly.

    Args:
        frames: one or more, of the same sample format and channels; their times are forgotten.

    Returns:
        shape (n, channels).

    Raises:
        ValueError: a sample format or a set of channels that is not read.
        av.FFmpegError: the same.
    """
    frame = frames[0] if len(frames) == 1 else _joined(frames)
    channels = frame.layout.nb_channels
    if frame.format.is_planar and channels >= _PLANES_COUNTED:
        frame = _packed(frame)
    kind = frame.format.name.removesuffix("p")
    if kind not in _DTYPES:
        raise ValueError(f"samples of format {frame.format.name}")
    planes = channels if frame.format.is_planar else 1
    lines = _values(frame, kind, channels // planes)
    grid = np.stack(lines, axis=1) if planes > 1 else lines[0].reshape(-1, channels)
    result = np.ascontiguousarray(grid, dtype=np.float32)
    if kind in _SILENT_VALUE:
        result -= np.float32(_SILENT_VALUE[kind])
    if kind in _FULL_SCALE:
        result *= np.float32(1.0 / _FULL_SCALE[kind])
    return result


def _joined(frames: Sequence[av.AudioFrame]) -> av.AudioFrame:
    """One frame of many: numpy would take three times as long over pieces so small."""
    queue = av.AudioFifo()
    for frame in frames:
        # It would count on from its first one's; whoever needs times has them by now.
        frame.pts = None
        queue.write(frame)
    joined = queue.read()
    if joined is None:
        raise ValueError("frames without samples")
    return joined


def _values(frame: av.AudioFrame, kind: str, channels: int) -> list[npt.NDArray[Any]]:
    """What is in each plane, shape (samples * channels,)."""
    dtype, count = _NUMPY[kind], frame.samples * channels
    # PyAV's planes are buffers, which its type hints do not say.
    held: tuple[Any, ...] = frame.planes
    return [np.frombuffer(plane, dtype, count) for plane in held]


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


def regrouped(blocks: Iterable[Samples], length: int) -> Iterator[Samples]:
    """The same sound in blocks of `length`, the last one shorter."""
    held: list[Samples] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += len(block)
        if count >= length:
            joined = np.concatenate(held)
            whole = count - count % length
            for start in range(0, whole, length):
                block = joined[start : start + length]
                # A copy, so that a caller who keeps one block does not keep them all.
                yield block if whole == length else block.copy()
            held = [joined[whole:]] if whole < count else []
            count -= whole
    if count:
        yield np.concatenate(held)
