"""Rules about retimes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Dialect, Retime
from backbeat.timeline.origin import RECORD_FRAMES
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import Json, kind, metadata, objects
from backbeat.timeline.profile.retimes import (
    CONSTANT,
    retime_of_item,
    retimed_items,
    scale,
)
from backbeat.timeline.profile.rule import Hit, Rule, Severity


def media_used(inspection: Inspection, item: Json, duration: Fraction) -> Fraction:
    """Seconds of media that an item with a source range of `duration` seconds plays."""
    retime, speed = retime_of_item(item)
    if retime is Retime.FREEZE:
        return Fraction(0)
    in_media_frames = retime in CONSTANT and inspection.current_dialect is Dialect.PREMIERE
    return duration if in_media_frames else duration * speed


def _media_frames(inspection: Inspection) -> Iterator[Hit]:
    if inspection.current_dialect is not Dialect.PREMIERE:
        return
    for named, _, speed in retimed_items(inspection, *CONSTANT):
        own = named.value.get("source_range")
        if isinstance(own, dict) and isinstance(own.get("duration"), dict):
            yield Hit(
                f"{named.label} runs at {float(speed) * 100:g} percent and is counted in frames "
                "of its media.",
                partial(_count_record_frames, inspection, own["duration"], speed),
            )


def _count_record_frames(inspection: Inspection, duration: Json, speed: Fraction) -> None:
    scale(duration, 1 / speed)
    # Tells later readers, Backbeat included, that retimes are no longer counted as in Premiere.
    held = inspection.timeline.setdefault("metadata", {})
    own_metadata = held.get(NAMESPACE)
    held[NAMESPACE] = {
        **(own_metadata if isinstance(own_metadata, dict) else {}),
        RECORD_FRAMES: True,
    }


def _constant(inspection: Inspection) -> Iterator[Hit]:
    for named, retime, speed in retimed_items(inspection, *CONSTANT):
        direction = " backwards" if retime is Retime.REVERSED else ""
        yield Hit(f"{named.label} runs{direction} at {float(speed) * 100:g} percent.")


def _freeze(inspection: Inspection) -> Iterator[Hit]:
    for named, _, _ in retimed_items(inspection, Retime.FREEZE):
        yield Hit(f"{named.label} is a freeze frame.")


def _ramp(inspection: Inspection) -> Iterator[Hit]:
    for named, _, _ in retimed_items(inspection, Retime.RAMP):
        if not _by_resolve(named.value):
            yield Hit(f"{named.label} has a speed ramp of another editor.")


def _by_resolve(item: Json) -> bool:
    effects = [effect for effect in objects(item.get("effects")) if kind(effect) == "TimeEffect"]
    return bool(effects) and all("Resolve_OTIO" in metadata(effect) for effect in effects)


RULES = (
    Rule(
        "retime-counting",
        Severity.RISK,
        "a retimed clip of Premiere, counted in frames of media",
        "Resolve counts in frames of the timeline (measured in 19.1 and 21.0 by others); that "
        "Premiere counts media is known from an exporter's source only",
        _media_frames,
        "counted in frames of the timeline",
    ),
    Rule(
        "retime",
        Severity.RISK,
        "a constant change of speed",
        "one report says kept, forwards and backwards; another says clips end 1 to 9 frames off "
        "and reversed ones are wrong",
        _constant,
        advice="Compare the clip's last frame after the import.",
    ),
    Rule(
        "freeze-frame",
        Severity.RISK,
        "a freeze frame",
        "no report of what becomes of one",
        _freeze,
        advice="Look at it after the import.",
    ),
    Rule(
        "speed-ramp",
        Severity.RISK,
        "a speed ramp that another program than Resolve wrote",
        "Resolve writes and reads ramps in its own words; no report of another's",
        _ramp,
        advice="Set the ramp again in Resolve.",
    ),
)
