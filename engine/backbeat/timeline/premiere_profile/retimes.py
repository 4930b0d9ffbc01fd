"""Rules about retimes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Dialect, Retime
from backbeat.timeline.origin import RECORD_FRAMES
from backbeat.timeline.premiere_profile.own_metadata import WRITER, premiere
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import Json, metadata, objects
from backbeat.timeline.profile.retimes import (
    CONSTANT,
    retimed_items,
    scalar_of,
    scale,
    time_effects,
)
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.times import frames_of

_PITCH = "speed and kept pitch are not told apart in the file"


def _at_one(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.items:
        idle = [one for one in objects(named.value.get("effects")) if scalar_of(one) == 1]
        if idle:
            yield Hit(
                f"{named.label} has a change of speed to 100 percent.",
                partial(_remove, named.value, idle),
            )


def _remove(item: Json, idle: list[Json]) -> None:
    item["effects"] = [one for one in item["effects"] if not any(one is effect for effect in idle)]


def _forward(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.items:
        for effect in objects(named.value.get("effects")):
            scalar = scalar_of(effect)
            if scalar is not None and scalar > 0 and scalar != 1:
                yield Hit(f"{named.label} runs at {scalar * 100:g} percent.")


def _backward(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.items:
        for effect in objects(named.value.get("effects")):
            scalar = scalar_of(effect)
            if scalar is not None and scalar < 0:
                yield Hit(f"{named.label} plays in reverse.")


def _record_frames(inspection: Inspection) -> Iterator[Hit]:
    if inspection.current_dialect is Dialect.PREMIERE:
        return
    for named, _, speed in retimed_items(inspection, *CONSTANT):
        own = named.value.get("source_range")
        if isinstance(own, dict) and frames_of(own.get("duration")):
            yield Hit(
                f"{named.label} runs at {float(speed) * 100:g} percent and is counted in frames of "
                "the timeline.",
                partial(_count_media_frames, inspection, own["duration"], speed),
            )


def _count_media_frames(inspection: Inspection, duration: Json, speed: Fraction) -> None:
    scale(duration, speed)
    # Readers, Backbeat included, tell by Premiere's metadata that media is counted; not so with it.
    ours = metadata(inspection.timeline).get(NAMESPACE)
    if isinstance(ours, dict):
        ours.pop(RECORD_FRAMES, None)


def _frozen(inspection: Inspection) -> Iterator[Hit]:
    for named, _, _ in retimed_items(inspection, Retime.FREEZE):
        yield Hit(f"{named.label} is a freeze frame.")


def _ramped(inspection: Inspection) -> Iterator[Hit]:
    for named, _, _ in retimed_items(inspection, Retime.RAMP):
        if not any(premiere(effect) for effect in time_effects(named.value)):
            yield Hit(f"{named.label} has a speed ramp.")


RULES = (
    Rule(
        "retime-counting",
        Severity.RISK,
        "a retimed clip that is counted in frames of the timeline",
        f"Premiere counts in frames of media, {WRITER}",
        _record_frames,
        "counted in frames of its media",
    ),
    Rule(
        "speed-one",
        Severity.LOST,
        "a change of speed to 100 percent",
        f"Premiere drops the clip's Motion and Opacity then, {WRITER}",
        _at_one,
        "left out, since it changes nothing",
    ),
    Rule(
        "speed",
        Severity.RISK,
        "a constant change of speed",
        f"{_PITCH}, {WRITER}",
        _forward,
        advice="Look at Speed/Duration after the import: Maintain Audio Pitch may be off.",
    ),
    Rule(
        "reverse",
        Severity.RISK,
        "a clip that plays in reverse",
        "Premiere counts its start otherwise than OpenTimelineIO does: issue 1890 there, open",
        _backward,
        advice="Compare the clip's first frame after the import.",
    ),
    Rule(
        "freeze-frame",
        Severity.RISK,
        "a freeze frame",
        "no report of what becomes of one",
        _frozen,
        advice="Look at it after the import; Premiere makes one by Add Frame Hold.",
    ),
    Rule(
        "speed-ramp",
        Severity.LOST,
        "a speed ramp that Premiere did not write",
        "OpenTimelineIO has no schema for one, and no editor is known to read another's",
        _ramped,
        advice="Set it again in Premiere, by Time Remapping.",
    ),
)
