"""Decodes, changes and encodes spans of a video, each in a thread of its own.

One thread decodes and crops, the caller's draws, and one puts patches in and encodes. Between them
are queues of few pictures, so that hours take no more memory than seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import PictureType

from backbeat.errors import MediaError, OutputError
from backbeat.media.retouching.belts import Belt, Threads
from backbeat.media.retouching.crops import Stored, crop, put
from backbeat.media.retouching.encoders import Encoding
from backbeat.media.retouching.patches import Box, Crop, Patch
from backbeat.media.retouching.planes import planar
from backbeat.media.retouching.reading import PictureReader
from backbeat.media.retouching.retoucher import Look, Retoucher
from backbeat.media.retouching.segments import Encoded, SegmentWriter, writing_segment
from backbeat.media.retouching.source import Ints, SourcePictures
from backbeat.media.retouching.spans import Span
from backbeat.progress import Progress

_BELT_BYTES = 96 << 20
"""Most bytes of pictures in one queue."""
_LONGEST_BELT = 12
"""Most pictures in one queue."""


@dataclass(frozen=True)
class Part:
    """A span that is encoded, and where to."""

    span: Span
    path: Path


@dataclass(frozen=True, eq=False)
class Work:
    """What is done to the pictures of an output."""

    pictures: SourcePictures
    stored: Stored
    shown: Ints
    """Which of the source's pictures the output shows, shape (m,)."""
    ticks: Ints
    """When each is shown, in ticks; shape (m,)."""
    base: Fraction
    """Seconds to a tick."""
    retoucher: Retoucher
    boxes: Sequence[tuple[Box, ...]]
    """What it wants to see of each picture of the output."""
    encoding: Encoding
    alone: bool
    """Whether a picture that stays as it is can be the source's own packet."""


@dataclass(eq=False)
class _Item:
    """A picture on its way."""

    index: int
    frame: av.VideoFrame
    crops: tuple[Crop, ...] | None
    """None where nothing is asked for."""
    patches: Sequence[Patch] = field(default=())


def encode(work: Work, parts: Sequence[Part], progress: Progress) -> None:
    """Writes the parts.

    Args:
        work: what is done.
        parts: in the order of the output.
        progress: may cancel.

    Raises:
        MediaError: the source cannot be read, or changes its form.
        OutputError: a part cannot be written, or a patch does not fit.
        RequestError: the encoder refuses the pictures.
        CancelledError: the job was cancelled; parts that are whole stay.
    """
    if not parts:
        return
    threads = Threads()
    length = _length(work)
    seen: Belt[_Item] = Belt(threads, length)
    drawn: Belt[_Item] = Belt(threads, length)
    with threads.running():
        threads.start("decode", lambda: _decode(work, parts, seen))
        threads.start("encode", lambda: _encode(work, parts, drawn))
        _draw(work, parts, seen, drawn, length, progress)


def _length(work: Work) -> int:
    each = work.stored.width * work.stored.height * (6 if work.stored.layout.deep else 3)
    return max(2, min(_LONGEST_BELT, _BELT_BYTES // max(1, each)))


def _decode(work: Work, parts: Sequence[Part], seen: Belt[_Item]) -> None:
    indexes = [index for part in parts for index in part.span.pictures]
    with PictureReader(work.pictures) as reader:
        frames = reader.frames([int(work.shown[index]) for index in indexes])
        for index, decoded in zip(indexes, frames, strict=True):
            frame = planar(decoded)
            _check(work, index, frame)
            boxes = work.boxes[index]
            crops = tuple(crop(frame, work.stored, box) for box in boxes) if boxes else None
            seen.put(_Item(index, frame, crops))


def _check(work: Work, index: int, frame: av.VideoFrame) -> None:
    path, how = work.pictures.path, work.stored
    if frame.interlaced_frame:
        raise MediaError(
            f"{path} is interlaced: a picture holds two moments.", "Deinterlace it first."
        )
    if (frame.width, frame.height, frame.format.name) != (how.width, how.height, how.layout.name):
        raise MediaError(
            f"{path} changes its size or pixel format at picture {int(work.shown[index])}.",
            "Convert it to one size and format first.",
        )


def _draw(
    work: Work,
    parts: Sequence[Part],
    seen: Belt[_Item],
    drawn: Belt[_Item],
    length: int,
    progress: Progress,
) -> None:
    """Gathers pictures until the retoucher has what it likes, and hands all on in order."""
    total = sum(len(part.span.pictures) for part in parts)
    batch = max(1, work.retoucher.batch)
    waiting: list[_Item] = []
    looks = 0
    for done in range(1, total + 1):
        item = seen.get()
        waiting.append(item)
        looks += item.crops is not None
        if not looks or looks >= batch or len(waiting) >= max(batch, length) or done == total:
            for ready in _changed(work.retoucher, waiting):
                drawn.put(ready)
            waiting, looks = [], 0
        progress(done / total, "Drawing")


def _changed(retoucher: Retoucher, items: Sequence[_Item]) -> Iterator[_Item]:
    looks = [Look(item.index, item.crops) for item in items if item.crops is not None]
    patches = iter(retoucher.draw(looks) if looks else ())
    for item in items:
        if item.crops is not None:
            found = next(patches, None)
            if found is None:
                raise OutputError(
                    f"Fewer patches than pictures were drawn, from picture {item.index} on.",
                    "Report this as a bug of the backend.",
                )
            item.patches = found
            item.crops = None
        yield item


def _encode(work: Work, parts: Sequence[Part], drawn: Belt[_Item]) -> None:
    for part in parts:
        context = work.encoding.opened()
        with writing_segment(part.path, context.extradata or b"") as segment:
            writer = _Writer(segment, part.span.first if work.alone else None)
            for index in part.span.pictures:
                item = drawn.get()
                if work.alone and not item.patches:
                    writer.write(Encoded(index, None, True))
                    continue
                frame = _ready(work, item)
                # Evenly apart: an encoder states the rate, whatever the times are.
                frame.pts, frame.time_base = index - part.span.first, work.encoding.base
                writer.expect(frame.pts, index, bool(item.patches))
                writer.write_packets(context.encode(frame))
            writer.write_packets(context.encode(None))


class _Writer:
    """Writes pictures of a part as they come from the encoder, or in the order they are shown in.

    Args:
        segment: the part.
        first: its first picture, where packets stand alone; else None.
    """

    def __init__(self, segment: SegmentWriter, first: int | None) -> None:
        self._segment, self._next = segment, first
        self._expected: dict[int, tuple[int, bool]] = {}
        self._waiting: dict[int, Encoded] = {}

    def expect(self, pts: int, index: int, changed: bool) -> None:
        """Remembers which picture a packet will be of."""
        self._expected[pts] = index, changed

    def write_packets(self, packets: Sequence[av.Packet[av.VideoStream]]) -> None:
        """Writes what the encoder gave."""
        for packet in packets:
            index, changed = self._expected.pop(packet.pts if packet.pts is not None else -1)
            self.write(Encoded(index, bytes(packet), packet.is_keyframe, changed))

    def write(self, one: Encoded) -> None:
        """Writes a picture, once those before it are written if packets stand alone."""
        if self._next is None:
            self._segment.write(one)
            return
        # Encoders look ahead, and what is copied must not overtake what is encoded.
        self._waiting[one.index] = one
        while (following := self._waiting.pop(self._next, None)) is not None:
            self._segment.write(following)
            self._next += 1


def _ready(work: Work, item: _Item) -> av.VideoFrame:
    frame = item.frame
    if item.patches:
        frame.make_writable()
        put(frame, work.stored, item.patches)
    if frame.format.name != work.encoding.pixel_format:
        frame = frame.reformat(format=work.encoding.pixel_format)
    # Else the encoder would begin groups where the source does.
    frame.pict_type = PictureType.NONE
    return frame
