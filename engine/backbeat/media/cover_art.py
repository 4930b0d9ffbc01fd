"""Cover art of a source, into a file of sound or video."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass, field
from typing import Any

import av
import av.container
from av.stream import Disposition, Stream

from backbeat.media.stream_copy import QUICKTIME
from backbeat.media.tracks import codec_name

_IMAGES = {
    "mjpeg": ("image/jpeg", "jpg"),
    "png": ("image/png", "png"),
    "bmp": ("image/bmp", "bmp"),
    "gif": ("image/gif", "gif"),
    "webp": ("image/webp", "webp"),
}
_IN_MP4 = ("mjpeg", "png", "bmp")
_FRONT = 3
"""Of the kinds of pictures of ID3v2, which FLAC shares."""


def is_cover(stream: Stream) -> bool:
    """Whether a track is an attached picture."""
    return stream.type == "video" and bool(stream.disposition & Disposition.attached_pic)


@dataclass
class Covers:
    """Attached pictures of `reading`, added to `container` before its first packet.

    As a track of one packet in MP4, MP3 and FLAC, an attachment in Matroska, a comment in Ogg.
    """

    reading: av.container.InputContainer
    container: av.container.OutputContainer
    left_out: list[str] = field(default_factory=list)
    """Those that the container cannot hold, in words."""
    _packets: list[tuple[Any, Stream]] = field(default_factory=list)

    def add(self, stream: Stream) -> bool:
        """Adds a picture; False where the container holds none of its kind."""
        muxer, codec = self.container.format.name, codec_name(stream)
        packet = _image(self.reading, stream)
        if packet is None or codec not in _IMAGES:
            added = False
        elif muxer == "matroska":
            added = self._attach(stream, codec, bytes(packet))
        elif muxer in ("ogg", "opus"):
            added = self._comment(stream, codec, bytes(packet))
        elif muxer in ("mp3", "flac") or (muxer in QUICKTIME and muxer != "mov"):
            added = (muxer not in QUICKTIME or codec in _IN_MP4) and self._track(stream, packet)
        else:
            added = False
        if not added:
            self.left_out.append(f"cover art ({codec})")
        return added

    def write(self) -> None:
        """Writes the pictures that are tracks; with the first of them the file's header."""
        for packet, copy in self._packets:
            packet.pts = packet.dts = 0
            packet.stream = copy
            self.container.mux(packet)

    def _track(self, stream: Stream, packet: Any) -> bool:
        try:
            copy: Stream = self.container.add_stream_from_template(stream, opaque=True)
        except (av.FFmpegError, ValueError):
            return False
        for key in ("title", "comment"):
            if key in stream.metadata:
                copy.metadata[key] = stream.metadata[key]
        copy.disposition = Disposition.attached_pic
        self._packets.append((packet, copy))
        return True

    def _attach(self, stream: Stream, codec: str, data: bytes) -> bool:
        mime, ending = _IMAGES[codec]
        # Players of Matroska look for this name.
        name = stream.metadata.get("filename", f"cover.{ending}")
        attachment = self.container.add_attachment(name, mime, data)
        if title := stream.metadata.get("title"):
            attachment.metadata["title"] = title
        return True

    def _comment(self, stream: Stream, codec: str, data: bytes) -> bool:
        key = "METADATA_BLOCK_PICTURE"
        if key in self.container.metadata:
            return False
        mime = _IMAGES[codec][0].encode()
        title = stream.metadata.get("title", "").encode()
        context: Any = stream.codec_context
        # RFC 9639, 8.8.
        block = struct.pack(">II", _FRONT, len(mime)) + mime + struct.pack(">I", len(title)) + title
        block += struct.pack(">IIIII", context.width, context.height, 24, 0, len(data)) + data
        self.container.metadata[key] = base64.b64encode(block).decode()
        return True


def _image(reading: av.container.InputContainer, stream: Stream) -> Any:
    """The packet that holds a picture, which comes before all others."""
    return next((packet for packet in reading.demux(stream) if packet.size), None)
