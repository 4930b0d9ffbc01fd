"""A running Resolve of some version and edition, and the objects that a script there is given."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from backbeat.timeline.time import canonical_rate
from tests.doubles.resolve.behaviour import Edition, behaviour_of
from tests.doubles.resolve.bridge import Proxy
from tests.doubles.resolve.placing import new_track
from tests.doubles.resolve.rates import frame_at
from tests.doubles.resolve.settings import project_settings
from tests.doubles.resolve.state import (
    Item,
    Kind,
    MediaFacts,
    PoolItem,
    Project,
    Timeline,
    Track,
)
from tests.doubles.resolve.surface import version_from
from tests.doubles.resolve.ui import Bmd, Fusion, User
from tests.doubles.resolve.world import World

VERSIONS = ("18.6", "19.1", "20.3", "21.0.4", "21.1")
START = "01:00:00:00"


@dataclass
class Session:
    """`resolve`, `fusion` and `bmd` are what a script gets; the rest is for the test."""

    world: World
    user: User = field(default_factory=User)

    @property
    def resolve(self) -> Any:
        return Proxy(self.world, self.world.app)

    @property
    def fusion(self) -> Any:
        return self.world.fusion

    @property
    def bmd(self) -> Any:
        return Bmd(self.world, self.user, self.fusion)

    @property
    def globals(self) -> dict[str, Any]:
        """What a menu script finds among its globals."""
        fusion = self.fusion
        named = {"app": fusion, "fusion": fusion, "fu": fusion}
        return {"resolve": self.resolve, "bmd": self.bmd, **named}

    @property
    def python_allowed(self) -> bool:
        """Whether this version and edition runs Python scripts at all."""
        return self.world.behaviour.python

    @property
    def project(self) -> Project:
        return self.world.open_project

    @property
    def timeline(self) -> Timeline:
        """The current one."""
        found = self.project.current
        assert found is not None, "the double has no current timeline"
        return found

    def add_media(
        self,
        path: Path,
        seconds: float | Fraction = 60,
        rate: float | Fraction | None = 25,
        start: int = 0,
        channels: int = 0,
    ) -> PoolItem:
        """A clip of the pool, in the current bin; makes an empty file where there is none.

        Args:
            rate: pictures a second; None for sound alone.
            start: the frame its timecode starts at.
        """
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        exact = None if rate is None else canonical_rate(float(rate))
        length = Fraction(seconds)
        pool_rate = exact or self.world.project_rate
        frames = int(length * pool_rate)
        facts = MediaFacts(frames, exact, start, channels, length)
        self.world.facts[str(path)] = facts
        item = PoolItem(
            path.name, str(path), pool_rate, frames, start, channels, pictures=exact is not None
        )
        self.project.bin.items.append(item)
        return item

    def add_timeline(
        self,
        name: str = "edit",
        rate: float | Fraction = 25,
        drop_frame: bool = False,
        start: int | None = None,
    ) -> Timeline:
        """An empty timeline of one video and one audio track, made current."""
        exact = canonical_rate(float(rate))
        if start is None:
            start = frame_at(START, exact, drop_frame) or 0
        made = Timeline(name, exact, start, drop_frame)
        for kind in ("video", "audio"):
            self.add_track(made, kind)
        self.world.add_timeline(made)
        self.project.current = made
        return made

    def add_track(self, timeline: Timeline, kind: Kind, name: str = "") -> Track:
        made = new_track(timeline, kind)
        made.name = name or made.name
        timeline.tracks[kind].append(made)
        return made

    def add_item(
        self,
        timeline: Timeline,
        media: PoolItem | None,
        at: int,
        frames: int,
        source: int | Fraction = 0,
        kind: Kind = "video",
        track: int = 1,
        link: int | None = None,
    ) -> Item:
        """An item where the test wants it; `at` counts from the timeline's first frame."""
        name = media.name if media else "Title"
        item = Item(name, kind, timeline.start + at, frames, media, Fraction(source), link=link)
        found = timeline.tracks[kind][track - 1]
        assert found.free(item.start, item.end), "items overlap"
        found.add(item)
        timeline.links = max(timeline.links, link or 0)
        return item

    def proxy(self, state: Any) -> Any:
        """A state as a script sees it."""
        return Proxy(self.world, state)


def session(
    version: str = "21.1",
    edition: Edition = "studio",
    rate: float | Fraction = 25,
    drop_frame: bool = False,
    **switches: Any,
) -> Session:
    """A Resolve with one empty project open.

    Args:
        version: such as those of VERSIONS.
        rate: of the project, frames a second.
        switches: fields of Behaviour to set otherwise than is reported for the version.
    """
    numbers = version_from(version)
    behaviour = replace(behaviour_of(numbers, edition), **switches)
    world = World(numbers, edition, behaviour)
    project = Project("edit", project_settings(canonical_rate(float(rate)), drop_frame))
    world.projects.append(project)
    world.project = project
    world.fusion = Fusion(world, lambda: Proxy(world, world.app))
    return Session(world)
