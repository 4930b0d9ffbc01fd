"""Which tags of a source stay true of a file whose sound is new."""

from __future__ import annotations

import re
from collections.abc import Mapping

_STALE = re.compile(
    r"""
    replaygain_.* | r128_.* | itunnorm | itunsmpb | tlen      # levels and lengths of the old sound
    | (bps | duration | number_of_(bytes|frames) | _statistics_.*)(-\w+)?   # mkvmerge's
    | major_brand | minor_version | compatible_brands         # of the old container
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OF_QUICKTIME = frozenset(("vendor_id", "creation_time"))
"""Of a track. Elsewhere they would become plain text."""


def file_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags of a file for a file made from it: without old levels, statistics and the old writer."""
    return {
        _name(key): value
        for key, value in tags.items()
        if not _STALE.fullmatch(key) and key.lower() != "encoder"
    }


def sound_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags of a track of sound for the track that replaces it."""
    return {
        key: value
        for key, value in file_tags(tags).items()
        if key not in _OF_QUICKTIME and key != "timecode"
    }


def copied_tags(tags: Mapping[str, str], quicktime: bool) -> dict[str, str]:
    """Tags of a track for its copy. Its encoder stays: the packets are still its work.

    Args:
        tags: of the source's track.
        quicktime: whether the copy lies in MP4 or MOV.
    """
    kept = {_name(key): value for key, value in tags.items() if not _STALE.fullmatch(key)}
    return {key: kept[key] for key in kept if quicktime or key not in _OF_QUICKTIME}


def _name(key: str) -> str:
    """FFmpeg's spelling: Matroska writes all names in capitals."""
    return key.lower() if key.lower() in _WELL_KNOWN else key


_WELL_KNOWN = frozenset(
    "title artist album_artist album composer comment copyright date description encoder genre "
    "grouping language location lyrics make model performer publisher synopsis timecode track disc "
    "reel_name handler_name vendor_id creation_time".split()
)
