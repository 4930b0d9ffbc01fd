"""Whether a sync map can be what an assembled timeline is made from."""

from __future__ import annotations

import math
from collections.abc import Iterator

from backbeat.cutting.building.media import rate_of
from backbeat.cutting.sync_map import SCHEMA_VERSION
from backbeat.errors import InputError
from backbeat.timeline.time import from_timecode
from backbeat.v1.cutting_pb2 import FrameRate, Medium, Slot, SyncMap

_AGAIN = "Assemble the edit again with backbeat cut."
_MAX_FRAMES = 1 << 31


def check_assembled(sync_map: SyncMap, name: str) -> None:
    """Refuses a sync map that no assembled edit can be built from.

    Args:
        sync_map: as read from its file.
        name: of the file, for messages.

    Raises:
        InputError: the message names the field, and what is wrong with it.
    """
    if sync_map.schema_version > SCHEMA_VERSION:
        raise InputError(
            f"{name} is of schema version {sync_map.schema_version}, and this Backbeat reads up to "
            f"{SCHEMA_VERSION}.",
            "Update Backbeat.",
        )
    if sync_map.schema_version < 1:
        raise InputError(f"{name} is no sync map: schemaVersion is missing.", _AGAIN)
    if not sync_map.slots:
        raise InputError(
            f"{name} is the sync map of a snap, not of an assembled edit: it has no slots.",
            "Name the .syncmap.json that backbeat cut wrote.",
        )
    fault = next(_faults(sync_map), None)
    if fault is not None:
        raise InputError(f"{name} cannot be built from: {fault}.", _AGAIN)


def _faults(sync_map: SyncMap) -> Iterator[str]:
    if not _is_rate(sync_map.rate):
        yield "rate is no frame rate"
        return
    try:
        from_timecode(sync_map.start_timecode, rate_of(sync_map.rate))
    except Exception:  # any reason for which it is no timecode
        yield f"startTimecode {sync_map.start_timecode!r} is no timecode"
    yield from _media_faults(sync_map)
    yield from _slot_faults(sync_map)
    yield from _music_faults(sync_map)


def _media_faults(sync_map: SyncMap) -> Iterator[str]:
    seen: set[str] = set()
    for index, medium in enumerate(sync_map.media):
        where = f"media[{index}]"
        if not medium.path:
            yield f"{where}.path is empty"
        if medium.path in seen:
            yield f"{where}.path {medium.path} is listed twice"
        seen.add(medium.path)
        if not _is_rate(medium.rate):
            yield f"{where}.rate is no rate"
        if medium.start < 0 or medium.length < 0 or not (medium.still or medium.length):
            yield f"{where}.length {medium.length} is no length"


def _slot_faults(sync_map: SyncMap) -> Iterator[str]:
    media = {medium.path: medium for medium in sync_map.media}
    reached = 0
    for index, slot in enumerate(sync_map.slots):
        where = f"slots[{index}]"
        if slot.number != index + 1:
            yield f"{where}.number is {slot.number}, not {index + 1}"
        if slot.start_frame != reached:
            yield f"{where}.startFrame is {slot.start_frame}, and the slot before ends at {reached}"
        if not slot.start_frame < slot.end_frame < _MAX_FRAMES:
            yield f"{where}.endFrame {slot.end_frame} is not after its startFrame"
        reached = slot.end_frame
        if slot.shot.path not in media:
            yield f"{where}.shot.path {slot.shot.path!r} is not among the media"
        else:
            yield from _shot_faults(sync_map, slot, media[slot.shot.path], f"{where}.shot")
        if not 0 <= slot.dissolve_frames <= 2 * (slot.end_frame - slot.start_frame):
            yield f"{where}.dissolveFrames {slot.dissolve_frames} is longer than the slot"
    if sync_map.duration_frames != reached:
        yield f"durationFrames is {sync_map.duration_frames}, and the slots end at {reached}"


def _shot_faults(sync_map: SyncMap, slot: Slot, medium: Medium, where: str) -> Iterator[str]:
    start = slot.shot.source_start_s
    if not math.isfinite(start) or start < 0:
        yield f"{where}.sourceStartS is {start:g}"
        return
    if medium.still or not _is_rate(medium.rate):
        return
    frame = float(1 / rate_of(sync_map.rate))
    end = start + (slot.end_frame - slot.start_frame) * frame
    length = float(medium.length / rate_of(medium.rate))
    if end > length + frame:
        yield f"{where} plays until {end:.3f} s, and its media ends at {length:.3f} s"


def _music_faults(sync_map: SyncMap) -> Iterator[str]:
    paths = {medium.path for medium in sync_map.media if medium.sound_channels}
    reached = -1.0
    for index, placement in enumerate(sync_map.spine.placements):
        where = f"spine.placements[{index}]"
        if placement.path not in paths:
            yield f"{where}.path {placement.path!r} is no sound among the media"
        times = (placement.timeline_start_s, placement.source_start_s, placement.duration_s)
        if not all(math.isfinite(time) and time >= 0 for time in times):
            yield f"{where} has a time that is negative or no number"
        elif placement.timeline_start_s <= reached:
            yield f"{where}.timelineStartS {placement.timeline_start_s:g} is before the last one's"
        reached = placement.timeline_start_s
    if not sync_map.spine.placements:
        yield "spine.placements is empty"


def _is_rate(rate: FrameRate) -> bool:
    return rate.numerator > 0 and rate.denominator > 0
