"""A sync map as lanes of clips: one lane per track, before and after the snap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from backbeat.errors import RequestError
from backbeat.timeline.time import from_timecode, timecode
from backbeat.v1.cutting_pb2 import Cut, SyncMap

ACTIONS = {
    Cut.ACTION_MOVED: "moved",
    Cut.ACTION_KEPT: "kept",
    Cut.ACTION_SKIPPED: "skipped",
    Cut.ACTION_THROUGH_EDIT: "through",
}
"""The name of each action, which is its CSS class on the page too."""

NO_PICTURE = ""
"""The name of a gap in a sync map."""


@dataclass(frozen=True)
class Span:
    """One clip of a track."""

    start: float
    """Frames from the timeline's first frame."""
    end: float
    """Frames, exclusive."""
    name: str


@dataclass(frozen=True)
class Lane:
    """One video track."""

    track: str
    cuts: tuple[Cut, ...]
    """In the order of the track."""
    before: tuple[Span, ...]
    after: tuple[Span, ...]


@dataclass(frozen=True)
class SnappedEdit:
    """A sync map sorted for the page: its tracks, clips and cuts."""

    sync_map: SyncMap
    rate: Fraction
    """Frames a second."""
    frames: float
    """Length of the timeline."""
    lanes: tuple[Lane, ...]
    """The highest track first, as editors show them."""
    start: int | None
    """The first frame's timecode as a count of frames; None if it is not known."""
    drop_frame: bool

    def label(self, frames: float) -> str:
        """Timecode of a position; its frame number if the timeline's start is not known."""
        if self.start is None:
            return f"{int(frames)}"
        return timecode(self.start + Fraction(frames), self.rate, self.drop_frame)


def edit_of(sync_map: SyncMap) -> SnappedEdit:
    """Sorts a sync map into lanes.

    Raises:
        RequestError: the map names no frame rate.
    """
    if sync_map.rate.numerator <= 0 or sync_map.rate.denominator <= 0:
        raise RequestError("The sync map names no frame rate.", "Make it again with this version.")
    rate = Fraction(sync_map.rate.numerator, sync_map.rate.denominator)
    frames = float(max(sync_map.duration_frames, 1))
    by_track: dict[str, list[Cut]] = {}
    for cut in sync_map.cuts:
        by_track.setdefault(cut.track, []).append(cut)
    lanes = (_lane(track, by_track[track], frames) for track in _top_down(by_track))
    return SnappedEdit(
        sync_map,
        rate,
        frames,
        tuple(lanes),
        _start_of(sync_map.start_timecode, rate),
        ";" in sync_map.start_timecode,
    )


def _top_down(tracks: Sequence[str] | dict[str, list[Cut]]) -> list[str]:
    def height(track: str) -> int:
        digits = "".join(letter for letter in track if letter.isdecimal())
        return int(digits or 0)

    return sorted(tracks, key=height, reverse=True)


def _lane(track: str, cuts: list[Cut], frames: float) -> Lane:
    ordered = tuple(sorted(cuts, key=lambda cut: cut.index))
    names = [ordered[0].outgoing, *(cut.incoming for cut in ordered)]
    return Lane(
        track,
        ordered,
        _spans([cut.from_frame for cut in ordered], names, frames),
        _spans([cut.to_frame for cut in ordered], names, frames),
    )


def _spans(cuts: list[float], names: list[str], frames: float) -> tuple[Span, ...]:
    """The clips between the cuts, without the gaps."""
    starts, ends = [0.0, *cuts], [*cuts, frames]
    return tuple(
        Span(start, end, name)
        for start, end, name in zip(starts, ends, names, strict=True)
        if name != NO_PICTURE and end > start
    )


def _start_of(text: str, rate: Fraction) -> int | None:
    try:
        return from_timecode(text, rate)
    except RequestError:
        return None
