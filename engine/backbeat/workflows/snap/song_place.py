"""Where in a timeline a song sounds: as the edit has it, as the user says, or assumed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from backbeat.cutting.music_place import RECOGNISED_BY
from backbeat.timeline.document import Document
from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.model import Retime
from backbeat.timeline.sound_clips import SoundClip
from backbeat.timeline.time import Clock
from backbeat.timeline.urls import readable
from backbeat.v1.cutting_pb2 import (
    SONG_MATCH_ASSUMED,
    SONG_MATCH_GIVEN,
    SONG_MATCH_PATH,
    SongMatch,
)
from backbeat.workflows.snap.song_match import (
    GUESSES,
    Recognised,
    SongFile,
    called_alike,
    comparable,
    recognised,
)
from backbeat.workflows.snap.stretches import Stretch, one_at_a_time

_ENDLESS_S = Fraction(10**9)
"""Longer than any recording: the analysis ends where the song does."""
_DIFFERENT_START_S = Fraction(1, 100)
_SAID_S = Fraction(1, 10)
"""A clip that outlasts its song by less is not worth a warning."""
_MAX_NAMED = 3

Placed = tuple[tuple[Stretch, ...], tuple[str, ...]]
"""Stretches, in time order, and warnings."""


def place_of(
    song: SongFile, clips: Sequence[SoundClip], document: Document, clock: Clock
) -> Placed:
    """Where the edit has the song; where no clip can be it for sure, the timeline's first frame.

    Args:
        song: the file.
        clips: of the edit.
        document: the edit.
        clock: labels the timeline's frames.
    """
    found = recognised(clips, song, document.media_folder)
    chosen, others = _one_media(found, song)
    stretches = [_stretch(one, song) for one in chosen if _can_be_placed(one.clip, song)]
    if not stretches:
        return (_from(song, Fraction(0), SONG_MATCH_ASSUMED),), (
            _not_found(song, clips, found, document, clock),
        )
    stretches.sort(key=lambda stretch: stretch.duration, reverse=True)
    kept, gave_way = one_at_a_time(stretches)
    warnings = [
        *_guesses(chosen, song, clock),
        *_several(others, song, clock),
        *_unplaced(chosen, song, clock),
        *_at_once(gave_way, song, clock),
        *_retimed(stretches, song),
        *_ended(chosen, song, clock),
    ]
    return tuple(kept), tuple(warnings)


def given_place(
    song: SongFile, clips: Sequence[SoundClip], start: Fraction, document: Document, clock: Clock
) -> Placed:
    """The song from `start`, whatever the edit says; that it says otherwise is a warning.

    Args:
        song, clips, document, clock: as for `place_of`.
        start: seconds from the timeline's first frame.
    """
    given = _from(song, start, SONG_MATCH_GIVEN)
    chosen, _ = _one_media(recognised(clips, song, document.media_folder), song)
    own = [_stretch(one, song) for one in chosen if _can_be_placed(one.clip, song)]
    agrees = any(
        stretch.speed == 1
        and abs(stretch.start - stretch.source_start - start) <= _DIFFERENT_START_S
        for stretch in own
    )
    if not own or agrees:
        return (given,), ()
    first = min(own, key=lambda stretch: stretch.start)
    origin = first.start - first.source_start / first.speed
    return (given,), (
        f"The edit itself has {song.path.name} {_where(first, clock)}, as if it started at "
        f"{clock.label_at(origin)}; --music-start is used instead.",
    )


def source_start(clip: SoundClip, extent: MediaRange | None) -> Fraction:
    """Seconds from the first sample of a clip's media to where the clip starts in it.

    Args:
        clip: the clip.
        extent: what the file says of its own clock, for media of which the edit says nothing.
    """
    known = clip.media or extent
    if known is None or known.unlimited:
        return clip.media_start
    if clip.media is None and not known.start <= clip.media_start < known.start + known.duration:
        # The file counts this media from zero, whatever its timecode.
        return clip.media_start
    return clip.media_start - known.start


def _from(song: SongFile, start: Fraction, match: SongMatch) -> Stretch:
    return Stretch(song.path, str(song.path), start, _ENDLESS_S, Fraction(0), match=match)


def _stretch(one: Recognised, song: SongFile) -> Stretch:
    clip = one.clip
    return Stretch(
        song.path,
        str(song.path),
        clip.start,
        clip.duration,
        source_start(clip, song.extent),
        clip.speed,
        one.match,
        clip,
    )


def _can_be_placed(clip: SoundClip, song: SongFile) -> bool:
    """Whether it is known which part of the song a clip plays, and how fast."""
    if clip.retime not in (Retime.NONE, Retime.LINEAR):
        return False
    start = source_start(clip, song.extent)
    end = song.extent.duration if song.extent is not None else _ENDLESS_S
    return start < end and start + clip.duration * clip.speed > 0


def _one_media(
    found: Sequence[Recognised], song: SongFile
) -> tuple[list[Recognised], list[Recognised]]:
    """The clips of the one media that is likeliest the song, and those of others."""
    media: dict[str, list[Recognised]] = {}
    for one in found:
        same = one.match == SONG_MATCH_PATH
        key = "" if same else comparable(one.clip.media_url or one.clip.name)
        media.setdefault(key, []).append(one)

    def likelihood(clips: Sequence[Recognised]) -> tuple[bool, Fraction]:
        lasts = any(song.lasts_as_long_as(one.clip) for one in clips)
        return lasts, sum((one.clip.duration for one in clips), Fraction(0))

    ranked = sorted(media.values(), key=likelihood, reverse=True)
    return (ranked[0] if ranked else []), [one for clips in ranked[1:] for one in clips]


def _not_found(
    song: SongFile,
    clips: Sequence[SoundClip],
    found: Sequence[Recognised],
    document: Document,
    clock: Clock,
) -> str:
    name, edit = song.path.name, document.path.name
    assumed = (
        f"it was taken to start at the timeline's first frame, {clock.label(0)}. "
        "If it starts elsewhere, say where with --music-start."
    )
    if found:
        clip = found[0].clip
        how = clip.retime.value
        if clip.retime in (Retime.NONE, Retime.LINEAR):
            how = f"it plays from {_seconds(source_start(clip, song.extent))} on, outside the song"
        return (
            f"{edit} has {name} on {clip.track} at {clock.label_at(clip.start)}, but {how}, so "
            f"where its beats are is not known and {assumed}"
        )
    if not clips:
        return f"{edit} has no clip of sound, so where {name} starts is not known and {assumed}"
    as_long = [clip for clip in clips if song.lasts_as_long_as(clip)]
    hint = ""
    if as_long:
        hint = " As long as the song, under another name, is " + _named(as_long, clock) + "."
    alike = [clip for clip in clips if clip not in as_long and called_alike(clip, song)]
    if alike:
        hint += " Of its name, but of another duration, is " + _named(alike, clock)
        hint += f"{_durations(alike[0], song)}."
    return f"{name} was not found among the sound of {edit}, so {assumed}{hint}"


def _guesses(chosen: Sequence[Recognised], song: SongFile, clock: Clock) -> list[str]:
    one = chosen[0]
    said = []
    what = f"{song.path.name} was taken to be “{_media_name(one.clip)}” on {one.clip.track} at "
    what += clock.label_at(one.clip.start)
    if one.match != SONG_MATCH_PATH and song.lasts_as_long_as(one.clip) is False:
        said.append(
            f"{what}, by {RECOGNISED_BY[one.match]}, though the edit states another duration of "
            f"its media than the song has{_durations(one.clip, song)}. If it is another "
            "recording, say where the song starts with --music-start."
        )
    elif one.match in GUESSES:
        said.append(f"{what}, by {RECOGNISED_BY[one.match]}.")
    if not one.clip.enabled:
        said.append(f"“{one.clip.name}” on {one.clip.track}, the song, is disabled in the edit.")
    return said


def _durations(clip: SoundClip, song: SongFile) -> str:
    if clip.media is None or song.extent is None:
        return ""
    return f" ({_seconds(clip.media.duration)}, not {_seconds(song.extent.duration)})"


def _several(others: Sequence[Recognised], song: SongFile, clock: Clock) -> list[str]:
    if not others:
        return []
    return [
        f"Other clips could be {song.path.name} too, by {RECOGNISED_BY[others[0].match]}: "
        f"{_named([one.clip for one in others], clock)}. If one of them is, say where the song "
        "starts with --music-start."
    ]


def _unplaced(chosen: Sequence[Recognised], song: SongFile, clock: Clock) -> list[str]:
    clips = [one.clip for one in chosen if not _can_be_placed(one.clip, song)]
    if not clips:
        return []
    return [
        f"Where the beats of {song.path.name} are is not known in {_named(clips, clock)}, which "
        "plays no part of it or not at a constant speed; no cut was moved to them."
    ]


def _at_once(gave_way: Sequence[Stretch], song: SongFile, clock: Clock) -> list[str]:
    clips = [stretch.clip for stretch in gave_way if stretch.clip is not None]
    if not clips:
        return []
    return [
        f"{song.path.name} sounds at several places of itself at once; cuts went to the clip that "
        f"plays longest, not to {_named(clips, clock)}."
    ]


def _retimed(stretches: Sequence[Stretch], song: SongFile) -> list[str]:
    speeds = sorted({stretch.speed for stretch in stretches if stretch.speed != 1})
    if not speeds:
        return []
    percent = ", ".join(f"{float(speed) * 100:.4g} %" for speed in speeds)
    return [f"{song.path.name} is retimed in the edit ({percent}); its beats were placed so."]


def _ended(chosen: Sequence[Recognised], song: SongFile, clock: Clock) -> list[str]:
    """That the song is over before a clip of it, though the edit states media to its end."""
    for one in chosen:
        clip = one.clip
        if song.extent is None or clip.media is None or not _can_be_placed(clip, song):
            continue
        left = (song.extent.duration - source_start(clip, song.extent)) / clip.speed
        stated = song.lasts_as_long_as(clip) is False and song.extent.duration < clip.media.duration
        if stated and left + _SAID_S < clip.duration:
            return [
                f"{song.path.name} is over at {clock.label_at(clip.start + left)}, "
                f"{_seconds(clip.duration - left)} before its clip on {clip.track} ends: the edit "
                f"states {_seconds(clip.media.duration)} of media, and the file has "
                f"{_seconds(song.extent.duration)}."
            ]
    return []


def _named(clips: Sequence[SoundClip], clock: Clock) -> str:
    said = [
        f"“{_media_name(clip)}” on {clip.track} at {clock.label_at(clip.start)}"
        for clip in clips[:_MAX_NAMED]
    ]
    more = f" and {len(clips) - _MAX_NAMED} more" if len(clips) > _MAX_NAMED else ""
    return ", ".join(said) + more


def _where(stretch: Stretch, clock: Clock) -> str:
    on = f" on {stretch.clip.track}" if stretch.clip is not None else ""
    return f"{on.lstrip()} at {clock.label_at(stretch.start)} from {_seconds(stretch.source_start)}"


def _media_name(clip: SoundClip) -> str:
    """What its media is called: its path, without percent-encoding; else the clip's own name."""
    return readable(clip.media_url) if clip.media_url else clip.name


def _seconds(seconds: Fraction) -> str:
    return f"{float(seconds):.2f} s"
