"""Converts decoded frames of any sample format to float32 of full scale 1.0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import av
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""Sound of shape (n, channels), float32, full scale 1.0."""

_PLANES_COUNTED = 8
"""Number of planes from which on PyAV 18.1 and 19.0 read past the end of a frame's list of planes.

FFmpeg's list holds eight, and PyAV looks for an end mark that a full list does not have."""

_SILENT_VALUE = {"u8": 128}
"""Value of silence in unsigned formats."""
_FULL_SCALE = {"u8": 2.0**7, "s16": 2.0**15, "s32": 2.0**31}
_DTYPES = {"u8": "u1", "s16": "i2", "s32": "i4", "flt": "f4", "dbl": "f8"}
_NUMPY = {kind: np.dtype(name) for kind, name in _DTYPES.items()}


def samples_of(frames: Sequence[av.AudioFrame]) -> Samples:
    """Converts and concatenates frames of one format; integers up to 24 bits are exact.

    Args:
        frames: one or more frames of the same sample format and channels; their times are cleared.

    Returns:
        The samples, shape (n, channels), float32, full scale 1.0.

    Raises:
        ValueError: the sample format or number of channels is not supported.
        av.FFmpegError: likewise, where FFmpeg detects it.
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
    """Joins frames into one; three times as fast as concatenating such small arrays in numpy."""
    queue = av.AudioFifo()
    for frame in frames:
        # Otherwise the queue would derive times, which are not needed here.
        frame.pts = None
        queue.write(frame)
    joined = queue.read()
    if joined is None:
        raise ValueError("frames without samples")
    return joined


def _values(frame: av.AudioFrame, kind: str, channels: int) -> list[npt.NDArray[Any]]:
    """Values of each plane, shape (samples * channels,), without copying."""
    dtype, count = _NUMPY[kind], frame.samples * channels
    # PyAV's planes are buffers, which its type hints do not declare.
    held: tuple[Any, ...] = frame.planes
    return [np.frombuffer(plane, dtype, count) for plane in held]


def _packed(frame: av.AudioFrame) -> av.AudioFrame:
    """Converts a planar frame to an interleaved one."""
    packer = av.AudioResampler(frame.format.packed, frame.layout, frame.sample_rate)
    frames = [*packer.resample(frame), *packer.resample(None)]
    if len(frames) != 1 or frames[0].samples != frame.samples:
        raise ValueError(f"{frame.layout.nb_channels} planes cannot be put into one")
    return frames[0]


def with_channels(samples: Samples, channels: int) -> Samples | None:
    """Converts the number of channels: to mono by mean, or from mono to every channel.

    Args:
        samples: shape (n, any number of channels), float32.
        channels: number of channels of the result.

    Returns:
        Shape (n, channels), or None where neither number is 1 and they differ.
    """
    have = samples.shape[1]
    if have == channels:
        return samples
    if channels == 1:
        # Summed by channel, because numpy's mean over a short last axis is many times slower.
        total = samples[:, :1].copy()
        for channel in range(1, have):
            total += samples[:, channel : channel + 1]
        return np.divide(total, np.float32(have), out=total)
    if have == 1:
        return np.repeat(samples, channels, axis=1)
    return None


def regrouped(blocks: Iterable[Samples], length: int) -> Iterator[Samples]:
    """Regroups blocks of sound into blocks of `length` samples; the last may be shorter."""
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
                # A copy, so that a block kept by the caller does not keep all of `joined` alive.
                yield block if whole == length else block.copy()
            held = [joined[whole:]] if whole < count else []
            count -= whole
    if count:
        yield np.concatenate(held)
