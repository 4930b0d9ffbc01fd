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
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

from backbeat.errors import TimelineError
from backbeat.timeline.exchange import colors, rates
from backbeat.timeline.exchange import objects as otio
from backbeat.timeline.exchange.conversion import Converted, Notes
from backbeat.timeline.exchange.formats import Format
from backbeat.timeline.exchange.objects import Json, Media
from backbeat.timeline.exchange.xmltree import parsed, raw, text_of
from backbeat.timeline.time import Frames

SPACE = "fcp7"
"""Metadata key of what only this format has."""
KEPT = ("masterclipid", "logginginfo", "colorinfo", "labels", "comments")
"""Parts of a clip that are kept as they are."""
TICKS = 254_016_000_000
"""Premiere's ticks a second, in which it writes where in a transition the cut is."""
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
class _Placed:
    """A clip of a track: where it is cut, and what it plays."""

    element: Element
    start: int
    end: int
    skipped: int
    """Frames of it that lie under the transition before its cut."""


@dataclass(frozen=True)
class _Joint:
    """A transition of a track."""

    element: Element
    start: int
    end: int
    cut: int


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
            rate = _rate_of(place)
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
            exploded = False
            for element in sequence.findall(f"media/{kind}/track"):
                # Premiere writes a stereo track as two, of which the second repeats the first.
                if element.get("currentExplodedTrackIndex", "0") != "0" and exploded:
                    continue
                exploded = element.get("totalExplodedTrackCount", "1") != "1"
                found.append(self._track(element, kind == "video", exploded, rate, depth))
        return found

    def _track(
        self, element: Element, is_video: bool, exploded: bool, rate: Fraction, depth: int
    ) -> Json:
        name = text_of(element, "name") or element.get("MZ.TrackName", "")
        children: list[Json] = []
        position = 0
        placed, joints = self._placed(element, rate)
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
        made["enabled"] = _flag(element, "enabled", True)
        if _flag(element, "locked", False):
            made["metadata"][SPACE] = {"Locked": True}
        return made

    def _add_joint(self, children: list[Json], joint: _Joint, position: int, rate: Fraction) -> int:
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

    def _placed(self, track: Element, rate: Fraction) -> tuple[list[_Placed], list[_Joint]]:
        joints = [_joint(each, rate) for each in track.findall("transitionitem")]
        items = [e for e in track if e.tag in ("clipitem", "generatoritem")]
        siblings = [e for e in track if e.tag in ("clipitem", "generatoritem", "transitionitem")]
        found = []
        known = {id(joint.element): joint for joint in joints}
        place = {id(element): index for index, element in enumerate(siblings)}
        for item in items:
            index = place[id(item)]
            before = known.get(id(siblings[index - 1])) if index else None
            after = known.get(id(siblings[index + 1])) if index + 1 < len(siblings) else None
            start, end, skipped = _whole(item, "start"), _whole(item, "end"), 0
            used = _whole(item, "out") - _whole(item, "in")
            if start == -1:
                if before is None and end != -1:
                    start = end - used
                elif before is None:
                    raise TimelineError(f"{text_of(item, 'name')!r} has no place in its track.")
                else:
                    start, skipped = before.cut, before.cut - before.start
            if end == -1:
                end = after.cut if after is not None else start - skipped + used
            if end < start:
                raise TimelineError(f"{text_of(item, 'name')!r} ends before it starts.")
            if end > start:
                found.append(_Placed(item, start, end, skipped))
        found.sort(key=lambda each: each.start)
        for placed, following in pairwise(found):
            if placed.end > following.start:
                placed.end = following.start
                self.notes.leave_out("ends of clips that lie under the next clip of their track")
        return [placed for placed in found if placed.end > placed.start], joints

    def _item(
        self, placed: _Placed, is_video: bool, exploded: bool, rate: Fraction, depth: int
    ) -> Json:
        element = placed.element
        own_rate = _rate_of(element) or rate
        duration = placed.end - placed.start
        scalar, is_ramp = _speed(element)
        inner = element.find("sequence")
        media = self._media(element, own_rate)
        first = Fraction(_whole(element, "in")) + Fraction(placed.skipped) * own_rate / rate
        origin = Fraction(media.start) * own_rate / (media.rate or own_rate)
        if scalar < 0 and media.duration is not None:
            whole = Fraction(media.duration) * own_rate / (media.rate or own_rate)
            played = Fraction(duration) * own_rate / rate
            start = origin + whole + (first + played) * scalar
        else:
            start = origin + (first * abs(scalar) if scalar else first)
        used = otio.time_range(_frames(start * rate / own_rate), duration, rate)
        name = text_of(element, "name")
        if inner is not None:
            made = self._nested(inner, name, used, rate, depth)
        else:
            made = otio.clip(name, media, used)
        if is_ramp:
            made["effects"].append(otio.ramp({SPACE: {"timeremap": True}}))
        elif scalar != 1:
            made["effects"].append(otio.speed(scalar))
        made["enabled"] = _flag(element, "enabled", True)
        made["markers"] = self._markers(element, own_rate, origin)
        self._keep(element, made, first, is_ramp)
        if not is_video and inner is None:
            channel = _number(element, "sourcetrack/trackindex")
            if channel and not exploded:
                made["metadata"].setdefault("Resolve_OTIO", {})["Channels"] = [
                    {"Source Track ID": 0, "Source Channel ID": channel - 1}
                ]
        group = self._groups.get(element.get("id", ""))
        if group is not None:
            self._linked.setdefault(group, []).append(made)
        return made

    def _nested(self, inner: Element, name: str, used: Json, rate: Fraction, depth: int) -> Json:
        whole = inner if len(inner) else self._sequences.get(inner.get("id"))
        if whole is None or depth > _DEPTH:
            raise TimelineError(f"the sequence inside {name!r} is missing, or holds itself.")
        return otio.stack(name, self._tracks(whole, _rate_of(whole) or rate, depth + 1), used)

    def _keep(self, element: Element, made: Json, first: Fraction, is_ramp: bool) -> None:
        kept = [raw(part) for part in element if part.tag in KEPT]
        for part in element.findall("filter"):
            effect = part.find("effect")
            kind = text_of(effect, "effectid").lower()
            if kind == "timeremap" and not is_ramp:
                continue
            if kind == "audiolevels" and effect is not None:
                points = _levels(effect, first)
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
            first, last = _whole(each, "in"), _whole(each, "out")
            found.append(
                otio.marker(
                    text_of(each, "name"),
                    colors.of_marker(each),
                    _frames(Fraction(first) + origin),
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
        own = _rate_of(element) or rate
        timecode = element.find("timecode")
        start: Frames = 0
        if timecode is not None:
            counted = _rate_of(timecode) or own
            start = _frames(Fraction(_whole(timecode, "frame")) * own / counted)
        length = _whole(element, "duration")
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


def _joint(element: Element, rate: Fraction) -> _Joint:
    start, end = _whole(element, "start"), _whole(element, "end")
    if end < start:
        raise TimelineError(f"a transition ends before it starts, at frame {start}.")
    alignment = text_of(element, "alignment")
    if alignment in ("start", "start-black"):
        cut = start
    elif alignment in ("end", "end-black"):
        cut = end
    else:
        cut = (start + end) // 2
    ticks = Fraction(_whole(element, "cutPointTicks")) * rate / TICKS
    if ticks.denominator == 1 and 0 < ticks < end - start:
        cut = start + int(ticks)
    return _Joint(element, start, end, cut)


def _rate_of(element: Element) -> Fraction | None:
    rate = element.find("rate")
    timebase = _whole(rate, "timebase") if rate is not None else 0
    if rate is None or timebase <= 0:
        return None
    return rates.of_timebase(timebase, text_of(rate, "ntsc").upper() == "TRUE")


def _start(sequence: Element, rate: Fraction) -> tuple[Frames, bool]:
    """The label of the first frame, and whether it is counted with drop-frame."""
    timecode = sequence.find("timecode")
    if timecode is None:
        return 0, False
    drop = text_of(timecode, "displayformat").upper() == "DF"
    counted = _rate_of(timecode) or rate
    return _frames(Fraction(_whole(timecode, "frame")) * rate / counted), drop


def _speed(element: Element) -> tuple[Fraction, bool]:
    """The factor of a clip's speed, and whether it changes."""
    for effect in element.iterfind("filter/effect"):
        if text_of(effect, "effectid").lower() != "timeremap":
            continue
        values = {text_of(p, "parameterid"): p for p in effect.findall("parameter")}
        variable = values.get("variablespeed")
        if variable is not None and text_of(variable, "value") in ("1", "TRUE"):
            return Fraction(1), True
        speed = values.get("speed")
        percent = rates.number(text_of(speed, "value")) if speed is not None else Fraction(100)
        reverse = values.get("reverse")
        backwards = reverse is not None and text_of(reverse, "value").upper() == "TRUE"
        factor = percent / 100
        return (-abs(factor) if backwards else factor), False
    return Fraction(1), False


def _levels(effect: Element, first: Fraction) -> list[tuple[Frames, float]]:
    """(frames from the clip's start, dB) of an audio level."""
    for parameter in effect.findall("parameter"):
        if text_of(parameter, "parameterid") != "level":
            continue
        keys = [
            (_frames(rates.number(text_of(key, "when")) - first), _decibels(text_of(key, "value")))
            for key in parameter.findall("keyframe")
        ]
        if keys:
            return sorted(keys)
        return [(0, _decibels(text_of(parameter, "value")))]
    return []


def _decibels(text: str) -> float:
    from math import log10

    amplitude = float(rates.number(text or "1"))
    return round(20 * log10(amplitude), 4) if amplitude > 1e-5 else -100.0


def _number(element: Element, path: str) -> int:
    text = text_of(element, path)
    return int(rates.number(text)) if text else 0


_MAX = 1 << 40


def _whole(element: Element, name: str) -> int:
    """A whole number of frames; Hiero writes "12.0"."""
    found = _number(element, name)
    if abs(found) > _MAX:
        raise TimelineError(f"{found} is not a time.")
    return found


def _flag(element: Element, name: str, default: bool) -> bool:
    text = text_of(element, name).upper()
    return text in ("TRUE", "1") if text else default


def _frames(value: Fraction) -> Frames:
    return value.numerator if value.denominator == 1 else value
