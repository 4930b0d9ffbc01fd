"""The frame rate of a timeline, which OpenTimelineIO does not store as such."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from backbeat.errors import TimelineError
from backbeat.timeline.time import canonical_rate

_MIN_FRAME_RATE = 6
_MAX_FRAME_RATE = 1000
"""Limits of plausible frame rates, in frames a second; faster ones count samples or ticks."""
_PICTURE_RATES = (
    *(Fraction(base * 1000, 1001) for base in (24, 30, 60)),
    *(Fraction(whole) for whole in (24, 25, 30, 48, 50, 60)),
)
"""Frame rates that a clock of many ticks in a frame is tried for."""


def timeline_rate(timeline: Any) -> tuple[float, Fraction, int]:
    """The frame rate as the file spells it, the exact rate, and the clock ticks in one frame.

    Args:
        timeline: an OpenTimelineIO timeline.

    Raises:
        TimelineError: it states no frame rate.
    """
    spelled = Counter(
        child.source_range.duration.rate
        for kind in (otio.schema.TrackKind.Video, otio.schema.TrackKind.Audio)
        for track in timeline.tracks
        if isinstance(track, otio.schema.Track) and track.kind == kind
        for child in track
        if not isinstance(child, otio.schema.Transition) and child.source_range is not None
    )
    start = timeline.global_start_time
    if start is not None and _is_frame_rate(start.rate):
        spelling = start.rate
    elif spelled:
        spelling = _most_common_frame_rate(spelled)
    elif start is not None:
        spelling = start.rate
    else:
        spelling = _first_media_rate(timeline)
    rate = canonical_rate(spelling)
    if rate <= _MAX_FRAME_RATE:
        return spelling, rate, 1
    tick = _ticks_in_a_frame(timeline, spelling)
    return spelling, rate / tick, tick


def _is_frame_rate(rate: float) -> bool:
    """Whether it is a plausible frame rate; OpenTimelineIO's default start time has a rate of 1."""
    return _MIN_FRAME_RATE <= rate <= _MAX_FRAME_RATE


def _most_common_frame_rate(spelled: Counter[float]) -> float:
    """The most common rate that can be a frame rate; sound is counted in samples."""
    frames = {rate: count for rate, count in spelled.items() if rate <= _MAX_FRAME_RATE}
    chosen = frames or spelled
    return max(chosen, key=lambda rate: chosen[rate])


def _first_media_rate(timeline: Any) -> float:
    for clip in timeline.find_clips():
        available = getattr(clip.media_reference, "available_range", None)
        if available is not None:
            return float(available.duration.rate)
    raise TimelineError("it states no frame rate.")


def _ticks_in_a_frame(timeline: Any, spelling: float) -> int:
    """A timeline counted at 24000 in steps of 1001 runs at 24000/1001 frames a second."""
    step = 0
    for clip in timeline.find_clips():
        own = clip.source_range
        if own is not None and own.duration.rate == spelling and own.duration.value.is_integer():
            step = math.gcd(step, int(own.duration.value))
    lengths = (Fraction(spelling) / rate for rate in _PICTURE_RATES)
    return next(
        (
            int(ticks)
            for ticks in lengths
            if step and (step / ticks).denominator == 1 and ticks.denominator == 1
        ),
        1,
    )
