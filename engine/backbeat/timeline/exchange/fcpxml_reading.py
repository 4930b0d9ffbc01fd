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
from backbeat.timeline.exchange.formats import Format
from backbeat.timeline.exchange.objects import Json, Media
from backbeat.timeline.exchange.xmltree import parsed, raw
from backbeat.timeline.markers import NOTE_PREFIX

SPACE = "fcpxml"
"""Metadata key of what only this format has."""
OFFLINE = "file:///offline/"
"""Folder of the media of clips that name none."""
_KEPT = re.compile(r"(adjust-(?!volume$).*|filter-.*)")
_CLIPS = ("asset-clip", "clip", "video", "audio", "title", "ref-clip", "sync-clip", "mc-clip")
_STORY = frozenset((*_CLIPS, "gap", "audition", "spine"))
_CONTAINERS = ("ref-clip", "sync-clip")
_DEPTH = 20
_PREDEFINED = re.compile(r"[pi](\d+)$")
_NTSC_NAMES = {"2398": 24, "2997": 30, "5994": 60, "4795": 48, "11988": 120}
_CLOSE = Fraction(1, 20)
"""Rates nearer to one another than this share are conformed frame by frame."""


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
class _Placed:
    """An item at its place, in seconds from the first frame of the timeline."""

    start: Fraction
    duration: Fraction
    made: Json

    @property
    def end(self) -> Fraction:
        return self.start + self.duration


@dataclass
class _Joint:
    """A transition over a cut, in seconds from the first frame."""

    start: Fraction
    end: Fraction
    cut: Fraction
    """Where the element before it ends, and the one after it begins."""
    name: str
    is_sound: bool


@dataclass
class _Unit:
    """Items that have to be on one track: those of one storyline, or one connected clip."""

    items: list[_Placed] = field(default_factory=list)
    joints: list[_Joint] = field(default_factory=list)
    lane: int = 0

    @property
    def start(self) -> Fraction:
        return min(item.start for item in self.items)


@dataclass
class _Lanes:
    """The units of one sequence: of picture by lane, of sound by role."""

    rate: Fraction
    video: dict[int, list[_Unit]] = field(default_factory=lambda: defaultdict(list))
    audio: dict[str, list[_Unit]] = field(default_factory=lambda: defaultdict(list))
    markers: list[Json] = field(default_factory=list)


@dataclass
class _Map:
    """A clip's own clock against that of its media."""

    origin: Fraction
    """A moment of its own clock, in seconds."""
    source: Fraction
    """The moment of the media that it shows then."""
    speed: Fraction
    is_ramp: bool = False

    def at(self, local: Fraction) -> Fraction:
        """The moment of the media at a moment of the clip's own clock."""
        return self.source + (local - self.origin) * self.speed


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
        start = _time(sequence, "tcStart")
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
        if digits in _NTSC_NAMES:
            return Fraction(_NTSC_NAMES[digits] * 1000, 1001)
        return Fraction(max(1, int(digits)))

    def _sequence(self, sequence: Element, depth: int) -> tuple[_Lanes, list[Json]]:
        if depth > _DEPTH:
            raise TimelineError("its compound clips are nested too deeply, or in themselves.")
        lanes = _Lanes(self._rate(sequence))
        start = _time(sequence, "tcStart")
        for spine in sequence.findall("spine"):
            self._storyline(spine, -start, 0, lanes, depth)
        return lanes, self._tracks(lanes)

    def _storyline(
        self, spine: Element, zero: Fraction, lane: int, lanes: _Lanes, depth: int
    ) -> None:
        """Reads a storyline whose clock shows `-zero` at the first frame of the timeline."""
        picture = _Unit()
        sounds: dict[str, _Unit] = defaultdict(_Unit)
        joints: list[_Joint] = []
        position = -zero
        for element in spine:
            if element.tag == "transition":
                offset, length = _time(element, "offset", position), _time(element, "duration")
                joints.append(
                    _Joint(
                        offset + zero,
                        offset + length + zero,
                        min(max(position, offset), offset + length) + zero,
                        element.get("name", ""),
                        element.find("filter-audio") is not None,
                    )
                )
                continue
            if element.tag not in _STORY:
                continue
            offset = _time(element, "offset", position)
            self._element(element, offset + zero, lane, lanes, depth, picture, sounds)
            position = offset + _time(element, "duration", self._length(element))
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
        lanes: _Lanes,
        depth: int,
        picture: _Unit,
        sounds: dict[str, _Unit],
    ) -> None:
        """Reads one element of a storyline, or a connected one, that starts at `at`."""
        if element.tag == "audition":
            chosen = next((e for e in element if e.tag in _STORY), None)
            if chosen is not None:
                self._element(chosen, at, lane, lanes, depth, picture, sounds)
                self.notes.leave_out("alternatives of auditions")
            return
        asset = self._asset(element)
        own_start = _time(element, "start", _time(asset, "start") if asset is not None else None)
        duration = _time(element, "duration", self._length(element))
        if element.tag != "gap" and duration > 0:
            self._clip(element, asset, at, own_start, duration, lanes, depth, picture, sounds)
        elif element.tag == "gap":
            self._timeline_markers(element, at, own_start, lanes)
        inner = {} if element.tag not in ("clip", *_CONTAINERS) else _content_of(element)
        for child in element:
            if child.tag not in _STORY or child in inner:
                continue
            where = at + _time(child, "offset", own_start) - own_start
            above = lane + _lane(child)
            if child.tag == "spine":
                self._storyline(child, where, above, lanes, depth)
                continue
            alone = _Unit()
            heard: dict[str, _Unit] = defaultdict(_Unit)
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
        lanes: _Lanes,
        depth: int,
        picture: _Unit,
        sounds: dict[str, _Unit],
    ) -> None:
        shows, sounding = self._kinds(element, asset)
        linked = shows and sounding
        self._links += linked
        local = _local_map(element, asset, own_start, lanes.rate, self._source_rate(element))
        if shows:
            made = self._made(element, asset, own_start, duration, local, lanes, depth)
            self._mark(element, made, local, lanes, at - own_start)
            picture.items.append(_Placed(at, duration, _linked(made, linked, self._links)))
        if not sounding:
            return
        first = _time(element, "audioStart", own_start)
        length = _time(element, "audioDuration", duration)
        made = self._made(element, asset, first, length, local, lanes, depth)
        if not shows:
            self._mark(element, made, local, lanes, at - own_start)
        level = _levels(element, lanes.rate, first)
        if level:
            made["effects"].append(otio.volume(level))
        channels = element.find("audio-channel-source")
        if channels is not None and (channels.get("srcCh") or "").isdecimal():
            made["metadata"].setdefault("Resolve_OTIO", {})["Channels"] = [
                {"Source Track ID": 0, "Source Channel ID": int(channels.get("srcCh", "1")) - 1}
            ]
        role = (element.get("audioRole") or element.get("role") or "").partition(".")[0]
        placed = _Placed(at + first - own_start, length, _linked(made, linked, self._links))
        sounds[role].items.append(placed)

    def _made(
        self,
        element: Element,
        asset: Element | None,
        start: Fraction,
        duration: Fraction,
        local: _Map,
        lanes: _Lanes,
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
        if local.is_ramp:
            made["effects"].append(otio.ramp({SPACE: {"ramp": True}}))
            self.notes.say("Speed ramps are kept as such, without their curves.")
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
            made["metadata"][SPACE] = {"kept": kept, "effects": effects}
        return made

    def _inside(self, element: Element, lanes: _Lanes, depth: int) -> list[Json]:
        """The tracks of a compound or synchronised clip."""
        if element.tag == "ref-clip":
            media = self._resources.get(element.get("ref"))
            sequence = media.find("sequence") if media is not None else None
            if sequence is None:
                raise TimelineError(f"the compound clip {element.get('name')!r} has no sequence.")
            return self._sequence(sequence, depth + 1)[1]
        inner = _Lanes(lanes.rate)
        story = Element("spine")
        own = _content_of(element)
        spine = next((child for child in own if child.tag == "spine"), None)
        story.extend(list(spine) if spine is not None else own)
        self._storyline(story, -_inner_origin(element), 0, inner, depth + 1)
        return self._tracks(inner)

    def _inner_start(self, element: Element) -> Fraction:
        """What the clock inside a compound clip shows at its first frame."""
        if element.tag == "sync-clip":
            return _inner_origin(element)
        media = self._resources.get(element.get("ref"))
        sequence = media.find("sequence") if media is not None else None
        return _time(sequence, "tcStart") if sequence is not None else Fraction(0)

    def _asset(self, element: Element) -> Element | None:
        holder = element
        if element.tag == "clip":
            found = [e for e in _content_of(element) if e.tag in ("video", "audio")]
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
            has_video, has_audio = enabled != "audio", enabled == "audio"
        else:
            has_video, has_audio = asset.get("hasVideo") == "1", asset.get("hasAudio") == "1"
            if not has_video and not has_audio:
                has_video = True
        return has_video and enabled != "audio", has_audio and enabled != "video"

    def _length(self, element: Element) -> Fraction:
        asset = self._asset(element)
        return _time(asset, "duration") if asset is not None else Fraction(0)

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
        length = _time(asset, "duration")
        own = self._source_rate(asset) or rate
        start = rates.frames_at(_time(asset, "start"), own)
        whole = rates.frames_at(length, own)
        return Media(
            url=url.removeprefix("./"),
            name=asset.get("name", ""),
            start=start,
            duration=whole if length > 0 else 1,
            rate=own,
        )

    def _mark(
        self, element: Element, made: Json, local: _Map, lanes: _Lanes, shift: Fraction
    ) -> None:
        """Adds the markers of a clip; those of Backbeat's go back to the timeline."""
        for each in element:
            if each.tag not in ("marker", "chapter-marker"):
                continue
            start = _time(each, "start")
            if each.get("note", "").startswith(NOTE_PREFIX):
                lanes.markers.append(_marker(each, start + shift, lanes.rate))
            else:
                made["markers"].append(_marker(each, local.at(start), lanes.rate))

    def _timeline_markers(
        self, element: Element, at: Fraction, own_start: Fraction, lanes: _Lanes
    ) -> None:
        for each in element:
            if each.tag in ("marker", "chapter-marker"):
                moment = at + _time(each, "start") - own_start
                lanes.markers.append(_marker(each, moment, lanes.rate))

    def _tracks(self, lanes: _Lanes) -> list[Json]:
        found = []
        for lane in sorted(lanes.video):
            for units in _packed(lanes.video[lane]):
                found.append(otio.track("", True, _children(units, lanes.rate)))
        _name_compounds(lanes)
        for role in sorted(lanes.audio, key=lambda name: _order(lanes.audio[name])):
            for units in _packed(lanes.audio[role]):
                found.append(otio.track(role, False, _children(units, lanes.rate)))
        return found


def _name_compounds(lanes: _Lanes) -> None:
    """Gives connected sound without a role, as of compound clips, the role of its lane."""
    by_lane = {unit.lane: role for role, units in lanes.audio.items() if role for unit in units}
    for unit in lanes.audio.pop("", []):
        lanes.audio[by_lane.get(unit.lane, "") if unit.lane < 0 else ""].append(unit)


def _order(units: list[_Unit]) -> tuple[int, Fraction]:
    """Where a role goes among the sound tracks: by its lanes from the top down, then by time."""
    return -max(unit.lane for unit in units), min(unit.start for unit in units)


def _packed(units: list[_Unit]) -> list[list[_Unit]]:
    """Units on as few tracks as hold them without overlap, in the order in which they begin."""
    tracks: list[list[_Unit]] = []
    ends: list[Fraction] = []
    for unit in sorted((u for u in units if u.items), key=lambda unit: unit.start):
        # A storyline may have holes, but nobody else's clips go there.
        end = max(item.end for item in unit.items)
        for index, before in enumerate(ends):
            if before <= unit.start:
                tracks[index].append(unit)
                ends[index] = end
                break
        else:
            tracks.append([unit])
            ends.append(end)
    return tracks


def _children(units: list[_Unit], rate: Fraction) -> list[Json]:
    """The children of a track: its items with gaps and transitions between them."""
    children: list[Json] = []
    position = Fraction(0)
    joints = {joint.cut: joint for unit in units for joint in unit.joints}
    items = sorted((item for unit in units for item in unit.items), key=lambda item: item.start)
    for item in items:
        if item.end <= position:
            continue
        if item.start > position:
            if children and position in joints:
                children.append(_transition(joints.pop(position), position, rate))
            children.append(otio.gap(rates.frames_at(item.start - position, rate), rate))
        if item.start in joints:
            children.append(_transition(joints.pop(item.start), item.start, rate))
        children.append(item.made)
        position = item.end
    if children and position in joints:
        children.append(_transition(joints.pop(position), position, rate))
    return children


def _transition(joint: _Joint, cut: Fraction, rate: Fraction) -> Json:
    return otio.transition(
        joint.name,
        "SMPTE_Dissolve" if "dissolve" in joint.name.lower() else "Custom_Transition",
        rates.frames_at(cut - joint.start, rate),
        rates.frames_at(joint.end - cut, rate),
        rate,
    )


def _content_of(element: Element) -> list[Element]:
    """What a clip or synchronised clip consists of: its children that are in no lane."""
    return [child for child in element if (child.tag in _STORY) and _lane(child) == 0]


def _inner_origin(element: Element) -> Fraction:
    offsets = [_time(child, "offset") for child in _content_of(element)]
    return min(offsets, default=Fraction(0))


def _lane(element: Element) -> int:
    text = element.get("lane") or "0"
    if not re.fullmatch(r"-?[0-9]{1,4}", text):
        raise TimelineError(f"{text[:20]!r} is no lane.")
    return int(text)


def _time(element: Element | None, name: str, default: Fraction | None = None) -> Fraction:
    text = element.get(name) if element is not None else None
    return rates.seconds(text) if text else (default or Fraction(0))


def _local_map(
    element: Element,
    asset: Element | None,
    own_start: Fraction,
    rate: Fraction,
    source_rate: Fraction | None,
) -> _Map:
    """How the clock of a clip runs against that of its media."""
    origin, source = own_start, own_start
    if element.tag == "clip":
        inner = next((e for e in _content_of(element) if e.tag in ("video", "audio")), None)
        if inner is not None:
            begins = _time(asset, "start") if asset is not None else Fraction(0)
            source = own_start - _time(inner, "offset") + _time(inner, "start", begins)
    points = [
        (_time(point, "time"), _time(point, "value"))
        for point in element.iterfind("timeMap/timept")
    ]
    if len(points) >= 2:
        (t0, v0), (t1, v1) = points[0], points[-1]
        if t1 == t0:
            raise TimelineError(f"the time map of {element.get('name')!r} has no length.")
        speed = (v1 - v0) / (t1 - t0)
        straight = all(v0 + (t - t0) * speed == v for t, v in points)
        if not straight:
            return _Map(t0, v0, Fraction(1), is_ramp=True)
        return _Map(t0, v0, speed)
    conform = element.find("conform-rate")
    if conform is not None and conform.get("scaleEnabled", "1") != "0":
        source_rate = _named_rate(conform.get("srcFrameRate", "")) or source_rate
        if source_rate is not None and abs(rate / source_rate - 1) < _CLOSE:
            return _Map(origin, source, rate / source_rate)
    return _Map(origin, source, Fraction(1))


def _named_rate(text: str) -> Fraction | None:
    """The exact rate of a `srcFrameRate`: "23.98" is 24000/1001."""
    digits = text.replace(".", "")
    if digits in _NTSC_NAMES:
        return Fraction(_NTSC_NAMES[digits] * 1000, 1001)
    return Fraction(int(text)) if text.isdecimal() and 0 < int(text) < 1000 else None


def _marker(element: Element, start: Fraction, rate: Fraction) -> Json:
    color = "BLUE"
    if element.tag == "chapter-marker":
        color = "ORANGE"
    elif element.get("completed") is not None:
        color = "GREEN" if element.get("completed") == "1" else "RED"
    note = element.get("note", "")
    length = _time(element, "duration", 1 / rate)
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
        (rates.frames_at(_time(key, "time") - start, rate), _decibels(key.get("value", "")))
        for key in volume.iterfind("param/keyframeAnimation/keyframe")
    ]
    if keys:
        return sorted(keys)
    return [(0, _decibels(volume.get("amount", "")))]


def _decibels(text: str) -> float:
    bare = text.strip().removesuffix("dB").strip()
    try:
        level = float(bare)
    except ValueError:
        return 0.0
    return max(-100.0, min(level, 60.0)) if level == level else 0.0


def _linked(made: Json, linked: bool, number: int) -> Json:
    return otio.with_link(made, number) if linked else made
