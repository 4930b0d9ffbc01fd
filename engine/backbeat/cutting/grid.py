"""The beats of the music at their positions in the timeline, and the grid that cuts may move to."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from backbeat.timeline.time import Frames, magnitude, nearest_frame
from backbeat.v1.cutting_pb2 import DRUM_KICK, DRUM_ONSET, DRUM_SNARE, Placement, SnapOptions
from backbeat.v1.music_pb2 import Beat as DetectedBeat
from backbeat.v1.music_pb2 import MusicAnalysis

HEARD = 0.5
"""How much of a drum a beat must have for it to count as heard there."""
_ONSET_NEAR_S = 0.05
"""How far from a beat an onset may lie to be on it."""
_MAX_SPEED_DENOMINATOR = 1_000_000
"""Largest denominator of a playback speed, the same as when timelines are read."""


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
    """One beat of the music at its position in the timeline."""

    time: Fraction
    """Seconds from the timeline's first frame; the grid offset is included."""
    bar: int
    beat: int
    confidence: float
    eligible: bool
    """Whether cuts may move to it (`every_beats`, `every_bars`); the others are only shown."""
    label: str = ""
    """What it is called instead, where it is no beat but a marker."""

    @property
    def name(self) -> str:
        """ "B12.1": bar and beat, counted from 1."""
        return self.label or f"B{self.bar}.{self.beat}"

    @property
    def is_downbeat(self) -> bool:
        """Whether a bar starts here."""
        return self.beat == 1


class Grid:
    """The beats of a timeline that cuts may move to, looked up by position.

    Args:
        beats: in time order.
        rate: frames a second of the timeline.
    """

    def __init__(self, beats: Sequence[Beat], rate: Fraction) -> None:
        self.beats = [beat for beat in beats if beat.eligible]
        self._rate = rate
        self._positions = [float(beat.time * rate) for beat in self.beats]

    def within_tolerance(
        self, position: Frames, item_rate: Fraction | None, tolerance: int
    ) -> list[tuple[int, Frames]]:
        """(index, movement in frames) of each beat within the tolerance of a cut.

        Args:
            position: of the cut.
            item_rate: frames a second that the clips beside it are counted at.
            tolerance: farthest it may move, in frames.
        """
        first = bisect.bisect_left(self._positions, position - tolerance - 1)
        last = bisect.bisect_right(self._positions, position + tolerance + 1)
        candidates = ((i, self.movement(position, item_rate, i)) for i in range(first, last))
        return [(index, frames) for index, frames in candidates if magnitude(frames) <= tolerance]

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
        right = bisect.bisect_left(self._positions, position)
        around = [i for i in (right - 1, right) if 0 <= i < len(self.beats)]
        return min(around, key=lambda i: abs(self._positions[i] - position), default=None)


def median_distance(beats: Sequence[Beat]) -> float | None:
    """Median interval between neighbouring beats in seconds; None for fewer than two beats."""
    times = [float(beat.time) for beat in beats]
    steps = sorted(later - sooner for sooner, later in itertools.pairwise(times))
    return steps[len(steps) // 2] if steps else None


def place_beats(songs: Sequence[Song], options: SnapOptions) -> tuple[Beat, ...]:
    """Every beat that sounds in the timeline, in time order."""
    beats = [
        beat
        for song in songs
        for placement in placements_of(song)
        for beat in _beats_of(song.analysis, placement, options)
    ]
    return tuple(sorted(beats, key=lambda beat: beat.time))


def placements_of(song: Song) -> Sequence[Placement]:
    """The stretches of a song that the timeline plays."""
    whole_song = Placement(path=song.path, duration_s=song.analysis.duration_s)
    return song.placements or (whole_song,)


def _beats_of(analysis: MusicAnalysis, placement: Placement, options: SnapOptions) -> list[Beat]:
    """The beats of one placement of a song, in time order."""
    speed = speed_of(placement)
    source_start = Fraction(placement.source_start_s)
    end = placement.source_start_s + placement.duration_s * float(speed)
    origin = Fraction(placement.timeline_start_s) + Fraction(options.grid_offset_ms) / 1000
    metre = max(analysis.beats_per_bar, 1)
    return [
        Beat(
            time=origin + (Fraction(detected.time_s) - source_start) / speed,
            bar=detected.bar,
            beat=detected.beat,
            confidence=detected.confidence,
            eligible=_is_eligible(detected, metre, options)
            and (options.drum != DRUM_ONSET or _has_onset(analysis, detected.time_s)),
        )
        for detected in analysis.beats
        if placement.source_start_s <= detected.time_s < end
    ]


def speed_of(placement: Placement) -> Fraction:
    """Playback speed of a placement: seconds of media in each second of the timeline."""
    if not placement.HasField("speed"):
        return Fraction(1)
    return Fraction(placement.speed).limit_denominator(_MAX_SPEED_DENOMINATOR)


def _has_onset(analysis: MusicAnalysis, time_s: float) -> bool:
    onsets = analysis.onsets
    first = bisect.bisect_left(onsets, time_s - _ONSET_NEAR_S, key=lambda onset: onset.time_s)
    return first < len(onsets) and onsets[first].time_s <= time_s + _ONSET_NEAR_S


def _is_eligible(detected: DetectedBeat, metre: int, options: SnapOptions) -> bool:
    bar, beat = detected.bar, detected.beat
    if options.beats_of_bar and beat not in options.beats_of_bar:
        return False
    if options.drum == DRUM_KICK and detected.kick < HEARD:
        return False
    if options.drum == DRUM_SNARE and detected.snare < HEARD:
        return False
    bars = bar - (options.first_bar or 1)
    if options.every_bars:
        return beat == 1 and bars % options.every_bars == 0
    if options.every_beats:
        return (bars * metre + beat - 1) % options.every_beats == 0
    return True
