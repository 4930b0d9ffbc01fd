"""Finds the music of a timeline among its audio clips."""

from typing import Any, Iterator, List, NamedTuple, Optional

from backbeat_resolve.host import ask, file_of, items, selected_items, track_count
from backbeat_resolve.problems import Problem

AUTO, SELECTED = "auto", "selected"
_NAMES = ("music", "song", "mx", "score", "musik", "musique", "música", "musica")
SOUND_FILES = (".wav", ".mp3", ".m4a", ".aac", ".aif", ".aiff", ".flac", ".ogg", ".opus", ".wma")


class Music(NamedTuple):
    """A song in a timeline."""

    name: str
    path: str
    track: str
    """"A2" and so on."""
    why: str
    """How it was chosen, in words."""


class _Sound(NamedTuple):
    item: Any
    path: str
    track: int
    track_name: str

    @property
    def length(self) -> float:
        return float(self.item.GetDuration() or 0)


def choose(timeline: Any, wanted: str = AUTO) -> Music:
    """The music to cut to.

    Args:
        timeline: where to look.
        wanted: "auto"; "selected"; else the name of an audio track ("A2", or its own).

    Returns:
        the selected clip of sound; else the longest one of a track that is called music; else the
        longest recording that is a file of sound; else the longest clip of sound.

    Raises:
        Problem: there is none.
    """
    sounds = list(_sounds(timeline))
    if wanted not in (AUTO, SELECTED):
        return _on_track(timeline, sounds, wanted)
    selected = _selected(timeline, sounds)
    if selected is not None:
        return _music(selected, "selected")
    if wanted == SELECTED:
        raise Problem(
            "No clip of sound is selected.",
            "Select the music in the timeline (Resolve tells scripts from 21.0.4 on), or name its "
            "track in Backbeat > Settings.",
        )
    named = [sound for sound in sounds if _sounds_like_music(sound.track_name)]
    files = [sound for sound in sounds if sound.path.lower().endswith(SOUND_FILES)]
    for among, why in (
        (named, "the longest on “{track_name}”"),
        (files, "the longest file of sound"),
        (sounds, "the longest clip of sound"),
    ):
        if among:
            longest = max(among, key=lambda sound: sound.length)
            return _music(longest, why.format(track_name=longest.track_name))
    raise Problem(
        "The timeline has no sound with a file behind it.",
        "Put the music on an audio track; compound clips and silence do not count.",
    )


def _on_track(timeline: Any, sounds: List[_Sound], wanted: str) -> Music:
    name = wanted.strip().casefold()
    there = [
        sound
        for sound in sounds
        if name in ("a{}".format(sound.track), sound.track_name.casefold())
    ]
    if there:
        return _music(max(there, key=lambda sound: sound.length), "of the track you named")
    tracks = ", ".join(
        "A{} ({})".format(number, ask(timeline, "GetTrackName", "audio", number))
        for number in range(1, track_count(timeline, "audio") + 1)
    )
    raise Problem(
        "No sound with a file behind it is on a track called “{}”.".format(wanted),
        "The timeline has {}.".format(tracks or "no audio tracks"),
    )


def _selected(timeline: Any, sounds: List[_Sound]) -> Optional[_Sound]:
    chosen = selected_items(timeline) or []
    names = {item.GetUniqueId() for item in chosen}
    among = [sound for sound in sounds if sound.item.GetUniqueId() in names]
    return max(among, key=lambda sound: sound.length) if among else None


def _sounds(timeline: Any) -> Iterator[_Sound]:
    for track in range(1, track_count(timeline, "audio") + 1):
        name = str(ask(timeline, "GetTrackName", "audio", track) or "")
        for item in items(timeline, "audio", track):
            path = file_of(item.GetMediaPoolItem())
            if path:
                yield _Sound(item, path, track, name)


def _sounds_like_music(track_name: str) -> bool:
    words = track_name.casefold().replace("-", " ").replace("_", " ").split()
    return any(word.rstrip("0123456789") in _NAMES for word in words)


def _music(sound: _Sound, why: str) -> Music:
    name = str(sound.item.GetName() or sound.path)
    return Music(name, sound.path, "A{}".format(sound.track), why)
