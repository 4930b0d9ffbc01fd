"""What a project holds, as plain data. `api` names the class that scripts see each thing as."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar, Literal
from uuid import uuid4

Kind = Literal["video", "audio", "subtitle"]


def new_id() -> str:
    return str(uuid4())


@dataclass
class Marker:
    color: str
    name: str
    note: str
    duration: int
    custom: str = ""


Markers = dict[int, Marker]


@dataclass(frozen=True)
class MediaFacts:
    """What a media file says of itself."""

    frames: int
    """Length, counted at `rate`."""
    rate: Fraction | None
    """Pictures a second; None: sound alone, which takes the project's rate."""
    start: int = 0
    """Frame that its first timecode labels."""
    channels: int = 0
    """Of sound; 0: none."""
    seconds: Fraction = Fraction(0)
    """Length of sound alone, whose `frames` are counted once it is imported."""


@dataclass(eq=False)
class PoolItem:
    api: ClassVar[str] = "MediaPoolItem"
    name: str
    path: str
    """Empty: a timeline, or something Resolve makes itself."""
    rate: Fraction
    frames: int
    start: int = 0
    channels: int = 0
    pictures: bool = True
    online: bool = True
    uid: str = field(default_factory=new_id)
    markers: Markers = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    third_party: dict[str, str] = field(default_factory=dict)
    color: str = ""
    flags: list[str] = field(default_factory=list)
    marks: dict[str, dict[str, int]] = field(default_factory=dict)
    timeline: Timeline | None = None


@dataclass(eq=False)
class Bin:
    api: ClassVar[str] = "Folder"
    name: str
    uid: str = field(default_factory=new_id)
    items: list[PoolItem] = field(default_factory=list)
    bins: list[Bin] = field(default_factory=list)


@dataclass(eq=False)
class Item:
    api: ClassVar[str] = "TimelineItem"
    name: str
    kind: Kind
    start: int
    """Absolute frame on the timeline."""
    duration: int
    media: PoolItem | None = None
    source: Fraction = Fraction(0)
    """Frames of the media, at its rate, before the first one used."""
    speed: Fraction = Fraction(1)
    uid: str = field(default_factory=new_id)
    markers: Markers = field(default_factory=dict)
    color: str = ""
    flags: list[str] = field(default_factory=list)
    enabled: bool = True
    linked: bool = True
    """Whether its media is found; if not, `media` says only what it should be."""
    link: int | None = None
    """Items of one number are linked."""
    properties: dict[str, Any] = field(default_factory=dict)
    fades: tuple[int, int] = (0, 0)
    normalized: dict[str, Any] | None = None
    """What NormalizeAudioLevel was asked for; no sound is measured."""
    effects: list[dict[str, Any]] = field(default_factory=list)
    """Effects that an import brought along, as the file has them."""
    is_transition: bool = False
    doomed: bool = False
    """Gone at the next save."""

    @property
    def end(self) -> int:
        """The frame after the last."""
        return self.start + self.duration


@dataclass
class Transition:
    cut: int
    before: int
    after: int
    name: str
    uid: str = field(default_factory=new_id, compare=False)


@dataclass
class Track:
    kind: Kind
    name: str
    enabled: bool = True
    locked: bool = False
    subtype: str = ""
    items: list[Item] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)

    def free(self, start: int, end: int) -> bool:
        return all(item.end <= start or end <= item.start for item in self.items)

    def add(self, item: Item) -> None:
        self.items.append(item)
        self.items.sort(key=lambda each: each.start)


@dataclass(eq=False)
class Timeline:
    api: ClassVar[str] = "Timeline"
    name: str
    rate: Fraction
    start: int
    drop_frame: bool = False
    uid: str = field(default_factory=new_id)
    tracks: dict[Kind, list[Track]] = field(
        default_factory=lambda: {"video": [], "audio": [], "subtitle": []}
    )
    markers: Markers = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    marks: dict[str, dict[str, int]] = field(default_factory=dict)
    playhead: int = 0
    """From the first frame."""
    selected: list[Item] = field(default_factory=list)
    takes: dict[str, int] = field(default_factory=dict)
    """Takes of items, by the item's id."""
    links: int = 0
    """Groups of linked items so far."""

    def all_tracks(self) -> list[Track]:
        return [track for tracks in self.tracks.values() for track in tracks]

    def all_items(self) -> list[Item]:
        return [item for track in self.all_tracks() for item in track.items]

    @property
    def end(self) -> int:
        """The frame after the last item."""
        return max([self.start, *(item.end for item in self.all_items())])

    def lands_visible(self, item: Item) -> bool:
        """Whether it would be seen and rendered: nothing before the first frame is."""
        return item in self.all_items() and item.start >= self.start

    def visible_markers(self) -> Markers:
        return {at: each for at, each in self.markers.items() if at < self.end - self.start}


@dataclass
class RenderJob:
    uid: str
    timeline: str
    settings: dict[str, Any]
    polls: int = -1
    """Times that its progress was asked for; -1: not started."""
    error: str = ""


@dataclass(eq=False)
class Project:
    api: ClassVar[str] = "Project"
    name: str
    settings: dict[str, Any]
    root: Bin = field(default_factory=lambda: Bin("Master"))
    uid: str = field(default_factory=new_id)
    timelines: list[Timeline] = field(default_factory=list)
    current: Timeline | None = None
    bin: Bin = field(init=False)
    """The current one."""
    selected: list[PoolItem] = field(default_factory=list)
    render_settings: dict[str, Any] = field(default_factory=dict)
    render_format: tuple[str, str] = ("mp4", "H264")
    render_mode: int = 1
    jobs: list[RenderJob] = field(default_factory=list)
    saves: int = 0

    def __post_init__(self) -> None:
        self.bin = self.root


@dataclass(eq=False)
class Pool:
    api: ClassVar[str] = "MediaPool"
    project: Project


@dataclass(eq=False)
class Storage:
    api: ClassVar[str] = "MediaStorage"


@dataclass(eq=False)
class Manager:
    api: ClassVar[str] = "ProjectManager"


@dataclass(eq=False)
class App:
    api: ClassVar[str] = "Resolve"
