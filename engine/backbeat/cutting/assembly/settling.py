"""A candidate put on its clip's own pictures, so that its motion falls on the beat."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from backbeat.cutting.assembly.conformed import Conformed
from backbeat.cutting.assembly.places import Place
from backbeat.footage import Footage

_NEAR_FRAMES = 1.5
"""Motion is looked for this far from where frames of the timeline had it."""
_FIRST_SEEN = 1.0
"""Frames into a shot at which motion is seen: that of its first picture was before the cut."""
_TRIED = 6
_EVEN_S = 0.002
"""Longest that a picture of an even rate may be off its time."""
_EPS = 1e-6


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a shot starts in its clip."""

    source_start: Fraction
    """In seconds from the clip's first picture."""
    peak_s: float | None
    """The motion that is put on the beat, in seconds from the clip's first picture."""
    head: bool
    tail: bool
    """Whether the clip lasts for the dissolves before and after."""


def picture_time(footage: Footage, number: int) -> Fraction:
    """When a picture is shown, in seconds from the first; exact for an even rate."""
    shown = float(footage.times_s[number])
    if footage.variable or not footage.rate:
        return Fraction(shown)
    even = Fraction(number) / footage.rate
    # Some files state a rate that a picture of theirs does not keep to.
    return even if abs(float(even) - shown) < _EVEN_S else Fraction(shown)


def nearest_picture(footage: Footage, seconds: float) -> int:
    """Number of the picture whose start is nearest to a moment."""
    times = footage.times_s
    after = int(np.clip(np.searchsorted(times, seconds), 0, len(times) - 1))
    before = max(after - 1, 0)
    return before if seconds - times[before] <= times[after] - seconds else after


def settle(place: Place, clip: Conformed, start: int, beat: int, keep_words_whole: bool) -> Settled:
    """Puts a candidate on pictures.

    Args:
        place: the slot.
        clip: the clip.
        start: first frame of the candidate, at the timeline's rate.
        beat: index, among the beats of the place, that its motion lands on; -1: none.
        keep_words_whole: whether it may not start or end inside speech.
    """
    footage = clip.footage
    if footage.still:
        return Settled(Fraction(0), None, True, True)
    rate = float(clip.rate)
    wanted = start / rate
    peak = None
    if beat >= 0:
        offset = max(place.beats[beat].offset, _FIRST_SEEN) / rate
        peak = _peak(footage, wanted + offset, _NEAR_FRAMES / rate)
        if peak is not None:
            wanted = peak - offset
    length = place.frames / rate
    span = _span(clip, start / rate, length)
    head, tail = place.head / rate, place.tail / rate
    if span[0] + head > span[1] - length - tail:
        head = tail = 0.0
    wanted = max(min(wanted, span[1] - length - tail), span[0] + head)
    centre = nearest_picture(footage, wanted)
    near = range(max(centre - _TRIED, 0), min(centre + _TRIED + 1, len(footage.times_s)))
    ranked = sorted(near, key=lambda k: (abs(float(footage.times_s[k]) - wanted), k))
    whole = (lambda k: not _breaks_words(footage, k, length)) if keep_words_whole else None
    for before, after in ((head, tail), (0.0, 0.0)):
        for number in ranked:
            at = float(footage.times_s[number])
            fits = span[0] - _EPS <= at - before and at + length + after <= span[1] + _EPS
            if fits and (whole is None or whole(number)):
                return _settled(clip, place, picture_time(footage, number), peak, span)
    first = max(
        (n for n in ranked if float(footage.times_s[n]) + length <= footage.duration_s + _EPS),
        key=lambda k: -abs(float(footage.times_s[k]) - wanted),
        default=0,
    )
    return _settled(clip, place, picture_time(footage, first), peak, span)


def settle_at(place: Place, clip: Conformed, start: Fraction) -> Settled:
    """A shot that starts where the user said, on the nearest picture."""
    footage = clip.footage
    if footage.still:
        return Settled(Fraction(0), None, True, True)
    number = nearest_picture(footage, float(start))
    length = place.frames / float(clip.rate)
    while number > 0 and float(footage.times_s[number]) + length > footage.duration_s + _EPS:
        number -= 1
    at = picture_time(footage, number)
    return _settled(clip, place, at, None, _span(clip, float(at), length))


def _settled(
    clip: Conformed, place: Place, at: Fraction, peak: float | None, span: tuple[float, float]
) -> Settled:
    rate = float(clip.rate)
    end = float(at) + place.frames / rate
    head = float(at) - place.head / rate >= span[0] - _EPS
    tail = end + place.tail / rate <= span[1] + _EPS
    inside = peak is not None and float(at) <= peak < end
    return Settled(at, peak if inside else None, head, tail)


def _peak(footage: Footage, around: float, within: float) -> float | None:
    first, end = np.searchsorted(footage.times_s, [around - within, around + within])
    first = max(int(first), 1)
    if end <= first:
        return None
    return float(footage.times_s[first + int(np.argmax(footage.action[first:end]))])


def _span(clip: Conformed, start: float, length: float) -> tuple[float, float]:
    """The usable stretch that most of a shot lies in; the whole clip, where none does."""

    def shared(span: tuple[float, float]) -> float:
        return min(span[1], start + length) - max(span[0], start)

    whole = (0.0, clip.footage.duration_s)
    best = max(clip.spans, key=shared, default=whole)
    return best if shared(best) >= length / 2 else whole


def _breaks_words(footage: Footage, number: int, length: float) -> bool:
    at = float(footage.times_s[number])
    return any(
        span.start_s < moment < span.end_s
        for span in footage.speech
        for moment in (at, at + length)
    )
