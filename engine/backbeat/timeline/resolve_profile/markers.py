"""Rules about markers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import opentimelineio as otio

from backbeat.timeline.profile.inspection import Inspection, NamedMarker
from backbeat.timeline.profile.members import Json, metadata
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.times import frames_of, is_number, rational, seconds
from backbeat.timeline.time import canonical_rate

_OTIO_ONLY = frozenset({"ORANGE", "MAGENTA", "BLACK", "WHITE"})
"""Colours of OpenTimelineIO that Resolve does not have."""
_RESOLVE_ONLY = frozenset({
    "FUCHSIA", "ROSE", "LAVENDER", "SKY", "MINT", "LEMON", "SAND", "COCOA", "CREAM",
})  # fmt: skip
"""Colours of Resolve's markers that OpenTimelineIO does not have."""
_COMMON = frozenset({"BLUE", "CYAN", "GREEN", "YELLOW", "RED", "PINK", "PURPLE"})
_KNOWN = _COMMON | _OTIO_ONLY | _RESOLVE_ONLY
_DEFAULT_COLOUR = str(otio.schema.MarkerColor.GREEN)


def _note(inspection: Inspection) -> Iterator[Hit]:
    for marker in inspection.markers:
        comment = marker.value.get("comment")
        if isinstance(comment, str) and comment.strip() and not _resolve_note(marker):
            yield Hit(
                f"{marker.label} has a comment and no note for Resolve.",
                partial(_copy_comment, marker.value, comment),
            )


def _resolve_note(marker: NamedMarker) -> object:
    held = metadata(marker.value).get("Resolve_OTIO")
    return held.get("Note") if isinstance(held, dict) else None


def _copy_comment(marker: Json, comment: str) -> None:
    if not isinstance(marker.get("metadata"), dict):
        marker["metadata"] = {}
    held = marker["metadata"].get("Resolve_OTIO")
    keywords = {"Keywords": []} if not isinstance(held, dict) else held
    marker["metadata"]["Resolve_OTIO"] = {**keywords, "Note": comment}


def _no_length(inspection: Inspection) -> Iterator[Hit]:
    for marker in inspection.markers:
        held = marker.value.get("marked_range")
        duration = held.get("duration") if isinstance(held, dict) else None
        frames = frames_of(duration)
        if isinstance(held, dict) and isinstance(duration, dict) and frames is not None:
            if frames > 0:
                continue
            yield Hit(
                f"{marker.label} has no length.",
                partial(held.__setitem__, "duration", _one_frame(inspection, duration)),
            )


def _one_frame(inspection: Inspection, duration: Json) -> Json:
    """A frame of the timeline, at the rate the marker is counted at where that is one."""
    rate = duration.get("rate")
    if not is_number(rate) or rate is None or not 0 < rate < 1000:
        return rational(1, inspection.rate)
    frames = Fraction(canonical_rate(rate)) / canonical_rate(inspection.rate)
    return rational(frames if frames.denominator != 1 else frames.numerator, rate)


def _no_name(inspection: Inspection) -> Iterator[Hit]:
    for marker in inspection.markers:
        if not marker.value.get("name"):
            comment = marker.value.get("comment")
            lines = comment.split("\n") if isinstance(comment, str) else [""]
            name = lines[0].strip() or "Marker"
            yield Hit(f"{marker.label}.", partial(marker.value.__setitem__, "name", name))


def _colour(inspection: Inspection) -> Iterator[Hit]:
    for marker in inspection.markers:
        colour = marker.value.get("color")
        # An object is a colour of a Marker.3, which has a rule of its own.
        if isinstance(colour, dict) or colour in _KNOWN:
            continue
        upper_case = colour.upper() if isinstance(colour, str) else ""
        colour_text = f"the colour {colour!r}" if colour else "no colour"
        yield Hit(
            f"{marker.label} has {colour_text}.",
            partial(
                marker.value.__setitem__,
                "color",
                upper_case if upper_case in _KNOWN else _DEFAULT_COLOUR,
            ),
        )


def _uncommon_colour(inspection: Inspection) -> Iterator[Hit]:
    for marker in inspection.markers:
        colour = marker.value.get("color")
        if isinstance(colour, str) and colour.upper() in _OTIO_ONLY | _RESOLVE_ONLY:
            yield Hit(f"{marker.label} is {colour}.")


def _origin(inspection: Inspection) -> Iterator[Hit]:
    own = [marker for marker in inspection.markers if marker.on_timeline]
    if own and seconds(inspection.timeline.get("global_start_time")):
        start = inspection.label(0)
        markers = "1 marker" if len(own) == 1 else f"{len(own)} markers"
        yield Hit(f"The timeline starts at {start} and has {markers} of its own.")


def _outside_timeline(inspection: Inspection) -> Iterator[Hit]:
    end = Fraction(inspection.edit.duration) / inspection.edit.rate
    for marker in inspection.markers:
        at = _start(marker)
        if marker.on_timeline and at is not None and not 0 <= at < end:
            yield Hit(f"{marker.label} lies {'before' if at < 0 else 'after'} the timeline.")


def _shared_frame(inspection: Inspection) -> Iterator[Hit]:
    places = Counter(_start(marker) for marker in inspection.markers if marker.on_timeline)
    for at, count in places.items():
        if at is not None and count > 1:
            label = inspection.label(at * inspection.edit.rate)
            yield Hit(f"{count} markers of the timeline share the frame {label}.")


def _start(marker: NamedMarker) -> Fraction | None:
    held = marker.value.get("marked_range")
    return seconds(held.get("start_time")) if isinstance(held, dict) else None


RULES = (
    Rule(
        "marker-note",
        Severity.LOST,
        "a marker's comment",
        "reported, 21: Resolve shows metadata.Resolve_OTIO.Note and ignores the comment",
        _note,
        "copied to where Resolve looks, beside the comment",
    ),
    Rule(
        "marker-length",
        Severity.RISK,
        "a marker of no length",
        "Resolve's own are a frame long, and its scripting refuses shorter ones",
        _no_length,
        "made a frame long",
    ),
    Rule(
        "marker-name",
        Severity.RISK,
        "a marker without a name",
        "Resolve's scripting refuses it; no report of an import",
        _no_name,
        "named by its comment's first line, or Marker",
    ),
    Rule(
        "marker-colour",
        Severity.RISK,
        "a marker of no colour, of an unknown one, or one in small letters",
        "Resolve's own exports have GREEN; its scripting refuses unknown colours",
        _colour,
        "written in capitals, or GREEN if it is unknown",
    ),
    Rule(
        "marker-colour-unproven",
        Severity.RISK,
        "a marker of a colour that only OpenTimelineIO has, or only Resolve",
        "no report of what becomes of it; Resolve is thought to write its Mint as GREEN",
        _uncommon_colour,
        advice="Do not rely on the colour; the name comes along.",
    ),
    Rule(
        "marker-origin",
        Severity.RISK,
        "markers of a timeline that does not start at zero",
        "timeline markers are reported kept, but not whether they count from the timeline's first "
        "frame, as OpenTimelineIO has it and is written here, or from zero hours",
        _origin,
        advice="Look at the first one after the import.",
    ),
    Rule(
        "marker-outside",
        Severity.LOST,
        "a timeline marker before the first frame or after the last",
        "reported of scripting: one after the end is accepted and never seen, one before refused",
        _outside_timeline,
        advice="Move it into the timeline.",
    ),
    Rule(
        "marker-shared",
        Severity.RISK,
        "several timeline markers on one frame",
        "Resolve's scripting refuses the second; no report of an import",
        _shared_frame,
        advice="Keep one of them on that frame.",
    ),
)
