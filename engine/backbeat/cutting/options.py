"""The options of a snap, checked before any work is done."""

from __future__ import annotations

import math
from fractions import Fraction

from backbeat.cutting.modes.retiming import DEFAULT_SPEED_LIMITS, SpeedLimits
from backbeat.errors import RequestError
from backbeat.v1.cutting_pb2 import (
    SNAP_MODE_RETIME,
    SNAP_MODE_ROLL,
    SNAP_MODE_UNSPECIFIED,
    SNAP_TARGET_MARKERS,
    Drum,
    LinkedSound,
    MarkerChoice,
    SnapMode,
    SnapOptions,
    SnapTarget,
)

DOWNBEAT_WEIGHT = 0.25
_MAX_OFFSET_S = 24 * 3600.0
_MOST_BEATS = 16
_LEAST_SPEED, _MOST_SPEED = 0.25, 4.0
_COUNTS = (
    "tolerance_frames", "every_beats", "every_bars", "first_bar", "min_clip_frames",
    "assume_handles_frames", "flash_frames",
)  # fmt: skip


def check_options(options: SnapOptions) -> None:
    """Raises:
    RequestError: an option is out of range, or two exclude each other.
    """
    for name in _COUNTS:
        if getattr(options, name) < 0:
            raise RequestError(f"{name} cannot be negative.", "Give 0 for the default.")
    if options.every_beats and options.every_bars:
        raise RequestError("every_beats and every_bars exclude each other.", "Give one of them.")
    if not 0 <= downbeat_weight(options) <= 1:
        raise RequestError(f"downbeat_weight is {options.downbeat_weight:g}.", "Give 0 to 1.")
    _check_offset("grid_offset_ms", options.grid_offset_ms, 1000)
    _check_offset("music_start_s", options.music_start_s, 1)
    has_range = options.HasField("range_start_frame") and options.HasField("range_end_frame")
    if has_range and options.range_start_frame > options.range_end_frame:
        raise RequestError(
            f"The range starts at frame {options.range_start_frame} and ends before, at "
            f"{options.range_end_frame}.",
            "Give the start first.",
        )
    _check_mode(options)
    _check_beats(options)
    if options.markers not in MarkerChoice.values():
        raise RequestError(f"markers = {options.markers} is no known choice.")
    if options.linked_sound not in LinkedSound.values():
        raise RequestError(f"linked_sound = {options.linked_sound} is no known choice.")


def speed_limits(options: SnapOptions) -> SpeedLimits:
    """By how much a clip's speed may be multiplied: as in the request, else by 0.9 to 1.1."""
    least, most = (
        Fraction(value).limit_denominator(1000) if value else default
        for value, default in (
            (options.min_speed, DEFAULT_SPEED_LIMITS.least),
            (options.max_speed, DEFAULT_SPEED_LIMITS.most),
        )
    )
    return SpeedLimits(least, most)


def _check_mode(options: SnapOptions) -> None:
    for name, kinds in (("mode", SnapMode), ("target", SnapTarget)):
        value = getattr(options, name)
        if value not in kinds.values():
            raise RequestError(f"{name} = {value} is no known choice.")
    given = options.min_speed or options.max_speed
    if given and options.mode != SNAP_MODE_RETIME:
        raise RequestError("Limits of speed go with the mode “retime”.", "Leave them out.")
    for name in ("min_speed", "max_speed"):
        value = getattr(options, name)
        if not math.isfinite(value) or not 0 <= value <= _MOST_SPEED:
            raise RequestError(f"{name} is {value:g}.", "Give 0.25 to 4.")
    limits = speed_limits(options)
    if not _LEAST_SPEED <= limits.least <= 1 <= limits.most:
        raise RequestError(
            f"Speeds of {limits.in_words} do not hold 100 %.", "Give such as 90 to 110 %."
        )
    chooses = options.marker_colors or options.marker_names
    if chooses and options.target != SNAP_TARGET_MARKERS:
        raise RequestError(
            "Marker colors and names go with the target “markers”.", "Leave them out."
        )


def _check_beats(options: SnapOptions) -> None:
    if any(not 1 <= beat <= _MOST_BEATS for beat in options.beats_of_bar):
        raise RequestError(
            f"Beats of the bar are {', '.join(map(str, options.beats_of_bar))}.",
            f"Give 1 to {_MOST_BEATS}, counted from the downbeat.",
        )
    if options.drum not in Drum.values():
        raise RequestError(f"drum = {options.drum} is no known choice.")
    rolls = options.mode in (SNAP_MODE_UNSPECIFIED, SNAP_MODE_ROLL)
    if options.decisions and not rolls:
        raise RequestError(
            "Decisions about single cuts go with the mode “roll”.", "Leave them out."
        )


def downbeat_weight(options: SnapOptions) -> float:
    """The downbeat weight of the request, else the default of 0.25."""
    return options.downbeat_weight if options.HasField("downbeat_weight") else DOWNBEAT_WEIGHT


def _check_offset(name: str, value: float, units_per_second: float) -> None:
    if not math.isfinite(value) or abs(value) > _MAX_OFFSET_S * units_per_second:
        raise RequestError(f"{name} is {value:g}.", "Give less than a day.")
