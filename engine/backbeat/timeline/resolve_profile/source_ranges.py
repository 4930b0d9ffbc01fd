"""Rules about the rates and presence of ranges of clips and media."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from backbeat.timeline.jsontree import copied
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import Json, active, references
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.times import rate_of, time_range
from backbeat.timeline.time import canonical_rate


def _zero_rate(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        for reference in references(named.value).values():
            available = reference.get("available_range") if isinstance(reference, dict) else None
            if not isinstance(available, dict):
                continue
            rates = [
                time.get("rate")
                for time in (available.get("start_time"), available.get("duration"))
                if isinstance(time, dict)
            ]
            if any(rate == 0 for rate in rates):
                yield Hit(
                    f"{named.label} has media of zero frames a second.",
                    partial(reference.__setitem__, "available_range", still(inspection)),
                )


def still(inspection: Inspection) -> Json:
    """The available range that Resolve writes for a still: one frame at the timeline's rate."""
    return time_range(Fraction(0), 1 / canonical_rate(inspection.rate), inspection.rate)


def _no_source_range(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        available = active(named.value).get("available_range")
        if named.value.get("source_range") is None and isinstance(available, dict):
            yield Hit(
                f"{named.label} has no source range of its own.",
                partial(named.value.__setitem__, "source_range", copied(available)),
            )


def _source_rate(inspection: Inspection) -> Iterator[Hit]:
    rate = canonical_rate(inspection.rate)
    for named in inspection.clips:
        own = named.value.get("source_range")
        counted = rate_of(own.get("duration")) if isinstance(own, dict) else None
        if counted is not None and counted != rate:
            yield Hit(
                f"{named.label} is counted at {float(counted):g} in a timeline at {float(rate):g}."
            )


RULES = (
    Rule(
        "zero-rate",
        Severity.RISK,
        "media of zero frames a second, as Kdenlive writes for stills",
        "no report; Resolve's own exports say one frame at the timeline's rate",
        _zero_rate,
        "written as one frame",
    ),
    Rule(
        "source-range",
        Severity.RISK,
        "a clip without a source range",
        "Resolve's own exports always have one; no report of an import without",
        _no_source_range,
        "written out: all of its media",
    ),
    Rule(
        "source-rate",
        Severity.RISK,
        "a clip counted at another rate than the timeline's",
        "Resolve's own exports count it at the timeline's rate; another tool writes the media's, "
        "unconfirmed",
        _source_rate,
        advice="Look at the clip's first and last frame after the import.",
    ),
)
