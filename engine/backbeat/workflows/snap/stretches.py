"""Stretches of music in the timeline, reduced so that no two play at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from backbeat.timeline.sound_clips import SoundClip
from backbeat.timeline.time import Clock
from backbeat.v1.cutting_pb2 import SONG_MATCH_UNSPECIFIED, Placement, SongMatch

_ALIGNED_S = Fraction(1, 1000)
"""Largest difference of start, in seconds, at which two stretches of one song count as one."""
_CROSSFADE_S = Fraction(2)
"""Longest overlap, in seconds, that counts as a crossfade between two pieces of music."""


@dataclass(frozen=True)
class Stretch:
    """A part of one recording, as the timeline plays it. Times are in seconds."""

    path: Path
    """Where the recording can be read now."""
    name: str
    """Its name in results, which stays valid after the job."""
    start: Fraction
    """From the timeline's first frame."""
    duration: Fraction
    """In the timeline."""
    source_start: Fraction
    """From the recording's first sample."""
    speed: Fraction = Fraction(1)
    """Seconds of media in each second of the timeline."""
    match: SongMatch = SONG_MATCH_UNSPECIFIED
    clip: SoundClip | None = None
    """The clip that plays it; None if the edit has none."""

    @property
    def end(self) -> Fraction:
        """Where it ends, from the timeline's first frame."""
        return self.start + self.duration

    def part(self, start: Fraction, end: Fraction) -> Stretch:
        """The part of it between two timeline times, both inside it."""
        into = (start - self.start) * self.speed
        return replace(
            self, start=start, duration=end - start, source_start=self.source_start + into
        )

    def within(self, recording_s: float) -> Stretch:
        """The part of it inside a recording of `recording_s` seconds."""
        played = min(self.duration, (Fraction(recording_s) - self.source_start) / self.speed)
        return replace(self, duration=max(played, Fraction(0)))

    def is_aligned_with(self, other: Stretch) -> bool:
        """Whether both play one recording in sync, and so sound the same where they overlap."""
        if (self.path, self.speed) != (other.path, other.speed):
            return False
        origins = [one.start - one.source_start / one.speed for one in (self, other)]
        return abs(origins[0] - origins[1]) <= _ALIGNED_S


def without_overlaps(stretches: Sequence[Stretch]) -> tuple[list[Stretch], list[Stretch]]:
    """Removes overlaps: where two stretches overlap, the first of them in `stretches` remains.

    Returns:
        The remaining stretches, in time order; and those displaced by other music for longer than
        a crossfade. Two aligned stretches of one recording, such as stereo pairs, are one music.
    """
    chosen: list[Stretch] = []
    displaced: list[Stretch] = []
    for stretch in stretches:
        free = [stretch]
        for other in chosen:
            lost = sum((_overlap(piece, other) for piece in free), Fraction(0))
            if (
                lost > _CROSSFADE_S
                and not stretch.is_aligned_with(other)
                and stretch not in displaced
            ):
                displaced.append(stretch)
            free = [part for piece in free for part in _remaining_parts(piece, other)]
        chosen.extend(free)
    return sorted(chosen, key=lambda stretch: stretch.start), displaced


def _overlap(one: Stretch, other: Stretch) -> Fraction:
    """Seconds in which both play."""
    return max(min(one.end, other.end) - max(one.start, other.start), Fraction(0))


def _remaining_parts(stretch: Stretch, other: Stretch) -> list[Stretch]:
    if not _overlap(stretch, other):
        return [stretch]
    pieces = []
    if stretch.start < other.start:
        pieces.append(stretch.part(stretch.start, other.start))
    if other.end < stretch.end:
        pieces.append(stretch.part(other.end, stretch.end))
    return pieces


def placement_of(stretch: Stretch, clock: Clock) -> Placement:
    """The `Placement` message of a stretch."""
    return Placement(
        path=stretch.name,
        timeline_start_s=float(stretch.start),
        source_start_s=float(stretch.source_start),
        duration_s=float(stretch.duration),
        speed=None if stretch.speed == 1 else float(stretch.speed),
        track=stretch.clip.track if stretch.clip is not None else "",
        inside=stretch.clip.inside if stretch.clip is not None else (),
        match=stretch.match,
        timecode=clock.label_at(stretch.start),
    )
