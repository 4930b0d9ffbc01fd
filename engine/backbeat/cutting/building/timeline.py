"""The timeline of an assembled edit, made from its sync map."""

from __future__ import annotations

import json

from backbeat.cutting.building.markers import beat_markers
from backbeat.cutting.building.media import rate_of
from backbeat.cutting.building.music_track import music_track
from backbeat.cutting.building.picture import clip_sound_track, picture_track
from backbeat.timeline import otio_json
from backbeat.timeline.exchange.objects import time
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.time import from_timecode
from backbeat.v1.cutting_pb2 import SyncMap
from backbeat.version import __version__

START_TIMECODE = "01:00:00:00"


def timeline_text(sync_map: SyncMap) -> bytes:
    """OpenTimelineIO's JSON of an assembled edit: picture, music, the clips' sound, beat markers.

    The same sync map gives the same bytes. Media is named by its absolute path.
    """
    rate, form = rate_of(sync_map.rate), sync_map.format
    tracks = [picture_track(sync_map), music_track(sync_map)]
    if form.clip_sound:
        tracks.append(clip_sound_track(sync_map))
    markers, _ = beat_markers(sync_map.grid, rate, sync_map.spine.path)
    made = otio_json.timeline(
        form.title,
        time(from_timecode(sync_map.start_timecode, rate), rate),
        {
            "Resolve_OTIO": {"Resolve OTIO Meta Version": "1.0"},
            NAMESPACE: {
                "job": "cut",
                "version": __version__,
                "width": form.width,
                "height": form.height,
                "pattern": form.pattern,
                "pace": form.pace,
                "seed": form.seed,
                "variant": form.variant,
                "music_sha256": sync_map.spine.sha256,
            },
        },
        tracks,
        markers,
    )
    return (json.dumps(made, indent=4, ensure_ascii=False) + "\n").encode()
