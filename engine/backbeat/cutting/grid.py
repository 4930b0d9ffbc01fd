"""The beats of the music, where the timeline has them."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from backbeat.timeline.time import Frames, magnitude, nearest_frame
from backbeat.v1.cutting_pb2 import Placement, SnapOptions
from backbeat.v1.music_pb2 import MusicAnalysis

_FINEST_SPEED = 1_000_000
"""Denominator of speeds, as timelines are read."""


@dataclass(frozen=True)
class Song:
    """One recording, analysed, and the stretches of it that the timeline plays."""

    analysis: MusicAnalysis
    path: str = ""
    sha256: str = ""
    placements: Sequence[Placement] = field(default=())
    """Empty: the whole song, from the timeline's first frame."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat in the timeline."""

    time: Fraction
    """Seconds from the timeline's first frame; the grid offset is included."""
    bar: int
    beat: int
    confidence: float
    wanted: bool
    """Whether cuts may go to it; every other beat is only shown."""

    @property
    def name(self) -> str:
        """ "B12.1": bar and beat, counted from 1."""
        return f"B{self.bar}.{self.beat}"

    @property
    def is_downbeat(self) -> bool:
        """Whether a bar starts here."""
        return self.beat == 1


class Grid:
    """The wanted beats of a timeline, looked up by position.

    Args:
        beats: in time order.
        rate: frames a second of the timeline.
    """

    def __init__(self, beats: Sequence[Beat], rate: Fraction) -> None:
        self.beats = [beat for beat in beats if beat.wanted]
        self._rate = rate
        self._places = [float(beat.time * rate) for beat in self.beats]

    def near(
        self, position: Frames, item_rate: Fraction | None, tolerance: int
    ) -> list[tuple[int, Frames]]:
        """(index, movement in frames) of each beat that a cut could go to.

        Args:
            position: of the cut.
            item_rate: frames a second that the clips beside it are counted at.
            tolerance: farthest it may move, in frames.
        """
        first = bisect.bisect_left(self._places, position - tolerance - 1)
        last = bisect.bisect_right(self._places, position + tolerance + 1)
        reached = ((i, self.movement(position, item_rate, i)) for i in range(first, last))
        return [(index, frames) for index, frames in reached if magnitude(frames) <= tolerance]

    def movement(self, position: Frames, item_rate: Fraction | None, index: int) -> Frames:
        """Frames from a cut to beat number `index`.

        Whole ones, so that ranges keep the fraction that the file gives them; between clips of
        another rate than the timeline's, whose cuts lie between frames, as many as lead to a whole
        frame, which is where an editor cuts.
        """
        time = self.beats[index].time
        if item_rate == self._rate or isinstance(position, int):
            return nearest_frame(time, self._rate, position)[0] - position
        if abs(time * self._rate - position) <= Fraction(1, 2):
            return 0
        return nearest_frame(time, self._rate)[0] - position

    def nearest(self, position: Frames) -> int | None:
        """The index of the beat nearest to `position`; None without beats."""
        right = bisect.bisect_left(self._places, position)
        around = [i for i in (right - 1, right) if 0 <= i < len(self.beats)]
        return min(around, key=lambda i: abs(self._places[i] - position), default=None)


def median_distance(beats: Sequence[Beat]) -> float | None:
    """Seconds between neighbours, of beats in time order; None for fewer than two."""
    times = [float(beat.time) for beat in beats]
    steps = sorted(later - sooner for sooner, later in itertools.pairwise(times))
    return steps[len(steps) // 2] if steps else None


def place(songs: Sequence[Song], options: SnapOptions) -> tuple[Beat, ...]:
    """Every beat that sounds in the timeline, in time order."""
    found = [
        beat
        for song in songs
        for placement in placements_of(song)
        for beat in _placed(song.analysis, placement, options)
    ]
    return tuple(sorted(found, key=lambda beat: beat.time))


def placements_of(song: Song) -> Sequence[Placement]:
    """The stretches of a song that the timeline plays."""
    whole = Placement(path=song.path, duration_s=song.analysis.duration_s)
    return song.placements or (whole,)


def _placed(analysis: MusicAnalysis, placement: Placement, options: SnapOptions) -> list[Beat]:
    speed = speed_of(placement)
    source_start = Fraction(placement.source_start_s)
    end = placement.source_start_s + placement.duration_s * float(speed)
    origin = Fraction(placement.timeline_start_s) + Fraction(options.grid_offset_ms) / 1000
    metre = max(analysis.beats_per_bar, 1)
    return [
        Beat(
            time=origin + (Fraction(heard.time_s) - source_start) / speed,
            bar=heard.bar,
            beat=heard.beat,
            confidence=heard.confidence,
            wanted=_is_wanted(heard.bar, heard.beat, metre, options),
        )
        for heard in analysis.beats
        if placement.source_start_s <= heard.time_s < end
    ]


def speed_of(placement: Placement) -> Fraction:
    """Media played in each second of the timeline."""
    if not placement.HasField("speed"):
        return Fraction(1)
    return Fraction(placement.speed).limit_denominator(_FINEST_SPEED)


def _is_wanted(bar: int, beat: int, metre: int, options: SnapOptions) -> bool:
    if options.every_bars:
        return beat == 1 and (bar - 1) % options.every_bars == 0
    if options.every_beats:
        return ((bar - 1) * metre + beat - 1) % options.every_beats == 0
    return True
