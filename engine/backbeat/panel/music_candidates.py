"""Which files of a timeline's sound may be its music: a guess, with its reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from backbeat.panel.files import SOUNDS
from backbeat.timeline.document import Document
from backbeat.timeline.model import Edit, Retime
from backbeat.timeline.sound_clips import SoundClip
from backbeat.timeline.time import seconds_of
from backbeat.v1.panel_pb2 import MusicCandidate

_MOST = 8
_LEAST_S = 20
"""Shorter sound is music only where it is half of a short timeline, or called so."""
_NAMES = frozenset(
    {
        *("music", "song", "score", "soundtrack", "mx", "bgm"),
        *("musik", "lied", "musique", "chanson", "música", "musica", "canción"),
    }
)
"""What tracks and files of music are called; the tracks also by Resolve's scripts."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass
class _Sound:
    """Every clip of one file."""

    path: Path
    clips: list[SoundClip] = field(default_factory=list)
    track_named: bool = False
    file_named: bool = False

    @property
    def seconds(self) -> Fraction:
        return sum((clip.duration for clip in self.clips), Fraction(0))

    @property
    def only_sound(self) -> bool:
        return self.path.suffix.lower() in SOUNDS

    @property
    def longest(self) -> SoundClip:
        return max(self.clips, key=lambda clip: clip.duration)

    @property
    def rank(self) -> tuple[bool, bool, bool, Fraction]:
        """The greater, the likelier: as in the scripts for Resolve, and then by the file's name."""
        return self.track_named, self.only_sound, self.file_named, self.seconds


def music_candidates(
    document: Document, edit: Edit, clips: Iterable[SoundClip], there: Collection[Path]
) -> list[MusicCandidate]:
    """Files of sound that may be the music, the likeliest first.

    First those on a track that is called music, then files that hold sound alone; among equals
    those that are called music, then those that sound longest. Sound at another speed is none.

    Args:
        document, edit: the timeline.
        clips: all of its clips of sound.
        there: the files that are on this machine.
    """
    names = {track.label: track.name for track in edit.tracks}
    sounds: dict[Path, _Sound] = {}
    for clip in clips:
        place = document.place_of(clip.media_url) if clip.media_url else None
        if place is None or place not in there or not clip.enabled:
            continue
        if clip.retime is not Retime.NONE:
            continue
        sound = sounds.setdefault(place, _Sound(place))
        sound.clips.append(clip)
        sound.track_named |= _says_music(names.get(clip.track, ""))
        sound.file_named |= _says_music(place.stem) or _says_music(clip.name)
    enough = min(Fraction(_LEAST_S), seconds_of(edit.duration, edit.rate) / 2)
    likely = [
        sound
        for sound in sounds.values()
        if sound.seconds >= enough or sound.track_named or sound.file_named
    ]
    likely.sort(key=lambda sound: sound.rank, reverse=True)
    return [_candidate(sound, likely, names) for sound in likely[:_MOST]]


def _says_music(name: str) -> bool:
    return not _NAMES.isdisjoint(_WORD.findall(name.casefold()))


def _candidate(sound: _Sound, among: Sequence[_Sound], names: dict[str, str]) -> MusicCandidate:
    clip = sound.longest
    first = clip.media.start if clip.media is not None and not clip.media.unlimited else Fraction(0)
    return MusicCandidate(
        path=str(sound.path),
        name=clip.name,
        track=clip.track,
        start_s=float(clip.start - (clip.media_start - first)),
        reason=_reason(sound, among, names.get(clip.track, "")),
    )


def _reason(sound: _Sound, among: Sequence[_Sound], track_name: str) -> str:
    if sound.track_named:
        return f"it is on the track “{track_name}”"
    if sound.file_named:
        return "its name says so"
    alike = [other for other in among if other.only_sound is sound.only_sound]
    longest = sound.seconds == max(other.seconds for other in alike)
    kind = "file of sound" if sound.only_sound else "sound of a video"
    return f"it is the longest {kind}" if longest else f"it is a {kind}"
