"""Retimes of a timeline's items, and the counting of their ranges."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backbeat.errors import TimelineError
from backbeat.timeline.model import Retime
from backbeat.timeline.numbers import number, spelled, spelling
from backbeat.timeline.profile.inspection import Inspection, NamedObject
from backbeat.timeline.profile.members import Json, kind, objects
from backbeat.timeline.profile.times import frames_of, is_number
from backbeat.timeline.retimes import retime_of

CONSTANT = (Retime.LINEAR, Retime.REVERSED)
"""Those at one speed other than the media's own."""
_TIME_EFFECTS = ("TimeEffect", "LinearTimeWarp", "FreezeFrame")


def time_effects(item: Json) -> list[Json]:
    """The effects of an item that change its time."""
    return [effect for effect in objects(item.get("effects")) if kind(effect) in _TIME_EFFECTS]


def scalar_of(effect: Json) -> float | None:
    """The time scalar of an effect; None if it has no constant one."""
    if kind(effect) == "FreezeFrame":
        return 0.0
    scalar = effect.get("time_scalar")
    linear = kind(effect) == "LinearTimeWarp" and is_number(scalar)
    return float(scalar) if linear and scalar is not None else None


def retime_of_item(item: Json) -> tuple[Retime, Fraction]:
    """How an item is retimed, and the frames of media played for each record frame."""
    try:
        return retime_of([scalar_of(effect) for effect in time_effects(item)], "an item")
    except TimelineError:
        return Retime.RAMP, Fraction(1)


def retimed_items(
    inspection: Inspection, *retimes: Retime
) -> Iterator[tuple[NamedObject, Retime, Fraction]]:
    """The items that are retimed in one of these ways."""
    for named in inspection.layout.items:
        retime, speed = retime_of_item(named.value)
        if retime in retimes:
            yield named, retime, speed


def scale(duration: Json, by: Fraction) -> None:
    """Counts a RationalTime in other frames, in its own spelling."""
    frames = frames_of(duration)
    if frames is not None:
        duration["value"] = number(spelled(Fraction(frames) * by, spelling(duration["value"])))
