"""Rules about the part of its media that a clip plays, and the clock that it is counted on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.numbers import Number, Spelled
from backbeat.timeline.profile.inspection import Inspection, NamedObject
from backbeat.timeline.profile.members import Json, active, objects
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.times import frames_of, shift, span, time_range
from backbeat.timeline.resolve_profile.media_paths import url_of
from backbeat.timeline.resolve_profile.retimes import media_used
from backbeat.timeline.resolve_profile.source_ranges import still
from backbeat.timeline.time import canonical_rate

Extent = tuple[Fraction, Fraction]
"""Start and length in seconds."""


def _played(inspection: Inspection) -> Iterator[tuple[NamedObject, Json]]:
    """The clips that play a file or an image sequence, with their active media reference."""
    for named in inspection.clips:
        reference = active(named.value)
        if url_of(reference):
            yield named, reference


def _is_still(available: object) -> bool:
    """Whether a range has one frame or none, which editors write for a still of any length."""
    if not isinstance(available, dict):
        return False
    frames = frames_of(available.get("duration"))
    return frames is not None and frames <= 1


def _counted_from_zero(inspection: Inspection) -> Iterator[Hit]:
    if inspection.by_resolve:
        return
    tolerance = _frame_tolerance(inspection)
    for named, reference in _played(inspection):
        used, stated = _used(inspection, named.value), span(reference.get("available_range"))
        if used is None or stated is None or _is_still(reference.get("available_range")):
            continue
        media = inspection.media_of(reference)
        if media is not None and _is_within(used, (media.start, media.duration), tolerance):
            continue
        shifted = (used[0] + stated[0], used[1])
        if not _is_within(used, stated, tolerance) and _is_within(shifted, stated, tolerance):
            yield Hit(
                f"{named.label} starts {_time_text(used[0])} into media stated to start at "
                f"{_time_text(stated[0])}.",
                partial(_shift_source, named.value, stated[0]),
            )


def _other_origin(inspection: Inspection) -> Iterator[Hit]:
    if inspection.by_resolve:
        return
    for named, reference in _played(inspection):
        offset = _origin_offset(inspection, named.value, reference)
        if offset:
            media = inspection.media_of(reference)
            start = media.start if media else Fraction(0)
            yield Hit(
                f"{named.label} counts its media from {_time_text(start - offset)}, "
                f"but the media itself starts at {_time_text(start)}.",
                partial(_shift_clip, named.value, reference, offset),
            )


def _origin_offset(inspection: Inspection, clip: Json, reference: Json) -> Fraction:
    """Seconds from the clock a clip is counted on to its media's own; 0 if they agree."""
    media, available = inspection.media_of(reference), reference.get("available_range")
    if media is None or media.unlimited or _is_still(available):
        return Fraction(0)
    used, stated = _used(inspection, clip), span(available)
    tolerance = _frame_tolerance(inspection)
    if stated is None:
        # The file does not state the clock: it is the media's if that fits, else it starts at zero.
        if used is None or _is_within(used, (media.start, media.duration), tolerance):
            return Fraction(0)
        offset = media.start
    else:
        if _is_within(stated, (media.start, media.duration), tolerance):
            return Fraction(0)
        offset = media.start - stated[0]
    if abs(offset) <= tolerance:
        return Fraction(0)
    part = used or stated or (Fraction(0), Fraction(0))
    shifted = (part[0] + offset, part[1])
    return offset if _is_within(shifted, (media.start, media.duration), tolerance) else Fraction(0)


def _shift_clip(clip: Json, reference: Json, by: Fraction) -> None:
    _shift_source(clip, by)
    available = reference.get("available_range")
    if isinstance(available, dict):
        shift(available["start_time"], by)


def _shift_source(clip: Json, by: Fraction) -> None:
    # A clip's markers are counted on the clock of its media.
    ranges = [marker.get("marked_range") for marker in objects(clip.get("markers"))]
    for held in (clip.get("source_range"), *ranges):
        if isinstance(held, dict):
            shift(held["start_time"], by)


def _outside(inspection: Inspection) -> Iterator[Hit]:
    tolerance = _frame_tolerance(inspection)
    for named, reference in _played(inspection):
        available = reference.get("available_range")
        if _is_still(available):
            continue
        used, media = _used(inspection, named.value), inspection.media_of(reference)
        if used is None or (media is not None and media.unlimited):
            continue
        real = (media.start, media.duration) if media is not None else None
        stated = span(available)
        if stated is not None and not _is_within(used, stated, tolerance):
            played, available_text = _extent_text(used), _extent_text(stated)
            message = f"{named.label} plays {played} of media stated as {available_text}."
            repairs = media is not None and real is not None and _is_within(used, real, tolerance)
            yield Hit(
                message,
                partial(_state, inspection, reference, media) if repairs and media else None,
            )
        elif (
            real is not None
            and not _is_within(used, real, tolerance)
            and _clock_agrees(inspection, named)
        ):
            yield Hit(f"{named.label} plays {_extent_text(used)} of media of {_extent_text(real)}.")


def _clock_agrees(inspection: Inspection, named: NamedObject) -> bool:
    """Whether the clip is counted on its media's clock, so that it is too long for its media."""
    reference = active(named.value)
    return not inspection.by_resolve and not _origin_offset(inspection, named.value, reference)


def _unstated(inspection: Inspection) -> Iterator[Hit]:
    for named, reference in _played(inspection):
        if span(reference.get("available_range")) is None:
            media = inspection.media_of(reference)
            used = _used(inspection, named.value)
            yield Hit(
                f"{named.label} does not say how much media there is.",
                partial(_state, inspection, reference, media) if media and used else None,
            )


def _state(inspection: Inspection, reference: Json, media: MediaRange) -> None:
    if media.unlimited:
        reference["available_range"] = still(inspection)
        return
    rate: Number = Spelled(repr(float(media.rate))) if media.rate is not None else inspection.rate
    reference["available_range"] = time_range(media.start, media.duration, rate)


def _used(inspection: Inspection, clip: Json) -> Extent | None:
    """The part of its media that a clip plays; None if it has no source range."""
    own = span(clip.get("source_range"))
    return None if own is None else (own[0], media_used(inspection, clip, own[1]))


def _frame_tolerance(inspection: Inspection) -> Fraction:
    """One frame, in seconds: media of another rate ends between frames of the timeline."""
    return 1 / canonical_rate(inspection.rate)


def _is_within(part: Extent, whole: Extent, tolerance: Fraction) -> bool:
    return part[0] >= whole[0] - tolerance and part[0] + part[1] <= whole[0] + whole[1] + tolerance


def _extent_text(part: Extent) -> str:
    return f"{_time_text(part[0])} to {_time_text(part[0] + part[1])}"


def _time_text(seconds: Fraction) -> str:
    sign = "-" if seconds < 0 else ""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{sign}{hours}:{minutes:02}:{float(rest):06.3f}"


RULES = (
    Rule(
        "source-origin",
        Severity.REFUSED,
        "a clip counted from zero, where the file says that its media starts at a timecode",
        "reported, 19.1, by bisection: no timeline comes, and no message",
        _counted_from_zero,
        "counted from where its media starts, its markers too",
    ),
    Rule(
        "media-origin",
        Severity.REFUSED,
        "a clip counted from zero, or from elsewhere, where its media has a timecode",
        "reported by two, one by bisection in 19.1: no timeline comes, and no message",
        _other_origin,
        "counted from the media's own start: source range, available range and the clip's markers",
    ),
    Rule(
        "outside-media",
        Severity.REFUSED,
        "a clip that plays more than its available range holds",
        "reported, 19.1: the source range must lie inside the available range",
        _outside,
        "given the range of the media itself, where that holds what is played",
        "Trim the clip in the editor, or relink it to the media it was cut from.",
    ),
    Rule(
        "available-range",
        Severity.RISK,
        "a clip that does not say how much media there is",
        "Resolve's own exports always do; no report of an import without",
        _unstated,
        "taken from the media itself, where that is here",
        "Put the media where the timeline looks for it.",
    ),
)
