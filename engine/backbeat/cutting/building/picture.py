"""The picture track of an assembled edit, and the sound of its clips below the music."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import PurePath

from backbeat.cutting.building.media import Media, rate_of, seconds_in
from backbeat.cutting.building.still_move import move_of
from backbeat.timeline import otio_json
from backbeat.timeline.exchange.objects import Json, gap, time_range
from backbeat.timeline.markers import NAMESPACE
from backbeat.v1.cutting_pb2 import Medium, Slot, SyncMap
from backbeat.version import __version__

STILL_S = 3600
"""How much media a still is said to have, in seconds: it lasts as long as wanted. Slots show the
middle of it, so that it has media on both sides for dissolves and trims."""
DISSOLVE = "Cross Dissolve"
CLIP_SOUND_TRACK = "Clip sound"
_FADE_FRAMES = 2
"""At each end of a clip's own sound, so that it does not click."""


def picture_track(sync_map: SyncMap) -> Json:
    """The shots in order, with their dissolves."""
    rate, media = rate_of(sync_map.rate), Media(sync_map.media)
    children: list[Json] = []
    for slot in sync_map.slots:
        if slot.dissolve_frames:
            before = slot.dissolve_frames // 2
            children.append(
                otio_json.dissolve(before, slot.dissolve_frames - before, rate, DISSOLVE)
            )
        children.append(picture_clip(sync_map, slot, media[slot.shot.path], rate))
    return otio_json.track("Video 1", "Video", {"Locked": False}, children)


def clip_sound_track(sync_map: SyncMap) -> Json:
    """The clips' own sound, linked with their picture; an item a slot, a gap for a silent clip."""
    rate, media = rate_of(sync_map.rate), Media(sync_map.media)
    children = [sound_item(sync_map, slot, media[slot.shot.path], rate) for slot in sync_map.slots]
    return otio_json.sound_track(CLIP_SOUND_TRACK, 2, children)


def picture_clip(sync_map: SyncMap, slot: Slot, medium: Medium, rate: Fraction) -> Json:
    """The picture of one slot."""
    resolve: Json = {}
    if sync_map.format.clip_sound and has_sound(medium):
        resolve["Link Group ID"] = slot.number
    metadata = {"Resolve_OTIO": resolve, NAMESPACE: _provenance(sync_map, slot, medium)}
    return _clip(slot, medium, rate, metadata)


def sound_item(sync_map: SyncMap, slot: Slot, medium: Medium, rate: Fraction) -> Json:
    """The sound of one slot's clip; a gap where it has none."""
    if not has_sound(medium):
        return gap(slot.end_frame - slot.start_frame, rate)
    resolve = {
        "Channels": otio_json.channel_map(medium.sound_channels),
        "Link Group ID": slot.number,
    }
    fade = min(_FADE_FRAMES, (slot.end_frame - slot.start_frame) // 2)
    shot = slot.shot
    db = shot.sound_db if shot.HasField("sound_db") else sync_map.format.clip_sound_db
    level = otio_json.level(db, fade, fade)
    provenance = {"job": "cut", "version": __version__, "slot": slot.number}
    return _clip(slot, medium, rate, {"Resolve_OTIO": resolve, NAMESPACE: provenance}, [level])


def has_sound(medium: Medium) -> bool:
    """Whether a clip has sound of its own to play."""
    return bool(medium.sound_channels) and not medium.still


def source_start(slot: Slot, medium: Medium) -> Fraction:
    """Where a slot's clip starts on the clock of its medium, in exact seconds."""
    if medium.still:
        return Fraction(round(STILL_S / 2 * rate_of(medium.rate))) / rate_of(medium.rate)
    origin = Fraction(medium.start) / rate_of(medium.rate)
    return origin + seconds_in(medium, slot.shot.source_start_s)


def available_range(medium: Medium, rate: Fraction) -> Json:
    """All the media there is, counted at its own rate; of a still, at the timeline's."""
    own = rate_of(medium.rate)
    if medium.still:
        return time_range(0, round(STILL_S * rate), rate)
    return time_range(medium.start, medium.length, own)


def _clip(
    slot: Slot, medium: Medium, rate: Fraction, metadata: Json, effects: Sequence[Json] = ()
) -> Json:
    name = PurePath(medium.path).name
    # Resolve counts the played range at the timeline's rate, on the clock of the media.
    start = source_start(slot, medium) * rate
    played = time_range(
        int(start) if start.denominator == 1 else start, slot.end_frame - slot.start_frame, rate
    )
    reference = otio_json.media(name, medium.path, available_range(medium, rate))
    return otio_json.clip(name, reference, played, metadata, effects)


def _provenance(sync_map: SyncMap, slot: Slot, medium: Medium) -> Json:
    shot = slot.shot
    made: Json = {
        "job": "cut",
        "version": __version__,
        "slot": slot.number,
        "name": slot.name,
        "reason": slot.reason,
        "choice": shot.reason,
        "given": shot.given,
        "planned_s": slot.start_s,
        "error_ms": round(
            (slot.start_frame / float(rate_of(sync_map.rate)) - slot.start_s) * 1000, 3
        ),
        "seed": sync_map.format.seed,
        "media_sha256": medium.sha256,
    }
    if shot.HasField("peak_s"):
        made["peak_s"] = shot.peak_s
    if medium.still:
        made["move"] = move_of(slot, medium, sync_map.format)
    return made
