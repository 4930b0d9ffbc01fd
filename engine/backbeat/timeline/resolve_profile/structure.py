"""Rules about the shape of a timeline: names, fields and schemas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from backbeat.timeline.resolve_profile.members import Json, kind, references
from backbeat.timeline.resolve_profile.rule import Hit, Rule, Severity
from backbeat.timeline.resolve_profile.sheet import Place, Sheet
from backbeat.timeline.resolve_profile.times import rational


def _collection(sheet: Sheet) -> Iterator[Hit]:
    if sheet.timeline is not sheet.tree:
        yield Hit("The timeline lies in a collection, not at the top of the file.")


def _start_time(sheet: Sheet) -> Iterator[Hit]:
    if sheet.timeline.get("global_start_time") is None:
        yield Hit(
            "The timeline does not say at which timecode it starts.",
            partial(sheet.timeline.__setitem__, "global_start_time", rational(0, sheet.rate)),
        )


def _timeline_name(sheet: Sheet) -> Iterator[Hit]:
    if not sheet.timeline.get("name"):
        yield Hit(
            "The timeline has no name.", partial(sheet.timeline.__setitem__, "name", sheet.name)
        )


def _track_name(sheet: Sheet) -> Iterator[Hit]:
    taken = {place.value.get("name") for place in sheet.layout.tracks}
    counts: Counter[str] = Counter()
    for place in sheet.layout.tracks:
        # As `read_edit` counts: whatever is not of pictures is of sound.
        of = "Video" if place.value.get("kind", "Video") == "Video" else "Audio"
        counts[of] += 1
        if place.value.get("name"):
            continue
        number = counts[of]
        while f"{of} {number}" in taken:
            number += 1
        name = f"{of} {number}"
        taken.add(name)
        yield Hit(f"{place.called} has no name.", partial(place.value.__setitem__, "name", name))


def _track_kind(sheet: Sheet) -> Iterator[Hit]:
    for place in sheet.layout.tracks:
        of = place.value.get("kind", "Video")
        if of not in ("Video", "Audio"):
            yield Hit(f"{place.called} is a track of {of!r}, neither Video nor Audio.")


def _enabled(sheet: Sheet) -> Iterator[Hit]:
    whole = Place(sheet.stack, "The timeline's stack")
    for place in (whole, *sheet.layout.tracks, *sheet.layout.items):
        if kind(place.value) != "Timeline" and "enabled" not in place.value:
            yield Hit(
                f"{place.called} does not say whether it is enabled.",
                partial(place.value.__setitem__, "enabled", True),
            )


def _metadata(sheet: Sheet) -> Iterator[Hit]:
    for place in _with_metadata(sheet):
        if place.value.get("metadata") is None:
            yield Hit(
                f"{place.called} has no metadata.",
                partial(place.value.__setitem__, "metadata", {}),
            )


def _with_metadata(sheet: Sheet) -> Iterator[Place]:
    yield Place(sheet.timeline, "The timeline")
    yield Place(sheet.stack, "The timeline's stack")
    yield from sheet.layout.tracks
    yield from sheet.layout.items
    for place, _, _ in sheet.layout.transitions:
        yield place
    for place in sheet.clips:
        for held in references(place.value).values():
            if isinstance(held, dict):
                yield Place(held, f"The media of {place.called}")
    for effect in sheet.effects:
        yield Place(effect.value, f"An effect of {effect.called}")
    for marker in sheet.markers:
        yield Place(marker.value, marker.called)


def _nested(sheet: Sheet) -> Iterator[Hit]:
    for place in sheet.layout.items:
        if kind(place.value) in ("Stack", "Track", "Timeline"):
            yield Hit(f"{place.called} is a timeline inside the timeline.")


def _beside(sheet: Sheet) -> Iterator[Hit]:
    for place in sheet.layout.strays:
        yield Hit(f"{place.called} lies in the timeline, but in no track.")


def _trimmed(sheet: Sheet) -> Iterator[Hit]:
    whole = Place(sheet.stack, "The timeline's stack")
    for place in (whole, *sheet.layout.tracks):
        if place.value.get("source_range") is not None:
            yield Hit(f"{place.called} has a range of its own that hides a part.")


def _old_schema(sheet: Sheet) -> Iterator[Hit]:
    for place in (*sheet.layout.tracks, *sheet.layout.items):
        schema = schema_of(place.value)
        today = f"{kind(place.value)}.1"
        if schema.partition(".")[0] != kind(place.value):
            yield Hit(
                f"{place.called} is a {schema}, which is called {today} today.",
                partial(place.value.__setitem__, "OTIO_SCHEMA", today),
            )


def schema_of(value: Json) -> str:
    """The schema of an object as it is spelled."""
    found: Any = value.get("OTIO_SCHEMA")
    return found if isinstance(found, str) else ""


_AS_EXPORTED = "Resolve's own exports have it"

RULES = (
    Rule(
        "collection",
        Severity.RISK,
        "a timeline inside a collection",
        "no report; Resolve's own exports hold the timeline alone",
        _collection,
        advice="Export the timeline by itself.",
    ),
    Rule(
        "start-time",
        Severity.RISK,
        "a timeline that does not say at which timecode it starts",
        "one bisection, 19.1, lists it among what an import needs",
        _start_time,
        "written out: zero",
    ),
    Rule(
        "timeline-name",
        Severity.RISK,
        "a timeline without a name",
        "Resolve's own export has none; an import under a name that exists is reported to fail",
        _timeline_name,
        "named after the file",
    ),
    Rule(
        "track-name",
        Severity.RISK,
        "a track without a name",
        "one bisection, 19.1, lists names such as Video 1 among what an import needs",
        _track_name,
        "named Video 1, Audio 1 and so on",
    ),
    Rule(
        "track-kind",
        Severity.RISK,
        "a track of neither pictures nor sound",
        "no report of what becomes of one",
        _track_kind,
        advice="Bring subtitles and the like over in a file of their own.",
    ),
    Rule(
        "enabled",
        Severity.RISK,
        "an item or track that does not say whether it is enabled",
        f"one bisection, 19.1, lists it among what an import needs; {_AS_EXPORTED}",
        _enabled,
        "written out: enabled",
    ),
    Rule(
        "metadata",
        Severity.RISK,
        "an object without metadata",
        f"one bisection, 19.1, lists it among what an import needs; {_AS_EXPORTED}",
        _metadata,
        "given an empty one",
    ),
    Rule(
        "nested",
        Severity.RISK,
        "a timeline inside the timeline",
        "no report of what becomes of one, nor an export of a compound clip",
        _nested,
        advice="Flatten or render it before the export.",
    ),
    Rule(
        "no-track",
        Severity.RISK,
        "a clip that lies beside the tracks",
        "no report; Resolve's own exports have tracks only",
        _beside,
        advice="Put it on a track.",
    ),
    Rule(
        "trimmed",
        Severity.RISK,
        "a track or stack with a range of its own",
        "no report; Resolve's own exports have none",
        _trimmed,
        advice="Cut the items instead.",
    ),
    Rule(
        "old-schema",
        Severity.RISK,
        "a schema of an old name, such as Sequence.1 for a track",
        "no report; OpenTimelineIO still reads it",
        _old_schema,
        "given today's name",
    ),
)
