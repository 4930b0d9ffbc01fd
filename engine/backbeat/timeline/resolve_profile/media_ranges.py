"""Rules about which part of its media a clip plays, and on whose clock that is counted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.numbers import Number, Spelled
from backbeat.timeline.resolve_profile.media_paths import url_of
from backbeat.timeline.resolve_profile.members import Json, active, objects
from backbeat.timeline.resolve_profile.retimes import media_used
from backbeat.timeline.resolve_profile.rule import Hit, Rule, Severity
from backbeat.timeline.resolve_profile.sheet import Place, Sheet
from backbeat.timeline.resolve_profile.source_ranges import still
from backbeat.timeline.resolve_profile.times import frames_of, shift, span, time_range
from backbeat.timeline.time import canonical_rate

Extent = tuple[Fraction, Fraction]
"""Start and length in seconds."""


def _played(sheet: Sheet) -> Iterator[tuple[Place, Json]]:
    """The clips that play a file or an image sequence, with what refers to it."""
    for place in sheet.clips:
        reference = active(place.value)
        if url_of(reference):
            yield place, reference


def _is_still(available: object) -> bool:
    """A range of a picture or none, which editors write for a still of any length."""
    if not isinstance(available, dict):
        return False
    frames = frames_of(available.get("duration"))
    return frames is not None and frames <= 1


def _from_zero(sheet: Sheet) -> Iterator[Hit]:
    if sheet.by_resolve:
        return
    near = _near(sheet)
    for place, reference in _played(sheet):
        used, stated = _used(sheet, place.value), span(reference.get("available_range"))
        if used is None or stated is None or _is_still(reference.get("available_range")):
            continue
        media = sheet.media_of(reference)
        if media is not None and _within(used, (media.start, media.duration), near):
            continue
        moved = (used[0] + stated[0], used[1])
        if not _within(used, stated, near) and _within(moved, stated, near):
            yield Hit(
                f"{place.called} starts {_clock(used[0])} into media stated to start at "
                f"{_clock(stated[0])}.",
                partial(_shift_source, place.value, stated[0]),
            )


def _origin(sheet: Sheet) -> Iterator[Hit]:
    if sheet.by_resolve:
        return
    for place, reference in _played(sheet):
        off = _off_origin(sheet, place.value, reference)
        if off:
            media = sheet.media_of(reference)
            start = media.start if media else Fraction(0)
            yield Hit(
                f"{place.called} counts its media from {_clock(start - off)}, "
                f"but the media itself starts at {_clock(start)}.",
                partial(_shift_clip, place.value, reference, off),
            )


def _off_origin(sheet: Sheet, clip: Json, reference: Json) -> Fraction:
    """Seconds from the clock a clip counts on to its media's own; 0 where they agree."""
    media, available = sheet.media_of(reference), reference.get("available_range")
    if media is None or media.unlimited or _is_still(available):
        return Fraction(0)
    used, stated = _used(sheet, clip), span(available)
    near = _near(sheet)
    if stated is None:
        # Nobody says where the clip counts from: from the media's clock, or else from zero.
        if used is None or _within(used, (media.start, media.duration), near):
            return Fraction(0)
        off = media.start
    else:
        if _within(stated, (media.start, media.duration), near):
            return Fraction(0)
        off = media.start - stated[0]
    if abs(off) <= near:
        return Fraction(0)
    part = used or stated or (Fraction(0), Fraction(0))
    moved = (part[0] + off, part[1])
    return off if _within(moved, (media.start, media.duration), near) else Fraction(0)


def _shift_clip(clip: Json, reference: Json, by: Fraction) -> None:
    _shift_source(clip, by)
    available = reference.get("available_range")
    if isinstance(available, dict):
        shift(available["start_time"], by)


def _shift_source(clip: Json, by: Fraction) -> None:
    # A clip's markers lie on the clock of its media.
    ranges = [marker.get("marked_range") for marker in objects(clip.get("markers"))]
    for held in (clip.get("source_range"), *ranges):
        if isinstance(held, dict):
            shift(held["start_time"], by)


def _outside(sheet: Sheet) -> Iterator[Hit]:
    near = _near(sheet)
    for place, reference in _played(sheet):
        available = reference.get("available_range")
        if _is_still(available):
            continue
        used, media = _used(sheet, place.value), sheet.media_of(reference)
        if used is None or (media is not None and media.unlimited):
            continue
        real = (media.start, media.duration) if media is not None else None
        stated = span(available)
        if stated is not None and not _within(used, stated, near):
            says = f"{place.called} plays {_extent(used)} of media stated as {_extent(stated)}."
            repairs = media is not None and real is not None and _within(used, real, near)
            yield Hit(says, partial(_state, sheet, reference, media) if repairs and media else None)
        elif real is not None and not _within(used, real, near) and _clock_agrees(sheet, place):
            yield Hit(f"{place.called} plays {_extent(used)} of media of {_extent(real)}.")


def _clock_agrees(sheet: Sheet, place: Place) -> bool:
    """Whether nothing but the clip's length can be why it lies outside its media."""
    reference = active(place.value)
    return not sheet.by_resolve and not _off_origin(sheet, place.value, reference)


def _unstated(sheet: Sheet) -> Iterator[Hit]:
    for place, reference in _played(sheet):
        if span(reference.get("available_range")) is None:
            media = sheet.media_of(reference)
            used = _used(sheet, place.value)
            yield Hit(
                f"{place.called} does not say how much media there is.",
                partial(_state, sheet, reference, media) if media and used else None,
            )


def _state(sheet: Sheet, reference: Json, media: MediaRange) -> None:
    if media.unlimited:
        reference["available_range"] = still(sheet)
        return
    rate: Number = Spelled(repr(float(media.rate))) if media.rate is not None else sheet.rate
    reference["available_range"] = time_range(media.start, media.duration, rate)


def _used(sheet: Sheet, clip: Json) -> Extent | None:
    """The part of its media that a clip plays; None where it does not say."""
    own = span(clip.get("source_range"))
    return None if own is None else (own[0], media_used(sheet, clip, own[1]))


def _near(sheet: Sheet) -> Fraction:
    """A frame: media at another rate ends between frames of the timeline."""
    return 1 / canonical_rate(sheet.rate)


def _within(part: Extent, whole: Extent, near: Fraction) -> bool:
    return part[0] >= whole[0] - near and part[0] + part[1] <= whole[0] + whole[1] + near


def _extent(part: Extent) -> str:
    return f"{_clock(part[0])} to {_clock(part[0] + part[1])}"


def _clock(seconds: Fraction) -> str:
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
        _from_zero,
        "counted from where its media starts, its markers too",
    ),
    Rule(
        "media-origin",
        Severity.REFUSED,
        "a clip counted from zero, or from elsewhere, where its media has a timecode",
        "reported by two, one by bisection in 19.1: no timeline comes, and no message",
        _origin,
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
