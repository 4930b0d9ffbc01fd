"""Which clips of an edit are a given song: judged by path, names and duration."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.files import same_file
from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.sound_clips import SoundClip
from backbeat.timeline.urls import file_names, local_path
from backbeat.v1.cutting_pb2 import (
    SONG_MATCH_CLIP_NAME,
    SONG_MATCH_DURATION,
    SONG_MATCH_FILE_NAME,
    SONG_MATCH_PATH,
    SONG_MATCH_STEM,
    SongMatch,
)

_SAME_DURATION_S = Fraction(1, 4)
"""Encoders pad, and editors count sound in frames."""
_LEAST_ALIKE = 4
"""Letters and digits that two names must share to be alike."""

SURE_TO_LIKELY: tuple[SongMatch, ...] = (
    SONG_MATCH_PATH,
    SONG_MATCH_FILE_NAME,
    SONG_MATCH_CLIP_NAME,
    SONG_MATCH_STEM,
    SONG_MATCH_DURATION,
)
"""Every way to recognise a song in an edit, the surest first."""

GUESSES = frozenset({SONG_MATCH_STEM, SONG_MATCH_DURATION})
"""What is likely rather than sure."""


@dataclass(frozen=True)
class SongFile:
    """A song that is looked for."""

    path: Path
    extent: MediaRange | None
    """What the file says of itself; None where it cannot be read."""

    @property
    def name(self) -> str:
        """The file's name, as names are compared."""
        return comparable(self.path.name)

    @property
    def stem(self) -> str:
        """The same without the extension."""
        return _stem(self.name)

    def lasts_as_long_as(self, clip: SoundClip) -> bool | None:
        """Whether a clip's media has the song's duration; None where one is unknown."""
        if self.extent is None or clip.media is None or clip.media.unlimited:
            return None
        return abs(self.extent.duration - clip.media.duration) <= _SAME_DURATION_S


@dataclass(frozen=True)
class Recognised:
    """A clip that is taken for the song."""

    clip: SoundClip
    match: SongMatch


def recognised(clips: Sequence[SoundClip], song: SongFile, folder: Path) -> list[Recognised]:
    """The clips that can be the song by the surest sign that any has; of those, enabled ones if
    there are any.

    Args:
        clips: of the edit.
        song: the file.
        folder: that relative media paths start from.
    """
    found = [
        Recognised(clip, match)
        for clip in clips
        if (match := match_of(clip, song, folder)) is not None
    ]
    found = [one for one in found if one.clip.enabled] or found
    best = min((SURE_TO_LIKELY.index(one.match) for one in found), default=0)
    return [one for one in found if one.match == SURE_TO_LIKELY[best]]


def match_of(clip: SoundClip, song: SongFile, folder: Path) -> SongMatch | None:
    """The surest sign that a clip is the song; None where there is none."""
    url = clip.media_url
    media_names = {comparable(name) for name in file_names(url)} if url else set()
    names = {comparable(name) for name in (clip.name, clip.media_name) if name}
    lasts = song.lasts_as_long_as(clip)
    if url and _leads_to(url, song.path, folder):
        return SONG_MATCH_PATH
    if song.name in media_names:
        return SONG_MATCH_FILE_NAME
    if names & {song.name, song.stem} and (not url or lasts):
        return SONG_MATCH_CLIP_NAME
    if song.stem in {_stem(name) for name in media_names} and lasts is not False:
        return SONG_MATCH_STEM
    if song.stem in {_stem(name) for name in names} and not url and lasts is not False:
        return SONG_MATCH_STEM
    if lasts and any(_alike(song.stem, _stem(name)) for name in media_names | names):
        return SONG_MATCH_DURATION
    return None


def called_alike(clip: SoundClip, song: SongFile) -> bool:
    """Whether a clip or its media has the song's name, with any extension."""
    names = {*file_names(clip.media_url or ""), clip.name, clip.media_name or ""}
    return song.stem in {_stem(comparable(name)) for name in names}


def comparable(name: str) -> str:
    """A name without regard to case, and to how its accents are composed (as macOS does)."""
    return unicodedata.normalize("NFC", name).casefold()


def _leads_to(url: str, song: Path, folder: Path) -> bool:
    path = local_path(url, folder)
    return path is not None and same_file(path, song)


def _stem(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return stem if dot and stem and extension.isalnum() and len(extension) <= 4 else name


def _alike(one: str, other: str) -> bool:
    """Whether one name holds the other, spaces and signs aside."""
    shorter, longer = sorted((re.sub(r"[\W_]+", "", name) for name in (one, other)), key=len)
    return len(shorter) >= _LEAST_ALIKE and shorter in longer
