"""What the request wants of the material, with its clips found and its times read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from backbeat.cutting.assembly import Order, Pin, Skip, Wishes
from backbeat.errors import RequestError
from backbeat.footage import Footage
from backbeat.timeline.time import Clock, from_timecode
from backbeat.timeline.typed_time import Unit, parse_position
from backbeat.v1 import assembly_pb2 as pb
from backbeat.workflows.cut.clips import clip_called

_ORDERS = {
    pb.CLIP_ORDER_UNSPECIFIED: Order.BEST,
    pb.CLIP_ORDER_GIVEN: Order.GIVEN,
    pb.CLIP_ORDER_SHUFFLED: Order.SHUFFLED,
}
_STILL_RATE = Fraction(25)


def wishes_of(options: pb.MaterialOptions, footage: Sequence[Footage]) -> Wishes:
    """The wishes of a request.

    Args:
        options: as the request has them.
        footage: the clips that can be used.

    Raises:
        RequestError: a clip is none of them, or a time is none of the clip.
    """
    if options.order not in _ORDERS:
        raise RequestError(f"order = {options.order} is no known order.")
    if options.clip_sound not in pb.ClipSound.values():
        raise RequestError(f"clip_sound = {options.clip_sound} is no known choice.")
    return Wishes(
        order=_ORDERS[options.order],
        seed=options.seed,
        must_use=tuple(_called(name, footage).path for name in options.must_use),
        pins=tuple(_pin(pin, footage) for pin in options.pins),
        skips=tuple(skip for one in options.skipped for skip in _skips(one, footage)),
        keep_words_whole=options.clip_sound == pb.CLIP_SOUND_KEPT,
    )


def _called(name: str, footage: Sequence[Footage]) -> Footage:
    path = clip_called(name, [one.path for one in footage])
    return next(one for one in footage if one.path == path)


def _pin(pin: pb.Pin, footage: Sequence[Footage]) -> Pin:
    if pin.slot < 1:
        raise RequestError(f"slot = {pin.slot} is no slot: they are counted from 1.")
    clip = _called(pin.clip, footage)
    return Pin(pin.slot, clip.path, time_in(pin.time, clip) if pin.time else None)


def _skips(skipped: pb.SkippedRange, footage: Sequence[Footage]) -> list[Skip]:
    clips = [_called(skipped.clip, footage)] if skipped.clip else list(footage)
    found = []
    for clip in clips:
        if not skipped.clip and clip.still:
            continue
        start = time_in(skipped.start, clip, not skipped.clip) if skipped.start else Fraction(0)
        end = time_in(skipped.end, clip, outside=True) if skipped.end else None
        if end is not None and end <= start:
            raise RequestError(
                f"The range {skipped.start}-{skipped.end} ends before it starts.",
                "Write START-END.",
            )
        found.append(Skip(clip.path, start, end))
    return found


def time_in(text: str, clip: Footage, outside: bool = False) -> Fraction:
    """A typed time in a clip, in seconds from its first picture: seconds, frames or timecode.

    Args:
        text: as typed.
        clip: the clip, by whose rate and timecode it is read.
        outside: whether it may lie after the clip's end.

    Raises:
        RequestError: it is no time, or lies outside the clip.
    """
    rate = clip.rate if clip.rate else _STILL_RATE
    start = from_timecode(clip.start_timecode, rate) if clip.start_timecode else 0
    clock = Clock(rate, start, ";" in (clip.start_timecode or ""))
    length = 10**9 if clip.still else round(Fraction(clip.duration_s) * rate)
    return parse_position(text, clock, length, Unit.SECONDS, outside, clip.path.name).seconds


def as_paths(wishes: Wishes) -> frozenset[Path]:
    """Every clip that a wish names."""
    pinned = (pin.path for pin in wishes.pins)
    return frozenset((*wishes.must_use, *pinned))
