"""Rules about speed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from backbeat.errors import TimelineError
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Dialect, Retime
from backbeat.timeline.numbers import number, spelled, spelling
from backbeat.timeline.origin import RECORD_FRAMES
from backbeat.timeline.resolve_profile.members import Json, kind, metadata, objects
from backbeat.timeline.resolve_profile.rule import Hit, Rule, Severity
from backbeat.timeline.resolve_profile.sheet import Sheet
from backbeat.timeline.resolve_profile.times import frames_of, is_number
from backbeat.timeline.retimes import retime_of

_TIME_EFFECTS = ("TimeEffect", "LinearTimeWarp", "FreezeFrame")
_CONSTANT = (Retime.LINEAR, Retime.REVERSED)


def media_used(sheet: Sheet, item: Json, duration: Fraction) -> Fraction:
    """Seconds of media that an item plays, whose source range lasts `duration` seconds."""
    retime, speed = _retime(item)
    if retime is Retime.FREEZE:
        return Fraction(0)
    in_media_frames = retime in _CONSTANT and sheet.dialect_now is Dialect.PREMIERE
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


def _media_frames(sheet: Sheet) -> Iterator[Hit]:
    if sheet.dialect_now is not Dialect.PREMIERE:
        return
    for place in sheet.layout.items:
        retime, speed = _retime(place.value)
        own = place.value.get("source_range")
        if retime in _CONSTANT and isinstance(own, dict) and isinstance(own.get("duration"), dict):
            yield Hit(
                f"{place.called} runs at {float(speed) * 100:g} percent and is counted in frames "
                "of its media.",
                partial(_count_record_frames, sheet, own["duration"], speed),
            )


def _count_record_frames(sheet: Sheet, duration: Json, speed: Fraction) -> None:
    frames = frames_of(duration)
    if frames is not None:
        like = spelling(duration["value"])
        duration["value"] = number(spelled(Fraction(frames) / speed, like))
    # Says to the next reader, ours included, that this is no longer Premiere's counting.
    held = sheet.timeline.setdefault("metadata", {})
    ours = held.get(NAMESPACE)
    held[NAMESPACE] = {**(ours if isinstance(ours, dict) else {}), RECORD_FRAMES: True}


def _constant(sheet: Sheet) -> Iterator[Hit]:
    for place in sheet.layout.items:
        retime, speed = _retime(place.value)
        if retime in _CONSTANT:
            way = " backwards" if retime is Retime.REVERSED else ""
            yield Hit(f"{place.called} runs{way} at {float(speed) * 100:g} percent.")


def _freeze(sheet: Sheet) -> Iterator[Hit]:
    for place in sheet.layout.items:
        if _retime(place.value)[0] is Retime.FREEZE:
            yield Hit(f"{place.called} is a freeze frame.")


def _ramp(sheet: Sheet) -> Iterator[Hit]:
    for place in sheet.layout.items:
        if _retime(place.value)[0] is Retime.RAMP and not _by_resolve(place.value):
            yield Hit(f"{place.called} has a speed ramp of another editor.")


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
