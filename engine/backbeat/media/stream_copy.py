"""Copies tracks unchanged: packets, codec tag, aspect, colour, rotation and HDR data.

No codec is opened, so tracks that FFmpeg cannot encode are copied as well.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.container
from av.stream import Stream

from backbeat.errors import RequestError
from backbeat.media.opening import opened
from backbeat.media.tags import copied_tags
from backbeat.media.tracks import codec_name, exact, first_real_video, is_decodable

QUICKTIME = ("mp4", "mov", "ipod")
"""FFmpeg's muxers of MP4, MOV and iPod files."""


def check_picture(source: Path, path: Path, muxer: str) -> None:
    """Checks before any work that a container can hold the picture of a source.

    Args:
        source: the video.
        path: the file to be written, for the message.
        muxer: FFmpeg's name of the container format.

    Raises:
        MediaError: the source cannot be read.
        RequestError: the container cannot hold the picture.
    """
    with opened(source) as container:
        video = first_real_video(container)
        if video is not None and _tag_for(muxer, video) is None:
            raise refusal(path, video)


def refusal(path: Path, stream: Stream) -> RequestError:
    """Error for a container that cannot hold a source's picture."""
    other = ".mov" if path.suffix.lower() == ".mkv" else ".mkv"
    return RequestError(
        f"{path} cannot hold the picture as it is ({codec_name(stream)}).",
        f"End the output's name like the input's, or in {other}.",
    )


def add_copy(container: av.container.OutputContainer, stream: Stream) -> Stream | None:
    """Adds a track for the packets of `stream`; returns None where the container cannot hold it.

    Args:
        container: the file being written, before its first packet.
        stream: the source's track.
    """
    muxer = container.format.name
    if stream.type == "attachment" and muxer != "matroska":
        return None
    tag = _tag_for(muxer, stream)
    if tag is None:
        return None
    copy = _added(container, stream, tag)
    copy.metadata.update(copied_tags(stream.metadata, muxer in QUICKTIME))
    copy.disposition = stream.disposition
    return copy


def reel_of(container: av.container.InputContainer) -> dict[str, str]:
    """The source's reel name as a tag, which MOV stores in its timecode track, if it has one."""
    names = (stream.metadata.get("reel_name") for stream in container.streams)
    name = next(filter(None, names), None)
    return {} if name is None else {"reel_name": name}


def _added(container: av.container.OutputContainer, stream: Stream, tag: str) -> Stream:
    copy: Stream = container.add_stream_from_template(stream, opaque=True)
    context: Any = copy.codec_context
    if context is None:
        return copy
    if tag:
        context.codec_tag = tag
    if isinstance(stream, av.VideoStream):
        # For many codecs both are stored in the container rather than in the codec's parameters.
        if stream.sample_aspect_ratio:
            context.sample_aspect_ratio = exact(stream.sample_aspect_ratio)
        if rate := stream.average_rate or stream.base_rate:
            context.framerate = exact(rate)
    return copy


def _tag_for(muxer: str, stream: Stream) -> str | None:
    """Finds the codec tag for a copy: empty for the muxer's default, None without such a codec.

    A header is written into memory for each candidate, because PyAV does not expose FFmpeg's
    tables.
    """
    return next((tag for tag in _tags(stream) if _is_written(muxer, stream, tag)), None)


def _tags(stream: Stream) -> Iterator[str]:
    """Yields candidate codec tags for a copy, the best one first."""
    tag, context = "", stream.codec_context
    if is_decodable(stream):
        # PyAV cannot decode a tag that is not text.
        with contextlib.suppress(UnicodeDecodeError):
            tag = context.codec_tag
        # QuickTime does not play `hev1`; `hvc1` needs parameter sets outside the packets, which
        # only broadcasts lack.
        if context.name == "hevc" and not tag.isprintable() and context.extradata:
            yield from ("hvc1",) * context.extradata.startswith(b"\x01")
    if tag.isprintable():
        yield tag
    yield ""


def _is_written(muxer: str, stream: Stream, tag: str) -> bool:
    options = {"fflags": "+bitexact"}
    try:
        container = av.open(io.BytesIO(), "w", format=muxer, options=options)
        with contextlib.closing(container):
            _added(container, stream, tag)
            container.start_encoding()
    except (av.FFmpegError, ValueError, TypeError):
        return False
    return True
