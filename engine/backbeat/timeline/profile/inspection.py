"""The inspection of a timeline: its tracks, items, media and markers, with names for messages."""

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
from backbeat.timeline.profile.members import (
    Json,
    children,
    kind,
    metadata,
    objects,
    quoted,
    references,
)
from backbeat.timeline.reading import MediaLookup
from backbeat.timeline.time import Clock, Frames, guess_drop_frame
from backbeat.timeline.urls import local_path


@dataclass(frozen=True)
class NamedObject:
    """One object of the timeline, with its name in messages."""

    value: Json
    label: str
    """“A001” (V1 01:00:00:00)"""


@dataclass(frozen=True)
class NamedMarker:
    """A marker, with its name in messages."""

    value: Json
    label: str
    on_timeline: bool
    """Whether it is one of the timeline's own."""


@dataclass
class Layout:
    """The objects of a timeline by kind, in the file's order."""

    tracks: list[NamedObject] = field(default_factory=list)
    items: list[NamedObject] = field(default_factory=list)
    """Clips, gaps and nested timelines, those inside nested ones too."""
    strays: list[NamedObject] = field(default_factory=list)
    """Objects of the stack that are not tracks."""
    transitions: list[tuple[NamedObject, int, Track | None]] = field(default_factory=list)
    """Each with the number of items before it, and its track unless it is in a nested timeline."""


class Inspection:
    """One document under inspection. Repairs change the objects of `tree` in place.

    Args:
        document: the file.
        tree: its JSON, from `jsontree.parsed`.
        edit: the document read by `read_edit`.
        media: looks up the range of media by URL.
        name: the name to give a timeline that has none.
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
        self.timeline: Json = _object_at(tree, edit.path)
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
                layout.strays.append(
                    NamedObject(child, self._name_with_position(child, "beside the tracks"))
                )
                continue
            layout.tracks.append(NamedObject(child, f"Track {track.label}"))
            self._lay_out_track(layout, child, track.label, track)
        return layout

    @cached_property
    def clips(self) -> list[NamedObject]:
        """Every clip, those of nested timelines too."""
        return [named for named in self.layout.items if kind(named.value) == "Clip"]

    @cached_property
    def markers(self) -> list[NamedMarker]:
        """Every marker."""
        own = [
            NamedMarker(marker, f"Timeline marker {quoted(marker.get('name'))}", True)
            for marker in objects(self.stack.get("markers"))
        ]
        owners = [*self.layout.tracks, *self.layout.items]
        return own + [
            NamedMarker(marker, f"Marker {quoted(marker.get('name'))} on {named.label}", False)
            for named in owners
            for marker in objects(named.value.get("markers"))
        ]

    @cached_property
    def effects(self) -> list[NamedObject]:
        """Every effect, named after the object that has it."""
        whole = NamedObject(self.stack, "The timeline")
        return [
            NamedObject(effect, named.label)
            for named in (whole, *self.layout.tracks, *self.layout.items)
            for effect in objects(named.value.get("effects"))
        ]

    @property
    def by_resolve(self) -> bool:
        """Whether Resolve wrote the file, whose ranges are then on Resolve's own clock."""
        return "Resolve_OTIO" in metadata(self.timeline)

    @property
    def own_metadata(self) -> object:
        """The timeline's `metadata["backbeat"]`."""
        return metadata(self.timeline).get(NAMESPACE)

    @property
    def current_dialect(self) -> Dialect:
        """The dialect of the tree with the repairs made so far."""
        names = {*metadata(self.timeline), *metadata(self.stack)}
        for named in self.layout.tracks:
            names.update(metadata(named.value))
        return dialect_of(names, self.own_metadata)

    @cached_property
    def rate(self) -> Number:
        """The timeline's frame rate in the file's own spelling."""
        spelling = self.edit.rate_spelling
        start = self.timeline.get("global_start_time")
        times = [start] if isinstance(start, dict) else []
        for named in self.layout.items:
            own = named.value.get("source_range")
            if isinstance(own, dict) and isinstance(own.get("duration"), dict):
                times.append(own["duration"])
        rates = (time.get("rate") for time in times)
        return next((rate for rate in rates if rate == spelling), Spelled(repr(spelling)))

    def media_of(self, reference: Json) -> MediaRange | None:
        """The range of the media of an ExternalReference; None if unknown."""
        url = reference.get("target_url")
        return self.media(url) if isinstance(url, str) and url else None

    def file_of(self, url: str) -> Path | None:
        """The path of a media URL on this machine; None if it has none here."""
        if url not in self._known:
            self._known[url] = self.document.places.get(url) or local_path(
                url, self.document.media_folder
            )
        return self._known[url]

    def member_of_bundle(self, url: str) -> str | None:
        """The member of an .otioz that a media URL names; None if it names none."""
        return member_of(url, self._bundle_members)

    @cached_property
    def _bundle_members(self) -> frozenset[str]:
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
                # Transitions are the only children that are not items.
                at = track.items[before].start if before < len(track.items) else None
                where = f"{label} {self.label(at)}" if at is not None else f"{label}, at the end"
                named = NamedObject(child, f"The transition {quoted(child.get('name'))} ({where})")
                layout.transitions.append((named, before, track))
                continue
            before += 1
            where = f"{label} {self.label(item.start)}"
            self._lay_out(layout, child, where)

    def _lay_out(self, layout: Layout, value: Json, where: str) -> None:
        layout.items.append(NamedObject(value, self._name_with_position(value, where)))
        inside = value.get("tracks") if kind(value) == "Timeline" else value
        before = 0
        for child in children(inside):
            within = where if where.endswith(", nested") else f"{where}, nested"
            if kind(child) == "Transition":
                label = f"The transition {quoted(child.get('name'))} ({within})"
                layout.transitions.append((NamedObject(child, label), before, None))
                continue
            before += 1
            self._lay_out(layout, child, within)

    def _name_with_position(self, value: Json, where: str) -> str:
        name = value.get("name")
        if isinstance(name, str) and name:
            return f"{quoted(name)} ({where})"
        return f"The {kind(value).lower() or 'item'} at {where}"


def media_references(inspection: Inspection) -> Iterator[tuple[NamedObject, Json]]:
    """Every media reference with its clip."""
    for named in inspection.clips:
        for reference in references(named.value).values():
            if isinstance(reference, dict):
                yield named, reference


def _object_at(tree: Any, path: JsonPath) -> Json:
    for step in path:
        tree = tree[step]
    found: Json = tree
    return found
