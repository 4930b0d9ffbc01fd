"""What a cue's clip plays in the new cut: its prepared file as it is, or a part made anew of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from backbeat.foley.conform.outcomes import Anchored, NewPlace
from backbeat.foley.landing.reading import Landed
from backbeat.foley.landing.record import LandedSound, Place
from backbeat.foley.spine import Spine
from backbeat.timeline.time import nearest_frame

TOLERANCE_S = Fraction(2, 1000)
"""By how much a hit may be off its moment before its file is written anew."""
_NEAR_S = Fraction(1, 2)
"""How far somebody moves a sound off its picture on purpose."""
_EDGE_S = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a prepared file that is written anew. Times are in seconds."""

    begin: Fraction
    """In the new cut."""
    low: Fraction
    high: Fraction
    """In the prepared file."""
    length: Fraction
    """Of what is written; longer than the part: a bed that has to go on."""
    cut_in: bool = False
    cut_out: bool = False
    """Whether it begins or ends in the middle of the sound."""
    is_bed: bool = False


def anchored(one: Landed, old: Spine) -> Anchored:
    """A cue as it is heard in the old cut.

    A sound that somebody moved a little is off its picture by as much on purpose; one that is
    farther away was moved with the picture.

    Args:
        one: as it is in the timeline.
        old: the cut.
    """
    cue, time = one.cue, one.time
    off = time - cue.time
    end = None if cue.end is None else cue.end + off
    if cue.kind.is_bed and end is None and one.place is not None:
        end = one.place.end
    on_purpose = bool(off) and abs(off) <= _NEAR_S and _is_under_still(one, old)
    return Anchored(cue, time, end, cue.time if on_purpose else None)


def fitted(one: Landed, sound: LandedSound, was: Anchored, new: NewPlace, cut: Spine) -> Window:
    """What is played of a sound in a place of the new cut.

    Args:
        one: the cue in the old cut, with a clip.
        sound: its sound.
        was: the cue in the old cut.
        new: its place in the new one.
        cut: the new cut.
    """
    place = _place(one, sound)
    if was.cue.kind.is_bed and new.end is not None:
        window = _bed(place, was, new, new.end)
    elif new.end is not None:
        window = _lasting(place, was, new, new.end)
    else:
        head = sound.hit - place.media_start
        length = place.end - place.start
        window = Window(new.time - head, place.media_start, place.media_start + length, length)
    return _inside(window, cut.duration)


def as_it_is(window: Window, sound: LandedSound, rate: Fraction) -> Place | None:
    """Where a clip of the file as it is plays a window; None where it has to be written anew.

    Args:
        window: what is played.
        sound: whose it is.
        rate: frames a second of the new cut; clips begin on its frames.
    """
    if window.cut_in or window.cut_out or window.length != window.high - window.low:
        return None
    place = rounded(window, rate)
    in_point = (sound.clock + window.low) * rate
    is_exact = abs(place.start - window.begin) <= TOLERANCE_S and in_point.denominator == 1
    return place if is_exact else None


def rounded(window: Window, rate: Fraction) -> Place:
    """Where a clip that plays a window would be, to the nearest frame."""
    first = max(0, int(nearest_frame(window.begin, rate)[0]))
    count = max(1, int(nearest_frame(window.length, rate)[0]))
    return Place(first / rate, (first + count) / rate, window.low)


def _place(one: Landed, sound: LandedSound) -> Place:
    return one.place if one.place is not None else sound.place


def _lasting(place: Place, was: Anchored, new: NewPlace, end: Fraction) -> Window:
    """A piece of what lasts, with what sounds before its beginning and after its end."""
    at = place.file_time(new.old_time)
    stop = at + end - new.time
    first = new.old_time <= was.time + _EDGE_S
    last = new.old_time + end - new.time >= was.last - _EDGE_S
    whole = place.media_start + place.end - place.start
    low = place.media_start if first else at
    high = whole if last else min(stop, whole)
    return Window(new.time - (at - low), low, high, high - low, not first, not last)


def _bed(place: Place, was: Anchored, new: NewPlace, end: Fraction) -> Window:
    """A bed under a scene that may be longer or shorter, with what overlaps its neighbours."""
    before = was.time - place.start
    after = place.end - was.last
    length = before + (end - new.time) + after
    whole = place.end - place.start
    begins = abs(new.old_time - was.time) <= _EDGE_S
    low, high = place.media_start, place.media_start + whole
    if begins and abs(length - whole) <= _EDGE_S:
        return Window(new.time - before, low, high, whole)
    return Window(new.time - before, low, high, length, not begins, True, is_bed=True)


def _inside(window: Window, duration: Fraction) -> Window:
    """The part of a window that is in the new cut."""
    before = -window.begin
    if before > 0:
        window = replace(
            window,
            begin=Fraction(0),
            low=window.low + before,
            length=window.length - before,
            cut_in=True,
        )
    after = window.begin + window.length - duration
    if after > 0 and window.begin < duration:
        length = window.length - after
        high = window.high if window.is_bed else min(window.high, window.low + length)
        window = replace(window, high=high, length=length, cut_out=True)
    return window


def _is_under_still(one: Landed, old: Spine) -> bool:
    """Whether the picture that a cue was put to is where it was then."""
    noted, now = one.cue.under, old.under(one.cue.time)
    if noted is None or now is None or noted.media != now.media:
        return False
    return abs(noted.media_time - now.media_time) <= 1 / old.rate
