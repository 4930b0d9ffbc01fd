"""Cuts for tests as lists of events, and what they show frame by frame.

The oracle knows events only: it walks every frame of a cut and says which frame of which media is
seen, without any of the code that it judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from backbeat.foley.spine import PictureClip, Spine


@dataclass(frozen=True)
class Event:
    """A stretch of media in a cut; lengths in frames of the cut."""

    media: str
    """Empty: black."""
    first: int
    """First frame of the media that is used; of a reversed one, the one shown last."""
    length: int
    speed: int = 1
    """Frames of media for each frame of the cut; negative: backwards."""

    def media_frame(self, offset: int) -> int:
        """The media's frame that is seen at a frame of the event."""
        if self.speed < 0:
            return self.first + (self.length - offset) * -self.speed - 1
        return self.first + offset * self.speed


def spine(events: Sequence[Event], rate: Fraction = Fraction(25)) -> Spine:
    """A cut as the code under test sees it."""
    clips, at = [], 0
    for event in events:
        if event.media:
            start, end = at / rate, (at + event.length) / rate
            low = event.first / rate
            first = low if event.speed > 0 else low + (end - start) * -event.speed
            clips.append(
                PictureClip(event.media, event.media, start, end, first, Fraction(event.speed))
            )
        at += event.length
    return Spine(rate, at / rate, tuple(clips))


def shown(events: Sequence[Event]) -> list[tuple[str, range] | None]:
    """For each frame of a cut, the media, and its frames from that to the next one seen."""
    frames: list[tuple[str, range] | None] = []
    for event in events:
        for offset in range(event.length):
            if not event.media:
                frames.append(None)
                continue
            seen = event.media_frame(offset)
            step = abs(event.speed)
            span = range(seen, seen + step) if event.speed > 0 else range(seen - step + 1, seen + 1)
            frames.append((event.media, span))
    return frames


def trimmed(event: Event, head: int, tail: int) -> Event:
    """An event with frames taken off its ends."""
    before = tail if event.speed < 0 else head
    return replace(
        event,
        first=event.first + before * abs(event.speed),
        length=event.length - head - tail,
    )
