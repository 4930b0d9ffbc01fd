"""The pictures of a timeline's clips, from their media."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from backbeat.errors import MediaError
from backbeat.media.pictures import PictureFile, SmallPicture
from backbeat.timeline.document import Document, media_path
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Item, JsonPath, Retime
from backbeat.timeline.reading import object_at
from backbeat.workflows.preview.canvas import framed

_OPEN = 6
"""Most files that are open at once: two clips of a dissolve, on three tracks."""
_BACKWARDS = 48
"""Pictures of a reversed clip that are decoded, and held, at once."""
_MAX_ENLARGED = 4
"""A still that is moved over is read at most this much larger than the film."""

Box = tuple[float, float, float, float]
"""Left, top, width and height of a part of a picture, in parts of the whole."""


@dataclass
class _Opened:
    """A clip's media, open."""

    file: PictureFile
    move: tuple[Box, Box] | None
    """Where the frame is on a still at the clip's start and end."""
    held: dict[Fraction, SmallPicture] = field(default_factory=dict)
    """Pictures of a reversed clip, by their time."""


class ClipPictures:
    """Gives the picture of a clip at each of its frames. Close it.

    Args:
        document: the timeline's file.
        rate: frames a second of the timeline.
        width: of the film, in pixels.
        height: of the film, in pixels.
        unpacked: folder for media extracted from an .otioz.
    """

    def __init__(
        self, document: Document, rate: Fraction, width: int, height: int, unpacked: Path
    ) -> None:
        self._document, self._rate, self._size = document, rate, (width, height)
        self._unpacked = unpacked
        self._open: OrderedDict[JsonPath, _Opened] = OrderedDict()
        self._absent: set[JsonPath] = set()
        self.warnings: dict[str, None] = {}
        """What is not shown as an editor would show it, one sentence each, in order."""
        self.missing: dict[str, None] = {}
        """URLs of media that is not there: its clips are black."""

    def of(self, item: Item, offset: Fraction) -> SmallPicture | None:
        """What a clip shows; None where it shows nothing.

        Its media's picture is the one on display half a frame, or half a picture if that is
        shorter, after the frame starts: so rounded times do no harm.

        Args:
            item: the clip.
            offset: frames of the timeline from the clip's first; outside the clip in a dissolve.
        """
        opened = self._opened(item)
        if opened is None:
            return None
        if opened.file.still:
            return self._still(opened, item, offset)
        if item.retime is Retime.REVERSED:
            return self._backwards(opened, item, offset)
        return opened.file.at(self._time(opened.file, item, offset))

    def close(self) -> None:
        """Closes all files."""
        while self._open:
            self._open.popitem()[1].file.close()

    def _time(self, file: PictureFile, item: Item, offset: Fraction) -> Fraction:
        """The time of a clip's frame in its media, in seconds from the first picture."""
        start = item.media_start - (item.available_start or 0)
        step = Fraction(0) if item.retime is Retime.FREEZE else item.speed / self._rate
        after = min(step or 1 / file.rate, 1 / file.rate) / 2
        if item.retime is Retime.REVERSED:
            offset = item.duration - offset - 1
        return start + offset * step + after

    def _still(self, opened: _Opened, item: Item, offset: Fraction) -> SmallPicture:
        picture = opened.file.at(Fraction(0))
        if opened.move is None or not item.duration:
            return picture
        share = min(max(float((offset + Fraction(1, 2)) / item.duration), 0.0), 1.0)
        first, last = opened.move
        left, top, width, height = (a + (b - a) * share for a, b in zip(first, last, strict=True))
        return framed(picture, (left, top, width, height), *self._size)

    def _backwards(self, opened: _Opened, item: Item, offset: Fraction) -> SmallPicture:
        time = self._time(opened.file, item, offset)
        if time not in opened.held:
            times = [self._time(opened.file, item, offset + n) for n in range(_BACKWARDS)]
            opened.held = {one: opened.file.at(one) for one in reversed(times)}
        return opened.held[time]

    def _opened(self, item: Item) -> _Opened | None:
        if item.path in self._absent:
            return None
        if item.path in self._open:
            self._open.move_to_end(item.path)
            return self._open[item.path]
        opened = self._newly_opened(item)
        if opened is None:
            self._absent.add(item.path)
            return None
        while len(self._open) >= _OPEN:
            self._open.popitem(last=False)[1].file.close()
        self._open[item.path] = opened
        return opened

    def _newly_opened(self, item: Item) -> _Opened | None:
        own = object_at(self._document.root, item.path)
        if not own.enabled:
            return None
        url = item.media_url or ""
        path = media_path(self._document, url, self._unpacked) if url else None
        if path is None or not path.is_file():
            self.missing[url or f"none is named for “{item.name}”"] = None
            return None
        move = _move_of(own)
        width, height = self._size
        if move is not None:
            width = _enlarged(width, min(box[2] for box in move))
            height = _enlarged(height, min(box[3] for box in move))
        try:
            file = PictureFile(path, width, height)
        except MediaError as error:
            self._warn(f"“{item.name}” is not shown: {error.message}")
            return None
        if file.high_dynamic_range:
            self._warn(f"“{item.name}” has a high dynamic range, and looks flat in the film.")
        if item.retime is Retime.RAMP:
            self._warn(f"“{item.name}” has a speed ramp, and is shown without it.")
        return _Opened(file, move if file.still else None)

    def _warn(self, sentence: str) -> None:
        self.warnings[sentence] = None


def _enlarged(length: int, part: float) -> int:
    return math.ceil(length * min(1 / max(part, 1e-3), _MAX_ENLARGED))


def _move_of(item: Any) -> tuple[Box, Box] | None:
    """The move that Backbeat declared for a still; None without one, or where it makes no sense."""
    own = item.metadata.get(NAMESPACE) if NAMESPACE in item.metadata else None
    move = own.get("move") if own is not None and hasattr(own, "get") else None
    if move is None:
        return None
    try:
        first, last = (
            tuple(float(move[end][key]) for key in ("x", "y", "width", "height"))
            for end in ("start", "end")
        )
    except (KeyError, TypeError, ValueError):
        return None
    boxes = ((first[0], first[1], first[2], first[3]), (last[0], last[1], last[2], last[3]))
    inside = all(
        box[2] > 0
        and box[3] > 0
        and min(box[0], box[1]) >= -1e-6
        and max(box[0] + box[2], box[1] + box[3]) <= 1 + 1e-6
        for box in boxes
    )
    return boxes if inside else None
