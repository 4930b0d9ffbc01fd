"""The range of an edit's media, read from the media files where the timeline states none."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from backbeat import roots
from backbeat.errors import BackbeatError
from backbeat.media import probe
from backbeat.timeline.document import Container, Document
from backbeat.timeline.media_range import UNLIMITED, MediaRange
from backbeat.timeline.time import from_timecode
from backbeat.timeline.urls import is_absolute


class MediaRanges:
    """A `backbeat.timeline.reading.MediaLookup` that probes each file once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._is_archive = document.container is Container.OTIOZ
        self._found: dict[Path, MediaRange | None] = {}
        self.missing: dict[str, None] = {}
        """URLs that were asked for, in this order, and lead to no file on this machine."""

    def __call__(self, url: str) -> MediaRange | None:
        """The range of the media at `url`; None if it is missing or cannot be read.

        Members of an .otioz are not probed, nor files of the same name beside the archive.

        Raises:
            OutsideRootsError: it is there, but outside the folders that this process may open.
        """
        if self._is_archive and not is_absolute(url):
            return None
        path = self._document.place_of(url)
        if path is None or not path.is_file():
            self.missing.setdefault(url)
        if path is None:
            return None
        if path.is_file():
            roots.check_read(path)
        if path not in self._found:
            self._found[path] = range_of(path)
        return self._found[path]


def range_of(path: Path) -> MediaRange | None:
    """The range of a media file; None if it is missing or cannot be read."""
    if not path.is_file():
        return None
    try:
        info = probe.probe(path)
        video = info.video
        if video is None and info.audio is None and info.streams:
            # A still picture: what probing calls video leaves stills out.
            return UNLIMITED
        channels = info.audio.channels or None if info.audio is not None else None
        sample_rate = info.audio.rate or None if info.audio is not None else None
        if video is None or info.duration is None:
            if not info.duration:
                return None
            return MediaRange(
                _sound_start(info), info.duration, channels=channels, sample_rate=sample_rate
            )
        start = Fraction(0)
        if info.start_timecode and video.rate:
            start = from_timecode(info.start_timecode, video.rate) / video.rate
        return MediaRange(
            start,
            video.duration or info.duration,
            rate=video.rate,
            size=(video.width, video.height) if video.width and video.height else None,
            channels=channels,
            sample_rate=sample_rate,
        )
    except BackbeatError:
        # Unreadable media counts as missing: its cuts are skipped with that reason.
        return None


def _sound_start(info: probe.MediaInfo) -> Fraction:
    """Start of sound on its own clock, in seconds: the `time_reference` of a broadcast WAV."""
    samples = info.metadata.get("time_reference", "")
    if info.audio is None or not info.audio.rate or not samples.isdecimal():
        return Fraction(0)
    return Fraction(int(samples), info.audio.rate)
