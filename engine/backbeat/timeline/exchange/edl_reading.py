"""Reads CMX 3600 edit decision lists.

An EDL says no frame rate: it is what the file's own comment says, else what its timecodes allow.
A dissolve begins where its event begins; a comment of Backbeat's says where in it the cut was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from backbeat.errors import RequestError, TimelineError
from backbeat.limits import TIMELINE_OBJECTS
from backbeat.timeline.exchange import objects as otio
from backbeat.timeline.exchange.conversion import Converted, Notes
from backbeat.timeline.exchange.formats import Format
from backbeat.timeline.exchange.objects import Json, Media
from backbeat.timeline.time import from_timecode

SPACE = "edl"
"""Metadata key of what only this format has."""
RATE, CUT, TRACK, START = "BACKBEAT RATE", "BACKBEAT CUT", "BACKBEAT TRACK", "BACKBEAT MEDIA"
"""Comments of Backbeat's own: the exact rate; frames of a dissolve before and after its cut; a
track's name; the start and length of a clip's media, in frames."""

_STAMP = r"\d{1,2}[:;]\d\d[:;]\d\d[:;.,]\d{2,3}"
_EVENT = re.compile(
    rf"^(?P<number>\d+)\s+(?P<reel>\S.*?)\s+(?P<channels>[A-Z0-9/]+)\s+"
    rf"(?P<kind>C|D|W\d+|K\S*)\s+(?:(?P<length>\d+)\s+)?"
    rf"(?P<first>{_STAMP})\s+(?P<last>{_STAMP})\s+(?P<into>{_STAMP})\s+(?P<out>{_STAMP})\s*$"
)
_SPEED = re.compile(rf"^M2\s+.*?\s(?P<rate>-?\d+(?:\.\d+)?)\s+(?P<at>{_STAMP})\s*$")
_LOCATOR = re.compile(rf"^\*\s*LOC:\s*(?P<at>{_STAMP})\s+(?P<color>\S+)\s*(?P<name>.*)$")
_RESOLVE_MARKER = re.compile(
    r"^\s*\|C:ResolveColor(?P<color>\w+)\s*\|M:(?P<name>.*?)\s*\|D:(?P<length>\d+)\s*$"
)
_OBJECTS = 15
"""Objects of OpenTimelineIO that an event becomes."""
_AUDIO = {"A": (0,), "A1": (0,), "A2": (1,), "AA": (0, 1), "A3": (2,), "A4": (3,)}
_LOCATOR_COLORS = {"GRN": "GREEN", "BLU": "BLUE", "MAG": "MAGENTA", "CYN": "CYAN", "YEL": "YELLOW"}


@dataclass
class _Event:
    """One event, as the list has it."""

    number: str
    reel: str
    channels: str
    kind: str
    length: int
    stamps: tuple[str, str, str, str]
    comments: list[str] = field(default_factory=list)
    speed: str = ""


def read(data: bytes, path: Path) -> Converted:
    """The timeline of an edit decision list.

    Raises:
        TimelineError: it is no EDL, or its timecodes make no sense.
    """
    text = _decoded(data)
    try:
        return _Reading(path).converted(text.splitlines())
    except (TimelineError, RequestError) as error:
        if str(path) in error.message:
            raise
        raise TimelineError(f"{path} cannot be read: {error.message}", error.hint) from error


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Lists of older systems are in the code page of Windows.
        return data.decode("cp1252", "replace")


@dataclass
class _Reading:
    path: Path
    notes: Notes = field(default_factory=Notes)

    def converted(self, lines: list[str]) -> Converted:
        title, drop_frame, said, events, markers = "", False, "", [], []
        for line in lines:
            bare = line.strip()
            match = _EVENT.match(bare)
            if match:
                events.append(_event(match))
                self._check_count(len(events))
            elif bare.upper().startswith("TITLE:"):
                title = bare[6:].strip()
            elif bare.upper().startswith("FCM:"):
                drop_frame = drop_frame or "NON" not in bare.upper()
            elif bare.startswith(f"* {RATE}"):
                said = bare.removeprefix(f"* {RATE}").strip()
            elif speed := _SPEED.match(bare):
                if events:
                    events[-1].speed = speed["rate"]
            elif marker := _RESOLVE_MARKER.match(line):
                if events:
                    markers.append((events[-1].stamps[2], marker))
            elif bare and events:
                events[-1].comments.append(bare)
        if not events:
            raise TimelineError("it has no events.", "Export a CMX 3600 list.")
        self._drop = drop_frame
        self._rate = self._rate_of(events, drop_frame, said)
        if markers and len(markers) == len(events):
            # A list of markers: its events are a frame each, and no edit.
            raise TimelineError(
                "it is a list of markers, not of clips.", "Export the timeline as EDL."
            )
        return self._timeline(title, events)

    def _check_count(self, events: int) -> None:
        if events > TIMELINE_OBJECTS.value() // _OBJECTS:
            raise TimelineError(
                f"it has over {events - 1:,} events, more than any list.",
                TIMELINE_OBJECTS.how_to_raise,
            )

    def _timeline(self, title: str, events: list[_Event]) -> Converted:
        start = min(self._frame(event.stamps[2]) for event in events)
        names = dict(_track_names(events))
        channels: dict[str, list[_Event]] = {}
        for event in events:
            for channel in _channels(event.channels):
                channels.setdefault(channel, []).append(event)
        unknown = sorted({e.channels for e in events} - _known(events))
        for channel in unknown:
            self.notes.leave_out(f"events of channel {channel}")
        tracks = [
            self._track(channel, names.get(channel, ""), channels[channel], start)
            for channel in sorted(channels, key=lambda name: (name[0] != "V", name))
        ]
        stack = otio.stack("tracks", tracks)
        stack["markers"] = [m for event in events for m in self._locators(event, start)]
        origin: Json = {
            "format": Format.EDL.value,
            "name": self.path.name,
            "drop_frame": self._drop,
        }
        tree = otio.timeline(title, start, self._rate, stack, origin)
        return Converted(tree, self.notes.all())

    def _rate_of(self, events: Iterable[_Event], drop_frame: bool, said: str) -> Fraction:
        if re.fullmatch(r"\d{1,6}(/\d{1,6})?", said) and Fraction(said) > 0:
            return Fraction(said)
        highest = max(int(re.split("[:;.,]", s)[-1]) for e in events for s in e.stamps)
        if drop_frame:
            rate, why = Fraction(60000 if highest > 29 else 30000, 1001), ""
        elif highest > 29:
            rate, why = Fraction(60 if highest > 49 else 50), "59.94 or 60"
        elif highest > 24:
            rate, why = Fraction(30), "29.97"
        elif highest > 23:
            rate, why = Fraction(25), "30 or 29.97"
        else:
            rate, why = Fraction(24), "23.976, 25 or 30"
        if why:
            self.notes.say(
                f"An EDL states no frame rate; {float(rate):g} frames a second are assumed, by its "
                f"timecodes (it may be {why})."
            )
        return rate

    def _frame(self, stamp: str) -> int:
        plain = re.sub("[;.,]", ":", stamp)
        if self._drop and self._rate.denominator == 1001:
            head, _, tail = plain.rpartition(":")
            plain = f"{head};{tail}"
        return from_timecode(plain, self._rate)

    def _track(self, channel: str, name: str, events: list[_Event], start: int) -> Json:
        children: list[Json] = []
        position = start
        index, from_black = 0, False
        events = sorted(events, key=lambda event: self._frame(event.stamps[2]))
        while index < len(events):
            event = events[index]
            into, out = self._frame(event.stamps[2]), self._frame(event.stamps[3])
            following = events[index + 1] if index + 1 < len(events) else None
            is_first_of_two = following is not None and following.number == event.number
            if into == out and event.kind == "C" and is_first_of_two:
                # It says from what the event dissolves; the clip before plays on.
                from_black = _is_black(event)
                index += 1
                continue
            cut = into
            if event.kind != "C" and event.length:
                before, after = _cut_in(event)
                cut = into + before
                if position == into and not from_black:
                    self._extend(children, position, cut)
                    position = max(position, cut)
                elif cut > position:
                    children.append(otio.gap(cut - position, self._rate))
                    position = cut
                if children or from_black:
                    kind = "SMPTE_Dissolve" if event.kind == "D" else "Custom_Transition"
                    dissolve = "Dissolve" if event.kind == "D" else f"Wipe {event.kind[1:]}"
                    children.append(otio.transition(dissolve, kind, before, after, self._rate))
            if cut > position:
                children.append(otio.gap(cut - position, self._rate))
            elif cut < position:
                raise TimelineError(f"two events overlap at {event.stamps[2]}.")
            if out > cut or following is not None:
                # All of a clip may lie under the dissolve that follows.
                children.append(self._clip(event, cut - into, out - cut))
            position, from_black = out, False
            index += 1
        children = [child for child in children if _is_long(child)]
        return otio.track(name, channel.startswith("V"), children)

    def _extend(self, children: list[Json], position: int, cut: int) -> None:
        """Lengthens the last item up to a cut that lies inside a dissolve."""
        if children and cut > position and "source_range" in children[-1]:
            children[-1]["source_range"]["duration"]["value"] += float(cut - position)

    def _clip(self, event: _Event, skipped: int, duration: int) -> Json:
        name, url, start, length = "", "", None, None
        for comment in event.comments:
            key, _, value = comment.lstrip("* ").partition(":")
            key, value = key.strip().upper(), value.strip()
            if key == ("FROM CLIP NAME" if event.kind == "C" else "TO CLIP NAME"):
                name = value
            elif key in ("SOURCE FILE", "SOURCE FILE PATH", "MEDIA FILE"):
                url = value
            elif key == START:
                start, length = _pair(value)
        if not name:
            names = [c for c in event.comments if "CLIP NAME:" in c.upper()]
            name = names[-1].partition(":")[2].strip() if names else event.reel
        if _is_black(event):
            return otio.gap(duration, self._rate)
        scalar = Fraction(event.speed) / round(self._rate) if event.speed else Fraction(1)
        if any(c.lstrip("* ").upper().startswith("FREEZE FRAME") for c in event.comments):
            scalar = Fraction(0)
        first = Fraction(self._frame(event.stamps[0])) + skipped * abs(scalar)
        media = Media(url=url, name=name)
        if start is not None and length:
            media.start, media.duration, media.rate = start, length, self._rate
        made = otio.clip(name, media, otio.time_range(first, duration, self._rate))
        if scalar != 1:
            made["effects"].append(otio.speed(scalar))
        made["metadata"][SPACE] = {"reel": event.reel}
        return made

    def _locators(self, event: _Event, start: int) -> Iterable[Json]:
        for comment in event.comments:
            match = _LOCATOR.match(comment)
            if match:
                color = match["color"].upper()
                name, _, note = f" {match['name'].strip()}".partition(" | ")
                yield otio.marker(
                    name.strip(),
                    _LOCATOR_COLORS.get(color, color),
                    self._frame(match["at"]) - start,
                    1,
                    self._rate,
                    note,
                )


def _is_black(event: _Event) -> bool:
    return event.reel.upper() in ("BL", "BLACK")


def _is_long(child: Json) -> bool:
    """Whether it is a transition, or an item that lasts at all."""
    used = child.get("source_range")
    return used is None or used["duration"]["value"] > 0


def _event(match: re.Match[str]) -> _Event:
    return _Event(
        match["number"],
        match["reel"],
        match["channels"].upper(),
        match["kind"],
        int(match["length"] or 0),
        (match["first"], match["last"], match["into"], match["out"]),
    )


def _channels(text: str) -> list[str]:
    """The tracks of an event: "V", "A2", "AA/V", "B" (picture and first sound)."""
    found = []
    for part in text.split("/"):
        if part == "B":
            found += ["V", "A1"]
        elif part == "V" or re.fullmatch(r"V\d", part):
            found.append("V" if part == "V1" else part)
        else:
            found += [f"A{index + 1}" for index in _AUDIO.get(part, ())]
    return found


def _known(events: Iterable[_Event]) -> set[str]:
    return {event.channels for event in events if _channels(event.channels)}


def _track_names(events: Iterable[_Event]) -> Iterable[tuple[str, str]]:
    for event in events:
        for comment in event.comments:
            key, _, value = comment.lstrip("* ").partition(":")
            if key == TRACK:
                channel, _, name = value.strip().partition(" ")
                yield channel, name


def _cut_in(event: _Event) -> tuple[int, int]:
    """Frames of a dissolve before and after its cut."""
    for comment in event.comments:
        key, _, value = comment.lstrip("* ").partition(":")
        if key == CUT:
            before, after = _pair(value.strip())
            if before is not None and after is not None and before + after == event.length:
                return before, after
    return 0, event.length


def _pair(text: str) -> tuple[int | None, int | None]:
    match = re.fullmatch(r"(\d{1,9}) (\d{1,9})", text)
    return (int(match[1]), int(match[2])) if match else (None, None)
