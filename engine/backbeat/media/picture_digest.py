"""A digest of the packets of a picture, by which a copy is told to be one."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import av
import av.container

from backbeat.media.opening import opened
from backbeat.media.tracks import first_real_video


class PictureDigest:
    """SHA-256 and number of a video track's packets, in file order."""

    def __init__(self) -> None:
        self.packets = 0
        self._hash = hashlib.sha256()

    def take(self, packet: av.Packet[Any]) -> None:
        """Adds a packet to the digest."""
        self.packets += 1
        self._hash.update(memoryview(packet))

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes of all packets, in hex."""
        return self._hash.hexdigest()


def picture_digest(path: Path) -> PictureDigest:
    """Computes the digest of a file's first video track, still pictures excluded.

    Raises:
        MediaError: the file cannot be read.
    """
    digest = PictureDigest()
    with opened(path) as container:
        video = first_real_video(container)
        if video is not None:
            for packet in container.demux(video):
                if packet.size:
                    digest.take(packet)
    return digest
