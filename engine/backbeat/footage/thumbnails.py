"""Single pictures of a clip, small, for reports and contact sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import av.container
import numpy as np
from numpy.typing import NDArray

from backbeat.errors import MediaError
from backbeat.files import StrPath
from backbeat.footage.pictures import form_of, pictures_of
from backbeat.media.opening import opened
from backbeat.media.tracks import exact, time_of

_NEAR_S = 2.0
"""Pictures this near are decoded up to, rather than sought."""


def thumbnails(path: StrPath, times_s: Sequence[float], height: int) -> list[NDArray[np.uint8]]:
    """The pictures that are shown at some times, as shown: turned, with square pixels.

    Args:
        path: a clip or still.
        times_s: in seconds from its first picture, in any order; past the end, its last picture.
        height: of each, in pixels.

    Returns:
        RGB, shape (height, width, 3) each, in the order of `times_s`.

    Raises:
        MediaError: the file cannot be read, or has no picture that can be decoded.
    """
    path = Path(path)
    found: dict[float, NDArray[np.uint8]] = {}
    with opened(path) as container:
        pictures = pictures_of(path, container)
        stream = pictures.stream
        first = _first_time(container, stream)
        reader = _Reader(container, stream)
        for time in sorted(set(times_s)):
            frame = reader.at(first + max(0.0, time))
            if frame is None:
                raise MediaError(f"{path} has no picture that can be decoded.", "Export it again.")
            found[time] = _shown(frame, stream, pictures.still, height)
    return [found[time] for time in times_s]


class _Reader:
    """Finds pictures in rising order of time."""

    def __init__(self, container: av.container.InputContainer, stream: av.VideoStream) -> None:
        self._container, self._stream = container, stream
        self._frames: Any = None
        self._shown: av.VideoFrame | None = None
        self._next: av.VideoFrame | None = None

    def at(self, time: float) -> av.VideoFrame | None:
        """The picture shown at a time on the container's clock, not before the last asked for."""
        after = self._time(self._next) if self._next is not None else None
        if self._frames is None or (after is not None and time - after > _NEAR_S):
            self._seek(time)
        while self._next is not None and (self._shown is None or self._time(self._next) <= time):
            self._shown, self._next = self._next, self._decoded()
        return self._shown

    def _seek(self, time: float) -> None:
        if self._frames is not None or time > _NEAR_S:
            try:
                base = exact(self._stream.time_base) if self._stream.time_base else None
                if base:
                    self._container.seek(int(time / base), stream=self._stream)
            except av.FFmpegError:
                # Some containers cannot seek: then everything from here on is decoded.
                pass
        self._frames = self._container.decode(self._stream)
        self._next = self._decoded()

    def _decoded(self) -> av.VideoFrame | None:
        while True:
            try:
                frame: av.VideoFrame | None = next(self._frames, None)
                return frame
            except av.FFmpegError:
                continue

    def _time(self, frame: av.VideoFrame) -> float:
        return float(time_of(frame) or 0)


def _first_time(container: av.container.InputContainer, stream: av.VideoStream) -> float:
    """When the first picture is shown, on the container's clock."""
    for frame in container.decode(stream):
        first = float(time_of(frame) or 0)
        container.seek(0)
        return first
    return 0.0


def _shown(
    frame: av.VideoFrame, stream: av.VideoStream, still: bool, height: int
) -> NDArray[np.uint8]:
    form = form_of(frame, stream, still)
    width = max(2, round(form.width / form.height * height))
    across, down = (height, width) if form.turned in (90, 270) else (width, height)
    small = frame.reformat(across, down, "rgb24", interpolation="AREA").to_ndarray()
    return np.ascontiguousarray(np.rot90(small, -form.turned // 90), np.uint8)
