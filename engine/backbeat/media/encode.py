"""Writes files of sound and video, atomically and with the same bytes for the same input."""

from __future__ import annotations

import contextlib
import itertools
import operator
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import av.container
import numpy as np
import numpy.typing as npt

from backbeat.errors import OutputError, RequestError
from backbeat.files import StrPath
from backbeat.media.decode import AudioBuffer
from backbeat.media.muxing import make_reproducible, muxing
from backbeat.media.samples import Samples
from backbeat.media.soundtrack import Soundtrack
from backbeat.progress import SILENT, Progress

Picture = npt.NDArray[np.uint8]
"""Image of shape (height, width, 3), uint8, in the order red, green, blue."""

_AUDIO_FORMATS = {".wav": "wav", ".flac": "flac"}
_AUDIO_CODECS = {"wav": ("pcm_s16le", "pcm_s24le", "pcm_f32le"), "flac": ("flac",)}
_VIDEO_FORMATS = {".mp4": "mp4", ".mov": "mov"}
_SOUND_IN_VIDEO = {"mp4": "aac", "mov": "pcm_s24le"}
_VIDEO_OPTIONS = {
    # With x264's macroblock tree (core 165), 1 to 6 in 100 small files differed between runs with
    # the same pictures; without it, none in 500 did.
    "libx264": {"crf": "18", "preset": "medium", "mbtree": "0"},
    # A constant quantiser of 3, in units of FFmpeg's FF_QP2LAMBDA, 118.
    "mpeg4": {"flags": "+qscale", "global_quality": str(3 * 118)},
}
_ENCODER_THREADS = 4
"""Number of encoder threads; fixed, because the output of x264 depends on it."""

_TIMECODE = re.compile(r"\d\d:[0-5]\d:[0-5]\d[:;]\d\d")
_BT709 = 1
"""BT.709, as FFmpeg numbers colour matrix, primaries and transfer."""
_LIMITED_RANGE = 1
"""Limited ("TV") range, as FFmpeg numbers it."""


def write_audio(
    path: StrPath,
    samples: Samples | Iterable[Samples],
    rate: int,
    codec: str = "pcm_s24le",
    layout: str | None = None,
    progress: Progress = SILENT,
) -> None:
    """Writes a `.wav` or `.flac` file.

    Integers are rounded and clipped at full scale, without dither. A WAV over 4 GB becomes RF64.

    Args:
        path: output file; its extension chooses the format.
        samples: shape (n, channels), float32, full scale 1.0; or consecutive blocks of that shape.
        rate: sample rate, in Hz.
        codec: `pcm_s16le`, `pcm_s24le` or `pcm_f32le` in WAV; `flac`, which is 24 bits, in FLAC.
        layout: FFmpeg's name of the channel layout, such as `5.1(side)`; None for the default of
            that many channels.
        progress: notified after each second of sound or each block; may cancel.

    Raises:
        OutputError: the file cannot be written, or the samples are empty or not finite.
        RequestError: format, codec, rate and layout cannot be combined.
        CancelledError: the job was cancelled; nothing was written.
    """
    path = Path(path)
    form = _format(path, _AUDIO_FORMATS)
    if codec not in _AUDIO_CODECS[form]:
        raise RequestError(
            f"{path} cannot hold {codec} sound.", f"Choose {' or '.join(_AUDIO_CODECS[form])}."
        )
    blocks = iter(_seconds(samples, rate) if isinstance(samples, np.ndarray) else samples)
    first = next(blocks, None)
    if first is None or first.ndim != 2:
        raise OutputError(
            f"{path} was not written: there are no samples of shape (n, channels).",
            "Give at least one.",
        )
    total = len(samples) / rate if isinstance(samples, np.ndarray) else 0.0
    options = {"rf64": "auto"} if form == "wav" else {}
    with muxing(path, form, options) as container:
        track = Soundtrack(path, container, codec, rate, first.shape[1], layout)
        for block in itertools.chain([first], blocks):
            track.write(block)
            progress(float(track.end) / total if total else 0.0, f"Writing {path.name}")
        track.finish()


def write_video(
    path: StrPath,
    frames: Iterable[Picture],
    rate: Fraction,
    codec: str = "libx264",
    start_timecode: str | None = None,
    progress: Progress = SILENT,
    audio: AudioBuffer | None = None,
) -> None:
    """Writes an `.mp4` or `.mov` file with its index at the front, in BT.709 colours.

    Args:
        path: output file; its extension chooses the format.
        frames: pictures of one size, shape (height, width, 3), uint8, red, green, blue.
        rate: pictures per second.
        codec: FFmpeg's name of an encoder; `mpeg4` replaces `libx264` in a build without it.
        start_timecode: timecode of the first picture, `HH:MM:SS:FF` or `HH:MM:SS;FF`.
        progress: notified after each picture; may cancel.
        audio: sound from the first picture on, written as AAC in MP4 and 24-bit PCM in MOV.

    Raises:
        OutputError: the file cannot be written, there is no picture, or pictures differ in size.
        RequestError: the format, codec, rate or timecode is not supported.
        CancelledError: the job was cancelled; nothing was written.
    """
    path = Path(path)
    form = _format(path, _VIDEO_FORMATS)
    # With an int, `1 / rate` below would be a float.
    rate = Fraction(rate)
    if rate <= 0:
        raise RequestError(f"{path} cannot have {rate} pictures a second.", "Give a rate over 0.")
    if start_timecode is not None and not _TIMECODE.fullmatch(start_timecode):
        raise RequestError(
            f"{path} cannot start at timecode {start_timecode!r}.", "Write it as 01:00:00:00."
        )
    pictures = iter(frames)
    first = next(pictures, None)
    if first is None:
        raise OutputError(f"{path} was not written: there are no pictures.", "Give at least one.")
    count = operator.length_hint(frames, 0)
    options = {
        "movflags": "+faststart",
        # The unit of edit lists; the default of 1000 would shift sound by up to a millisecond.
        "movie_timescale": str(audio.rate if audio else 48000),
    }
    with muxing(path, form, options) as container:
        video = _video_stream(container, _available(path, codec), rate, first.shape)
        if start_timecode:
            video.metadata["timecode"] = start_timecode
        sound = _InterleavedSound(path, container, _SOUND_IN_VIDEO[form], audio)
        for index, picture in enumerate(itertools.chain([first], pictures)):
            _check_picture(path, index, picture, first.shape)
            container.mux(video.encode(_coloured(picture, index, rate, video.pix_fmt)))
            sound.write_until(Fraction(index + 1) / rate)
            progress((index + 1) / count if count else 0.0, f"Writing {path.name}")
        container.mux(video.encode(None))
        sound.finish()


class _InterleavedSound:
    """Encodes sound in step with the pictures, so that the file interleaves both."""

    def __init__(
        self,
        path: Path,
        container: av.container.OutputContainer,
        codec: str,
        audio: AudioBuffer | None,
    ) -> None:
        self._audio = audio
        self._written = 0
        if audio is not None:
            self._track = Soundtrack(path, container, codec, audio.rate, audio.channels)

    def write_until(self, time: Fraction) -> None:
        """Encodes the sound up to `time`, in seconds from its start."""
        if self._audio is not None:
            end = round(time * self._audio.rate)
            self._track.write(self._audio.samples[self._written : end])
            self._written = end

    def finish(self) -> None:
        """Encodes the remaining sound and flushes the encoder."""
        if self._audio is not None:
            self._track.write(self._audio.samples[self._written :])
            self._track.finish()


def _seconds(samples: Samples, rate: int) -> Iterator[Samples]:
    return (samples[start : start + rate] for start in range(0, len(samples), rate))


def _video_stream(
    container: av.container.OutputContainer, codec: str, rate: Fraction, shape: tuple[int, ...]
) -> av.VideoStream:
    stream = container.add_stream(codec, rate=rate, options=_VIDEO_OPTIONS.get(codec, {}))
    if not isinstance(stream, av.VideoStream):
        raise RequestError(f"{codec} does not encode pictures.", "Choose libx264.")
    stream.height, stream.width = shape[:2]
    odd = shape[0] % 2 or shape[1] % 2
    # x264 takes 4:2:0 in even sizes only; MPEG-4 has no other chroma format, and pads.
    stream.pix_fmt = "yuv444p" if odd and codec == "libx264" else "yuv420p"
    context = stream.codec_context
    context.thread_count = _ENCODER_THREADS
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED_RANGE
    make_reproducible(context)
    return stream


def _check_picture(path: Path, index: int, picture: Picture, shape: tuple[int, ...]) -> None:
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise OutputError(
            f"{path} was not written: picture {index} is {picture.dtype} of {picture.shape}.",
            "Give uint8 pictures of shape (height, width, 3).",
        )
    if picture.shape != shape:
        raise OutputError(
            f"{path} was not written: picture {index} is {picture.shape}, the first one {shape}.",
            "Scale all pictures to one size.",
        )


def _coloured(
    picture: Picture, index: int, rate: Fraction, pixel_format: str | None
) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    frame = frame.reformat(
        format=pixel_format, dst_colorspace=_BT709, dst_color_range=_LIMITED_RANGE
    )
    frame.pts = index
    frame.time_base = 1 / rate
    return frame


def _format(path: Path, formats: dict[str, str]) -> str:
    form = formats.get(path.suffix.lower())
    if form is None:
        endings = " or ".join(formats)
        raise RequestError(
            f"{path} does not end in a format that is written here.", f"Name it {endings}."
        )
    return form


def _available(path: Path, codec: str) -> str:
    for name in (codec, "mpeg4") if codec == "libx264" else (codec,):
        with contextlib.suppress(ValueError):
            if av.Codec(name, "w").type == "video":
                return name
    raise RequestError(
        f"{path} cannot be written: this build of FFmpeg encodes no pictures with {codec}.",
        "Choose mpeg4.",
    )
