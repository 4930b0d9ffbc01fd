"""Reads an assembled edit back from its timeline with OpenTimelineIO alone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio


@dataclass(frozen=True)
class ReadShot:
    """A clip on the picture's track."""

    path: Path
    start_frame: int
    """Of the timeline."""
    frames: int
    source_start_s: float
    """From the first picture of its media."""
    dissolve_frames: int
    """Length of the dissolve that it starts with; 0: a hard cut."""


@dataclass(frozen=True)
class ReadEdit:
    """The picture of an edit."""

    rate: Fraction
    shots: tuple[ReadShot, ...]

    @property
    def cuts_s(self) -> list[float]:
        """All but the first start, in seconds."""
        return [float(shot.start_frame / self.rate) for shot in self.shots[1:]]

    @property
    def seconds(self) -> list[tuple[Path, float]]:
        """The clip of each shot, and how long it is seen."""
        return [(shot.path, float(shot.frames / self.rate)) for shot in self.shots]


def read_edit(path: Path) -> ReadEdit:
    """Reads the first picture track of a timeline."""
    timeline = otio.adapters.read_from_file(str(path))
    track = timeline.video_tracks()[0]
    rate = next(iter(track.find_clips())).source_range.duration.rate
    shots: list[ReadShot] = []
    at = dissolve = 0
    for item in track:
        if isinstance(item, otio.schema.Transition):
            dissolve = round((item.in_offset + item.out_offset).rescaled_to(rate).value)
            continue
        played = item.source_range
        available = item.media_reference.available_range
        frames = round(played.duration.value)
        start = played.start_time.to_seconds() - available.start_time.to_seconds()
        target = Path(item.media_reference.target_url)
        shots.append(ReadShot(target, at, frames, start, dissolve))
        at, dissolve = at + frames, 0
    return ReadEdit(Fraction(rate).limit_denominator(1001), tuple(shots))
