"""Media of an assembled edit that is not where its sync map says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from backbeat.timeline.document import Document
from backbeat.v1.cutting_pb2 import SyncMap
from backbeat.v1.media_paths_pb2 import MediaPaths
from backbeat.workflows.media_places import placed


def places_of(document: Document, asked: MediaPaths) -> dict[str, Path]:
    """Where media is found that is elsewhere, by its path in the edit.

    Args:
        document: the edit's timeline.
        asked: of the request.

    Raises:
        RequestError: a mapping or a folder to search makes no sense.
    """
    found = MediaPaths(maps=asked.maps, search_paths=asked.search_paths)
    return dict(placed(document, found).places)


def relinked(sync_map: SyncMap, places: Mapping[str, Path]) -> SyncMap:
    """The sync map with the paths at which media was found."""
    made = SyncMap()
    made.CopyFrom(sync_map)
    owners = (
        made.spine,
        *made.spine.placements,
        *made.media,
        *(slot.shot for slot in made.slots),
    )
    for owner in owners:
        if owner.path in places:
            owner.path = str(places[owner.path])
    return made
