"""Which clips of an edit play a given song, recognised by path, names and duration."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.files import same_file
from backbeat.timeline.document import Document
from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.sound_clips import SoundClip
from backbeat.timeline.urls import file_names
from backbeat.v1.cutting_pb2 import (
    SONG_MATCH_CLIP_NAME,
    SONG_MATCH_DURATION,
    SONG_MATCH_FILE_NAME,
    SONG_MATCH_PATH,
    SONG_MATCH_STEM,
    SongMatch,
)

_DURATION_TOLERANCE_S = Fraction(1, 4)
"""Tolerance of equal durations, in seconds: encoders pad, and editors count sound in frames."""
_MIN_SHARED_CHARACTERS = 4
"""Minimum number of letters and digits that two similar names share."""

MATCHES_BY_CERTAINTY: tuple[SongMatch, ...] = (
    SONG_MATCH_PATH,
    SONG_MATCH_FILE_NAME,
    SONG_MATCH_CLIP_NAME,
    SONG_MATCH_STEM,
    SONG_MATCH_DURATION,
)
"""The ways to recognise a song in an edit, the most certain first."""

UNCERTAIN_MATCHES = frozenset({SONG_MATCH_STEM, SONG_MATCH_DURATION})
"""Matches that are likely rather than certain."""


@dataclass(frozen=True)
class SongFile:
    """The song to find in an edit."""

    path: Path
    extent: MediaRange | None
    """Range of its media, read from the file; None if it cannot be read."""

    @property
    def name(self) -> str:
        """The file name, normalised for comparison."""
        return comparable(self.path.name)

    @property
    def stem(self) -> str:
        """The normalised file name without its extension."""
        return _stem(self.name)

    def has_duration_of(self, clip: SoundClip) -> bool | None:
        """Whether a clip's media has the song's duration; None if either is unknown."""
        if self.extent is None or clip.media is None or clip.media.unlimited:
            return None
        return abs(self.extent.duration - clip.media.duration) <= _DURATION_TOLERANCE_S


@dataclass(frozen=True)
class Recognised:
    """A clip that is taken to be the song, and how it was recognised."""

    clip: SoundClip
    match: SongMatch


def recognised(clips: Sequence[SoundClip], song: SongFile, document: Document) -> list[Recognised]:
    """The clips that match the song in the most certain way found; only enabled ones if there are
    any.

    Args:
        clips: the clips of sound of the edit.
        song: the file.
        document: the file of the edit, which knows where its media is.
    """
    found = [
        Recognised(clip, match)
        for clip in clips
        if (match := match_of(clip, song, document)) is not None
    ]
    found = [candidate for candidate in found if candidate.clip.enabled] or found
    best = min((MATCHES_BY_CERTAINTY.index(candidate.match) for candidate in found), default=0)
    return [candidate for candidate in found if candidate.match == MATCHES_BY_CERTAINTY[best]]


def match_of(clip: SoundClip, song: SongFile, document: Document) -> SongMatch | None:
    """The most certain way in which a clip matches the song; None if it does not match."""
    url = clip.media_url
    media_names = {comparable(name) for name in file_names(url)} if url else set()
    names = {comparable(name) for name in (clip.name, clip.media_name) if name}
    has_duration = song.has_duration_of(clip)
    if url and _leads_to(url, song.path, document):
        return SONG_MATCH_PATH
    if song.name in media_names:
        return SONG_MATCH_FILE_NAME
    if names & {song.name, song.stem} and (not url or has_duration):
        return SONG_MATCH_CLIP_NAME
    if song.stem in {_stem(name) for name in media_names} and has_duration is not False:
        return SONG_MATCH_STEM
    if song.stem in {_stem(name) for name in names} and not url and has_duration is not False:
        return SONG_MATCH_STEM
    if has_duration and any(_is_similar(song.stem, _stem(name)) for name in media_names | names):
        return SONG_MATCH_DURATION
    return None


def has_same_name(clip: SoundClip, song: SongFile) -> bool:
    """Whether a clip or its media has the song's name, with any extension."""
    names = {*file_names(clip.media_url or ""), clip.name, clip.media_name or ""}
    return song.stem in {_stem(comparable(name)) for name in names}


def comparable(name: str) -> str:
    """A name in Unicode NFC (macOS writes NFD) and folded case, for comparison."""
    return unicodedata.normalize("NFC", name).casefold()


def _leads_to(url: str, song: Path, document: Document) -> bool:
    path = document.place_of(url)
    return path is not None and same_file(path, song)


def _stem(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return stem if dot and stem and extension.isalnum() and len(extension) <= 4 else name


def _is_similar(first: str, second: str) -> bool:
    """Whether one name contains the other, apart from spaces and punctuation."""
    shorter, longer = sorted((re.sub(r"[\W_]+", "", name) for name in (first, second)), key=len)
    return len(shorter) >= _MIN_SHARED_CHARACTERS and shorter in longer
