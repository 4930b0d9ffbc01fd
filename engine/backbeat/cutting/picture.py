"""Which stretches of the timeline show a picture, so that no move lengthens a gap to black."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.cutting.events import Event
from backbeat.timeline.model import ItemKind, Track
from backbeat.timeline.time import Frames


class PictureCoverage:
    """The stretches of the timeline in which at least one of the added tracks shows a picture."""

    def __init__(self) -> None:
        self._shown: list[tuple[Frames, Frames]] = []

    def add(self, track: Track, movements: Sequence[Frames]) -> None:
        """Adds a track whose cuts moved by `movements` frames; a disabled track adds nothing."""
        if not track.enabled or track.trimmed or not track.items:
            return
        moves: list[Frames] = [0, *movements, 0]
        stretches = self._shown + [
            (item.start + moves[at], item.end + moves[at + 1])
            for at, item in enumerate(track.items)
            if item.kind is not ItemKind.GAP
        ]
        self._shown = _merged(stretches)

    def would_show_black(self, event: Event, frames: Frames) -> bool:
        """Whether moving an event lengthens a gap where no track below shows a picture."""
        if frames > 0 and event.outgoing.kind is ItemKind.GAP:
            start = event.position
            return not self._covers(start, start + frames)
        if frames < 0 and event.incoming.kind is ItemKind.GAP:
            end = event.position + event.span
            return not self._covers(end + frames, end)
        return False

    def _covers(self, start: Frames, end: Frames) -> bool:
        return any(
            covered_start <= start and end <= covered_end
            for covered_start, covered_end in self._shown
        )


def _merged(stretches: list[tuple[Frames, Frames]]) -> list[tuple[Frames, Frames]]:
    merged: list[tuple[Frames, Frames]] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
