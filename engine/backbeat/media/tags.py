"""Selects the tags of a source that still apply to a file with new sound."""

from __future__ import annotations

import re
from collections.abc import Mapping

from backbeat.media.muxing import MARK_KEY

_STALE = re.compile(
    rf"""
    replaygain_.* | r128_.* | itunnorm | itunsmpb | tlen      # levels and lengths of the old sound
    | (bps | duration | number_of_(bytes|frames) | _statistics_.*)(-\w+)?   # mkvmerge's
    | major_brand | minor_version | compatible_brands         # of the old container
    | {MARK_KEY}                                              # of the program that wrote it
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OF_QUICKTIME = frozenset(("vendor_id", "creation_time", "encoder", "handler_name"))
"""Tags of MP4 and MOV tracks; other containers would store them as plain text."""
_BOTH = (
    "title",
    "artist",
    "album",
    "comment",
    "copyright",
    "date",
    "genre",
    "location",
    "creation_time",
    "timecode",
)
_MP4 = (
    "album_artist",
    "composer",
    "description",
    "grouping",
    "lyrics",
    "performer",
    "synopsis",
    "track",
    "disc",
    "show",
    "episode_id",
    "network",
    "episode_sort",
    "season_number",
    "media_type",
    "hd_video",
    "gapless_playback",
    "compilation",
    "sort_name",
    "sort_artist",
    "sort_album",
    "sort_album_artist",
    "sort_composer",
    "sort_show",
    "rating",
    "keywords",
)
BOXED_TAGS: Mapping[str, frozenset[str]] = {
    "mov": frozenset((*_BOTH, "author", "make", "model", "keywords")),
    "mp4": frozenset((*_BOTH, *_MP4)),
}
"""Tags for which FFmpeg's muxers of MOV and MP4 have boxes, by muxer."""
_IN_WAVE = ("title", "artist", "album", "date", "genre", "comment", "copyright", "track")
_IN_BEXT = (
    *("description", "originator", "originator_reference", "origination_date"),
    *("origination_time", "time_reference", "coding_history", "umid", "timecode", "creation_time"),
)
_OF_CONTAINER = ("major_brand", "minor_version", "compatible_brands")
"""What FFmpeg reports as tags of MP4 and MOV, and every writer sets anew."""
_OF_TRACKS = ("language", "reel_name", "handler_name", "vendor_id", "filename", "mimetype")
_WELL_KNOWN = frozenset(("encoder", "publisher", *_OF_TRACKS)).union(*BOXED_TAGS.values())


def is_stale(name: str) -> bool:
    """Whether a tag describes the old sound, its statistics or the file that contained it."""
    return _STALE.fullmatch(name) is not None


def file_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags of a file to be copied to one made from it: without stale ones and the encoder."""
    tags_kept = {
        _spelled(key): value
        for key, value in tags.items()
        if not is_stale(key) and key.lower() != "encoder"
    }
    if "creation_time" in tags_kept:
        # MOV may store it in the header and as a tag, and FFmpeg from version 9 on joins the two.
        tags_kept["creation_time"] = tags_kept["creation_time"].partition(";")[0]
    return tags_kept


def wave_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags of a file that the INFO list of a WAV can hold."""
    return {key: value for key, value in file_tags(tags).items() if key in _IN_WAVE}


def tags_outside_wave(tags: Mapping[str, str]) -> list[str]:
    """Names of a file's tags that a WAV can hold neither in its INFO list nor in its bext chunk."""
    kept = {*_IN_WAVE, *_IN_BEXT, *_OF_CONTAINER}
    return sorted(name for name in file_tags(tags) if name.lower() not in kept)


def sound_tags(tags: Mapping[str, str], quicktime: bool) -> dict[str, str]:
    """Tags of a track of sound to be copied to the track that replaces it.

    Args:
        tags: tags of the source's track.
        quicktime: whether the new track is in MP4 or MOV.
    """
    tags_kept = copied_tags(tags, quicktime)
    return {
        key: tags_kept[key]
        for key in tags_kept
        if key not in ("encoder", "timecode", "creation_time")
    }


def copied_tags(tags: Mapping[str, str], quicktime: bool) -> dict[str, str]:
    """Tags of a track that its copy keeps.

    Args:
        tags: tags of the source's track.
        quicktime: whether the copy is in MP4 or MOV. The encoder's name is copied there, because
            it still describes the packets.
    """
    tags_kept = {_spelled(key): value for key, value in tags.items() if not is_stale(key)}
    return {key: tags_kept[key] for key in tags_kept if quicktime or key not in _OF_QUICKTIME}


def _spelled(key: str) -> str:
    """FFmpeg's spelling of a well-known tag; Matroska writes all names in capitals."""
    return key.lower() if key.lower() in _WELL_KNOWN else key
