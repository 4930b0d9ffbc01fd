"""Copies cover art of a source into a file of sound or video."""

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
"""Codecs of cover art that MP4 can hold."""
_FRONT = 3
"""Picture type "front cover" of ID3v2 and FLAC (RFC 9639, 8.8)."""


def is_cover(stream: Stream) -> bool:
    """Whether a track is an attached picture."""
    return stream.type == "video" and bool(stream.disposition & Disposition.attached_pic)


@dataclass
class Covers:
    """Copies attached pictures of `reading` into `container`, before its first packet.

    A picture is a track of one packet in MP4, MP3 and FLAC, an attachment in Matroska and a comment
    in Ogg.
    """

    reading: av.container.InputContainer
    container: av.container.OutputContainer
    left_out: list[str] = field(default_factory=list)
    """Descriptions of the pictures that the container cannot hold."""
    _packets: list[tuple[Any, Stream]] = field(default_factory=list)

    def add(self, stream: Stream) -> bool:
        """Adds a picture; returns False where the container cannot hold it."""
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
        """Writes the pictures that are tracks; the first one also writes the file's header."""
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
        # Players look for this name in Matroska files.
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
        # The layout of FLAC's picture block (RFC 9639, 8.8).
        block = struct.pack(">II", _FRONT, len(mime)) + mime + struct.pack(">I", len(title)) + title
        block += struct.pack(">IIIII", context.width, context.height, 24, 0, len(data)) + data
        self.container.metadata[key] = base64.b64encode(block).decode()
        return True


def _image(reading: av.container.InputContainer, stream: Stream) -> Any:
    """Reads the packet of an attached picture, which FFmpeg delivers before all others."""
    return next((packet for packet in reading.demux(stream) if packet.size), None)
