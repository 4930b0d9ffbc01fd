"""Rules about the structure of a timeline: names, fields and schemas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from backbeat.timeline.profile.inspection import Inspection, NamedObject
from backbeat.timeline.profile.members import Json, kind, references
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.start_time import without_start


def _collection(inspection: Inspection) -> Iterator[Hit]:
    if inspection.timeline is not inspection.tree:
        yield Hit("The timeline lies in a collection, not at the top of the file.")


def _start_time(inspection: Inspection) -> Iterator[Hit]:
    return without_start(inspection, inspection.rate)


def _timeline_name(inspection: Inspection) -> Iterator[Hit]:
    if not inspection.timeline.get("name"):
        yield Hit(
            "The timeline has no name.",
            partial(inspection.timeline.__setitem__, "name", inspection.name),
        )


def _track_name(inspection: Inspection) -> Iterator[Hit]:
    used_names = {named.value.get("name") for named in inspection.layout.tracks}
    counts: Counter[str] = Counter()
    for named in inspection.layout.tracks:
        # As in `read_edit`, every track that is not Video counts as a sound track.
        track_kind = "Video" if named.value.get("kind", "Video") == "Video" else "Audio"
        counts[track_kind] += 1
        if named.value.get("name"):
            continue
        number = counts[track_kind]
        while f"{track_kind} {number}" in used_names:
            number += 1
        name = f"{track_kind} {number}"
        used_names.add(name)
        yield Hit(f"{named.label} has no name.", partial(named.value.__setitem__, "name", name))


def _track_kind(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.tracks:
        track_kind = named.value.get("kind", "Video")
        if track_kind not in ("Video", "Audio"):
            yield Hit(f"{named.label} is a track of {track_kind!r}, neither Video nor Audio.")


def _enabled(inspection: Inspection) -> Iterator[Hit]:
    whole = NamedObject(inspection.stack, "The timeline's stack")
    for named in (whole, *inspection.layout.tracks, *inspection.layout.items):
        if kind(named.value) != "Timeline" and "enabled" not in named.value:
            yield Hit(
                f"{named.label} does not say whether it is enabled.",
                partial(named.value.__setitem__, "enabled", True),
            )


def _metadata(inspection: Inspection) -> Iterator[Hit]:
    for named in _with_metadata(inspection):
        if named.value.get("metadata") is None:
            yield Hit(
                f"{named.label} has no metadata.",
                partial(named.value.__setitem__, "metadata", {}),
            )


def _with_metadata(inspection: Inspection) -> Iterator[NamedObject]:
    yield NamedObject(inspection.timeline, "The timeline")
    yield NamedObject(inspection.stack, "The timeline's stack")
    yield from inspection.layout.tracks
    yield from inspection.layout.items
    for named, _, _ in inspection.layout.transitions:
        yield named
    for named in inspection.clips:
        for held in references(named.value).values():
            if isinstance(held, dict):
                yield NamedObject(held, f"The media of {named.label}")
    for effect in inspection.effects:
        yield NamedObject(effect.value, f"An effect of {effect.label}")
    for marker in inspection.markers:
        yield NamedObject(marker.value, marker.label)


def _nested(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.items:
        if kind(named.value) in ("Stack", "Track", "Timeline"):
            yield Hit(f"{named.label} is a timeline inside the timeline.")


def _outside_tracks(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.strays:
        yield Hit(f"{named.label} lies in the timeline, but in no track.")


def _trimmed(inspection: Inspection) -> Iterator[Hit]:
    whole = NamedObject(inspection.stack, "The timeline's stack")
    for named in (whole, *inspection.layout.tracks):
        if named.value.get("source_range") is not None:
            yield Hit(f"{named.label} has a range of its own that hides a part.")


def _old_schema(inspection: Inspection) -> Iterator[Hit]:
    for named in (*inspection.layout.tracks, *inspection.layout.items):
        schema = schema_of(named.value)
        current_name = f"{kind(named.value)}.1"
        if schema.partition(".")[0] != kind(named.value):
            yield Hit(
                f"{named.label} is a {schema}, which is called {current_name} today.",
                partial(named.value.__setitem__, "OTIO_SCHEMA", current_name),
            )


def schema_of(value: Json) -> str:
    """The schema of an object, with its version, as the file spells it."""
    found: Any = value.get("OTIO_SCHEMA")
    return found if isinstance(found, str) else ""


_IN_RESOLVE_EXPORTS = "Resolve's own exports have it"

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
        f"one bisection, 19.1, lists it among what an import needs; {_IN_RESOLVE_EXPORTS}",
        _enabled,
        "written out: enabled",
    ),
    Rule(
        "metadata",
        Severity.RISK,
        "an object without metadata",
        f"one bisection, 19.1, lists it among what an import needs; {_IN_RESOLVE_EXPORTS}",
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
        _outside_tracks,
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
