"""Writes FCPXML 1.10, which Final Cut Pro 10.6 and later and DaVinci Resolve 18 and later read.

The lowest picture track becomes the primary storyline. The clips of the others are connected to
it: picture above in lanes 1, 2, ..., sound below in lanes -1, -2, ... A sound clip that plays its
picture's own sound at the same place is part of the picture's clip, as Final Cut has it. The role
of a sound clip is the name of its track.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree.ElementTree import Element

from backbeat.files.seal import MARK
from backbeat.timeline.exchange import rates
from backbeat.timeline.exchange.content import (
    Content,
    ItemContent,
    MarkerContent,
    TrackContent,
)
from backbeat.timeline.exchange.fcpxml_kept import FILTERS, PICTURE, SOUND, in_order
from backbeat.timeline.exchange.fcpxml_levels import write_levels
from backbeat.timeline.exchange.fcpxml_markers import write_marker
from backbeat.timeline.exchange.fcpxml_resources import Written
from backbeat.timeline.exchange.fcpxml_sound import joined_sound, roles_of
from backbeat.timeline.exchange.fcpxml_time_maps import time_map
from backbeat.timeline.exchange.media_channels import every
from backbeat.timeline.exchange.rates import in_words
from backbeat.timeline.exchange.xmltree import clean, document
from backbeat.timeline.model import Retime
from backbeat.timeline.time import Frames

VERSION = "1.10"
_CROSS_DISSOLVE = "FxPlug:4731E73A-8DAC-4113-9A30-AE85B1761265"
_CROSSFADE = "FFAudioTransition"
_CONFORM_NAMES = {
    Fraction(24000, 1001): "23.98",
    Fraction(24): "24",
    Fraction(25): "25",
    Fraction(30000, 1001): "29.97",
    Fraction(30): "30",
    Fraction(48000, 1001): "47.95",
    Fraction(48): "48",
    Fraction(50): "50",
    Fraction(60000, 1001): "59.94",
    Fraction(60): "60",
}
"""Rates that `conform-rate` of 1.10 can name; with another one Final Cut refuses the document."""


def written(content: Content) -> bytes:
    """The timeline as an FCPXML document."""
    return document(_Writing(content).root(), "fcpxml", MARK)


@dataclass
class _Parent:
    """An element of the primary storyline that clips can be connected to."""

    element: Element
    start: Fraction
    """Seconds from the first frame."""
    local: Fraction
    """What its own clock shows then."""
    connected: list[tuple[int, Element]] = field(default_factory=list)
    markers: list[Element] = field(default_factory=list)
    tail: list[Element] = field(default_factory=list)

    def finish(self) -> None:
        """Adds what was collected, in the order of the document type."""
        self.element.extend(element for _, element in self.connected)
        self.element.extend(self.markers)
        self.element.extend(self.tail)


@dataclass
class _Writing:
    content: Content

    def __post_init__(self) -> None:
        self.resources = Written(self.content)
        self._heard = {
            item.item.link
            for item in every(self.content.tracks)
            if item.is_nested and item.sound is not None and item.item.link
        }
        """Links of compound clips whose sound is on a track of its own."""

    def root(self) -> Element:
        """The whole document."""
        content = self.content
        root = Element("fcpxml", {"version": VERSION})
        form = self.resources.format_of(content.rate, sized=True)
        sequence = self._sequence(content.tracks, content.duration, form, content.markers)
        sequence.set("tcStart", self._seconds(content.start))
        sequence.set("tcFormat", "DF" if content.drop_frame else "NDF")
        resources = Element("resources")
        resources.extend(self.resources.elements)
        library = Element("library")
        event = Element("event", {"name": clean(content.name)})
        project = Element("project", {"name": clean(content.name)})
        project.append(sequence)
        event.append(project)
        library.append(event)
        root.extend((resources, library))
        for clip in sequence.findall("spine/*"):
            # The clock of the primary storyline shows the timecode.
            offset = rates.seconds(clip.get("offset", "0s"))
            clip.set("offset", in_words(offset + self._exact(content.start)))
        return root

    def _sequence(
        self,
        tracks: tuple[TrackContent, ...],
        duration: Frames,
        form: str,
        markers: tuple[MarkerContent, ...] = (),
    ) -> Element:
        sequence = Element(
            "sequence",
            {
                "format": form,
                "duration": self._seconds(duration),
                "audioLayout": "stereo",
                "audioRate": "48k",
            },
        )
        spine = Element("spine")
        sequence.append(spine)
        video = [track for track in tracks if track.track.is_video]
        sounds = [track for track in tracks if not track.track.is_video]
        joined = joined_sound(video, sounds, self.content.rate)
        parents = self._primary(spine, video[0] if video else None, joined, duration)
        for lane, track in enumerate(video[1:], 1):
            self._connect(track, lane, parents, joined)
        roles = roles_of(sounds)
        for index, track in enumerate(sounds):
            skipped = {id(sound) for sound, _ in joined.values()}
            self._connect(track, -1 - index, parents, joined, roles[index], skipped)
        for marker in markers:
            parent = _parent_at(parents, marker.start)
            parent.markers.append(
                write_marker(marker, parent.local + marker.start - parent.start, self.content.rate)
            )
        for parent in parents:
            parent.connected.sort(key=lambda pair: pair[0])
            parent.finish()
        return sequence

    def _primary(
        self,
        spine: Element,
        track: TrackContent | None,
        joined: dict[int, tuple[ItemContent, str]],
        duration: Frames,
    ) -> list[_Parent]:
        parents: list[_Parent] = []
        end: Frames = 0
        if track is not None:
            for index, item in enumerate(track.items):
                self._add_joint(spine, track, index, Fraction(0))
                parent = self._element(item, track, joined)
                parent.element.set("offset", self._seconds(item.item.start))
                spine.append(parent.element)
                parents.append(parent)
            self._add_joint(spine, track, len(track.items), Fraction(0))
            end = track.items[-1].item.end if track.items else 0
        if end < duration or not parents:
            length = self._seconds(duration - end)
            gap = Element("gap", {"name": "Gap", "offset": self._seconds(end), "start": "0s"})
            gap.set("duration", length)
            spine.append(gap)
            parents.append(_Parent(gap, self._exact(end), Fraction(0)))
        return parents

    def _connect(
        self,
        track: TrackContent,
        lane: int,
        parents: list[_Parent],
        joined: dict[int, tuple[ItemContent, str]],
        role: str = "",
        skipped: frozenset[int] | set[int] = frozenset(),
    ) -> None:
        for first, last in _runs(track, skipped):
            has_joint = any(at in track.joints for at in range(first, last + 1))
            made = []
            for index in range(first, last):
                inner = self._element(track.items[index], track, joined, role)
                inner.finish()
                made.append((track.items[index], inner.element))
            if not has_joint:
                for item, element in made:
                    if element.tag == "gap":
                        # Final Cut connects no gap.
                        continue
                    at = self._exact(item.item.start)
                    parent = _parent_at(parents, at)
                    element.set("lane", str(lane))
                    element.set("offset", in_words(parent.local + at - parent.start))
                    parent.connected.append((lane, element))
                continue
            begins = track.items[first].item.start
            lead = min(track.joints[first][0].before, begins) if first in track.joints else 0
            start = self._exact(begins - lead)
            parent = _parent_at(parents, start)
            offset = in_words(parent.local + start - parent.start)
            story = Element("spine", {"lane": str(lane), "offset": offset})
            # A storyline cannot begin or end with a transition that reaches out of it.
            self._add_gap(story, Fraction(0), lead)
            for index in range(first, last + 1):
                self._add_joint(story, track, index, start)
                if index < last:
                    item, element = made[index - first]
                    element.set("offset", in_words(self._exact(item.item.start) - start))
                    story.append(element)
            trail = track.joints[last][0].after if last in track.joints else 0
            self._add_gap(story, self._exact(track.items[last - 1].item.end) - start, trail)
            parent.connected.append((lane, story))

    def _add_gap(self, parent: Element, offset: Fraction, length: Frames) -> None:
        if length:
            attributes = {"name": "Gap", "offset": in_words(offset), "start": "0s"}
            parent.append(Element("gap", {**attributes, "duration": self._seconds(length)}))

    def _element(
        self,
        content: ItemContent,
        track: TrackContent,
        joined: dict[int, tuple[ItemContent, str]],
        role: str = "",
    ) -> _Parent:
        """The element of an item; its offset is left to the caller."""
        item = content.item
        start, duration = self._exact(item.start), self._seconds(item.duration)
        if content.is_gap or content.media.generator:
            name = content.name if content.media.generator else "Gap"
            gap = Element("gap", {"name": clean(name), "start": "0s", "duration": duration})
            return _Parent(gap, start, Fraction(0))
        sound = joined.get(id(content))
        attributes = {"name": clean(content.name), "duration": duration}
        if not (content.enabled and track.track.enabled):
            attributes["enabled"] = "0"
        if content.is_nested:
            speeds, local = time_map(content, self.content.rate)
            attributes |= {"ref": self._compound(content), "start": in_words(local)}
            if not track.track.is_video:
                attributes["srcEnable"] = "audio"
            elif sound is None and item.link in self._heard:
                attributes["srcEnable"] = "video"
            made = Element("ref-clip", attributes)
            if speeds is not None:
                made.append(speeds)
            parent = _Parent(made, start, local)
            self._fill(parent, content, content, None)
            return parent
        speeds, local = time_map(content, self.content.rate)
        attributes |= {"ref": self.resources.asset_of(content), "start": in_words(local)}
        if content.media.still:
            made = Element("video", attributes)
        else:
            made = Element("asset-clip", attributes)
            if not track.track.is_video:
                made.set("srcEnable", "audio")
                made.set("audioRole", role)
            elif sound is None:
                made.set("srcEnable", "video")
            else:
                made.set("audioRole", sound[1])
                self._split(made, content, sound[0], local)
        parent = _Parent(made, start, local)
        own_rate = content.media.rate
        if own_rate not in (None, self.content.rate) and own_rate in _CONFORM_NAMES:
            conform = Element("conform-rate", {"scaleEnabled": "0"})
            conform.set("srcFrameRate", _CONFORM_NAMES[own_rate])
            if track.track.is_video and not content.media.still:
                made.append(conform)
        if speeds is not None:
            made.append(speeds)
        self._fill(parent, content, sound[0] if sound else content, local)
        return parent

    def _split(
        self, made: Element, picture: ItemContent, sound: ItemContent, local: Fraction
    ) -> None:
        """Says where the sound of a split edit begins and how long it lasts."""
        own, other = picture.item, sound.item
        if (own.start, own.duration) != (other.start, other.duration):
            made.set("audioStart", in_words(local + self._exact(other.start - own.start)))
            made.set("audioDuration", self._seconds(other.duration))

    def _fill(
        self,
        parent: _Parent,
        content: ItemContent,
        sounding: ItemContent,
        local: Fraction | None,
    ) -> None:
        """Adds adjustments, the level, markers and filters of a clip."""
        kept = self.resources.kept(content.metadata)
        made = parent.element
        made.extend(in_order(kept, PICTURE))
        level = sounding.sound
        if level is not None and not sounding.is_level and made.tag != "video":
            made.append(write_levels(level, parent.local, self.content.rate))
        if made.tag != "video":
            made.extend(in_order(kept, SOUND))
        speed = content.item.speed
        for marker in content.markers:
            moved = marker.start - content.item.media_start
            if content.item.retime is Retime.REVERSED:
                played = Fraction(content.item.duration) / self.content.rate * speed
                moved = played - moved
            at = parent.local + (moved / speed if speed else moved)
            parent.markers.append(write_marker(marker, at, self.content.rate))
        channels = level.channels if level is not None else ()
        if len(channels) == 1 and made.tag == "asset-clip":
            source = Element("audio-channel-source", {"srcCh": str(channels[0][1] + 1)})
            parent.tail.append(source)
        parent.tail.extend(in_order(kept, FILTERS if made.tag != "video" else FILTERS[:2]))

    def _add_joint(self, parent: Element, track: TrackContent, index: int, zero: Fraction) -> None:
        if index not in track.joints:
            return
        neighbours = track.items[max(index - 1, 0) : index + 1]
        if all(item.is_gap for item in neighbours):
            return
        joint, _ = track.joints[index]
        last = track.items[-1].item.end if track.items else 0
        cut = track.items[index].item.start if index < len(track.items) else last
        before = min(joint.before, cut)
        start = self._exact(cut - before) - zero
        length = self._exact(before + joint.after)
        made = Element(
            "transition",
            {
                "name": clean(joint.name) or "Cross Dissolve",
                "offset": in_words(start),
                "duration": in_words(length),
            },
        )
        tag, name, identifier = "filter-video", "Cross Dissolve", _CROSS_DISSOLVE
        if not track.track.is_video:
            tag, name, identifier = "filter-audio", "Audio Crossfade", _CROSSFADE
        reference = self.resources.add("effect", (name,), name=name, uid=identifier)
        made.append(Element(tag, {"ref": reference, "name": name}))
        parent.append(made)

    def _compound(self, content: ItemContent) -> str:
        key = ("media", content.item.path)
        if key not in self.resources.ids:
            inner = max((t.items[-1].item.end for t in content.nested if t.items), default=0)
            form = self.resources.format_of(self.content.rate, sized=True)
            sequence = self._sequence(content.nested, inner, form)
            sequence.set("tcStart", "0s")
            self.resources.add("media", key[1:], name=clean(content.name))
            self.resources.elements[-1].append(sequence)
        return self.resources.ids[key]

    def _exact(self, frames: Frames) -> Fraction:
        return Fraction(frames) / self.content.rate

    def _seconds(self, frames: Frames) -> str:
        return in_words(self._exact(frames))


def _runs(track: TrackContent, skipped: frozenset[int] | set[int]) -> Iterator[tuple[int, int]]:
    """Stretches of a track without gaps: index of the first item, and after the last one."""
    first = None
    for index, item in enumerate(track.items):
        if item.is_gap or id(item) in skipped:
            if first is not None:
                yield first, index
            first = None
        elif first is None:
            first = index
    if first is not None:
        yield first, len(track.items)


def _parent_at(parents: list[_Parent], at: Fraction) -> _Parent:
    index = bisect_right(parents, at, key=lambda parent: parent.start) - 1
    return parents[max(index, 0)]
