"""Rules about what is not known to survive an import."""

from __future__ import annotations

from collections.abc import Iterator

from backbeat.timeline.premiere_profile.own_metadata import KEY
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import Json, kind, metadata, objects
from backbeat.timeline.profile.rule import Hit, Rule, Severity

_NO_REPORT = "writers made for Premiere write them; nobody reports what it reads"


def _markers(inspection: Inspection) -> Iterator[Hit]:
    count = len(inspection.markers)
    if count:
        are = "is 1 marker" if count == 1 else f"are {count} markers"
        yield Hit(f"There {are}.")


def _transitions(inspection: Inspection) -> Iterator[Hit]:
    for named, _, _ in inspection.layout.transitions:
        yield Hit(f"{named.label} may come in otherwise.")


def _nested(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.layout.items:
        if kind(named.value) in ("Stack", "Timeline", "Track"):
            yield Hit(f"{named.label} is a nested timeline.")


def _effects(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.effects:
        foreign = kind(named.value) == "Effect" and KEY not in metadata(named.value)
        if foreign and not _is_idle(named.value):
            yield Hit(
                f"{named.label} has the effect {_name(named.value)}, which is not Premiere's."
            )


def _is_idle(effect: Json) -> bool:
    """Whether it is one of those that Resolve writes with every clip, and nobody has touched it."""
    own = metadata(effect).get("Resolve_OTIO")
    parameters = objects(own.get("Parameters")) if isinstance(own, dict) else []
    return bool(parameters) and all(
        not one.get("Key Frames")
        and "Default Parameter Value" in one
        and one.get("Parameter Value") == one["Default Parameter Value"]
        for one in parameters
    )


def _name(effect: Json) -> str:
    own = metadata(effect).get("Resolve_OTIO")
    by_resolve = own.get("Effect Name") if isinstance(own, dict) else None
    return str(by_resolve or effect.get("effect_name") or effect.get("name") or "without a name")


RULES = (
    Rule(
        "effect",
        Severity.LOST,
        "an effect that Premiere did not write, such as another editor's levels and fades",
        "every effect has Premiere's own name for it, known from the source of a writer made for "
        "it; nobody reports how it counts levels",
        _effects,
        advice="Set it again in Premiere; for levels, bring the mix as a file.",
    ),
    Rule(
        "markers",
        Severity.RISK,
        "markers, and their colours",
        _NO_REPORT,
        _markers,
        advice="The panel puts beat markers itself, and says how many are there.",
    ),
    Rule(
        "transition",
        Severity.RISK,
        "a transition",
        _NO_REPORT,
        _transitions,
        advice="Look at it after the import.",
    ),
    Rule(
        "nested",
        Severity.RISK,
        "a nested timeline",
        "no report of what becomes of one",
        _nested,
        advice="Look at it after the import, or flatten it before.",
    ),
)
