"""Rules about markers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import opentimelineio as otio

from backbeat.timeline.resolve_profile.members import Json, metadata
from backbeat.timeline.resolve_profile.rule import Hit, Rule, Severity
from backbeat.timeline.resolve_profile.sheet import Marked, Sheet
from backbeat.timeline.resolve_profile.times import frames_of, is_number, rational, seconds
from backbeat.timeline.time import canonical_rate

_NEVER_SEEN = frozenset({"ORANGE", "MAGENTA", "BLACK", "WHITE"})
"""Colours of OpenTimelineIO that Resolve does not have."""
_RESOLVES_OWN = frozenset({
    "FUCHSIA", "ROSE", "LAVENDER", "SKY", "MINT", "LEMON", "SAND", "COCOA", "CREAM",
})  # fmt: skip
"""Colours of Resolve's markers that OpenTimelineIO does not have."""
_BOTH = frozenset({"BLUE", "CYAN", "GREEN", "YELLOW", "RED", "PINK", "PURPLE"})
_KNOWN = _BOTH | _NEVER_SEEN | _RESOLVES_OWN
_PLAIN = str(otio.schema.MarkerColor.GREEN)


def _note(sheet: Sheet) -> Iterator[Hit]:
    for marker in sheet.markers:
        comment = marker.value.get("comment")
        if isinstance(comment, str) and comment.strip() and not _resolve_note(marker):
            yield Hit(
                f"{marker.called} has a comment and no note for Resolve.",
                partial(_copy_comment, marker.value, comment),
            )


def _resolve_note(marker: Marked) -> object:
    held = metadata(marker.value).get("Resolve_OTIO")
    return held.get("Note") if isinstance(held, dict) else None


def _copy_comment(marker: Json, comment: str) -> None:
    if not isinstance(marker.get("metadata"), dict):
        marker["metadata"] = {}
    held = marker["metadata"].get("Resolve_OTIO")
    keywords = {"Keywords": []} if not isinstance(held, dict) else held
    marker["metadata"]["Resolve_OTIO"] = {**keywords, "Note": comment}


def _no_length(sheet: Sheet) -> Iterator[Hit]:
    for marker in sheet.markers:
        held = marker.value.get("marked_range")
        duration = held.get("duration") if isinstance(held, dict) else None
        frames = frames_of(duration)
        if isinstance(held, dict) and isinstance(duration, dict) and frames is not None:
            if frames > 0:
                continue
            yield Hit(
                f"{marker.called} has no length.",
                partial(held.__setitem__, "duration", _one_frame(sheet, duration)),
            )


def _one_frame(sheet: Sheet, duration: Json) -> Json:
    """A frame of the timeline, at the rate the marker is counted at where that is one."""
    rate = duration.get("rate")
    if not is_number(rate) or rate is None or not 0 < rate < 1000:
        return rational(1, sheet.rate)
    frames = Fraction(canonical_rate(rate)) / canonical_rate(sheet.rate)
    return rational(frames if frames.denominator != 1 else frames.numerator, rate)


def _unnamed(sheet: Sheet) -> Iterator[Hit]:
    for marker in sheet.markers:
        if not marker.value.get("name"):
            comment = marker.value.get("comment")
            lines = comment.split("\n") if isinstance(comment, str) else [""]
            name = lines[0].strip() or "Marker"
            yield Hit(f"{marker.called}.", partial(marker.value.__setitem__, "name", name))


def _colour(sheet: Sheet) -> Iterator[Hit]:
    for marker in sheet.markers:
        colour = marker.value.get("color")
        # An object is a colour of a Marker.3, which has a rule of its own.
        if isinstance(colour, dict) or colour in _KNOWN:
            continue
        better = colour.upper() if isinstance(colour, str) else ""
        says = f"the colour {colour!r}" if colour else "no colour"
        yield Hit(
            f"{marker.called} has {says}.",
            partial(marker.value.__setitem__, "color", better if better in _KNOWN else _PLAIN),
        )


def _odd_colour(sheet: Sheet) -> Iterator[Hit]:
    for marker in sheet.markers:
        colour = marker.value.get("color")
        if isinstance(colour, str) and colour.upper() in _NEVER_SEEN | _RESOLVES_OWN:
            yield Hit(f"{marker.called} is {colour}.")


def _origin(sheet: Sheet) -> Iterator[Hit]:
    own = [marker for marker in sheet.markers if marker.on_timeline]
    if own and seconds(sheet.timeline.get("global_start_time")):
        start = sheet.label(0)
        markers = "1 marker" if len(own) == 1 else f"{len(own)} markers"
        yield Hit(f"The timeline starts at {start} and has {markers} of its own.")


def _unreachable(sheet: Sheet) -> Iterator[Hit]:
    end = Fraction(sheet.edit.duration) / sheet.edit.rate
    for marker in sheet.markers:
        at = _start(marker)
        if marker.on_timeline and at is not None and not 0 <= at < end:
            yield Hit(f"{marker.called} lies {'before' if at < 0 else 'after'} the timeline.")


def _on_one_frame(sheet: Sheet) -> Iterator[Hit]:
    places = Counter(_start(marker) for marker in sheet.markers if marker.on_timeline)
    for at, count in places.items():
        if at is not None and count > 1:
            label = sheet.label(at * sheet.edit.rate)
            yield Hit(f"{count} markers of the timeline share the frame {label}.")


def _start(marker: Marked) -> Fraction | None:
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
        _unnamed,
        "named by its comment's first line, or Marker",
    ),
    Rule(
        "marker-colour",
        Severity.RISK,
        "a marker of no colour, of an unknown one, or one in small letters",
        "Resolve's own exports have GREEN; its scripting refuses unknown colours",
        _colour,
        "written in capitals, or GREEN where nobody knows it",
    ),
    Rule(
        "marker-colour-unproven",
        Severity.RISK,
        "a marker of a colour that only OpenTimelineIO has, or only Resolve",
        "no report of what becomes of it; Resolve is thought to write its Mint as GREEN",
        _odd_colour,
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
        _unreachable,
        advice="Move it into the timeline.",
    ),
    Rule(
        "marker-shared",
        Severity.RISK,
        "several timeline markers on one frame",
        "Resolve's scripting refuses the second; no report of an import",
        _on_one_frame,
        advice="Keep one of them on that frame.",
    ),
)
