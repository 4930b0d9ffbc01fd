"""Rules about what Resolve is reported to drop on import."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backbeat.timeline.model import Item, Track
from backbeat.timeline.profile.inspection import Inspection, NamedObject
from backbeat.timeline.profile.members import kind, metadata
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.times import seconds
from backbeat.timeline.time import Frames

_TRACK_KEYS = frozenset({"Audio Type", "Locked", "SoloOn"})
_KEPT_SPACES = frozenset({"Resolve_OTIO"})


def _clip_colour(inspection: Inspection) -> Iterator[Hit]:
    for named in (*inspection.layout.tracks, *inspection.layout.items):
        if named.value.get("color") is not None:
            yield Hit(f"{named.label} has a colour.")


def _track_metadata(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.tracks:
        held = metadata(named.value)
        own = held.get("Resolve_OTIO")
        unknown = {*held} - _KEPT_SPACES
        unknown |= {*own} - _TRACK_KEYS if isinstance(own, dict) else set()
        if unknown:
            yield Hit(f"{named.label} has metadata called {_joined_names(sorted(unknown))}.")


def _foreign_metadata(inspection: Inspection) -> Iterator[Hit]:
    held: dict[str, int] = {}
    for named in inspection.layout.items:
        for name in metadata(named.value):
            held[name] = held.get(name, 0) + 1
    for marker in inspection.markers:
        for name in metadata(marker.value):
            held[name] = held.get(name, 0) + 1
    for name, count in sorted(held.items()):
        if name not in _KEPT_SPACES:
            objects = "1 object" if count == 1 else f"{count} objects"
            yield Hit(f"The metadata {name!r} of {objects} is not Resolve's.")


def _effects(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.effects:
        if kind(named.value) == "Effect" and "Resolve_OTIO" not in metadata(named.value):
            name = named.value.get("effect_name") or named.value.get("name") or "without a name"
            yield Hit(f"{named.label} has the effect {name}, which is not Resolve's.")


def _wipes(inspection: Inspection) -> Iterator[Hit]:
    for named, _, _ in inspection.layout.transitions:
        transition_type = named.value.get("transition_type") or "no kind"
        if transition_type != "SMPTE_Dissolve" and "Resolve_OTIO" not in metadata(named.value):
            yield Hit(f"{named.label} is of the kind {transition_type}, not a dissolve.")


def _long_dissolves(inspection: Inspection) -> Iterator[Hit]:
    for named, before, track in inspection.layout.transitions:
        if track is None:
            continue
        outgoing = track.items[before - 1] if before else None
        incoming = track.items[before] if before < len(track.items) else None
        exceeded = _exceeded(inspection, named, outgoing, incoming, track)
        if exceeded:
            yield Hit(f"{named.label} is longer than {exceeded}.")


def _exceeded(
    inspection: Inspection,
    named: NamedObject,
    outgoing: Item | None,
    incoming: Item | None,
    track: Track,
) -> str:
    """The clip or media that a transition is longer than, in words; empty if it fits."""
    ahead = _frames(inspection, named.value.get("in_offset"))
    after = _frames(inspection, named.value.get("out_offset"))
    if outgoing is not None and ahead > outgoing.duration:
        return f"“{outgoing.name}” before it"
    if incoming is not None and after > incoming.duration:
        return f"“{incoming.name}” after it"
    if outgoing is not None and _is_short(outgoing.media_known, outgoing.tail, after):
        return f"the media of “{outgoing.name}” after its end"
    if incoming is not None and _is_short(incoming.media_known, incoming.head, ahead):
        return f"the media of “{incoming.name}” before its start"
    return ""


def _is_short(known: bool, available: Frames | None, needed: Frames) -> bool:
    return known and available is not None and available < needed


def _frames(inspection: Inspection, time: object) -> Frames:
    return (seconds(time) or Fraction(0)) * inspection.edit.rate


def _joined_names(names: list[str]) -> str:
    return ", ".join(names)


RULES = (
    Rule(
        "colour",
        Severity.LOST,
        "the colour of a clip or track (and flags, which OpenTimelineIO has no place for)",
        "measured by others, 19.1: clip colours and flags do not come back",
        _clip_colour,
        advice="Set it again in Resolve.",
    ),
    Rule(
        "track-metadata",
        Severity.LOST,
        "metadata of a track that Resolve does not write itself, its volume too",
        "reported, 21.0: keys it does not know are dropped, and track volume is never carried",
        _track_metadata,
        advice="Set volumes again in Resolve, or bring the mix as a file.",
    ),
    Rule(
        "foreign-metadata",
        Severity.RISK,
        "metadata of clips and markers that is not Resolve's, links of Premiere's clips too",
        "no report of any that survived",
        _foreign_metadata,
        advice="Keep the original file; do not expect it in Resolve's next export.",
    ),
    Rule(
        "effect",
        Severity.LOST,
        "an effect that Resolve did not write",
        "reported kept are Resolve's own transforms, volumes and fades; Fusion and grades are lost",
        _effects,
        advice="Make it again in Resolve.",
    ),
    Rule(
        "wipe",
        Severity.RISK,
        "a transition that is no dissolve",
        "dissolves are reported kept under another name; no report of others",
        _wipes,
        advice="Set it again in Resolve.",
    ),
    Rule(
        "long-dissolve",
        Severity.LOST,
        "a transition longer than its clips or their media",
        "reported: dissolves are trimmed to the media there is",
        _long_dissolves,
        advice="Shorten it, or trim the clips beside it.",
    ),
)
