"""What a timeline shows at each frame: its picture tracks, the upper over the lower."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from backbeat.media.pictures import SmallPicture
from backbeat.timeline.model import Item, ItemKind, JsonPath, Track
from backbeat.timeline.reading import NestedTracks
from backbeat.workflows.preview.canvas import Canvas
from backbeat.workflows.preview.media import ClipPictures

_HALF = Fraction(1, 2)
_MAX_DEPTH = 16
"""Most timelines inside one another that are shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a track shows at a frame."""

    item: Item | None
    """None: nothing."""
    next_item: Item | None = None
    """What it dissolves to."""
    share: float = 0.0
    """How much of `next_item` is seen, 0 to 1; 0 without a dissolve."""


class TrackPicture:
    """Finds what a track shows.

    Args:
        track: a picture track.
    """

    def __init__(self, track: Track) -> None:
        self._items = track.items
        self._starts = [item.start for item in track.items]
        self._dissolves: list[tuple[Fraction, Fraction, int]] = []
        """Start, end, and index of the item that comes in."""
        for index, transition in sorted(track.transitions.items()):
            cut = Fraction(track.items[index - 1].end) if index else Fraction(0)
            self._dissolves.append((cut - transition.before, cut + transition.after, index))
        self._dissolve_starts = [start for start, _, _ in self._dissolves]

    def at(self, frame: Fraction) -> Shown:
        """What it shows at a frame, counted from the timeline's first.

        Items that start between frames are judged by the middle of the frame.
        """
        middle = frame + _HALF
        dissolve = bisect_right(self._dissolve_starts, middle) - 1
        if dissolve >= 0:
            start, end, index = self._dissolves[dissolve]
            if middle < end:
                share = float((middle - start) / (end - start))
                return Shown(self._item(index - 1), self._item(index), share)
        item = self._item(bisect_right(self._starts, middle) - 1)
        return Shown(item if item is not None and middle < item.end else None)

    def _item(self, index: int) -> Item | None:
        if not 0 <= index < len(self._items):
            return None
        item = self._items[index]
        return None if item.kind is ItemKind.GAP else item


class Stack:
    """Puts the tracks together. Nested timelines hide what is below them.

    Args:
        tracks: picture tracks, from the bottom up.
        clips: gives the clips' pictures.
        nested: reads the tracks inside nested items.
        rate: frames a second of the timeline.
        width: of the film, in pixels.
        height: of the film, in pixels.
        depth: how many timelines this one is inside of.
    """

    def __init__(
        self,
        tracks: Sequence[Track],
        clips: ClipPictures,
        nested: NestedTracks,
        rate: Fraction,
        width: int,
        height: int,
        depth: int = 0,
    ) -> None:
        self._tracks = [TrackPicture(track) for track in reversed(tracks) if track.enabled]
        """From the top down."""
        self._clips, self._nested, self._rate = clips, nested, rate
        self._size, self._depth = (width, height), depth
        self._inside: dict[JsonPath, Stack] = {}

    def at(self, frame: Fraction) -> Canvas | None:
        """The picture at a frame, counted from the first; None where nothing is shown.

        Raises:
            MediaError: media cannot be read any further.
        """
        return self._from_track(0, frame)

    def _from_track(self, number: int, frame: Fraction) -> Canvas | None:
        """What a track, counted from the top, and those below it show."""
        if number == len(self._tracks):
            return None
        shown = self._tracks[number].at(frame)
        if shown.share > 0:
            below = self._from_track(number + 1, frame)
            outgoing = self._over(below, self._picture(shown.item, frame))
            incoming = self._over(below, self._picture(shown.next_item, frame))
            return outgoing.mixed(incoming, shown.share)
        picture = self._picture(shown.item, frame)
        if picture is None:
            return self._from_track(number + 1, frame)
        hides_all = isinstance(picture, Canvas) or picture.covers(*self._size)
        below = None if hides_all else self._from_track(number + 1, frame)
        return self._over(below, picture)

    def _over(self, below: Canvas | None, picture: SmallPicture | Canvas | None) -> Canvas:
        """A picture over a canvas, which stays as it is."""
        if isinstance(picture, Canvas):
            return picture
        canvas = Canvas.black(*self._size) if below is None else Canvas(below.frame.copy())
        if picture is not None:
            canvas.put(picture)
        return canvas

    def _picture(self, item: Item | None, frame: Fraction) -> SmallPicture | Canvas | None:
        if item is None:
            return None
        offset = frame - item.start
        if item.kind is ItemKind.CLIP:
            return self._clips.of(item, offset)
        if item.kind is ItemKind.NESTED and self._depth < _MAX_DEPTH:
            inside = item.media_start * self._rate + offset * item.speed
            return self._nested_stack(item).at(inside)
        return None

    def _nested_stack(self, item: Item) -> Stack:
        if item.path not in self._inside:
            tracks = [track for track in self._nested(item, is_video=True) if track.is_video]
            self._inside[item.path] = Stack(
                tracks, self._clips, self._nested, self._rate, *self._size, self._depth + 1
            )
        return self._inside[item.path]
