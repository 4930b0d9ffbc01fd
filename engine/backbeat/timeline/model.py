"""A timeline as the rooms use it: tracks, items and their media, in exact frames."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from fractions import Fraction

from backbeat.timeline.time import Clock, Frames

JsonPath = tuple[str | int, ...]
"""Keys and indices from the root of the file's JSON to an object."""


class Dialect(enum.Enum):
    """The editor whose conventions a file follows where editors differ."""

    GENERIC = "OpenTimelineIO"
    RESOLVE = "DaVinci Resolve"
    PREMIERE = "Premiere Pro"


class ItemKind(enum.Enum):
    """The kind of an item of a track."""

    CLIP = "clip"
    GAP = "gap"
    NESTED = "nested timeline"
    OTHER = "item of unknown kind"


class Retime(enum.Enum):
    """How the speed of an item's media is changed."""

    NONE = "none"
    LINEAR = "constant speed"
    FREEZE = "freeze frame"
    REVERSED = "reversed"
    RAMP = "speed ramp"


@dataclass(frozen=True, slots=True)
class Item:
    """One clip, gap or nested timeline of a track. Lengths are in frames of the timeline."""

    path: JsonPath
    kind: ItemKind
    name: str
    start: Frames
    """Record position, from the timeline's first frame."""
    duration: Frames
    """Record length."""
    rate: Fraction | None
    """Frames a second its own range is counted at; None where it has none."""
    head: Frames | None
    """Head handle: media before its first frame, in record frames; None is unlimited (a still)."""
    tail: Frames | None
    """Tail handle: media after its last frame, in record frames; None is unlimited."""
    media_known: bool
    """Whether `head` and `tail` come from the file or the media; otherwise they are assumed."""
    has_range: bool
    """Whether the file states a source range; without one the whole media is used."""
    media_start: Fraction
    """Where its media's used part starts, in seconds of the media's own clock."""
    available_start: Fraction | None
    """Where its media starts on that clock, in seconds; None if it is not known."""
    speed: Fraction
    """Frames of media played for each record frame."""
    retime: Retime
    link: str | None
    """ID of its link group: the editor moves linked items together; None if it has none."""
    media_url: str | None
    missing: Frames = 0
    """Record frames that it plays past the end of its media."""

    @property
    def end(self) -> Frames:
        """Record position after its last frame."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True)
class Transition:
    """A dissolve or wipe over a cut."""

    name: str
    before: Frames
    """Frames it reaches before the cut."""
    after: Frames
    """Frames it reaches after the cut."""


@dataclass(frozen=True, slots=True)
class Track:
    """One track. `transitions[i]` lies over the cut before `items[i]`."""

    path: JsonPath
    label: str
    """"V1", "A2": counted from the bottom, by kind."""
    name: str
    is_video: bool
    locked: bool
    enabled: bool
    trimmed: bool
    """Whether the track has a range of its own that hides part of its items."""
    items: tuple[Item, ...]
    transitions: dict[int, Transition]
    through_edits: frozenset[int] = frozenset()
    """Indices of the items whose media goes on from the item before: no cut lies before them."""

    @property
    def called(self) -> str:
        """Its label, followed by its name if that differs: "A1 (Music)"."""
        own = self.name not in ("", self.label)
        return f"{self.label} ({self.name})" if own else self.label

    def is_called(self, name: str) -> bool:
        """Whether `name` is its label or its name, in any case of letters."""
        return name.casefold() in (self.label.casefold(), self.name.casefold())


@dataclass(frozen=True, slots=True)
class MarkerEntry:
    """A marker of the timeline itself."""

    by_backbeat: bool
    """Whether an earlier run of Backbeat wrote it."""
    job: str = ""
    """The kind of job that did, where it says so."""


@dataclass(frozen=True)
class Edit:
    """A timeline, read for editing."""

    path: JsonPath
    """Path of the Timeline object in the file's JSON."""
    name: str
    dialect: Dialect
    rate: Fraction
    rate_spelling: float
    """The number the file writes for `rate`."""
    start: Frames
    """Label of the first frame, as a count of frames."""
    tracks: tuple[Track, ...]
    markers: tuple[MarkerEntry, ...]

    @property
    def video_tracks(self) -> tuple[Track, ...]:
        """The picture tracks, from the bottom up."""
        return tuple(track for track in self.tracks if track.is_video)

    @property
    def audio_tracks(self) -> tuple[Track, ...]:
        """The sound tracks, in the file's order."""
        return tuple(track for track in self.tracks if not track.is_video)

    @property
    def duration(self) -> Frames:
        """End of the last item of any track, in frames."""
        return max((t.items[-1].end for t in self.tracks if t.items), default=0)

    def clock(self, drop_frame: bool) -> Clock:
        """The clock that labels its frames with timecode."""
        return Clock(self.rate, self.start, drop_frame)
