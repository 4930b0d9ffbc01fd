"""One running Resolve: its version and edition, what is open, and what calls have cost so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from tests.doubles.resolve.behaviour import Behaviour, Edition
from tests.doubles.resolve.refusals import NotModelled
from tests.doubles.resolve.state import (
    App,
    Bin,
    Item,
    Manager,
    MediaFacts,
    PoolItem,
    Project,
    RenderJob,
    Storage,
    Timeline,
    Track,
)
from tests.doubles.resolve.surface import Version


@dataclass(eq=False)
class World:
    version: Version
    edition: Edition
    behaviour: Behaviour
    projects: list[Project] = field(default_factory=list)
    project: Project | None = None
    page: str = "edit"
    clock_s: float = 0.0
    """What calls would have taken, by what is reported; nothing sleeps."""
    calls: Counter[str] = field(default_factory=Counter)
    """Calls by name, such as "Timeline.AddMarker"."""
    deprecated: Counter[str] = field(default_factory=Counter)
    """Of those, the ones this version calls deprecated."""
    dialog: bool = False
    """A settings or file dialog is open."""
    upsell: bool = False
    """The free edition's dialog about a paid feature is open."""
    facts: dict[str, MediaFacts] = field(default_factory=dict)
    """Media by path, where the file itself is a placeholder."""
    renderer: Callable[[RenderJob], None] | None = None
    """Writes what a render would have; the double renders nothing itself."""
    fusion: object = None
    """What Resolve.Fusion answers."""
    appends: int = 0
    gone: set[int] = field(default_factory=set)
    """Identities of deleted things; the things are kept in `buried`."""
    buried: list[object] = field(default_factory=list)
    app: App = field(default_factory=App)
    manager: Manager = field(default_factory=Manager)
    storage: Storage = field(default_factory=Storage)

    def spend(self, milliseconds: float) -> None:
        self.clock_s += milliseconds / 1000

    def bury(self, thing: object) -> None:
        """Calls on a deleted thing fail as others do."""
        self.gone.add(id(thing))
        self.buried.append(thing)

    @property
    def open_project(self) -> Project:
        if self.project is None:
            raise NotModelled("a call on a part of a project while none is open")
        return self.project

    def is_current(self, timeline: Timeline) -> bool:
        return self.project is not None and self.project.current is timeline

    def place_of(self, item: Item) -> tuple[Timeline, Track] | None:
        """The timeline and track that an item is on; None: on none."""
        for project in self.projects:
            for timeline in project.timelines:
                for track in timeline.all_tracks():
                    if any(each is item for each in track.items):
                        return timeline, track
        return None

    def timeline_named(self, name: str) -> Timeline | None:
        timelines = self.open_project.timelines
        return next((each for each in timelines if each.name == name), None)

    def add_timeline(self, timeline: Timeline) -> None:
        """Into the current bin, and current itself if that is reported."""
        project = self.open_project
        project.timelines.append(timeline)
        project.bin.items.append(
            PoolItem(timeline.name, "", timeline.rate, 0, timeline.start, timeline=timeline)
        )
        if self.behaviour.new_timeline_is_current or project.current is None:
            project.current = timeline

    @property
    def project_rate(self) -> Fraction:
        found: Fraction = self.open_project.settings["timelineFrameRate"]
        return found


def bins(root: Bin) -> Iterator[Bin]:
    """A bin and all below it."""
    yield root
    for each in root.bins:
        yield from bins(each)


def parent_of(root: Bin, wanted: Bin) -> Bin | None:
    return next((each for each in bins(root) if wanted in each.bins), None)


def bin_of(root: Bin, item: PoolItem) -> Bin | None:
    return next((each for each in bins(root) if item in each.items), None)
