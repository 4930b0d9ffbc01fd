"""Random access to the pictures of a video or still, small and in one format."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from backbeat.errors import MediaError
from backbeat.media.limits import MAX_PIXELS
from backbeat.media.opening import opened
from backbeat.media.packets import first_picture_s, packets_of
from backbeat.media.probe import nominal_rate
from backbeat.media.tracks import exact, first_real_video, is_decodable, is_still, time_of

Plane = NDArray[np.uint8]

BT709 = 1
"""BT.709, as FFmpeg numbers colour matrix, primaries and transfer."""
LIMITED_RANGE = 1
"""Limited ("TV") range, as FFmpeg numbers it."""
_HDR_TRANSFERS = (16, 18)
"""SMPTE ST 2084 (PQ) and ARIB STD-B67 (HLG), as FFmpeg numbers transfers."""
_FAR_S = Fraction(2)
"""Distance, in seconds, from which a seek is tried instead of decoding all pictures between."""
_EARLIER_S = (Fraction(0), Fraction(3), Fraction(20))
"""How much earlier a seek is tried after one that came down behind the picture wanted."""


@dataclass(frozen=True, eq=False)
class SmallPicture:
    """A picture in 8-bit Y'CbCr 4:2:0, BT.709 in limited range, upright and with square pixels."""

    luma: Plane
    """Shape (height, width); both are even."""
    blue: Plane
    """Cb, shape (height / 2, width / 2)."""
    red: Plane
    """Cr, shape (height / 2, width / 2)."""
    alpha: Plane | None = None
    """Opacity, shape (height, width); None: opaque."""

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.luma.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.luma.shape[0])

    def covers(self, width: int, height: int) -> bool:
        """Whether nothing is seen below it in a picture of that size."""
        return self.width >= width and self.height >= height and self.alpha is None


class PictureFile:
    """Gives the picture that a video shows at a time, scaled to fit into a box. Close it.

    Reads that go forward decode on the way; others seek. Only the picture asked for is scaled.
    Pictures that cannot be decoded are left out: the one before stays on display.

    Args:
        path: a video or a still.
        width: of the box, in pixels.
        height: of the box, in pixels.

    Raises:
        MediaError: the file has no picture that can be decoded.
    """

    def __init__(self, path: Path, width: int, height: int) -> None:
        self.path = path
        self._box = width, height
        self._closing = contextlib.ExitStack()
        try:
            self._container = self._closing.enter_context(opened(path))
            self._stream = _track(path, self._container)
            self._stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
            self.still = is_still(self._container, self._stream)
            self.rate = Fraction(0) if self.still else nominal_rate(self._stream) or Fraction(25)
            self._base = exact(self._stream.time_base or Fraction(1, 1000))
            self._origin = first_picture_s(path, self._stream.index) or Fraction(0)
            self._pictures = self._decoded(None)
            self._shown = self._next = self._first()
        except BaseException:
            self._closing.close()
            raise
        self.high_dynamic_range = self._shown[1].color_trc in _HDR_TRANSFERS
        self._scaled: tuple[Fraction, SmallPicture] | None = None
        # Made anew for each picture it would take longer than what it does.
        self._reformatter = VideoReformatter()

    def at(self, time: Fraction) -> SmallPicture:
        """The picture on display at a time.

        Args:
            time: in seconds from the first picture; before it the first, after the end the last
                picture is given.
        """
        if not self.still:
            time = max(time, Fraction(0))
            if time < self._shown[0] or time - self._shown[0] >= _FAR_S:
                self._seek(time)
            self._advance(time)
        if self._scaled is None or self._scaled[0] != self._shown[0]:
            self._scaled = self._shown[0], self._fitted(self._shown[1])
        return self._scaled[1]

    def close(self) -> None:
        """Closes the file."""
        self._pictures = iter(())
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _first(self) -> tuple[Fraction, av.VideoFrame]:
        first = next(self._pictures, None)
        if first is None:
            raise MediaError(
                f"{self.path} has no picture that can be decoded.", "Export or copy it again."
            )
        return first

    def _advance(self, time: Fraction) -> None:
        while self._next[0] <= time:
            self._shown = self._next
            following = next(self._pictures, None)
            if following is None:
                break
            self._next = following

    def _seek(self, time: Fraction) -> None:
        """Goes to a picture at or before `time`, if the file can be sought in."""
        for earlier in _EARLIER_S:
            goal = max(time - earlier, Fraction(0))
            if self._shown[0] <= time and goal <= self._shown[0]:
                return
            try:
                ticks = int((goal + self._origin) / self._base)
                self._container.seek(ticks, stream=self._stream, backward=True)
            except av.FFmpegError:
                continue
            self._pictures = self._decoded(time)
            found = next(self._pictures, None)
            if found is not None and (found[0] <= time or not goal):
                self._shown = self._next = found
                return
        self._restart()

    def _restart(self) -> None:
        self._container.seek(0, backward=True)
        self._pictures = self._decoded(None)
        self._shown = self._next = self._first()

    def _decoded(self, goal: Fraction | None) -> Iterator[tuple[Fraction, av.VideoFrame]]:
        """The pictures from here on, with their times in seconds from the first.

        Args:
            goal: pictures that end before it, and that no other picture refers to, may be left
                out.
        """
        context = self._stream.codec_context
        end = None if goal is None else int((goal + self._origin) / self._base)
        last: Fraction | None = None
        for packet in packets_of(self.path, self._container, self._stream):
            unseen = (
                end is not None
                and packet.pts is not None
                and bool(packet.duration)
                and packet.pts + (packet.duration or 0) < end
            )
            context.skip_frame = "NONREF" if unseen else "DEFAULT"
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue
            for frame in frames:
                time = self._time(frame, last)
                # Some recordings repeat a time, or go back.
                if last is None or time > last:
                    last = time
                    yield time, frame

    def _time(self, frame: av.VideoFrame, last: Fraction | None) -> Fraction:
        time = time_of(frame)
        if time is not None:
            return time - self._origin
        if last is None:
            return Fraction(0)
        return last + (1 / self.rate if self.rate else 0)

    def _fitted(self, frame: av.VideoFrame) -> SmallPicture:
        turns = round(frame.rotation / 90) % 4
        width, height = self._size(frame, turned=bool(turns % 2))
        if turns % 2:
            width, height = height, width
        has_alpha = any(component.is_alpha for component in frame.format.components)
        small = self._reformatter.reformat(
            frame,
            width=width,
            height=height,
            format="yuva420p" if has_alpha else "yuv420p",
            dst_colorspace=BT709,
            dst_color_range=LIMITED_RANGE,
        )
        planes = [np.rot90(_plane(plane), turns) for plane in small.planes]
        return SmallPicture(*(np.ascontiguousarray(plane) for plane in planes))

    def _size(self, frame: av.VideoFrame, turned: bool) -> tuple[int, int]:
        """The largest even size that fits into the box, in the shape the picture is shown in."""
        aspect = self._stream.sample_aspect_ratio or self._stream.codec_context.sample_aspect_ratio
        wide = frame.width * (exact(aspect) if aspect else 1)
        width, height = (Fraction(frame.height), wide) if turned else (wide, Fraction(frame.height))
        scale = min(self._box[0] / Fraction(width), self._box[1] / Fraction(height))
        return _even(width * scale), _even(height * scale)


def _track(path: Path, container: av.container.InputContainer) -> av.VideoStream:
    found = first_real_video(container)
    if found is None:
        found = next(iter(container.streams.video), None)
    if found is None:
        raise MediaError(f"{path} has no picture.", "Give a video or a still.")
    if not is_decodable(found):
        raise MediaError(
            f"{path} holds pictures in a codec that cannot be decoded.",
            "Convert it to H.264 or ProRes first.",
        )
    return found


def _even(length: Fraction) -> int:
    return max(2, 2 * round(length / 2))


def _plane(plane: av.video.plane.VideoPlane) -> Plane:
    rows: Plane = np.frombuffer(bytes(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]
