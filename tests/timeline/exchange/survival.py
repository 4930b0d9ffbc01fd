"""What of a timeline survives in another format, counted with OpenTimelineIO's own objects.

The counts are of the original's things: a clip is kept if the returned timeline has one at the same
place of the same track, to half a frame.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import opentimelineio as otio

from backbeat.timeline.urls import bare_path, is_file_url

FEATURES = (
    *("clips", "source in", "dissolves", "speeds", "clip names", "media", "switched off"),
    *("levels", "links", "nested", "clip markers", "timeline markers", "marker colours"),
    *("comments", "track names", "start timecode"),
)
_EMPTY = (otio.schema.Gap, otio.schema.Transition)
HALF = 0.5 + 1e-6


@dataclass(frozen=True)
class Seen:
    """One clip, as an OpenTimelineIO object, and where it is."""

    kind: str
    track: int
    start: float
    length: float
    item: Any

    def meets(self, other: Seen) -> bool:
        near = abs(self.start - other.start) <= HALF and abs(self.length - other.length) <= 2 * HALF
        return near and (self.kind, self.track) == (other.kind, other.track)


def survival(before: Any, after: Any, first_picture_only: bool = False) -> dict[str, Counter[bool]]:
    """For each feature, how many of the original's things are kept (True) and lost (False).

    Args:
        before, after: timelines.
        first_picture_only: whether only the lowest picture track with clips is looked at, and four
            sound tracks, as an EDL holds them.
    """
    rate = _rate(before)
    old = [s for s in _seen(before, rate) if not first_picture_only or _is_held(s)]
    new = list(_seen(after, rate))
    found: dict[str, Counter[bool]] = defaultdict(Counter)
    matches = {id(s): next((o for o in new if s.meets(o)), None) for s in old}
    links: dict[str, dict[Any, set[Any]]] = {"old": defaultdict(set), "new": defaultdict(set)}
    for seen in old:
        match = matches[id(seen)]
        found["clips"][match is not None] += 1
        if match is None:
            continue
        a, b = seen.item, match.item
        for feature, values in _facts(a, b, rate):
            found[feature][values] += 1
        place = (seen.kind, seen.track, round(seen.start))
        for name, item in (("old", a), ("new", b)):
            if (group := _link(item)) is not None:
                links[name][group].add(place)
    kept = {frozenset(group) for group in links["new"].values()}
    for group in links["old"].values():
        if len(group) > 1:
            found["links"][frozenset(group) in kept] += 1
    _add_dissolves(found, before, after, rate, first_picture_only)
    _add_markers(found, before.tracks, after.tracks, "timeline markers", rate)
    names = [t.name for t in _tracks(after)]
    for track in _tracks(before):
        if track.name and (not first_picture_only or track.kind == "Audio"):
            found["track names"][track.name in names] += 1
    if before.global_start_time is not None:
        start = after.global_start_time
        same = (
            start is not None
            and abs(_frames(start, rate) - _frames(before.global_start_time, rate)) < HALF
        )
        found["start timecode"][same] += 1
    return found


def _facts(a: Any, b: Any, rate: float) -> Iterator[tuple[str, bool]]:
    yield "clip names", (a.name or "") == (b.name or "") or not a.name
    is_nested = isinstance(a, otio.core.Composition)
    if is_nested:
        yield "nested", isinstance(b, otio.core.Composition) and _depth(a) == _depth(b)
    elif a.source_range is not None and b.source_range is not None:
        begins = _frames(a.source_range.start_time, rate), _frames(b.source_range.start_time, rate)
        yield "source in", abs(begins[0] - begins[1]) <= 1 + 1e-6
    if _speed(a) != 1:
        yield "speeds", abs(_speed(a) - _speed(b)) < 1e-4
    url = getattr(getattr(a, "media_reference", None), "target_url", None)
    if url:
        other = getattr(getattr(b, "media_reference", None), "target_url", None) or ""
        own = _parts(url)[-2:]
        yield "media", _parts(other)[-len(own) :] == own
    if not a.enabled:
        yield "switched off", not b.enabled
    if _level(a):
        yield "levels", abs((_level(b) or 0.0) - (_level(a) or 0.0)) < 0.01
    if a.markers:
        own = [(m.name, m.comment) for m in b.markers]
        for marker in a.markers:
            yield "clip markers", any(name == marker.name for name, _ in own)
            if marker.comment:
                yield "comments", any(comment == marker.comment for _, comment in own)


def _add_dissolves(
    found: dict[str, Counter[bool]], before: Any, after: Any, rate: float, first_only: bool
) -> None:
    new = list(_joints(after, rate))
    for kind, number, cut, into, out in _joints(before, rate):
        if first_only and kind == "Video" and number:
            continue
        same = any(
            (k, n) == (kind, number)
            and abs(c - cut) <= HALF
            and abs(i - into) <= 2 * HALF
            and abs(o - out) <= 2 * HALF
            for k, n, c, i, o in new
        )
        found["dissolves"][same] += 1


def _add_markers(
    found: dict[str, Counter[bool]], before: Any, after: Any, feature: str, rate: float
) -> None:
    new = [(_frames(m.marked_range.start_time, rate), m) for m in after.markers]
    for marker in before.markers:
        at = _frames(marker.marked_range.start_time, rate)
        match = next((m for a, m in new if abs(a - at) <= HALF and m.name == marker.name), None)
        found[feature][match is not None] += 1
        found["marker colours"][match is not None and match.color == marker.color] += 1
        if marker.comment:
            found["comments"][match is not None and match.comment == marker.comment] += 1


def _tracks(timeline: Any) -> list[Any]:
    return [t for t in timeline.tracks if isinstance(t, otio.schema.Track) and _clips(t)]


def _clips(track: Any) -> list[Any]:
    return [child for child in track if not isinstance(child, _EMPTY) and not _is_generator(child)]


def _is_generator(item: Any) -> bool:
    reference = getattr(item, "media_reference", None)
    return isinstance(reference, otio.schema.GeneratorReference)


def _placed(timeline: Any, rate: float) -> Iterator[tuple[str, int, float, Any]]:
    """Kind and number of the track, position in frames, and each child."""
    numbers: Counter[str] = Counter()
    for track in _tracks(timeline):
        at = 0.0
        for child in track:
            yield track.kind, numbers[track.kind], at, child
            if not isinstance(child, otio.schema.Transition):
                at += _length(timeline, child, rate)
        numbers[track.kind] += 1


def _seen(timeline: Any, rate: float) -> Iterator[Seen]:
    for kind, number, at, child in _placed(timeline, rate):
        if not isinstance(child, _EMPTY) and not _is_generator(child):
            yield Seen(kind, number, at, _length(timeline, child, rate), child)


def _joints(timeline: Any, rate: float) -> Iterator[tuple[str, int, float, float, float]]:
    for kind, number, at, child in _placed(timeline, rate):
        if isinstance(child, otio.schema.Transition):
            into, out = _frames(child.in_offset, rate), _frames(child.out_offset, rate)
            yield kind, number, at, into, out


def _is_held(seen: Seen) -> bool:
    return seen.track == 0 if seen.kind == "Video" else seen.track < 4


def _rate(timeline: Any) -> float:
    from backbeat.timeline.frame_rate import timeline_rate

    return float(timeline_rate(timeline)[1])


def _frames(time: Any, rate: float) -> float:
    from backbeat.timeline.time import canonical_rate

    if not time.value:
        return 0.0
    return float(time.value) * rate / float(canonical_rate(time.rate))


def _length(timeline: Any, item: Any, rate: float) -> float:
    """Frames of the timeline; Premiere counts those of retimed clips in their media."""
    frames = _frames(item.duration(), rate)
    is_premiere = any("PremierePro_OTIO" in t.metadata for t in (timeline, timeline.tracks))
    return frames / abs(_speed(item)) if is_premiere else frames


def _speed(item: Any) -> float:
    for effect in item.effects:
        if isinstance(effect, otio.schema.LinearTimeWarp):
            return float(effect.time_scalar)
    return 1.0


def _level(item: Any) -> float | None:
    for effect in item.effects:
        held = effect.metadata.get("Resolve_OTIO") if "Resolve_OTIO" in effect.metadata else None
        if held is not None and held.get("Type") == 62:
            for parameter in held["Parameters"]:
                keys = parameter.get("Key Frames") or {}
                if parameter.get("Parameter ID") == "volume" and len(keys):
                    return float(keys[min(keys, key=float)]["Value"])
                if parameter.get("Parameter ID") == "volume":
                    return float(parameter.get("Parameter Value") or 0.0)
    return None


def _link(item: Any) -> Any:
    held = item.metadata.get("Resolve_OTIO") if "Resolve_OTIO" in item.metadata else None
    return held.get("Link Group ID") if held is not None and hasattr(held, "get") else None


def _parts(url: str) -> list[str]:
    """The parts of a path, as every spelling of a URL has them."""
    from urllib.parse import unquote

    path = bare_path(url) if is_file_url(url) else url
    return [part for part in unquote(path).replace("\\", "/").split("/") if part not in ("", ".")]


def _depth(nested: Any) -> int:
    """The number of clips inside a nested timeline."""
    return len([clip for clip in nested.find_clips() if not _is_generator(clip)])
