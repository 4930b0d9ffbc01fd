"""Writes a CMX 3600 edit decision list: one picture track, and up to four of sound.

What other programs read are the events, `FROM CLIP NAME`, `SOURCE FILE`, `M2` and `LOC`. Comments
that begin with BACKBEAT hold what the list itself cannot; other programs skip them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backbeat.errors import TimelineError
from backbeat.files.seal import MARK
from backbeat.timeline.exchange.content import Content, ItemContent, MarkerContent, TrackContent
from backbeat.timeline.exchange.edl_reading import CUT, RATE, SPACE, START, TRACK
from backbeat.timeline.exchange.rounding import whole
from backbeat.timeline.exchange.xmltree import clean
from backbeat.timeline.model import Retime
from backbeat.timeline.time import Frames, timecode
from backbeat.timeline.urls import bare_path, is_file_url

SOUND_TRACKS = 4
"""Sound tracks that a list holds."""
_REEL = 8
_DAY_HOURS = 24


def written(content: Content) -> bytes:
    """The timeline as an EDL.

    Raises:
        TimelineError: no clip of it can stand in one.
    """
    if not any(item.media.generator == "" and not item.is_nested for item in content.items):
        raise TimelineError(
            "it has no clip that an EDL can hold.", "Write it as .otio, .xml or .fcpxml."
        )
    return "\r\n".join([*_lines(content), ""]).encode()


def picture_track(content: Content) -> TrackContent | None:
    """The picture track that a list holds: the lowest that has clips."""
    return next((track for track in content.video if track.clips), None)


def sound_tracks(content: Content) -> tuple[TrackContent, ...]:
    """The sound tracks that a list holds: the first four that have clips."""
    return tuple(track for track in content.audio if track.clips)[:SOUND_TRACKS]


def _lines(content: Content) -> Iterator[str]:
    yield f"TITLE: {_line(content.name)}"
    yield f"FCM: {'DROP FRAME' if content.drop_frame else 'NON-DROP FRAME'}"
    yield ""
    yield from _Events(content).lines()


class _Events:
    def __init__(self, content: Content) -> None:
        self._content = content
        self._number = 0

    def lines(self) -> Iterator[str]:
        picture = picture_track(self._content)
        held = [("V", picture)] if picture is not None else []
        names = ("A", "A2", "A3", "A4")
        held += list(zip(names, sound_tracks(self._content), strict=False))
        first = True
        for channel, track in held:
            for line in self._track(channel, track):
                yield line
                if first:
                    first = False
                    # Other readers want comments after an event only.
                    yield f"* {RATE} {self._content.rate}"
                    yield f"* {MARK}"
                    for marker in self._content.markers:
                        yield self._locator(marker, whole(marker.start * self._content.rate))

    def _locator(self, marker: MarkerContent, at: int) -> str:
        text = f"{marker.name} | {marker.comment}" if marker.comment else marker.name
        return f"* LOC: {self._stamp(at)} {marker.color:7} {_line(text)}".rstrip()

    def _track(self, channel: str, track: TrackContent) -> Iterator[str]:
        named, content = False, self._content
        for index, item in enumerate(track.items):
            joint = track.joints.get(index)
            cut, end = whole(item.item.start), whole(item.item.end)
            before = _before(content, track, index)
            trimmed = _before(content, track, index + 1)
            into, out = cut - before, end - trimmed
            if item.is_gap or item.is_nested or item.media.generator:
                if index == 0 or joint:
                    after = whole(joint[0].after) if joint else None
                    yield from self._black(track, index, channel, (into, out), before, after)
                continue
            self._number += 1
            if joint:
                length = before + whole(joint[0].after)
                yield self._outgoing(track, index, channel, into)
                kind = f"D    {length:03d}"
            else:
                kind = "C       "
            yield self._event(item, channel, kind, into, out, Fraction(cut - into))
            after = whole(joint[0].after) if joint else None
            yield from self._comments(item, before, after, track, index)
            if not named and track.track.name:
                named = True
                label = {"A": "A1"}.get(channel, channel)
                yield f"* {TRACK}: {label} {_line(track.track.name)}"
        yield from self._fade_out(channel, track)

    def _fade_out(self, channel: str, track: TrackContent) -> Iterator[str]:
        """The dissolve to black after the last item, if there is one."""
        last = len(track.items)
        if last not in track.joints:
            return
        before, after = _before(self._content, track, last), whole(track.joints[last][0].after)
        end = whole(track.items[-1].item.end)
        yield from self._black(track, last, channel, (end - before, end + after), before, after)

    def _black(
        self,
        track: TrackContent,
        index: int,
        channel: str,
        record: tuple[int, int],
        before: int,
        after: int | None,
    ) -> Iterator[str]:
        into, out = record
        if out <= into:
            return
        self._number += 1
        kind, zero = "C       ", self._media_stamp(0)
        if after is not None:
            yield self._outgoing(track, index, channel, into)
            kind = f"D    {before + after:03d}"
        last = self._media_stamp(out - into)
        stamps = f"{zero} {last} {self._stamp(into)} {self._stamp(out)}"
        yield f"{self._number:03d}  {'BL':8} {channel:5} {kind} {stamps}"
        if after is not None:
            yield f"* {CUT}: {before} {after}"

    def _outgoing(self, track: TrackContent, index: int, channel: str, into: int) -> str:
        """The line of no length that says from what a dissolve begins."""
        record = self._stamp(into)
        if index == 0 or track.items[index - 1].is_gap:
            zero = self._media_stamp(0)
            return (
                f"{self._number:03d}  {'BL':8} {channel:5} C        {zero} {zero} {record} {record}"
            )
        item = track.items[index - 1]
        at = self._source(item, Fraction(into) - item.item.start)
        reel = _reel(item)
        return f"{self._number:03d}  {reel:8} {channel:5} C        {at} {at} {record} {record}"

    def _event(
        self, item: ItemContent, channel: str, kind: str, into: int, out: int, lead: Fraction
    ) -> str:
        first = self._source(item, -lead)
        last = self._source(item, Fraction(out - into) - lead)
        record = f"{self._stamp(into)} {self._stamp(out)}"
        return f"{self._number:03d}  {_reel(item):8} {channel:5} {kind} {first} {last} {record}"

    def _source(self, item: ItemContent, offset: Fraction) -> str:
        """Timecode of what an item shows, `offset` record frames after its start."""
        speed = item.item.speed
        at = item.item.media_start * self._content.rate + offset * speed
        return self._media_stamp(max(whole(at), 0))

    def _comments(
        self, item: ItemContent, lead: int, after: int | None, track: TrackContent, index: int
    ) -> Iterator[str]:
        if item.item.retime in (Retime.LINEAR, Retime.REVERSED):
            speed = float(item.scalar * round(self._content.rate))
            at = self._source(item, Fraction(0))
            yield f"M2   {_reel(item):8} {speed:11.6f}                {at}"
        if item.item.retime is Retime.FREEZE:
            yield "* FREEZE FRAME"
        if after is not None:
            before = track.items[index - 1] if index else None
            if before is not None and not before.is_gap:
                yield f"* FROM CLIP NAME: {_line(before.name)}"
            yield f"* TO CLIP NAME: {_line(item.name)}"
            yield f"* {CUT}: {lead} {after}"
        else:
            yield f"* FROM CLIP NAME: {_line(item.name)}"
        if item.media.url:
            url = item.media.url
            yield f"* SOURCE FILE: {_line(bare_path(url) if is_file_url(url) else url)}"
        if item.media.duration:
            rate = self._content.rate
            start, length = whole(item.media.start * rate), whole(item.media.duration * rate)
            yield f"* {START}: {start} {length}"
        for marker in item.markers:
            offset = (marker.start - item.item.media_start) * self._content.rate
            moment = whole(item.item.start + offset / (item.item.speed or 1))
            if item.item.start <= moment < item.item.end:
                yield self._locator(marker, moment)

    def _stamp(self, frames: Frames) -> str:
        at = whole(self._content.start) + whole(frames)
        return self._wrapped(at)

    def _media_stamp(self, frames: int) -> str:
        return self._wrapped(frames)

    def _wrapped(self, frames: int) -> str:
        stamp = timecode(frames, self._content.rate, self._content.drop_frame)
        hours, _, rest = stamp.partition(":")
        return f"{int(hours) % _DAY_HOURS:02}:{rest}"


def _before(content: Content, track: TrackContent, index: int) -> int:
    """Frames of the transition before an item that lie before its cut.

    None at the start of the track, and no more than the media's timecode, which cannot be negative.
    """
    if index not in track.joints or not index:
        return 0
    before = whole(track.joints[index][0].before)
    if index == len(track.items):
        return before
    item = track.items[index].item
    if track.items[index].is_gap or not item.speed:
        return before
    return min(before, int(item.media_start * content.rate / item.speed))


def shortened_transitions(content: Content, track: TrackContent) -> int:
    """The number of transitions that begin later in a list than in the timeline."""
    return sum(
        _before(content, track, index) < whole(joint.before)
        for index, (joint, _) in track.joints.items()
    )


def _reel(item: ItemContent) -> str:
    held = item.metadata.get(SPACE)
    known = held.get("reel") if isinstance(held, dict) else None
    if isinstance(known, str) and known and not known.upper().startswith("BL"):
        return known
    return "AX"


def _line(text: str) -> str:
    """Text that stays on its line."""
    return " ".join(clean(text).split())
