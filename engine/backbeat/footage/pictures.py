"""Decodes the pictures of a clip, small, with the time that each is shown at."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.container
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from backbeat.errors import MediaError
from backbeat.media.limits import MAX_PIXELS
from backbeat.media.tracks import exact, is_decodable, is_still, time_of

PIXELS = 320 * 180
"""Pixels of a small picture, about; its shape is that of the stored one."""
_LEAST_SIDE = 64
"""Least side of a small picture, which optical flow needs; longer strips are stretched."""
_MAX_ERRORS = 200
"""Packets in a row that cannot be decoded after which a clip counts as ended."""
QUARTER_TURNS = (90, 270)

_ROUNDED = Fraction(1, 100)
"""Pixels this near to square are square: encoders state what scaling to even sizes left over."""


@dataclass(frozen=True)
class Form:
    """How a clip's pictures are shown."""

    still: bool
    width: int
    """As shown, in pixels: rotation and pixel aspect applied."""
    height: int
    turned: int
    """Clockwise degrees by which stored pictures are turned to be shown: 0, 90, 180 or 270."""


@dataclass(frozen=True)
class Picture:
    """One decoded picture."""

    time: Fraction | None
    """In seconds on the container's clock; None where not stated."""
    pixels: NDArray[np.uint8]
    """As stored, not turned; BGR, shape (height, width, 3), of about `PIXELS`."""
    damaged: bool
    """Whether pictures just before it, or since the last key frame, could not be decoded."""


class Pictures:
    """An open clip; made by `pictures_of`.

    Args:
        container: the file, open.
        stream: its first track of pictures that is not cover art, else the still itself.
    """

    def __init__(self, container: av.container.InputContainer, stream: av.VideoStream) -> None:
        self._container, self.stream = container, stream
        self.still = is_still(container, stream)

    @property
    def stated_pictures(self) -> int:
        """How many pictures there are by the header, or by its duration; 0 where unknown."""
        if self.stream.frames:
            return int(self.stream.frames)
        rate = self.stream.average_rate
        seconds = self._container.duration
        return round(seconds / av.time_base * rate) if seconds and rate else 0

    def __iter__(self) -> Iterator[tuple[Form, Picture]]:
        """Each picture in order of presentation; packets that cannot be decoded are skipped."""
        # Made anew for each picture it would take longer than what it does.
        reformatter = VideoReformatter()
        for form, frame, damaged in self.decoded():
            yield form, Picture(time_of(frame), _small(frame, reformatter), damaged)

    def decoded(self) -> Iterator[tuple[Form, av.VideoFrame, bool]]:
        """Each picture as the decoder gives it, and whether it is damaged, as `Picture` says."""
        form: Form | None = None
        lost = damaged = False
        # Else what cannot be decoded is painted over with what was there before.
        options = {"max_pixels": str(MAX_PIXELS), "err_detect": "explode"}
        self.stream.codec_context.options = options
        for frame in self._frames():
            if frame is None:
                lost = True
                continue
            if form is None:
                form = form_of(frame, self.stream, self.still)
            damaged = lost or frame.is_corrupt or (damaged and not frame.key_frame)
            yield form, frame, damaged
            lost = False

    def _frames(self) -> Iterator[av.VideoFrame | None]:
        """Decoded pictures; None for a packet that cannot be decoded."""
        errors = 0
        packets = self._container.demux(self.stream)
        while errors < _MAX_ERRORS:
            try:
                packet = next(packets)
                frames: list[Any] = packet.decode()
            except StopIteration:
                return
            except av.FFmpegError:
                errors += 1
                yield None
                continue
            for frame in frames:
                errors = 0
                yield frame


def form_of(frame: av.VideoFrame, stream: av.VideoStream, still: bool) -> Form:
    """How the pictures of a track are shown, by one of them."""
    turned = round(-frame.rotation / 90) * 90 % 360
    width, height = frame.width, frame.height
    aspect = stream.sample_aspect_ratio
    if aspect is not None and aspect > 0 and abs(exact(aspect) - 1) > _ROUNDED:
        width = round(width * exact(aspect))
    if turned in QUARTER_TURNS:
        width, height = height, width
    return Form(still, width, height, turned)


def pictures_of(path: Path, container: av.container.InputContainer) -> Pictures:
    """The pictures of an open file.

    Raises:
        MediaError: it has none, or none that can be decoded.
    """
    tracks = list(container.streams.video)
    moving = [track for track in tracks if not is_still(container, track)]
    sounds = list(container.streams.audio)
    usable = moving or ([] if sounds else tracks)
    if not usable:
        raise MediaError(f"{path} has no picture.", "Give a video file or a picture.")
    if not is_decodable(usable[0]) or not usable[0].codec_context.width:
        raise MediaError(
            f"{path} holds pictures that cannot be decoded.", "Convert it, to H.264 say."
        )
    return Pictures(container, usable[0])


def shown_at(stated: list[Fraction | None], rate: Fraction) -> NDArray[np.float64]:
    """Times from the first picture, strictly rising; what is not stated follows the one before."""
    times: list[Fraction] = []
    for time in stated:
        following = times[-1] + 1 / rate if times else Fraction(0)
        times.append(following if time is None or (times and time <= times[-1]) else time)
    return np.array([float(time - times[0]) for time in times])


def _small(frame: av.VideoFrame, reformatter: VideoReformatter) -> NDArray[np.uint8]:
    scale = math.sqrt(PIXELS / (frame.width * frame.height))
    width, height = (
        max(_LEAST_SIDE, 2 * round(side * scale / 2)) for side in (frame.width, frame.height)
    )
    small = reformatter.reformat(frame, width, height, "bgr24", interpolation="AREA")
    return np.asarray(small.to_ndarray(), np.uint8)
