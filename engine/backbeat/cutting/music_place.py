"""Where the timeline plays the music and how the song was recognised, in words for reports."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.v1.cutting_pb2 import (
    SONG_MATCH_ASSUMED,
    SONG_MATCH_CLIP_NAME,
    SONG_MATCH_DURATION,
    SONG_MATCH_FILE_NAME,
    SONG_MATCH_GIVEN,
    SONG_MATCH_PATH,
    SONG_MATCH_STEM,
    Placement,
    SongMatch,
)

RECOGNISED_BY: dict[SongMatch, str] = {
    SONG_MATCH_PATH: "its path",
    SONG_MATCH_FILE_NAME: "its file name",
    SONG_MATCH_CLIP_NAME: "the name of the clip",
    SONG_MATCH_STEM: "its file name with another extension",
    SONG_MATCH_DURATION: "its duration and a similar name",
}
"""What identified a song in the edit, for each kind of match."""
_MAX_NAMED = 4


def placement_in_words(placement: Placement) -> str:
    """ "at 00:00:01:15 on A1, from 1.00 s, recognised by its file name"."""
    parts = [f"at {placement.timecode}" if placement.timecode else "at the timeline's first frame"]
    if placement.track:
        inside = "".join(f" inside “{name}”" for name in placement.inside)
        parts[0] += f" on {placement.track}{inside}"
    if placement.source_start_s:
        parts.append(f"from {placement.source_start_s:.2f} s of it")
    if placement.HasField("speed"):
        parts.append(f"at {placement.speed * 100:.4g} % of its speed")
    if placement.match in RECOGNISED_BY:
        parts.append(f"recognised by {RECOGNISED_BY[placement.match]}")
    elif placement.match == SONG_MATCH_GIVEN:
        parts.append("as the request says")
    elif placement.match == SONG_MATCH_ASSUMED:
        parts.append("assumed")
    return ", ".join(parts)


def placements_in_words(placements: Sequence[Placement]) -> list[str]:
    """One line for each of the first few placements, and how many more there are."""
    lines = [placement_in_words(placement) for placement in placements[:_MAX_NAMED]]
    more = len(placements) - len(lines)
    return [*lines, f"and {more} more"] if more else lines
