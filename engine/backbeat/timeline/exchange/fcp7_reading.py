"""Reads Final Cut Pro 7 XML (xmeml 4 and 5), as Premiere Pro, Resolve and others write it.

After Apple's "Final Cut Pro XML Interchange Format". Positions in the sequence (`start`, `end`)
are counted at its rate, `in` and `out` at the clip's. A clip that meets a transition says -1: it
reaches to the transition's far end, and the cut lies where `alignment` says. The `in` of a clip
with a constant speed is counted in the retimed clip: frame `in` of it shows frame `in` x speed of
the media.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from backbeat.errors import TimelineError
from backbeat.timeline.exchange import colors
from backbeat.timeline.exchange import objects as otio
from backbeat.timeline.exchange.conversion import Converted, Notes
from backbeat.timeline.exchange.fcp7_effects import read_levels, read_speed
from backbeat.timeline.exchange.fcp7_numbers import flag_of, frames_of, number_of, rate_of, whole_of
from backbeat.timeline.exchange.fcp7_places import Joint, Placed, placed_of
from backbeat.timeline.exchange.fcp7_ticks import at_odds, exact_in
from backbeat.timeline.exchange.formats import Format
from backbeat.timeline.exchange.objects import Json, Media
from backbeat.timeline.exchange.xmltree import parsed, raw, text_of
from backbeat.timeline.time import Frames

SPACE = "fcp7"
"""Metadata key of what only this format has."""
KEPT = ("masterclipid", "logginginfo", "colorinfo", "labels", "comments")
"""Parts of a clip that are kept as they are."""
_DEPTH = 20


def read(data: bytes, path: Path) -> Converted:
    """The one sequence of an xmeml document.

    Raises:
        TimelineError: it is no xmeml, holds no sequence or several, or its numbers make no sense.
    """
    root = parsed(data, path)
    if root.tag != "xmeml":
        raise TimelineError(
            f"{path} is XML, but not of Final Cut Pro 7: it begins with <{root.tag[:40]}>.",
            "Export it as Final Cut Pro 7 XML (xmeml), or as .fcpxml under that ending.",
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
        self._files = {e.get("id"): e for e in self.root.iter("file") if len(e)}
        self._sequences = {e.get("id"): e for e in self.root.iter("sequence") if len(e)}
        self._groups: dict[str, int] = {}
        self._linked: dict[int, list[Json]] = {}

    def converted(self, path: Path) -> Converted:
        sequence = self._single_sequence()
        rate = self._rate(sequence)
        self._link(sequence)
        start, drop_frame = _start(sequence, rate)
        origin: Json = {
            "format": Format.FCP7.value,
            "name": path.name,
            "drop_frame": drop_frame,
        }
        kept = sequence.find("media/video/format")
        if kept is not None:
            origin["format_xml"] = raw(kept)
        tracks = otio.stack("tracks", self._tracks(sequence, rate, 0))
        tracks["markers"] = self._markers(sequence, rate, 0)
        for group, members in self._linked.items():
            for member in members if len(members) > 1 else ():
                otio.with_link(member, group)
        tree = otio.timeline(text_of(sequence, "name"), start, rate, tracks, origin)
        return Converted(tree, self.notes.all())

    def _single_sequence(self) -> Element:
        nested = {
            inner.get("id")
            for item in self.root.iter("clipitem")
            for inner in item.iter("sequence")
        }
        found = [s for s in self._sequences.values() if s.get("id") not in nested or None in nested]
        if not found:
            found = list(self._sequences.values())
        if not found:
            raise TimelineError("it holds no sequence.", "Export a sequence, not clips of a bin.")
        if len(found) > 1:
            names = ", ".join(text_of(each, "name") or "one without a name" for each in found[:5])
            raise TimelineError(
                f"it holds {len(found)} sequences: {names}.", "Export the one to edit by itself."
            )
        return found[0]

    def _rate(self, sequence: Element) -> Fraction:
        for place in (sequence, *sequence.iter("clipitem")):
            rate = rate_of(place)
            if rate is not None:
                return rate
        raise TimelineError("it states no frame rate.")

    def _link(self, sequence: Element) -> None:
        """Numbers the groups of clips that are linked with one another."""
        parent: dict[str, str] = {}

        def top(key: str) -> str:
            while parent.setdefault(key, key) != key:
                parent[key] = parent[parent[key]]
                key = parent[key]
            return key

        order = []
        for item in sequence.iter("clipitem"):
            own = item.get("id", "")
            for link in item.findall("link"):
                other = text_of(link, "linkclipref")
                if own and other and own != other:
                    parent[top(other)] = top(own)
            if own:
                order.append(own)
        numbers: dict[str, int] = {}
        for own in order:
            if own in parent:
                self._groups[own] = numbers.setdefault(top(own), len(numbers) + 1)

    def _tracks(self, sequence: Element, rate: Fraction, depth: int) -> list[Json]:
        found = []
        for kind in ("video", "audio"):
            for channels in _by_channels(sequence.findall(f"media/{kind}/track")):
                exploded = _is_exploded(channels[0])
                element = channels[0]
                if len(channels) > 1:
                    # Beside a dissolve of its picture Premiere is seen to write frames that are
                    # wrong in one channel and right in the other.
                    element = min(channels, key=lambda each: at_odds(each, rate))
                found.append(self._track(element, kind == "video", exploded, rate, depth))
        return found

    def _track(
        self, element: Element, is_video: bool, exploded: bool, rate: Fraction, depth: int
    ) -> Json:
        name = text_of(element, "name") or element.get("MZ.TrackName", "")
        children: list[Json] = []
        position = 0
        placed, joints = placed_of(element, rate, self.notes)
        waiting = sorted(joints, key=lambda joint: joint.cut)
        for item in placed:
            while waiting and waiting[0].cut <= item.start:
                position = self._add_joint(children, waiting.pop(0), position, rate)
            if item.start > position:
                children.append(otio.gap(item.start - position, rate))
            children.append(self._item(item, is_video, exploded, rate, depth))
            position = item.end
        for joint in waiting:
            position = self._add_joint(children, joint, position, rate)
        made = otio.track(name, is_video, children)
        made["enabled"] = flag_of(element, "enabled", True)
        if flag_of(element, "locked", False):
            made["metadata"][SPACE] = {"Locked": True}
        return made

    def _add_joint(self, children: list[Json], joint: Joint, position: int, rate: Fraction) -> int:
        if joint.cut > position:
            children.append(otio.gap(joint.cut - position, rate))
            position = joint.cut
        effect = joint.element.find("effect")
        name = text_of(effect, "name")
        kind = text_of(effect, "effectid")
        dissolve = "dissolve" in f"{name} {kind}".lower()
        children.append(
            otio.transition(
                name,
                "SMPTE_Dissolve" if dissolve or not kind else "Custom_Transition",
                joint.cut - joint.start,
                joint.end - joint.cut,
                rate,
            )
        )
        if effect is not None:
            children[-1]["metadata"][SPACE] = {"effect": raw(effect)}
        return position

    def _item(
        self, placed: Placed, is_video: bool, exploded: bool, rate: Fraction, depth: int
    ) -> Json:
        element = placed.element
        own_rate = rate_of(element) or rate
        duration = placed.end - placed.start
        scalar, is_ramp = read_speed(element)
        inner = element.find("sequence")
        media = self._media(element, own_rate)
        skipped = Fraction(placed.skipped) * own_rate / rate
        first = skipped + self._first(element, own_rate, rate, media, scalar == 1 and not is_ramp)
        origin = Fraction(media.start) * own_rate / (media.rate or own_rate)
        if scalar < 0 and media.duration is not None:
            whole = Fraction(media.duration) * own_rate / (media.rate or own_rate)
            played = Fraction(duration) * own_rate / rate
            start = origin + whole + (first + played) * scalar
        else:
            start = origin + (first * abs(scalar) if scalar else first)
        used = otio.time_range(frames_of(start * rate / own_rate), duration, rate)
        name = text_of(element, "name")
        if inner is not None:
            made = self._nested(inner, name, used, rate, depth)
        else:
            made = otio.clip(name, media, used)
        if is_ramp:
            made["effects"].append(otio.ramp({SPACE: {"timeremap": True}}))
        elif scalar != 1:
            made["effects"].append(otio.speed(scalar))
        made["enabled"] = flag_of(element, "enabled", True)
        made["markers"] = self._markers(element, own_rate, origin)
        self._keep(element, made, whole_of(element, "in") + skipped, is_ramp)
        if not is_video and inner is None:
            channel = number_of(element, "sourcetrack/trackindex")
            if channel and not exploded:
                made["metadata"].setdefault("Resolve_OTIO", {})["Channels"] = [
                    {"Source Track ID": 0, "Source Channel ID": channel - 1}
                ]
        group = self._groups.get(element.get("id", ""))
        if group is not None:
            self._linked.setdefault(group, []).append(made)
        return made

    def _first(
        self, element: Element, own_rate: Fraction, rate: Fraction, media: Media, is_normal: bool
    ) -> Fraction:
        """The `in` of a clip, in its own frames."""
        # How ticks count where the speed is another is not established; a still has one frame.
        if not is_normal or media.generator or media.duration == 1:
            return Fraction(whole_of(element, "in"))
        first, at_odds = exact_in(element, own_rate, rate)
        if at_odds:
            self.notes.leave_out("Premiere's ticks that disagree with the frames of their clip")
        return first

    def _nested(self, inner: Element, name: str, used: Json, rate: Fraction, depth: int) -> Json:
        whole = inner if len(inner) else self._sequences.get(inner.get("id"))
        if whole is None or depth > _DEPTH:
            raise TimelineError(f"the sequence inside {name!r} is missing, or holds itself.")
        return otio.stack(name, self._tracks(whole, rate_of(whole) or rate, depth + 1), used)

    def _keep(self, element: Element, made: Json, first: Fraction, is_ramp: bool) -> None:
        kept = [raw(part) for part in element if part.tag in KEPT]
        for part in element.findall("filter"):
            effect = part.find("effect")
            kind = text_of(effect, "effectid").lower()
            if kind == "timeremap" and not is_ramp:
                continue
            if kind == "audiolevels" and effect is not None:
                points = read_levels(effect, first)
                if points:
                    made["effects"].append(otio.volume(points))
                continue
            kept.append(raw(part))
        if element.tag == "generatoritem":
            effect = element.find("effect")
            if effect is not None:
                kept.append(raw(effect))
        if kept:
            made["metadata"][SPACE] = {"kept": kept}

    def _markers(self, element: Element, rate: Fraction, origin: Fraction | int) -> list[Json]:
        found = []
        for each in element.findall("marker"):
            first, last = whole_of(each, "in"), whole_of(each, "out")
            found.append(
                otio.marker(
                    text_of(each, "name"),
                    colors.of_marker(each),
                    frames_of(Fraction(first) + origin),
                    last - first if last > first else 1,
                    rate,
                    text_of(each, "comment"),
                )
            )
        return found

    def _media(self, item: Element, rate: Fraction) -> Media:
        if item.tag == "generatoritem":
            return Media(generator=text_of(item, "effect/effectid") or "generator")
        element = item.find("file")
        if element is not None and not len(element):
            element = self._files.get(element.get("id"), element)
        if element is None:
            return Media()
        own = rate_of(element) or rate
        timecode = element.find("timecode")
        start: Frames = 0
        if timecode is not None:
            counted = rate_of(timecode) or own
            start = frames_of(Fraction(whole_of(timecode, "frame")) * own / counted)
        length = whole_of(element, "duration")
        still = text_of(item, "stillframe").upper() == "TRUE"
        kept = element.find("media")
        return Media(
            url=text_of(element, "pathurl"),
            name=text_of(element, "name"),
            start=start,
            duration=1 if still else length if length > 0 else None,
            rate=own,
            metadata={} if kept is None else {SPACE: {"media": raw(kept)}},
        )


def _by_channels(tracks: list[Element]) -> list[list[Element]]:
    """The tracks, those that Premiere wrote for the channels of one track together."""
    groups: list[list[Element]] = []
    for track in tracks:
        repeats = track.get("currentExplodedTrackIndex", "0") != "0"
        if repeats and groups and _is_exploded(groups[-1][0]):
            groups[-1].append(track)
        else:
            groups.append([track])
    return groups


def _is_exploded(track: Element) -> bool:
    return track.get("totalExplodedTrackCount", "1") != "1"


def _start(sequence: Element, rate: Fraction) -> tuple[Frames, bool]:
    """The label of the first frame, and whether it is counted with drop-frame."""
    timecode = sequence.find("timecode")
    if timecode is None:
        return 0, False
    drop = text_of(timecode, "displayformat").upper() == "DF"
    counted = rate_of(timecode) or rate
    return frames_of(Fraction(whole_of(timecode, "frame")) * rate / counted), drop
