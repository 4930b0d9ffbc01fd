"""Writes a film of small pictures with sound, for watching: H.264 and AAC in MP4."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import av.container
import numpy as np
from numpy.typing import NDArray

from backbeat.errors import MediaError, RequestError
from backbeat.media.muxing import has_mark, make_reproducible, muxing
from backbeat.media.opening import opened
from backbeat.media.pictures import BT709, LIMITED_RANGE
from backbeat.media.samples import Samples
from backbeat.media.soundtrack import Soundtrack
from backbeat.threads import PER_JOB

Frame = NDArray[np.uint8]
"""A picture in 4:2:0, BT.709 in limited range: shape (height * 3 / 2, width), the rows of luma and
then those of Cb and Cr, two of them to a row."""

_OPTIONS = {
    "libx264": {"preset": "veryfast", "crf": "23", "mbtree": "0"},
    # A constant quantiser of 4, in units of FFmpeg's FF_QP2LAMBDA, 118.
    "mpeg4": {"flags": "+qscale", "global_quality": str(4 * 118)},
}
_COMMENT = "Proof of an edit"
"""Of the film, by which it is known again."""
_KEYFRAMES_S = 1
"""Longest distance between keyframes, in seconds: players then jump quickly."""


def write_film(
    path: Path,
    frames: Iterable[Frame],
    size: tuple[int, int],
    rate: Fraction,
    sound: Iterable[Samples] | None,
    sound_rate: int = 48000,
    crf: int = 23,
) -> None:
    """Writes the film, with its index at the front.

    Picture and sound both start at 0. Pictures are stored in the order they are shown in, so only
    the sound needs an edit list, which tells players to skip the encoder's priming.

    Args:
        path: the .mp4.
        frames: the pictures.
        size: width and height, both even, in pixels.
        rate: pictures a second.
        sound: consecutive blocks from the first picture on, shape (n, 2), float32; None for none.
        sound_rate: samples a second.
        crf: x264's constant rate factor; less is finer.

    Raises:
        OutputError: the file cannot be written.
        RequestError: this build of FFmpeg encodes no pictures.
    """
    options = {
        "movflags": "+faststart",
        # The unit of edit lists; the default of 1000 would shift sound by up to a millisecond.
        "movie_timescale": str(sound_rate),
    }
    with muxing(path, "mp4", options) as container:
        container.metadata["comment"] = _COMMENT
        video = _video(path, container, size, rate, crf)
        track = None if sound is None else Soundtrack(path, container, "aac", sound_rate, 2)
        blocks: Iterator[Samples] = iter(sound or ())
        for index, picture in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts, frame.time_base = index, 1 / rate
            container.mux(video.encode(frame))
            while track is not None and track.end < (index + 1) / rate:
                block = next(blocks, None)
                if block is None:
                    break
                track.write(block)
        container.mux(video.encode(None))
        if track is not None:
            for block in blocks:
                track.write(block)
            track.finish()


def is_film(path: Path) -> bool:
    """Whether a file is a film that `write_film` wrote; False where it cannot be read."""
    if not has_mark(path):
        return False
    try:
        with opened(path) as container:
            return container.metadata.get("comment") == _COMMENT
    except MediaError:
        return False


def _video(
    path: Path,
    container: av.container.OutputContainer,
    size: tuple[int, int],
    rate: Fraction,
    crf: int,
) -> av.VideoStream:
    codec = _encoder(path)
    options = dict(_OPTIONS[codec])
    if "crf" in options:
        options["crf"] = str(crf)
    stream = container.add_stream(codec, rate=rate, options=options)
    if not isinstance(stream, av.VideoStream):
        raise RequestError(f"{path} cannot hold pictures of {codec}.", "End it in .mp4.")
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.thread_count = PER_JOB
    context.max_b_frames = 0
    context.gop_size = max(1, round(rate * _KEYFRAMES_S))
    context.colorspace = context.color_primaries = context.color_trc = BT709
    context.color_range = LIMITED_RANGE
    make_reproducible(context)
    return stream


def _encoder(path: Path) -> str:
    for name in _OPTIONS:
        with contextlib.suppress(ValueError):
            if av.Codec(name, "w").type == "video":
                return name
    raise RequestError(
        f"{path} cannot be written: this build of FFmpeg encodes no pictures for MP4.",
        "Install Backbeat's own dependencies again.",
    )
