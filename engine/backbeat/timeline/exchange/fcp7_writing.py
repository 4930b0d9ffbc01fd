"""Writes Final Cut Pro 7 XML (xmeml 4), with what Premiere Pro and DaVinci Resolve ask of it.

Resolve wants a rate on the sequence, a picture format, and a timecode on each file; Premiere
wants a stereo track as two tracks whose clips are linked. See `fcp7_reading` for how positions,
transitions and speeds are counted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree.ElementTree import Element

from backbeat.files.seal import MARK
from backbeat.timeline.exchange import rates
from backbeat.timeline.exchange.colors import RGB, premiere_of
from backbeat.timeline.exchange.content import (
    Content,
    ItemContent,
    MarkerContent,
    TrackContent,
)
from backbeat.timeline.exchange.fcp7_effects import write_level, write_speed
from backbeat.timeline.exchange.fcp7_masters import TAG as MASTER
from backbeat.timeline.exchange.fcp7_masters import MasterClips, brought
from backbeat.timeline.exchange.fcp7_reading import SPACE
from backbeat.timeline.exchange.fcp7_ticks import TICKS, write_ticks
from backbeat.timeline.exchange.fcp7_transitions import alignment_of, dissolve_of
from backbeat.timeline.exchange.media_channels import UNSTATED, every, media_channels
from backbeat.timeline.exchange.rounding import HEIGHT, WIDTH, whole
from backbeat.timeline.exchange.xmltree import child, document, from_raw
from backbeat.timeline.model import Retime, Transition
from backbeat.timeline.time import Frames, timecode


def written(content: Content) -> bytes:
    """The timeline as an xmeml document."""
    root = Element("xmeml", {"version": "4"})
    root.append(_Writing(content).sequence())
    return document(root, "xmeml", MARK)


@dataclass
class _Written:
    """A clip item that was written, for the links to it."""

    element: Element
    kind: str
    track: int
    place: int


@dataclass
class _Writing:
    content: Content
    _files: dict[str, str] = field(default_factory=dict)
    _kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _lengths: dict[str, Fraction] = field(default_factory=dict)
    _groups: dict[str, list[_Written]] = field(default_factory=lambda: defaultdict(list))
    _clips: int = 0
    _sequences: int = 0

    def __post_init__(self) -> None:
        self._channels = media_channels(self.content)
        items = every(self.content.tracks)
        self._masters = MasterClips(brought(_space(item.metadata).get("kept") for item in items))
        for item in items:
            url = item.media.url
            self._kinds[url].add("audio" if item.sound is not None else "video")
            used = item.item.media_start - item.media.start
            used += Fraction(item.item.duration) * item.item.speed / self.content.rate
            self._lengths[url] = max(self._lengths.get(url, Fraction(0)), used)

    def sequence(self) -> Element:
        """The sequence of the whole timeline."""
        content = self.content
        made = self._sequence(content.name, content.tracks, content.duration)
        start = whole(content.start)
        stamp = child(made, "timecode")
        self._rate(stamp, content.rate)
        child(stamp, "string", timecode(start, content.rate, content.drop_frame))
        child(stamp, "frame", start)
        child(stamp, "displayformat", "DF" if content.drop_frame else "NDF")
        for marker in content.markers:
            self._marker(made, marker, Fraction(0), content.rate)
        self._write_links()
        return made

    def _sequence(self, name: str, tracks: tuple[TrackContent, ...], duration: Frames) -> Element:
        self._sequences += 1
        made = Element("sequence", {"id": f"sequence-{self._sequences}"})
        if any(not track.track.is_video and _is_stereo(track) for track in tracks):
            made.set("explodedTracks", "true")
        child(made, "name", name)
        child(made, "duration", whole(duration))
        self._rate(made, self.content.rate)
        media = child(made, "media")
        video, audio = child(media, "video"), child(media, "audio")
        kept = list(from_raw([self.content.origin.get("format_xml")]))
        if kept and self._sequences == 1:
            video.append(kept[0])
        else:
            self._format(video)
        child(audio, "numOutputChannels", 2)
        layout = child(child(audio, "format"), "samplecharacteristics")
        child(layout, "depth", 16)
        child(layout, "samplerate", 48000)
        _outputs(audio)
        number = {"video": 0, "audio": 0}
        for track in tracks:
            if track.track.is_video:
                number["video"] += 1
                self._track(video, track, "video", number["video"], 0)
                continue
            stereo = _is_stereo(track)
            for channel in (1, 2) if stereo else (0,):
                number["audio"] += 1
                self._track(audio, track, "audio", number["audio"], channel)
        return made

    def _format(self, video: Element) -> None:
        shape = child(child(video, "format"), "samplecharacteristics")
        self._rate(shape, self.content.rate)
        width, height = self.content.size or (WIDTH, HEIGHT)
        child(shape, "width", width)
        child(shape, "height", height)
        child(shape, "anamorphic", False)
        child(shape, "pixelaspectratio", "square")
        child(shape, "fielddominance", "none")

    def _rate(self, parent: Element, rate: Fraction) -> None:
        timebase, ntsc = rates.timebase_of(rate)
        made = child(parent, "rate")
        child(made, "timebase", timebase)
        child(made, "ntsc", ntsc)

    def _track(
        self, parent: Element, track: TrackContent, kind: str, number: int, channel: int
    ) -> None:
        attributes = {}
        if track.track.name:
            attributes["MZ.TrackName"] = track.track.name
        if channel:
            attributes["premiereTrackType"] = "Stereo"
            attributes["totalExplodedTrackCount"] = "2"
            attributes["currentExplodedTrackIndex"] = str(channel - 1)
        made = child(parent, "track", **attributes)
        place = 0
        for index, item in enumerate(track.items):
            before, after = track.joints.get(index), track.joints.get(index + 1)
            if before is not None:
                self._joint(made, track, index, kind)
            written = self._item(item, before and before[0], after and after[0], kind, channel)
            if written is None:
                continue
            place += 1
            made.append(written)
            entry = _Written(written, kind, number, place)
            key = item.item.link or (f"stereo {item.item.path}" if channel else "")
            if key:
                self._groups[key].append(entry)
        if len(track.items) in track.joints:
            self._joint(made, track, len(track.items), kind)
        child(made, "enabled", track.track.enabled)
        child(made, "locked", track.track.locked)
        if track.track.name:
            child(made, "name", track.track.name)
        if channel:
            child(made, "outputchannelindex", channel)

    def _joint(self, parent: Element, track: TrackContent, index: int, kind: str) -> None:
        joint, metadata = track.joints[index]
        cut = track.items[index].item.start if index < len(track.items) else self._end(track)
        start, end = whole(cut - joint.before), whole(cut + joint.after)
        made = child(parent, "transitionitem")
        child(made, "start", start)
        child(made, "end", end)
        child(made, "alignment", alignment_of(joint, track, index))
        ticks = Fraction(whole(cut) - start) * TICKS / self.content.rate
        if ticks.denominator == 1:
            child(made, "cutPointTicks", ticks)
        self._rate(made, self.content.rate)
        kept = list(from_raw([_space(metadata).get("effect")]))
        made.append(kept[0] if kept else dissolve_of(joint, kind))

    @staticmethod
    def _end(track: TrackContent) -> Frames:
        return track.items[-1].item.end if track.items else 0

    def _item(
        self,
        content: ItemContent,
        before: Transition | None,
        after: Transition | None,
        kind: str,
        channel: int,
    ) -> Element | None:
        item = content.item
        kept = list(from_raw(_space(content.metadata).get("kept")))
        is_generator = bool(content.media.generator)
        if content.is_gap or (is_generator and not any(part.tag == "effect" for part in kept)):
            return None
        self._clips += 1
        tag = "generatoritem" if is_generator else "clipitem"
        made = Element(tag, {"id": f"clipitem-{self._clips}"})
        if kind == "audio" and not is_generator:
            made.set("premiereChannelType", "stereo" if channel else "mono")
        masters = [part for part in kept if part.tag == MASTER]
        for part in masters:
            made.append(part)
        # Of media at another rate too: Premiere and Resolve are reported to take `in` and `out` for
        # frames of the sequence, whatever rate the clip states.
        rate = self.content.rate
        child(made, "name", content.name)
        child(made, "enabled", content.enabled)
        duration = content.media.duration
        child(made, "duration", whole((duration or self._lengths[content.media.url]) * rate))
        self._rate(made, rate)
        lead = Fraction(before.before) if before else Fraction(0)
        trail = Fraction(after.after) if after else Fraction(0)
        exact, played = _first(content, rate) - lead, Fraction(item.duration) + lead + trail
        start, length = whole(exact), whole(played)
        child(made, "start", -1 if before else whole(item.start))
        child(made, "end", -1 if after else whole(item.end))
        child(made, "in", start)
        child(made, "out", start + length)
        if item.retime is Retime.NONE and not is_generator and not content.media.still:
            write_ticks(made, exact / rate, played / rate)
        if content.media.still:
            child(made, "stillframe", True)
        if content.is_nested:
            inner = max((self._end(track) for track in content.nested), default=item.duration)
            made.append(self._sequence(content.name, content.nested, inner))
        elif not is_generator:
            name = self._file(made, content)
            if not masters:
                master = Element(MASTER)
                master.text = self._masters.of_file(name)
                made.insert(0, master)
        write_speed(made, content, kind)
        write_level(made, content, start)
        if kind == "audio" and not content.is_nested:
            source = child(made, "sourcetrack")
            child(source, "mediatype", "audio")
            child(source, "trackindex", _source_channel(content, channel))
        for marker in content.markers:
            self._marker(made, marker, content.media.start, rate)
        for part in kept:
            if part.tag != MASTER:
                made.append(part)
        return made

    def _file(self, parent: Element, content: ItemContent) -> str:
        """Adds the file of a clip, whole where it is the first of it; returns its name."""
        media = content.media
        rate = media.rate
        if rate is None or not rates.holds_rate(rate):
            rate = self.content.rate
        # Media without a place is told apart by what it is called.
        called = media.url or media.name or content.name
        key = f"{called} {media.start} {media.duration} {media.still}"
        known = self._files.get(key)
        if known is not None:
            child(parent, "file", id=known)
            return known
        name = self._files[key] = f"file-{len(self._files) + 1}"
        made = child(parent, "file", id=name)
        child(made, "name", media.name or media.file_name or content.name)
        if media.url:
            child(made, "pathurl", _path_url(media.url))
        self._rate(made, rate)
        length = whole((media.duration or self._lengths[media.url]) * rate)
        child(made, "duration", length)
        start = whole(media.start * rate)
        stamp = child(made, "timecode")
        self._rate(stamp, rate)
        child(stamp, "string", timecode(start, rate))
        child(stamp, "frame", start)
        child(stamp, "displayformat", "NDF")
        kept = list(from_raw([_space(media.metadata).get("media")]))
        if kept:
            made.append(kept[0])
            return name
        inside = child(made, "media")
        if "video" in self._kinds[media.url]:
            child(inside, "video")
        if "audio" in self._kinds[media.url]:
            child(child(inside, "audio"), "channelcount", self._channels.get(media.url, UNSTATED))
        return name

    def _marker(
        self, parent: Element, marker: MarkerContent, origin: Fraction, rate: Fraction
    ) -> None:
        made = child(parent, "marker")
        first = whole((marker.start - origin) * rate)
        length = whole(marker.duration * rate)
        child(made, "comment", marker.comment)
        child(made, "name", marker.name)
        child(made, "in", first)
        child(made, "out", first + length if length > 1 else -1)
        swatch = premiere_of(marker.color)
        if swatch is not None:
            child(made, "pproColor", swatch)
        color = RGB.get(marker.color)
        if color is not None:
            shade = child(made, "color")
            for channel, value in zip(("alpha", "red", "green", "blue"), (0, *color), strict=True):
                child(shade, channel, value)

    def _write_links(self) -> None:
        for members in self._groups.values():
            if len(members) < 2:
                continue
            for member in members:
                for other in members:
                    link = child(member.element, "link")
                    child(link, "linkclipref", other.element.get("id"))
                    child(link, "mediatype", other.kind)
                    child(link, "trackindex", other.track)
                    child(link, "clipindex", other.place)
                    if other.kind == "audio":
                        child(link, "groupindex", 1)


def _space(metadata: dict[str, object]) -> dict[str, object]:
    held = metadata.get(SPACE)
    return held if isinstance(held, dict) else {}


def _outputs(audio: Element) -> None:
    """Adds the left and the right output, to which tracks and their channels go."""
    made = child(audio, "outputs")
    for index in (1, 2):
        group = child(made, "group")
        child(group, "index", index)
        child(group, "numchannels", 1)
        child(group, "downmix", 0)
        child(child(group, "channel"), "index", index)


def _is_stereo(track: TrackContent) -> bool:
    """Whether any of its clips plays more than one channel of its media."""
    return any(
        item.sound is None or len(item.sound.channels) != 1
        for item in track.items
        if not item.is_gap
    )


def _source_channel(content: ItemContent, channel: int) -> int:
    channels = content.sound.channels if content.sound is not None else ()
    if channels:
        return channels[min(max(channel - 1, 0), len(channels) - 1)][1] + 1
    return channel or 1


def _first(content: ItemContent, rate: Fraction) -> Fraction:
    """The `in` of a clip, before its transition: in frames at `rate` of the retimed clip."""
    item = content.item
    origin = content.media.start
    if content.is_nested or item.retime in (Retime.FREEZE, Retime.RAMP):
        return (item.media_start - origin) * rate
    if item.retime is Retime.REVERSED and content.media.duration is not None:
        played = Fraction(item.duration) * item.speed / rate
        left = origin + content.media.duration - item.media_start - played
        return left * rate / item.speed
    return (item.media_start - origin) * rate / item.speed


def _path_url(url: str) -> str:
    """The URL with the host that Final Cut Pro 7 writes: file://localhost/..."""
    return f"file://localhost/{url.removeprefix('file:///')}" if url.startswith("file:///") else url
