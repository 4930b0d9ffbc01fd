"""Sound and picture into files: whole or not at all, and the same bytes for the same input."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from backbeat.errors import OutputError, RequestError
from backbeat.media.decode import AudioBuffer
from backbeat.media.muxing import Mux, muxing
from backbeat.media.samples import Samples
from backbeat.media.soundtrack import Soundtrack, whole_sound
from backbeat.progress import SILENT, Progress

Picture = npt.NDArray[np.uint8]
"""Shape (height, width, 3), red, green, blue."""

_AUDIO_FORMATS = {".wav": "wav", ".flac": "flac"}
_AUDIO_CODECS = {"wav": ("pcm_s16le", "pcm_s24le", "pcm_f32le"), "flac": ("flac",)}
_VIDEO_FORMATS = {".mp4": "mp4", ".mov": "mov"}
_SOUND_IN_VIDEO = {"mp4": "aac", "mov": "pcm_s24le"}
_VIDEO_OPTIONS = {
    "libx264": {"crf": "18", "preset": "medium"},
    # A constant quantiser of 3, which FFmpeg counts in units of 118.
    "mpeg4": {"flags": "+qscale", "global_quality": str(3 * 118)},
}
_ENCODER_THREADS = 4
"""Fixed, because x264 codes differently with another number and writes it into the file."""

_BT709 = 1
_LIMITED_RANGE = 1


def write_audio(
    path: Path,
    samples: Samples | Iterable[Samples],
    rate: int,
    codec: str = "pcm_s24le",
    layout: str | None = None,
    progress: Progress = SILENT,
) -> None:
    """Writes a `.wav` or `.flac` file.

    Integers are rounded and clipped at full scale, without dither. A WAV over 4 GB becomes RF64.

    Args:
        path: of the file; its ending chooses the format.
        samples: shape (n, channels), full scale 1.0; or blocks of that shape, one after another.
        rate: in Hz.
        codec: `pcm_s16le`, `pcm_s24le` or `pcm_f32le` in WAV; `flac`, which is 24 bits, in FLAC.
        layout: FFmpeg's name, such as `5.1(side)`; None for the usual one of that many channels.
        progress: asked after each second whether to stop.

    Raises:
        OutputError: the file cannot be written, or has no or not a number among its samples.
        RequestError: format, codec, rate or layout do not fit together.
        CancelledError: the job was asked to stop; nothing was written.
    """
    form = _format(path, _AUDIO_FORMATS)
    if codec not in _AUDIO_CODECS[form]:
        raise RequestError(
            f"{path} cannot hold {codec} sound.", f"Choose {' or '.join(_AUDIO_CODECS[form])}."
        )
    blocks = iter([samples] if isinstance(samples, np.ndarray) else samples)
    first = next(blocks, None)
    if first is None:
        raise OutputError(f"{path} was not written: there are no samples.", "Give at least one.")
    options = {"rf64": "auto"} if form == "wav" else {}
    total = operator.length_hint(samples, 0) if isinstance(samples, np.ndarray) else 0
    with muxing(path, form, options) as mux:
        track = Soundtrack(mux, codec, rate, first.shape[1], layout)
        for done in track.encode(itertools.chain([first], blocks)):
            progress(done / total if total else 0.0, f"Writing {path.name}")
        track.finish()


def write_video(
    path: Path,
    frames: Iterable[Picture],
    rate: Fraction,
    codec: str = "libx264",
    start_timecode: str | None = None,
    progress: Progress = SILENT,
    audio: AudioBuffer | None = None,
) -> None:
    """Writes an `.mp4` or `.mov` file, its index first, in BT.709 colours.

    Args:
        path: of the file; its ending chooses the format.
        frames: pictures (height, width, 3) of one size, uint8, red, green, blue.
        rate: pictures per second.
        codec: FFmpeg's name of an encoder; `libx264` gives way to `mpeg4` in a build without it.
        start_timecode: of the first picture, `HH:MM:SS:FF` or `HH:MM:SS;FF`.
        progress: told after each picture, and asked whether to stop.
        audio: sound from the first picture on: AAC in MP4, 24-bit PCM in MOV.

    Raises:
        OutputError: the file cannot be written, there is no picture, or they differ in size.
        RequestError: format, codec or timecode do not fit.
        CancelledError: the job was asked to stop; nothing was written.
    """
    form = _format(path, _VIDEO_FORMATS)
    if rate <= 0:
        raise RequestError(f"{path} cannot have {rate} pictures a second.", "Give a rate over 0.")
    pictures = iter(frames)
    first = next(pictures, None)
    if first is None:
        raise OutputError(f"{path} was not written: there are no pictures.", "Give at least one.")
    count = operator.length_hint(frames, 0)
    options = {
        "movflags": "+faststart",
        # Edit lists count in this; the default of 1000 moves sound by up to a millisecond.
        "movie_timescale": str(audio.rate if audio else 48000),
    }
    with muxing(path, form, options) as mux:
        video = _video_stream(mux, _available(path, codec), rate, first.shape)
        if start_timecode:
            video.metadata["timecode"] = start_timecode
        sound = _interleaved(mux, form, audio)
        for index, picture in enumerate(itertools.chain([first], pictures)):
            if picture.shape != first.shape:
                raise OutputError(
                    f"{path} was not written: picture {index} is {picture.shape}, the first one "
                    f"{first.shape}.",
                    "Scale all pictures to one size.",
                )
            mux.write(video.encode(_coloured(picture, index, rate, video.pix_fmt)))
            sound.up_to(Fraction(index + 1) / rate)
            progress((index + 1) / count if count else 0.0, f"Writing {path.name}")
        mux.write(video.encode(None))
        sound.finish()


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
        if name in av.codecs_available:
            try:
                av.Codec(name, "w")
            except ValueError:
                continue
            return name
    raise RequestError(
        f"{path} cannot be written: this build has no encoder {codec}.", "Choose mpeg4."
    )
