"""A timeline's tree laid out for rules: its tracks, items, media and markers, each with a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from backbeat.errors import TimelineError
from backbeat.timeline.bundle import member_of
from backbeat.timeline.document import Document, members_of
from backbeat.timeline.jsontext import BOM
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.model import Dialect, Edit, JsonPath, Track
from backbeat.timeline.numbers import Number, Spelled
from backbeat.timeline.origin import dialect_of
from backbeat.timeline.reading import MediaLookup
from backbeat.timeline.resolve_profile.members import (
    Json,
    children,
    kind,
    metadata,
    objects,
    quoted,
    references,
)
from backbeat.timeline.time import Clock, Frames, guess_drop_frame
from backbeat.timeline.urls import local_path


@dataclass(frozen=True)
class Place:
    """One object of the timeline and how to speak of it."""

    value: Json
    called: str
    """“A001” (V1 01:00:00:00)"""


@dataclass(frozen=True)
class Marked:
    """A marker and what it lies on."""

    value: Json
    called: str
    on_timeline: bool
    """Whether it is one of the timeline's own."""


@dataclass
class Layout:
    """The objects of a timeline by kind, in the file's order."""

    tracks: list[Place] = field(default_factory=list)
    items: list[Place] = field(default_factory=list)
    """Clips, gaps and nested timelines, those inside nested ones too."""
    strays: list[Place] = field(default_factory=list)
    """What lies beside the tracks."""
    transitions: list[tuple[Place, int, Track | None]] = field(default_factory=list)
    """With the number of items before it, and its track if that is of the top level."""


class Sheet:
    """One document under inspection. Repairs change `tree`; objects stay the same ones.

    Args:
        document: the file.
        tree: its text, as `jsontree.parsed` gives it.
        edit: what `read_edit` made of the document.
        media: knows the extent of media by URL.
        name: for a timeline without a name.
    """

    def __init__(
        self, document: Document, tree: Json, edit: Edit, media: MediaLookup, name: str
    ) -> None:
        self.document = document
        self.tree = tree
        self.edit = edit
        self.name = name
        self.media = media
        self._known: dict[str, Path | None] = {}
        self.starts_with_mark = document.data.startswith(BOM)
        self.timeline: Json = _found(tree, edit.path)
        if not isinstance(self.timeline.get("tracks"), dict):
            raise TimelineError(f"{document.path} has a timeline without tracks.")
        self.stack: Json = self.timeline["tracks"]

    @cached_property
    def layout(self) -> Layout:
        """The timeline's objects."""
        layout = Layout()
        by_index = {track.path[-1]: track for track in self.edit.tracks}
        for index, child in enumerate(children(self.stack)):
            track = by_index.get(index)
            if track is None:
                self._lay_out(layout, child, "beside the tracks")
                layout.strays.append(Place(child, self._named(child, "beside the tracks")))
                continue
            layout.tracks.append(Place(child, f"Track {track.label}"))
            self._lay_out_track(layout, child, track.label, track)
        return layout

    @cached_property
    def clips(self) -> list[Place]:
        """Every clip, those of nested timelines too."""
        return [place for place in self.layout.items if kind(place.value) == "Clip"]

    @cached_property
    def markers(self) -> list[Marked]:
        """Every marker."""
        own = [
            Marked(marker, f"Timeline marker {quoted(marker.get('name'))}", True)
            for marker in objects(self.stack.get("markers"))
        ]
        held = [*self.layout.tracks, *self.layout.items]
        return own + [
            Marked(marker, f"Marker {quoted(marker.get('name'))} on {place.called}", False)
            for place in held
            for marker in objects(place.value.get("markers"))
        ]

    @cached_property
    def effects(self) -> list[Place]:
        """Every effect, called by what it lies on."""
        whole = Place(self.stack, "The timeline")
        return [
            Place(effect, place.called)
            for place in (whole, *self.layout.tracks, *self.layout.items)
            for effect in objects(place.value.get("effects"))
        ]

    @property
    def by_resolve(self) -> bool:
        """Whether Resolve wrote the file, whose ranges are then on Resolve's own clock."""
        return "Resolve_OTIO" in metadata(self.timeline)

    @property
    def ours(self) -> object:
        """Our own metadata of the timeline."""
        return metadata(self.timeline).get(NAMESPACE)

    @property
    def dialect_now(self) -> Dialect:
        """The dialect, as far as repairs have come."""
        names = {*metadata(self.timeline), *metadata(self.stack)}
        for place in self.layout.tracks:
            names.update(metadata(place.value))
        return dialect_of(names, self.ours)

    @cached_property
    def rate(self) -> Number:
        """The timeline's frame rate in the file's own spelling."""
        wanted = self.edit.rate_spelling
        start = self.timeline.get("global_start_time")
        times = [start] if isinstance(start, dict) else []
        for place in self.layout.items:
            own = place.value.get("source_range")
            if isinstance(own, dict) and isinstance(own.get("duration"), dict):
                times.append(own["duration"])
        rates = (time.get("rate") for time in times)
        return next((rate for rate in rates if rate == wanted), Spelled(repr(wanted)))

    def media_of(self, reference: Json) -> MediaRange | None:
        """What the media of an ExternalReference says of itself."""
        url = reference.get("target_url")
        return self.media(url) if isinstance(url, str) and url else None

    def file_of(self, url: str) -> Path | None:
        """Where a media URL leads on this machine; None where it cannot lead anywhere."""
        if url not in self._known:
            self._known[url] = local_path(url, self.document.media_folder)
        return self._known[url]

    def packed_as(self, url: str) -> str | None:
        """The member of an .otioz that a media URL names; None where it names none."""
        return member_of(url, self._packed)

    @cached_property
    def _packed(self) -> frozenset[str]:
        return members_of(self.document)

    def label(self, frames: Frames) -> str:
        """Timecode of a record position."""
        return self._clock.label(frames)

    @cached_property
    def _clock(self) -> Clock:
        return self.edit.clock(guess_drop_frame(self.edit.start, self.edit.rate))

    def _lay_out_track(self, layout: Layout, value: Json, label: str, track: Track) -> None:
        by_index = {item.path[-1]: item for item in track.items}
        before = 0
        for index, child in enumerate(children(value)):
            item = by_index.get(index)
            if item is None:
                # Only transitions are no items.
                at = track.items[before].start if before < len(track.items) else None
                where = f"{label} {self.label(at)}" if at is not None else f"{label}, at the end"
                place = Place(child, f"The transition {quoted(child.get('name'))} ({where})")
                layout.transitions.append((place, before, track))
                continue
            before += 1
            where = f"{label} {self.label(item.start)}"
            self._lay_out(layout, child, where)

    def _lay_out(self, layout: Layout, value: Json, where: str) -> None:
        layout.items.append(Place(value, self._named(value, where)))
        inside = value.get("tracks") if kind(value) == "Timeline" else value
        before = 0
        for child in children(inside):
            within = where if where.endswith(", nested") else f"{where}, nested"
            if kind(child) == "Transition":
                called = f"The transition {quoted(child.get('name'))} ({within})"
                layout.transitions.append((Place(child, called), before, None))
                continue
            before += 1
            self._lay_out(layout, child, within)

    def _named(self, value: Json, where: str) -> str:
        name = value.get("name")
        if isinstance(name, str) and name:
            return f"{quoted(name)} ({where})"
        return f"The {kind(value).lower() or 'item'} at {where}"


def media_references(sheet: Sheet) -> Iterator[tuple[Place, Json]]:
    """Every media reference with its clip."""
    for place in sheet.clips:
        for reference in references(place.value).values():
            if isinstance(reference, dict):
                yield place, reference


def _found(tree: Any, path: JsonPath) -> Json:
    for step in path:
        tree = tree[step]
    found: Json = tree
    return found
