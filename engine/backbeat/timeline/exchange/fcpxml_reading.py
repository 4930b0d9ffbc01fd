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
    NTSC_NAMES,
    STORY,
    ClockMap,
    clock_map,
    content_of,
    inner_origin,
    lane_of,
    time_of,
)
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
from backbeat.timeline.exchange.formats import Format
from backbeat.timeline.exchange.objects import Json, Media
from backbeat.timeline.exchange.xmltree import parsed, raw
from backbeat.timeline.markers import NOTE_PREFIX

SPACE = "fcpxml"
"""Metadata key of what only this format has."""
OFFLINE = "file:///offline/"
"""Folder of the media of clips that name none."""
_KEPT = re.compile(r"(adjust-(?!volume$).*|filter-.*)")
_CONTAINERS = ("ref-clip", "sync-clip")
_DEPTH = 20
_PREDEFINED = re.compile(r"[pi](\d+)$")


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
        self._resources = {e.get("id"): e for e in self.root.iterfind("resources/*")}
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
        rate = self._rate(sequence)
        start = time_of(sequence, "tcStart")
        origin: Json = {
            "format": Format.FCPXML.value,
            "name": path.name,
            "drop_frame": sequence.get("tcFormat") == "DF",
        }
        size = self._resources.get(sequence.get("format"))
        if size is not None and size.get("width") and size.get("height"):
            origin["width"], origin["height"] = size.get("width"), size.get("height")
        lanes, tracks = self._sequence(sequence, 0)
        stack = otio.stack("tracks", tracks)
        stack["markers"] = lanes.markers
        tree = otio.timeline(
            project.get("name", ""), rates.frames_at(start, rate), rate, stack, origin
        )
        return Converted(tree, self.notes.all())

    def _rate(self, element: Element) -> Fraction:
        form = self._resources.get(element.get("format"))
        if form is None:
            raise TimelineError("its sequence names no format, so its frame rate is unknown.")
        if form.get("frameDuration"):
            length = rates.seconds(form.get("frameDuration", ""))
            if length > 0:
                return 1 / length
        named = _PREDEFINED.search(form.get("name", ""))
        if named is None:
            raise TimelineError("its format states no frame rate.")
        digits = named[1]
        if digits in NTSC_NAMES:
            return Fraction(NTSC_NAMES[digits] * 1000, 1001)
        return Fraction(max(1, int(digits)))

    def _sequence(self, sequence: Element, depth: int) -> tuple[Lanes, list[Json]]:
        if depth > _DEPTH:
            raise TimelineError("its compound clips are nested too deeply, or in themselves.")
        lanes = Lanes(self._rate(sequence))
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
            position = offset + time_of(element, "duration", self._length(element))
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
        asset = self._asset(element)
        own_start = time_of(
            element, "start", time_of(asset, "start") if asset is not None else None
        )
        duration = time_of(element, "duration", self._length(element))
        if element.tag != "gap" and duration > 0:
            self._clip(element, asset, at, own_start, duration, lanes, depth, picture, sounds)
        elif element.tag == "gap":
            self._timeline_markers(element, at, own_start, lanes)
        inner = {} if element.tag not in ("clip", *_CONTAINERS) else content_of(element)
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
        shows, sounding = self._kinds(element, asset)
        linked = shows and sounding
        self._links += linked
        local = clock_map(element, asset, own_start, lanes.rate, self._source_rate(element))
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
        level = _levels(element, lanes.rate, first)
        if level:
            fades = [_fade(element, tag, lanes.rate) for tag in ("fadeIn", "fadeOut")]
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
        used = otio.time_range(rates.frames_at(first, rate), rates.frames_at(duration, rate), rate)
        name = element.get("name", "")
        if element.tag in _CONTAINERS:
            tracks = self._inside(element, lanes, depth)
            used = otio.time_range(
                rates.frames_at(first - self._inner_start(element), rate),
                rates.frames_at(duration, rate),
                rate,
            )
            made = otio.stack(name, tracks, used)
        else:
            made = otio.clip(name, self._media(element, asset, rate), used)
        own: Json = {}
        if local.is_ramp:
            made["effects"].append(otio.ramp({SPACE: {"ramp": True}}))
            own["timeMap"] = [raw(part) for part in element.findall("timeMap")]
        elif local.speed != 1:
            made["effects"].append(otio.speed(local.speed))
        made["enabled"] = element.get("enabled", "1") != "0"
        kept = [raw(child) for child in element if _KEPT.fullmatch(child.tag)]
        if kept:
            referred = {e.get("ref") for c in element if _KEPT.fullmatch(c.tag) for e in c.iter()}
            effects = {
                str(key): raw(self._resources[key])
                for key in sorted(referred & set(self._resources), key=str)
            }
            own |= {"kept": kept, "effects": effects}
        if own:
            made["metadata"][SPACE] = own
        return made

    def _inside(self, element: Element, lanes: Lanes, depth: int) -> list[Json]:
        """The tracks of a compound or synchronised clip."""
        if element.tag == "ref-clip":
            media = self._resources.get(element.get("ref"))
            sequence = media.find("sequence") if media is not None else None
            if sequence is None:
                raise TimelineError(f"the compound clip {element.get('name')!r} has no sequence.")
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
        media = self._resources.get(element.get("ref"))
        sequence = media.find("sequence") if media is not None else None
        return time_of(sequence, "tcStart") if sequence is not None else Fraction(0)

    def _asset(self, element: Element) -> Element | None:
        holder = element
        if element.tag == "clip":
            found = [e for e in content_of(element) if e.tag in ("video", "audio")]
            if not found:
                return None
            holder = found[0]
        if element.tag == "mc-clip":
            self.notes.leave_out("media of multicam clips")
            return None
        resource = self._resources.get(holder.get("ref"))
        return resource if resource is not None and resource.tag == "asset" else None

    def _kinds(self, element: Element, asset: Element | None) -> tuple[bool, bool]:
        """Whether an element shows a picture, and whether it sounds."""
        if element.tag in ("title", "video", "audio"):
            return element.tag != "audio", element.tag == "audio"
        enabled = element.get("srcEnable", "all")
        if element.tag == "clip":
            inside = [e for e in element.iter() if e.tag in ("video", "audio")]
            has_video = any(e.tag == "video" for e in inside)
            has_audio = any(e.tag == "audio" for e in inside)
        elif asset is None:
            # The sound inside a compound clip goes with its picture.
            if element.tag in _CONTAINERS and enabled == "all":
                self.notes.leave_out("sound inside compound and synchronised clips")
            has_video, has_audio = enabled != "audio", enabled == "audio"
        else:
            has_video, has_audio = asset.get("hasVideo") == "1", asset.get("hasAudio") == "1"
            if not has_video and not has_audio:
                has_video = True
        return has_video and enabled != "audio", has_audio and enabled != "video"

    def _length(self, element: Element) -> Fraction:
        asset = self._asset(element)
        return time_of(asset, "duration") if asset is not None else Fraction(0)

    def _source_rate(self, element: Element) -> Fraction | None:
        form = self._resources.get(element.get("format"))
        if form is None or not form.get("frameDuration"):
            return None
        length = rates.seconds(form.get("frameDuration", ""))
        return 1 / length if length > 0 else None

    def _media(self, element: Element, asset: Element | None, rate: Fraction) -> Media:
        if asset is None:
            resource = self._resources.get(element.get("ref"))
            if resource is not None and resource.tag == "effect":
                return Media(
                    generator=resource.get("name", "generator"), name=element.get("name", "")
                )
            return Media()
        source = asset.find("media-rep[@kind='original-media']")
        if source is None:
            source = asset.find("media-rep")
        url = (source.get("src") if source is not None else asset.get("src")) or ""
        if url.startswith(OFFLINE):
            return Media()
        length = time_of(asset, "duration")
        own = self._source_rate(asset) or rate
        start = rates.frames_at(time_of(asset, "start"), own)
        whole = rates.frames_at(length, own)
        return Media(
            url=url.removeprefix("./"),
            name=asset.get("name", ""),
            start=start,
            duration=whole if length > 0 else 1,
            rate=own,
        )

    def _mark(
        self, element: Element, made: Json, local: ClockMap, lanes: Lanes, shift: Fraction
    ) -> None:
        """Adds the markers of a clip; those of Backbeat's go back to the timeline."""
        for each in element:
            if each.tag not in ("marker", "chapter-marker"):
                continue
            start = time_of(each, "start")
            if each.get("note", "").startswith(NOTE_PREFIX):
                lanes.markers.append(_marker(each, start + shift, lanes.rate))
            else:
                made["markers"].append(_marker(each, local.at(start), lanes.rate))

    def _timeline_markers(
        self, element: Element, at: Fraction, own_start: Fraction, lanes: Lanes
    ) -> None:
        for each in element:
            if each.tag in ("marker", "chapter-marker"):
                moment = at + time_of(each, "start") - own_start
                lanes.markers.append(_marker(each, moment, lanes.rate))

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


def _marker(element: Element, start: Fraction, rate: Fraction) -> Json:
    color = "BLUE"
    if element.tag == "chapter-marker":
        color = "ORANGE"
    elif element.get("completed") is not None:
        color = "GREEN" if element.get("completed") == "1" else "RED"
    note = element.get("note", "")
    length = time_of(element, "duration", 1 / rate)
    return otio.marker(
        element.get("value", ""),
        color,
        rates.frames_at(start, rate),
        rates.frames_at(length, rate),
        rate,
        note,
    )


def _levels(
    element: Element, rate: Fraction, start: Fraction
) -> list[tuple[int | Fraction, float]]:
    """(frames from the clip's start, dB) of its volume."""
    volume = element.find("adjust-volume")
    if volume is None:
        return []
    keys = [
        (rates.frames_at(time_of(key, "time") - start, rate), _decibels(key.get("value", "")))
        for key in volume.iterfind("param/keyframeAnimation/keyframe")
    ]
    if keys:
        return sorted(keys)
    return [(0, _decibels(volume.get("amount", "")))]


def _fade(element: Element, tag: str, rate: Fraction) -> float:
    """The length of a fade in frames."""
    fade = element.find(f"adjust-volume/param/{tag}")
    return float(time_of(fade, "duration") * rate) if fade is not None else 0.0


def _decibels(text: str) -> float:
    bare = text.strip().removesuffix("dB").strip()
    try:
        level = float(bare)
    except ValueError:
        return 0.0
    return max(-100.0, min(level, 60.0)) if level == level else 0.0


def _linked(made: Json, linked: bool, number: int) -> Json:
    return otio.with_link(made, number) if linked else made
