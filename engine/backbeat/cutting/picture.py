"""Where tracks show a picture, so that no move opens a hole to black."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.cutting.events import Event
from backbeat.timeline.model import ItemKind, Track
from backbeat.timeline.time import Frames


class Picture:
    """The stretches of the timeline that some track shows a picture in, as tracks are added."""

    def __init__(self) -> None:
        self._shown: list[tuple[Frames, Frames]] = []

    def add(self, track: Track, movements: Sequence[Frames]) -> None:
        """Adds a track whose cuts moved by `movements`, in frames. A hidden track shows nothing."""
        if not track.enabled or track.trimmed or not track.items:
            return
        moves: list[Frames] = [0, *movements, 0]
        stretches = self._shown + [
            (item.start + moves[at], item.end + moves[at + 1])
            for at, item in enumerate(track.items)
            if item.kind is not ItemKind.GAP
        ]
        self._shown = _joined(stretches)

    def lacks(self, event: Event, frames: Frames) -> bool:
        """Whether moving an event makes a gap beside it longer where no picture lies under it."""
        if frames > 0 and event.outgoing.kind is ItemKind.GAP:
            start = event.position
            return not self._covers(start, start + frames)
        if frames < 0 and event.incoming.kind is ItemKind.GAP:
            end = event.position + event.span
            return not self._covers(end + frames, end)
        return False

    def _covers(self, start: Frames, end: Frames) -> bool:
        return any(first <= start and end <= last for first, last in self._shown)


def _joined(stretches: list[tuple[Frames, Frames]]) -> list[tuple[Frames, Frames]]:
    joined: list[tuple[Frames, Frames]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
