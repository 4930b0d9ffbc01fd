"""Rules about retimes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import Json, kind, objects
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.times import is_number

_PITCH = "speed and kept pitch are not told apart in the file"


def _scalar(effect: Json) -> float | None:
    scalar = effect.get("time_scalar")
    if kind(effect) == "FreezeFrame":
        return 0.0
    is_warp = kind(effect) == "LinearTimeWarp" and is_number(scalar)
    return float(scalar) if is_warp and scalar is not None else None


def _at_one(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.items:
        idle = [one for one in objects(named.value.get("effects")) if _scalar(one) == 1]
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
            scalar = _scalar(effect)
            if scalar is not None and scalar > 0 and scalar != 1:
                yield Hit(f"{named.label} runs at {scalar * 100:g} percent.")


def _backward(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.items:
        for effect in objects(named.value.get("effects")):
            scalar = _scalar(effect)
            if scalar is not None and scalar < 0:
                yield Hit(f"{named.label} plays in reverse.")


RULES = (
    Rule(
        "speed-one",
        Severity.LOST,
        "a change of speed to 100 percent",
        "Premiere drops the clip's Motion and Opacity then, known from the source of a writer made "
        "for it",
        _at_one,
        "left out, since it changes nothing",
    ),
    Rule(
        "speed",
        Severity.RISK,
        "a constant change of speed",
        f"{_PITCH}, known from the source of a writer made for Premiere",
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
)
