"""Rules about what is reported not to come along."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backbeat.timeline.model import Item, Track
from backbeat.timeline.resolve_profile.members import kind, metadata
from backbeat.timeline.resolve_profile.rule import Hit, Rule, Severity
from backbeat.timeline.resolve_profile.sheet import Place, Sheet
from backbeat.timeline.resolve_profile.times import seconds
from backbeat.timeline.time import Frames

_TRACK_KEYS = frozenset({"Audio Type", "Locked", "SoloOn"})
_KEPT_SPACES = frozenset({"Resolve_OTIO"})


def _clip_colour(sheet: Sheet) -> Iterator[Hit]:
    for place in (*sheet.layout.tracks, *sheet.layout.items):
        if place.value.get("color") is not None:
            yield Hit(f"{place.called} has a colour.")


def _track_metadata(sheet: Sheet) -> Iterator[Hit]:
    for place in sheet.layout.tracks:
        held = metadata(place.value)
        own = held.get("Resolve_OTIO")
        unknown = {*held} - _KEPT_SPACES
        unknown |= {*own} - _TRACK_KEYS if isinstance(own, dict) else set()
        if unknown:
            yield Hit(f"{place.called} has metadata called {_listed(sorted(unknown))}.")


def _foreign_metadata(sheet: Sheet) -> Iterator[Hit]:
    held: dict[str, int] = {}
    for place in sheet.layout.items:
        for name in metadata(place.value):
            held[name] = held.get(name, 0) + 1
    for marker in sheet.markers:
        for name in metadata(marker.value):
            held[name] = held.get(name, 0) + 1
    for name, count in sorted(held.items()):
        if name not in _KEPT_SPACES:
            many = "1 object" if count == 1 else f"{count} objects"
            yield Hit(f"The metadata {name!r} of {many} is not Resolve's.")


def _effects(sheet: Sheet) -> Iterator[Hit]:
    for place in sheet.effects:
        if kind(place.value) == "Effect" and "Resolve_OTIO" not in metadata(place.value):
            name = place.value.get("effect_name") or place.value.get("name") or "without a name"
            yield Hit(f"{place.called} has the effect {name}, which is not Resolve's.")


def _wipes(sheet: Sheet) -> Iterator[Hit]:
    for place, _, _ in sheet.layout.transitions:
        of = place.value.get("transition_type") or "no kind"
        if of != "SMPTE_Dissolve" and "Resolve_OTIO" not in metadata(place.value):
            yield Hit(f"{place.called} is of the kind {of}, not a dissolve.")


def _long_dissolves(sheet: Sheet) -> Iterator[Hit]:
    for place, before, track in sheet.layout.transitions:
        if track is None:
            continue
        outgoing = track.items[before - 1] if before else None
        incoming = track.items[before] if before < len(track.items) else None
        short = _short(sheet, place, outgoing, incoming, track)
        if short:
            yield Hit(f"{place.called} is longer than {short}.")


def _short(
    sheet: Sheet, place: Place, outgoing: Item | None, incoming: Item | None, track: Track
) -> str:
    """What a transition is longer than; empty if it fits."""
    ahead = _frames(sheet, place.value.get("in_offset"))
    after = _frames(sheet, place.value.get("out_offset"))
    if outgoing is not None and ahead > outgoing.duration:
        return f"“{outgoing.name}” before it"
    if incoming is not None and after > incoming.duration:
        return f"“{incoming.name}” after it"
    if outgoing is not None and _is_short(outgoing.media_known, outgoing.tail, after):
        return f"the media of “{outgoing.name}” after its end"
    if incoming is not None and _is_short(incoming.media_known, incoming.head, ahead):
        return f"the media of “{incoming.name}” before its start"
    return ""


def _is_short(known: bool, there: Frames | None, wanted: Frames) -> bool:
    return known and there is not None and there < wanted


def _frames(sheet: Sheet, time: object) -> Frames:
    return (seconds(time) or Fraction(0)) * sheet.edit.rate


def _listed(names: list[str]) -> str:
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
