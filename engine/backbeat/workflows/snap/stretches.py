"""Stretches of music in the timeline, each moment of which has one music at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from backbeat.timeline.sound_clips import SoundClip
from backbeat.timeline.time import Clock
from backbeat.v1.cutting_pb2 import SONG_MATCH_UNSPECIFIED, Placement, SongMatch

_ALIGNED_S = Fraction(1, 1000)
"""Two stretches of one song whose clocks differ by less sound as one."""
_CROSSFADE_S = Fraction(2)
"""Music that overlaps for no longer fades into one another."""


@dataclass(frozen=True)
class Stretch:
    """A piece of one recording that the timeline plays. Times are in seconds."""

    path: Path
    """Where the recording can be read now."""
    name: str
    """What to call it for good."""
    start: Fraction
    """From the timeline's first frame."""
    duration: Fraction
    """In the timeline."""
    source_start: Fraction
    """From the recording's first sample."""
    speed: Fraction = Fraction(1)
    """Media consumed in each second of the timeline."""
    match: SongMatch = SONG_MATCH_UNSPECIFIED
    clip: SoundClip | None = None
    """That carries it; None where the edit has none."""

    @property
    def end(self) -> Fraction:
        """From the timeline's first frame."""
        return self.start + self.duration

    def part(self, start: Fraction, end: Fraction) -> Stretch:
        """What it plays between two moments of the timeline, both inside it."""
        into = (start - self.start) * self.speed
        return replace(
            self, start=start, duration=end - start, source_start=self.source_start + into
        )

    def within(self, recording_s: float) -> Stretch:
        """What it plays of a recording that lasts so many seconds."""
        played = min(self.duration, (Fraction(recording_s) - self.source_start) / self.speed)
        return replace(self, duration=max(played, Fraction(0)))

    def continues(self, other: Stretch) -> bool:
        """Whether both play one recording by one clock, so that they sound alike where both do."""
        if (self.path, self.speed) != (other.path, other.speed):
            return False
        origins = [one.start - one.source_start / one.speed for one in (self, other)]
        return abs(origins[0] - origins[1]) <= _ALIGNED_S


def one_at_a_time(stretches: Sequence[Stretch]) -> tuple[list[Stretch], list[Stretch]]:
    """Leaves one stretch for each moment: of two that overlap, the one that comes first in
    `stretches`.

    Returns:
        What is left, in time order; and those that gave way to another music for longer than a
        crossfade. Stereo pairs are one music.
    """
    kept: list[Stretch] = []
    gave_way: list[Stretch] = []
    for stretch in stretches:
        free = [stretch]
        for other in kept:
            lost = sum((_overlap(piece, other) for piece in free), Fraction(0))
            if lost > _CROSSFADE_S and not stretch.continues(other) and stretch not in gave_way:
                gave_way.append(stretch)
            free = [rest for piece in free for rest in _without(piece, other)]
        kept.extend(free)
    return sorted(kept, key=lambda stretch: stretch.start), gave_way


def _overlap(one: Stretch, other: Stretch) -> Fraction:
    """Seconds that both sound."""
    return max(min(one.end, other.end) - max(one.start, other.start), Fraction(0))


def _without(stretch: Stretch, other: Stretch) -> list[Stretch]:
    if not _overlap(stretch, other):
        return [stretch]
    pieces = []
    if stretch.start < other.start:
        pieces.append(stretch.part(stretch.start, other.start))
    if other.end < stretch.end:
        pieces.append(stretch.part(other.end, stretch.end))
    return pieces


def placement_of(stretch: Stretch, clock: Clock) -> Placement:
    """The message for a stretch."""
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
