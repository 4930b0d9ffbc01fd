"""Edit primitives: trims, notes and markers, made on the text of a document.

Only the numbers and members that an edit changes are rewritten; the fraction of a time is kept,
because times move by whole frames.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache

from backbeat.errors import TimelineError
from backbeat.timeline.document import Document
from backbeat.timeline.jsontext import Span
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Edit, Item, JsonPath
from backbeat.timeline.numbers import added, spelled
from backbeat.timeline.splice import Literal, Splices, Stencil
from backbeat.timeline.time import Frames, canonical_rate

_MARKER_DEPTH = 3
"""Depth of a marker below its timeline: tracks, markers, the marker."""


class Patch:
    """Collects edits of one timeline; `apply` gives the edited document.

    Each item is trimmed, and each object annotated, at most once.
    """

    def __init__(self, document: Document, edit: Edit) -> None:
        self._document = document
        self._edit = edit
        self._text = document.text
        self._splices = Splices(document.text)
        self._spans: dict[JsonPath, list[Span]] = {}
        self._members: dict[JsonPath, dict[str, Span]] = {}

    def trim(self, item: Item, head: Frames, tail: Frames) -> None:
        """Moves an item's first frame by `head` and its end by `tail`, in record frames.

        Positive is later. The media keeps its record position: nothing slips.
        """
        rate = self._edit.rate
        own = self._members_of(item.path).get("source_range")
        if own is None or own.bracket < 0:
            start = item.media_start + Fraction(head) * item.speed / rate
            length = (item.duration + tail - head) / Fraction(rate)
            self._set(item.path, "source_range", self._range(start, length))
            return
        parts = self._text.members(own)
        if head:
            self._shift(parts["start_time"], head if item.speed == 1 else head * item.speed)
        if tail != head:
            self._shift(parts["duration"], tail - head)

    def slip(self, item: Item, frames: Frames) -> None:
        """Starts an item's media later by some record frames; its place and length stay.

        The item has to state its source range.
        """
        if frames:
            parts = self._text.members(self._members_of(item.path)["source_range"])
            self._shift(parts["start_time"], frames * item.speed)

    def set_speed(self, item: Item, speed: Fraction) -> None:
        """Makes an item play at a constant speed; its source range stays.

        A speed of 1 is written as no effect at all: Premiere Pro is reported to drop a clip's own
        motion where there is one.
        """
        depth = len(item.path) + 1
        effects = self._members_of(item.path).get("effects")
        present = self._text.elements(effects) if effects and effects.bracket >= 0 else []
        members = [self._text.members(effect) for effect in present]
        warps = [place for place, found in enumerate(members) if "time_scalar" in found]
        if warps and speed != 1:
            self._splices.replace(members[warps[0]]["time_scalar"], float(speed), depth + 2)
        elif warps and effects is not None:
            keep = [place not in warps for place in range(len(present))]
            self._splices.change_elements(effects, keep, [], depth)
        elif speed != 1:
            warp = {
                "OTIO_SCHEMA": "LinearTimeWarp.1",
                "metadata": {},
                "name": "",
                "effect_name": "LinearTimeWarp",
                "time_scalar": float(speed),
            }
            if effects is None or effects.bracket < 0:
                self._set(item.path, "effects", [warp])
            else:
                self._splices.change_elements(effects, [True] * len(present), [warp], depth)

    def insert_gaps(self, track: JsonPath, before: Mapping[int, Frames]) -> None:
        """Inserts gaps before children of a track, by the children's indices, lengths in frames."""
        children = self._members_of(track)["children"]
        gaps = {
            index: [
                {
                    "OTIO_SCHEMA": "Gap.1",
                    "metadata": {},
                    "name": "",
                    "source_range": self._range(
                        Fraction(0), Fraction(frames) / Fraction(self._edit.rate)
                    ),
                    "effects": [],
                    "markers": [],
                    "enabled": True,
                }
            ]
            for index, frames in before.items()
        }
        self._splices.insert_elements(children, gaps, len(track) + 1)

    def annotate(self, path: JsonPath, provenance: Mapping[str, object]) -> None:
        """Sets `metadata["backbeat"]` of the object at `path`."""
        metadata = self._members_of(path).get("metadata")
        if metadata is None or metadata.bracket < 0:
            self._set(path, "metadata", {NAMESPACE: provenance})
        else:
            self._splices.set_member(metadata, NAMESPACE, provenance, len(path) + 1)

    def disable(self, path: JsonPath) -> None:
        """Disables the track or item at `path`."""
        self._set(path, "enabled", False)

    def add_track(self, track: object) -> None:
        """Adds a track (Track.1 JSON) above all others."""
        stack = (*self._edit.path, "tracks")
        children = self._members_of(stack).get("children")
        if children is None or children.bracket < 0:
            self._set(stack, "children", [track])
            return
        keep = [True] * len(self._text.elements(children))
        self._splices.change_elements(children, keep, [track], len(stack) + 1)

    def insert_tracks(self, before: Mapping[int, Sequence[object]]) -> None:
        """Inserts tracks (Track.1 JSON) below those at some indices; those past the last go on top.

        Args:
            before: new tracks, from the bottom up, by the index of the track above them.
        """
        stack = (*self._edit.path, "tracks")
        children = self._members_of(stack)["children"]
        count = len(self._text.elements(children))
        below = {index: tracks for index, tracks in before.items() if index < count}
        on_top = [track for index in sorted(before) if index >= count for track in before[index]]
        self._splices.insert_elements(children, below, len(stack) + 1)
        self._splices.change_elements(children, [True] * count, on_top, len(stack) + 1)

    def text_at(self, path: JsonPath) -> Literal:
        """The object at `path` as the file spells it, to be written elsewhere unchanged."""
        return Literal(self._text.text(self._span(path)))

    def set_children(self, track: JsonPath, children: Sequence[object]) -> None:
        """Gives a track other items; nothing else may be edited inside it but its metadata."""
        self._set(track, "children", list(children))

    def remove_tracks(self, indices: Collection[int]) -> None:
        """Removes the tracks at some indices; nothing else may be edited inside the tracks."""
        stack = (*self._edit.path, "tracks")
        children = self._members_of(stack)["children"]
        keep = [index not in indices for index in range(len(self._text.elements(children)))]
        self._splices.change_elements(children, keep, [], len(stack) + 1)

    def range(self, start: Fraction, length: Fraction) -> dict[str, object]:
        """A TimeRange.1, in seconds, spelled at the timeline's rate."""
        return self._range(start, length)

    def change_markers(self, keep: Sequence[bool], added: Sequence[object]) -> None:
        """Removes the timeline's markers with `keep` False and appends `added` (Marker.2 JSON)."""
        stack = (*self._edit.path, "tracks")
        present = self._members_of(stack).get("markers")
        if present is None or present.bracket < 0:
            if added:
                self._set(stack, "markers", list(added))
            return
        self._splices.change_elements(present, keep, added, len(stack) + 1)

    def marker_stencil(self, template: object) -> Stencil:
        """A stencil for many markers of one form, to be filled and passed to `change_markers`."""
        return self._splices.stencil(template, len(self._edit.path) + _MARKER_DEPTH)

    def apply(self) -> Document:
        """The document with every edit made."""
        return self._document.with_data(self._splices.apply())

    def number(self, value: Frames) -> Literal:
        """A time value or rate, spelled as this file spells its rate."""
        return Literal(spelled(value, like=self._rate_literal))

    @cached_property
    def rate(self) -> Literal:
        """The timeline's rate in the file's own spelling."""
        spelling = self._edit.rate_spelling
        return Literal(repr(spelling) if not spelling.is_integer() else self.number(int(spelling)))

    @cached_property
    def _rate_literal(self) -> str:
        """The spelling of one rate of the file, which shows whether it writes 24 or 24.0."""
        found = self._text.find((*self._edit.path, "global_start_time", "rate"))
        if found is not None:
            return self._text.text(found)
        for track in self._edit.tracks:
            for item in track.items:
                if item.has_range:
                    duration = self._text.find(
                        ("source_range", "duration", "rate"), self._span(item.path)
                    )
                    if duration is not None:
                        return self._text.text(duration)
        return "1.0"

    def _shift(self, time: Span, frames: Frames) -> None:
        members = self._text.members(time)
        own_rate = _exact_rate(self._text.text(members["rate"]))
        if own_rate != self._edit.rate:
            frames = Fraction(frames) * own_rate / self._edit.rate
        literal = self._text.text(members["value"])
        self._splices.replace(members["value"], Literal(added(literal, frames)))

    def _range(self, start: Fraction, length: Fraction) -> dict[str, object]:
        def time(seconds: Fraction) -> dict[str, object]:
            value = self.number(seconds * self._edit.rate)
            return {"OTIO_SCHEMA": "RationalTime.1", "rate": self.rate, "value": value}

        return {
            "OTIO_SCHEMA": "TimeRange.1",
            "duration": time(length),
            "start_time": time(start),
        }

    def _set(self, path: JsonPath, key: str, value: object) -> None:
        self._splices.set_member(self._span(path), key, value, len(path))

    def _members_of(self, path: JsonPath) -> dict[str, Span]:
        members = self._members.get(path)
        if members is None:
            members = self._members[path] = self._text.members(self._span(path))
        return members

    def _span(self, path: JsonPath) -> Span:
        if path and isinstance(path[-1], int):
            siblings = self._spans.get(path[:-1])
            if siblings is None:
                owner = self._text.find(path[:-1])
                siblings = self._text.elements(owner) if owner is not None else []
                self._spans[path[:-1]] = siblings
            if path[-1] < len(siblings):
                return siblings[path[-1]]
        else:
            found = self._text.find(path)
            if found is not None:
                return found
        where = ".".join(str(step) for step in path)
        raise TimelineError(f"{self._document.path} has nothing at {where}.")


@lru_cache(maxsize=64)
def _exact_rate(literal: str) -> Fraction:
    return canonical_rate(float(literal))
