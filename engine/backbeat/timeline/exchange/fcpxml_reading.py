"""Reads FCPXML 1.8 to 1.13, as Final Cut Pro 10.4 and later and DaVinci Resolve write it.

After Apple's "FCPXML Reference". Every time is an exact fraction of a second. A clip in a storyline
starts at its `offset`, on the clock of its container; its own clock begins at its `start`. Clips
that are connected to it lie at an `offset` on that clock, in a lane above (positive) or below it.

Final Cut has lanes and roles where others have tracks: lanes become picture tracks, and roles
become sound tracks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from backbeat.errors import TimelineError
from backbeat.timeline.exchange import objects as otio
from backbeat.timeline.exchange import rates
from backbeat.timeline.exchange.conversion import Converted, Notes
from backbeat.timeline.exchange.fcpxml_clocks import (
    STORY,
    ClockMap,
    clock_map,
    content_of,
    inner_origin,
    lane_of,
    time_of,
)
from backbeat.timeline.exchange.fcpxml_kept import SPACE, kept_of
from backbeat.timeline.exchange.fcpxml_lanes import (
    Joint,
    Lanes,
    Placed,
    Unit,
    children_of,
    name_compounds,
    order_of,
    packed,
)
from backbeat.timeline.exchange.fcpxml_levels import read_fade, read_levels
from backbeat.timeline.exchange.fcpxml_markers import read_marker
from backbeat.timeline.exchange.fcpxml_media import CONTAINERS, Resources
from backbeat.timeline.exchange.formats import Format
from backbeat.timeline.exchange.objects import Json
from backbeat.timeline.exchange.xmltree import parsed, raw
from backbeat.timeline.markers import NOTE_PREFIX

_DEPTH = 20


def read(data: bytes, path: Path) -> Converted:
    """The one project of an FCPXML document.

    Raises:
        TimelineError: it is no FCPXML, holds no project or several, or its times make no sense.
    """
    root = parsed(data, path)
    if root.tag != "fcpxml":
        raise TimelineError(
            f"{path} is XML, but no FCPXML: it begins with <{root.tag[:40]}>.",
            "Export it as FCPXML from Final Cut Pro or Resolve.",
        )
    try:
        return _Reading(root).converted(path)
    except TimelineError as error:
        if str(path) in error.message:
            raise
        raise TimelineError(f"{path} cannot be read: {error.message}", error.hint) from error


@dataclass
class _Reading:
    root: Element
    notes: Notes = field(default_factory=Notes)

    def __post_init__(self) -> None:
        self.resources = Resources(self.root, self.notes)
        self._links = 0

    def converted(self, path: Path) -> Converted:
        projects = [p for p in self.root.iter("project") if p.find("sequence") is not None]
        if len(projects) != 1:
            names = ", ".join(p.get("name") or "one without a name" for p in projects[:5])
            raise TimelineError(
                f"it holds {len(projects)} projects: {names}."
                if projects
                else "it holds no project.",
                "Export the one project to edit by itself.",
            )
        (project,) = projects
        sequence = project.find("sequence")
        if sequence is None:
            raise TimelineError("its project has no sequence.")
        rate = self.resources.rate_of(sequence)
        start = time_of(sequence, "tcStart")
        origin: Json = {
            "format": Format.FCPXML.value,
            "name": path.name,
            "drop_frame": sequence.get("tcFormat") == "DF",
        }
        size = self.resources.get(sequence.get("format"))
        if size is not None and size.get("width") and size.get("height"):
            origin["width"], origin["height"] = size.get("width"), size.get("height")
        lanes, tracks = self._sequence(sequence, 0)
        stack = otio.stack("tracks", tracks)
        stack["markers"] = lanes.markers
        tree = otio.timeline(
            project.get("name", ""), rates.frames_at(start, rate), rate, stack, origin
        )
        return Converted(tree, self.notes.all())

    def _sequence(self, sequence: Element, depth: int) -> tuple[Lanes, list[Json]]:
        if depth > _DEPTH:
            raise TimelineError("its compound clips are nested too deeply, or in themselves.")
        lanes = Lanes(self.resources.rate_of(sequence))
        start = time_of(sequence, "tcStart")
        for spine in sequence.findall("spine"):
            self._storyline(spine, -start, 0, lanes, depth, start)
        return lanes, self._tracks(lanes)

    def _storyline(
        self,
        spine: Element,
        zero: Fraction,
        lane: int,
        lanes: Lanes,
        depth: int,
        begins: Fraction,
    ) -> None:
        """Reads a storyline.

        Args:
            spine: its element.
            zero: where in the timeline its clock shows zero, in seconds.
            lane: of its clips.
            lanes: to which they are added.
            depth: of nesting.
            begins: what its clock shows where it begins.
        """
        picture = Unit()
        sounds: dict[str, Unit] = defaultdict(Unit)
        joints: list[Joint] = []
        position = begins
        for element in spine:
            if element.tag == "transition":
                offset, length = time_of(element, "offset", position), time_of(element, "duration")
                joints.append(
                    Joint(
                        offset + zero,
                        offset + length + zero,
                        min(max(position, offset), offset + length) + zero,
                        element.get("name", ""),
                        element.find("filter-audio") is not None,
                    )
                )
                continue
            if element.tag not in STORY:
                continue
            offset = time_of(element, "offset", position)
            self._element(element, offset + zero, lane, lanes, depth, picture, sounds)
            position = offset + time_of(element, "duration", self.resources.length_of(element))
        picture.joints = joints
        if picture.items:
            lanes.video[lane].append(picture)
        for role, unit in sounds.items():
            unit.joints = [joint for joint in joints if joint.is_sound or not picture.items]
            unit.lane = lane
            lanes.audio[role].append(unit)

    def _element(
        self,
        element: Element,
        at: Fraction,
        lane: int,
        lanes: Lanes,
        depth: int,
        picture: Unit,
        sounds: dict[str, Unit],
    ) -> None:
        """Reads one element of a storyline, or a connected one, that starts at `at`."""
        if element.tag == "audition":
            chosen = next((e for e in element if e.tag in STORY), None)
            if chosen is not None:
                self._element(chosen, at, lane, lanes, depth, picture, sounds)
                self.notes.leave_out("alternatives of auditions")
            return
        asset = self.resources.asset_of(element)
        own_start = time_of(
            element, "start", time_of(asset, "start") if asset is not None else None
        )
        duration = time_of(element, "duration", self.resources.length_of(element))
        if element.tag != "gap" and duration > 0:
            self._clip(element, asset, at, own_start, duration, lanes, depth, picture, sounds)
        elif element.tag == "gap":
            self._timeline_markers(element, at, own_start, lanes)
        inner = {} if element.tag not in ("clip", *CONTAINERS) else content_of(element)
        for child in element:
            if child.tag not in STORY or child in inner:
                continue
            where = at + time_of(child, "offset", own_start) - own_start
            above = lane + lane_of(child)
            if child.tag == "spine":
                self._storyline(child, where, above, lanes, depth, Fraction(0))
                continue
            alone = Unit()
            heard: dict[str, Unit] = defaultdict(Unit)
            self._element(child, where, above, lanes, depth, alone, heard)
            if alone.items:
                lanes.video[above].append(alone)
            for role, unit in heard.items():
                unit.lane = above
                lanes.audio[role].append(unit)

    def _clip(
        self,
        element: Element,
        asset: Element | None,
        at: Fraction,
        own_start: Fraction,
        duration: Fraction,
        lanes: Lanes,
        depth: int,
        picture: Unit,
        sounds: dict[str, Unit],
    ) -> None:
        shows, sounding = self.resources.kinds_of(element, asset)
        linked = shows and sounding
        self._links += linked
        local = clock_map(
            element, asset, own_start, lanes.rate, self.resources.source_rate_of(element)
        )
        if shows:
            made = self._made(element, asset, own_start, duration, local, lanes, depth)
            self._mark(element, made, local, lanes, at - own_start)
            picture.items.append(Placed(at, duration, _linked(made, linked, self._links)))
        if not sounding:
            return
        first = time_of(element, "audioStart", own_start)
        length = time_of(element, "audioDuration", duration)
        made = self._made(element, asset, first, length, local, lanes, depth)
        if not shows:
            self._mark(element, made, local, lanes, at - own_start)
        level = read_levels(element, lanes.rate, first)
        if level:
            fades = [read_fade(element, tag, lanes.rate) for tag in ("fadeIn", "fadeOut")]
            made["effects"].append(otio.volume(level, fades[0], fades[1]))
        channels = element.find("audio-channel-source")
        if channels is not None and re.fullmatch(r"[0-9]{1,3}", channels.get("srcCh", "")):
            made["metadata"].setdefault("Resolve_OTIO", {})["Channels"] = [
                {"Source Track ID": 0, "Source Channel ID": int(channels.get("srcCh", "1")) - 1}
            ]
        named = channels.get("role") if channels is not None else None
        role = named or element.get("audioRole") or element.get("role") or ""
        role = role.partition(".")[0]
        placed = Placed(at + first - own_start, length, _linked(made, linked, self._links))
        sounds[role].items.append(placed)

    def _made(
        self,
        element: Element,
        asset: Element | None,
        start: Fraction,
        duration: Fraction,
        local: ClockMap,
        lanes: Lanes,
        depth: int,
    ) -> Json:
        """The OpenTimelineIO item of an element that plays from `start` of its own clock."""
        rate = lanes.rate
        first = local.at(start + duration if local.speed < 0 else start)
        frames = rates.frames_at if local.speed == 1 else rates.near_frames_at
        used = otio.time_range(frames(first, rate), rates.frames_at(duration, rate), rate)
        name = element.get("name", "")
        if element.tag in CONTAINERS:
            tracks = self._inside(element, lanes, depth)
            used = otio.time_range(
                frames(first - self._inner_start(element), rate),
                rates.frames_at(duration, rate),
                rate,
            )
            made = otio.stack(name, tracks, used)
        else:
            made = otio.clip(name, self.resources.media_of(element, asset, rate), used)
        own: Json = {}
        if local.is_ramp:
            made["effects"].append(otio.ramp({SPACE: {"ramp": True}}))
            own["timeMap"] = [raw(part) for part in element.findall("timeMap")]
        elif local.speed != 1:
            made["effects"].append(otio.speed(local.speed))
        made["enabled"] = element.get("enabled", "1") != "0"
        own |= kept_of(element, self.resources)
        if own:
            made["metadata"][SPACE] = own
        return made

    def _inside(self, element: Element, lanes: Lanes, depth: int) -> list[Json]:
        """The tracks of a compound or synchronised clip."""
        if element.tag == "ref-clip":
            media = self.resources.get(element.get("ref"))
            sequence = media.find("sequence") if media is not None else None
            if sequence is None:
                raise TimelineError(
                    f"the compound clip {element.get('name', '')!r} has no sequence."
                )
            return self._sequence(sequence, depth + 1)[1]
        inner = Lanes(lanes.rate)
        story = Element("spine")
        own = content_of(element)
        spine = next((child for child in own if child.tag == "spine"), None)
        story.extend(list(spine) if spine is not None else own)
        origin = inner_origin(element)
        self._storyline(story, -origin, 0, inner, depth + 1, origin)
        return self._tracks(inner)

    def _inner_start(self, element: Element) -> Fraction:
        """What the clock inside a compound clip shows at its first frame."""
        if element.tag == "sync-clip":
            return inner_origin(element)
        media = self.resources.get(element.get("ref"))
        sequence = media.find("sequence") if media is not None else None
        return time_of(sequence, "tcStart") if sequence is not None else Fraction(0)

    def _mark(
        self, element: Element, made: Json, local: ClockMap, lanes: Lanes, shift: Fraction
    ) -> None:
        """Adds the markers of a clip; those of Backbeat's go back to the timeline."""
        for each in element:
            if each.tag not in ("marker", "chapter-marker"):
                continue
            start = time_of(each, "start")
            if each.get("note", "").startswith(NOTE_PREFIX):
                lanes.markers.append(read_marker(each, start + shift, lanes.rate))
            else:
                made["markers"].append(read_marker(each, local.at(start), lanes.rate))

    def _timeline_markers(
        self, element: Element, at: Fraction, own_start: Fraction, lanes: Lanes
    ) -> None:
        for each in element:
            if each.tag in ("marker", "chapter-marker"):
                moment = at + time_of(each, "start") - own_start
                lanes.markers.append(read_marker(each, moment, lanes.rate))

    def _tracks(self, lanes: Lanes) -> list[Json]:
        found = []
        for lane in sorted(lanes.video):
            for units in packed(lanes.video[lane]):
                found.append(otio.track("", True, children_of(units, lanes.rate)))
        name_compounds(lanes)
        for role in sorted(lanes.audio, key=lambda name: order_of(lanes.audio[name])):
            for units in packed(lanes.audio[role]):
                found.append(otio.track(role, False, children_of(units, lanes.rate)))
        return found


def _linked(made: Json, linked: bool, number: int) -> Json:
    return otio.with_link(made, number) if linked else made
