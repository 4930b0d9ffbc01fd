"""Snap options typed as timecode, frames or seconds, converted to frames of the timeline."""

from __future__ import annotations

from dataclasses import dataclass

from backbeat.cutting.options import check_options
from backbeat.errors import RequestError
from backbeat.timeline.model import Edit
from backbeat.timeline.time import guess_drop_frame
from backbeat.timeline.typed_time import Unit, parse_length, parse_position
from backbeat.v1.cutting_pb2 import SnapOptions


@dataclass(frozen=True)
class ConvertedOptions:
    """Snap options in which every typed time is converted to frames or seconds."""

    options: SnapOptions
    tolerance: int | None
    """In frames; None where the request gives none."""
    times_read: tuple[str, ...]
    """How each typed time was interpreted, one line each."""
    leave_within: int = 0
    """In frames."""


def is_drop_frame(edit: Edit, options: SnapOptions) -> bool:
    """Whether the timeline's timecode is drop-frame: from the options, else from its start."""
    if options.HasField("drop_frame"):
        return options.drop_frame
    return guess_drop_frame(edit.start, edit.rate)


def convert_times(options: SnapOptions, edit: Edit) -> ConvertedOptions:
    """Converts the typed times of the options; the message passed in is not changed.

    Raises:
        RequestError: a time cannot be read, lies outside the timeline, or is given twice.
    """
    clock = edit.clock(is_drop_frame(edit, options))
    converted = SnapOptions()
    converted.CopyFrom(options)
    read: list[str] = []
    for name, typed in (("range_start", options.range_start), ("range_end", options.range_end)):
        if typed:
            _check_given_once(options.HasField(f"{name}_frame"), name, f"{name}_frame")
            position = parse_position(typed, clock, edit.duration, Unit.FRAMES)
            setattr(converted, f"{name}_frame", round(position.frames))
            read.append(f"{_option_name(name)} {position.interpretation}")
    if options.music_start:
        _check_given_once(options.HasField("music_start_s"), "music_start", "music_start_s")
        typed = options.music_start
        position = parse_position(typed, clock, edit.duration, Unit.SECONDS, outside=True)
        converted.music_start_s = float(position.seconds)
        read.append(f"{_option_name('music_start')} {position.interpretation}")
    tolerance = options.tolerance_frames or None
    if options.tolerance:
        _check_given_once(bool(options.tolerance_frames), "tolerance", "tolerance_frames")
        tolerance = parse_length(options.tolerance, edit.rate, Unit.FRAMES)
        if not options.tolerance.strip().isdecimal():
            count = "1 frame" if tolerance == 1 else f"{tolerance} frames"
            read.append(f"{_option_name('tolerance')} {options.tolerance.strip()} is {count}")
    leave_within = 0
    if options.leave_within:
        leave_within = parse_length(options.leave_within, edit.rate, Unit.FRAMES)
        if not options.leave_within.strip().isdecimal():
            count = "1 frame" if leave_within == 1 else f"{leave_within} frames"
            read.append(f"{_option_name('leave_within')} {options.leave_within.strip()} is {count}")
    check_options(converted)
    return ConvertedOptions(converted, tolerance, tuple(read), leave_within)


def _check_given_once(also_given: bool, typed: str, numeric: str) -> None:
    if also_given:
        raise RequestError(f"{typed} and {numeric} set the same option.", "Give one of them.")


def _option_name(name: str) -> str:
    return name.replace("_", " ")
