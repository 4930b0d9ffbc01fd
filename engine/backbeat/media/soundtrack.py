"""Encodes a track of sound into a container."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.container
import numpy as np
import numpy.typing as npt
from av.stream import Disposition

from backbeat.errors import OutputError, RequestError
from backbeat.media.muxing import make_reproducible
from backbeat.media.samples import Samples
from backbeat.threads import PER_JOB

_LAYOUTS = {1: "mono", 2: "stereo", 4: "quad", 6: "5.1", 8: "7.1"}
_SAMPLE_FORMATS: dict[str, dict[int, str]] = {
    "pcm_s16le": {16: "s16"},
    "pcm_s24le": {24: "s32"},
    "pcm_f32le": {0: "flt"},
    "flac": {24: "s32", 16: "s16"},
    "alac": {24: "s32p", 16: "s16p"},
    "aac": {0: "fltp"},
    "libmp3lame": {0: "fltp"},
    "libopus": {0: "flt"},
}
"""FFmpeg's sample format by codec and bit depth, the default depth first; 0 stands for floats."""
_AAC_BITS_A_CHANNEL = 128_000
"""Default bit rate of AAC, in bits per second and channel."""
_PRIMING_FRAMES, _PRIMING_SAMPLES = 8, 4096
"""Most frames of silence encoded to measure priming, and samples in each."""


class Soundtrack:
    """Encodes consecutive blocks into a new track of `container`.

    Args:
        path: the file, for messages.
        container: the file being written.
        codec: `pcm_s16le`, `pcm_s24le`, `pcm_f32le`, `flac`, `alac`, `aac`, `libmp3lame` or
            `libopus`.
        rate: sample rate, in Hz.
        channels: number of channels of every block.
        layout: FFmpeg's name of the channel layout; None for the default of that many channels.
        bits: bit depth of integer samples; None for the codec's default.
        bit_rate: bit rate of a lossy codec, in bits per second; None for 128 kbit/s per channel in
            AAC, and the encoder's default in others.

    Raises:
        RequestError: the codec does not support the rate, or the layout has another number of
            channels.
    """

    def __init__(
        self,
        path: Path,
        container: av.container.OutputContainer,
        codec: str,
        rate: int,
        channels: int,
        layout: str | None = None,
        bits: int | None = None,
        bit_rate: int | None = None,
    ) -> None:
        self._path = path
        self._container = container
        self._rate = rate
        self._channels = channels
        self._layout = _layout(path, channels, layout)
        formats = _SAMPLE_FORMATS[codec]
        self._bits = bits if bits in formats else next(iter(formats))
        self._format = formats[self._bits]
        self._done = 0
        rates = av.Codec(codec, "w").audio_rates
        if rates and rate not in rates:
            raise RequestError(
                f"{path} cannot hold {codec} sound of {rate} Hz.", "Convert it to 48000 Hz first."
            )
        stream = container.add_stream(codec, rate=rate)
        if not isinstance(stream, av.AudioStream):
            raise RequestError(f"{path} cannot hold {codec} sound.", "Choose another codec.")
        stream.layout = self._layout
        stream.format = self._format
        if bit_rate is not None or codec == "aac":
            stream.bit_rate = bit_rate or _AAC_BITS_A_CHANNEL * channels
        make_reproducible(stream.codec_context)
        stream.codec_context.thread_count = PER_JOB
        self._stream = stream

    def describe(self, metadata: Mapping[str, str], disposition: Disposition) -> None:
        """Sets the tags and disposition of the track, usually those of the one it replaces."""
        self._stream.metadata.update(metadata)
        self._stream.disposition = disposition

    def lead_in(self, start: Fraction, priming: int) -> None:
        """Encodes silence before the first block, so that the track's first packet is at 0.

        Args:
            start: time at which the sound begins, in seconds; 0 for no silence.
            priming: samples of priming that the encoder adds itself.
        """
        samples = round(start * self._rate)
        if samples > 0:
            self._done = min(priming, samples)
            self.write(np.zeros((samples - self._done, self._channels), np.float32))

    @property
    def end(self) -> Fraction:
        """End of the sound written so far, in seconds."""
        return Fraction(self._done, self._rate)

    def write(self, block: Samples) -> None:
        """Encodes a block, shape (n, channels), float32, full scale 1.0.

        Raises:
            OutputError: the block has the wrong shape, or contains NaN or infinity.
        """
        if block.ndim != 2 or block.shape[1] != self._channels:
            raise OutputError(
                f"{self._path} was not written: a block of shape {block.shape} does not fit "
                f"{self._channels} channels.",
                "Give every block the shape (n, channels).",
            )
        if not len(block):
            return
        if not np.isfinite(block).all():
            raise OutputError(
                f"{self._path} was not written: after {float(self.end):.3f} s there is a sample "
                "that is not a number.",
                "Check the recording there.",
            )
        values = _integers(block, self._bits) if self._bits else block.astype(np.float32)
        # Always interleaved: PyAV 18.1 and 19.0 write past the end of eight or more planes.
        packed = self._format.removesuffix("p")
        grid = np.ascontiguousarray(values.reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(grid, format=packed, layout=self._layout)
        frame.sample_rate = self._rate
        frame.time_base = Fraction(1, self._rate)
        frame.pts = self._done
        self._done += len(block)
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Flushes the encoder into the file."""
        self._container.mux(self._stream.encode(None))


def priming(codec: str, rate: int, layout: str) -> int:
    """Measures an encoder's priming by encoding silence.

    Args:
        codec: FFmpeg's name of the encoder, one that `Soundtrack` supports.
        rate: sample rate, in Hz.
        layout: FFmpeg's name of the channel layout.

    Returns:
        Samples that the encoder adds before the first one; 0 where it does not support the rate or
        layout, for which `Soundtrack` raises.
    """
    context = av.CodecContext.create(codec, "w")
    if not isinstance(context, av.AudioCodecContext):
        return 0
    form = next(iter(_SAMPLE_FORMATS[codec].values()))
    context.sample_rate, context.layout, context.format = rate, layout, form
    context.time_base = Fraction(1, rate)
    try:
        for number in range(_PRIMING_FRAMES):
            frame = av.AudioFrame(form, layout, _PRIMING_SAMPLES)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = number * _PRIMING_SAMPLES
            for packet in context.encode(frame):
                return max(0, -(packet.pts or 0))
    except (av.FFmpegError, ValueError):
        pass
    return 0


def _layout(path: Path, channels: int, name: str | None) -> str:
    layout_name = name or _LAYOUTS.get(channels, f"{channels} channels")
    try:
        have = av.AudioLayout(layout_name).nb_channels
    except ValueError:
        have = 0
    if have != channels:
        raise RequestError(
            f"{path} cannot be written: {layout_name} is not a layout of {channels} channels.",
            "Leave the layout out for the usual one.",
        )
    return layout_name


def _integers(samples: Samples, bits: int) -> npt.NDArray[Any]:
    """Converts to integers of `bits`, rounded and clipped, in the upper bits of their dtype.

    The dtype is int16 for 16 bits, otherwise int32.
    """
    scale = 2.0 ** (bits - 1)
    rounded = np.clip(np.rint(samples.astype(np.float64) * scale), -scale, scale - 1)
    if bits == 16:
        return rounded.astype(np.int16)
    return rounded.astype(np.int32) << (32 - bits)
