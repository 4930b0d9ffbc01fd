"""Rules about retimes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from backbeat.errors import TimelineError
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Dialect, Retime
from backbeat.timeline.numbers import number, spelled, spelling
from backbeat.timeline.origin import RECORD_FRAMES
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import Json, kind, metadata, objects
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.times import frames_of, is_number
from backbeat.timeline.retimes import retime_of

_TIME_EFFECTS = ("TimeEffect", "LinearTimeWarp", "FreezeFrame")
_CONSTANT = (Retime.LINEAR, Retime.REVERSED)


def media_used(inspection: Inspection, item: Json, duration: Fraction) -> Fraction:
    """Seconds of media that an item with a source range of `duration` seconds plays."""
    retime, speed = _retime(item)
    if retime is Retime.FREEZE:
        return Fraction(0)
    in_media_frames = retime in _CONSTANT and inspection.current_dialect is Dialect.PREMIERE
    return duration if in_media_frames else duration * speed


def _retime(item: Json) -> tuple[Retime, Fraction]:
    scalars = [
        _scalar(effect) for effect in objects(item.get("effects")) if kind(effect) in _TIME_EFFECTS
    ]
    try:
        return retime_of(scalars, "an item")
    except TimelineError:
        return Retime.RAMP, Fraction(1)


def _scalar(effect: Json) -> float | None:
    if kind(effect) == "FreezeFrame":
        return 0.0
    scalar = effect.get("time_scalar")
    linear = kind(effect) == "LinearTimeWarp" and is_number(scalar)
    return float(scalar) if linear and scalar is not None else None


def _media_frames(inspection: Inspection) -> Iterator[Hit]:
    if inspection.current_dialect is not Dialect.PREMIERE:
        return
    for named in inspection.layout.items:
        retime, speed = _retime(named.value)
        own = named.value.get("source_range")
        if retime in _CONSTANT and isinstance(own, dict) and isinstance(own.get("duration"), dict):
            yield Hit(
                f"{named.label} runs at {float(speed) * 100:g} percent and is counted in frames "
                "of its media.",
                partial(_count_record_frames, inspection, own["duration"], speed),
            )


def _count_record_frames(inspection: Inspection, duration: Json, speed: Fraction) -> None:
    frames = frames_of(duration)
    if frames is not None:
        like = spelling(duration["value"])
        duration["value"] = number(spelled(Fraction(frames) / speed, like))
    # Tells later readers, Backbeat included, that retimes are no longer counted as in Premiere.
    held = inspection.timeline.setdefault("metadata", {})
    own_metadata = held.get(NAMESPACE)
    held[NAMESPACE] = {
        **(own_metadata if isinstance(own_metadata, dict) else {}),
        RECORD_FRAMES: True,
    }


def _constant(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.items:
        retime, speed = _retime(named.value)
        if retime in _CONSTANT:
            direction = " backwards" if retime is Retime.REVERSED else ""
            yield Hit(f"{named.label} runs{direction} at {float(speed) * 100:g} percent.")


def _freeze(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.items:
        if _retime(named.value)[0] is Retime.FREEZE:
            yield Hit(f"{named.label} is a freeze frame.")


def _ramp(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.items:
        if _retime(named.value)[0] is Retime.RAMP and not _by_resolve(named.value):
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
