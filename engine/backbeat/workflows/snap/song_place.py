"""Where a timeline plays a song: found in the edit, given by the request, or assumed."""

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
    UNCERTAIN_MATCHES,
    Recognised,
    SongFile,
    comparable,
    has_same_name,
    recognised,
)
from backbeat.workflows.snap.stretches import Stretch, without_overlaps

_UNBOUNDED_S = Fraction(10**9)
"""A duration beyond any recording, in seconds; `Stretch.within` limits it to the song."""
_START_TOLERANCE_S = Fraction(1, 100)
_MIN_OVERRUN_S = Fraction(1, 10)
"""Seconds that a clip must go on after the end of its song to be warned of."""
_MAX_NAMED = 3

PlacedMusic = tuple[tuple[Stretch, ...], tuple[str, ...]]
"""The stretches in time order, and the warnings."""


def place_in_edit(
    song: SongFile, clips: Sequence[SoundClip], document: Document, clock: Clock
) -> PlacedMusic:
    """Finds the song in the edit; without a usable clip it is assumed at the first frame.

    Args:
        song: the file of the song.
        clips: the clips of sound of the edit.
        document: the file of the edit.
        clock: labels the timeline's frames.
    """
    found = recognised(clips, song, document)
    chosen, others = _likeliest_media(found, song)
    stretches = [
        _stretch(candidate, song) for candidate in chosen if _is_placeable(candidate.clip, song)
    ]
    if not stretches:
        return (_stretch_from(song, Fraction(0), SONG_MATCH_ASSUMED),), (
            _not_found(song, clips, found, document, clock),
        )
    stretches.sort(key=lambda stretch: stretch.duration, reverse=True)
    kept, displaced = without_overlaps(stretches)
    warnings = [
        *_guess_warnings(chosen, song, clock),
        *_ambiguity_warnings(others, song, clock),
        *_unplaced_warnings(chosen, song, clock),
        *_overlap_warnings(displaced, song, clock),
        *_retime_warnings(stretches, song),
        *_overrun_warnings(chosen, song, clock),
    ]
    return tuple(kept), tuple(warnings)


def place_requested(
    song: SongFile, clips: Sequence[SoundClip], start: Fraction, document: Document, clock: Clock
) -> PlacedMusic:
    """Places the song at `start`, with a warning if the edit has it elsewhere.

    Args:
        song, clips, document, clock: as for `place_in_edit`.
        start: seconds from the timeline's first frame.
    """
    given = _stretch_from(song, start, SONG_MATCH_GIVEN)
    chosen, _ = _likeliest_media(recognised(clips, song, document), song)
    own = [_stretch(candidate, song) for candidate in chosen if _is_placeable(candidate.clip, song)]
    agrees = any(
        stretch.speed == 1
        and abs(stretch.start - stretch.source_start - start) <= _START_TOLERANCE_S
        for stretch in own
    )
    if not own or agrees:
        return (given,), ()
    first = min(own, key=lambda stretch: stretch.start)
    origin = first.start - first.source_start / first.speed
    return (given,), (
        f"The edit itself has {song.path.name} {_position_text(first, clock)}, as if it started at "
        f"{clock.label_at(origin)}; --music-start is used instead.",
    )


def source_start(clip: SoundClip, extent: MediaRange | None) -> Fraction:
    """Seconds from the first sample of a clip's media to where the clip starts in it.

    Args:
        clip: the clip.
        extent: range of the media read from the file, used where the edit states none.
    """
    known = clip.media or extent
    if known is None or known.unlimited:
        return clip.media_start
    if clip.media is None and not known.start <= clip.media_start < known.start + known.duration:
        # The file counts this media from zero, whatever its timecode.
        return clip.media_start
    return clip.media_start - known.start


def _stretch_from(song: SongFile, start: Fraction, match: SongMatch) -> Stretch:
    return Stretch(song.path, str(song.path), start, _UNBOUNDED_S, Fraction(0), match=match)


def _stretch(candidate: Recognised, song: SongFile) -> Stretch:
    clip = candidate.clip
    return Stretch(
        song.path,
        str(song.path),
        clip.start,
        clip.duration,
        source_start(clip, song.extent),
        clip.speed,
        candidate.match,
        clip,
    )


def _is_placeable(clip: SoundClip, song: SongFile) -> bool:
    """Whether a clip plays a known part of the song at a constant speed."""
    if clip.retime not in (Retime.NONE, Retime.LINEAR):
        return False
    start = source_start(clip, song.extent)
    end = song.extent.duration if song.extent is not None else _UNBOUNDED_S
    return start < end and start + clip.duration * clip.speed > 0


def _likeliest_media(
    found: Sequence[Recognised], song: SongFile
) -> tuple[list[Recognised], list[Recognised]]:
    """The clips of the one media that most likely is the song, and the other clips."""
    media: dict[str, list[Recognised]] = {}
    for candidate in found:
        same = candidate.match == SONG_MATCH_PATH
        key = "" if same else comparable(candidate.clip.media_url or candidate.clip.name)
        media.setdefault(key, []).append(candidate)

    def likelihood(clips: Sequence[Recognised]) -> tuple[bool, Fraction]:
        has_duration = any(song.has_duration_of(candidate.clip) for candidate in clips)
        return has_duration, sum((candidate.clip.duration for candidate in clips), Fraction(0))

    ranked = sorted(media.values(), key=likelihood, reverse=True)
    return (ranked[0] if ranked else []), [candidate for clips in ranked[1:] for candidate in clips]


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
        reason = clip.retime.value
        if clip.retime in (Retime.NONE, Retime.LINEAR):
            reason = (
                f"it plays from {_seconds(source_start(clip, song.extent))} on, outside the song"
            )
        return (
            f"{edit} has {name} on {clip.track} at {clock.label_at(clip.start)}, but {reason}, so "
            f"where its beats are is not known and {assumed}"
        )
    if not clips:
        return f"{edit} has no clip of sound, so where {name} starts is not known and {assumed}"
    same_duration = [clip for clip in clips if song.has_duration_of(clip)]
    hint = ""
    if same_duration:
        hint = " As long as the song, under another name, is " + _named(same_duration, clock) + "."
    same_name = [clip for clip in clips if clip not in same_duration and has_same_name(clip, song)]
    if same_name:
        hint += " Of its name, but of another duration, is " + _named(same_name, clock)
        hint += f"{_durations(same_name[0], song)}."
    return f"{name} was not found among the sound of {edit}, so {assumed}{hint}"


def _guess_warnings(chosen: Sequence[Recognised], song: SongFile, clock: Clock) -> list[str]:
    candidate = chosen[0]
    warnings = []
    clip = candidate.clip
    what = f"{song.path.name} was taken to be “{_media_name(clip)}” on {clip.track} at "
    what += clock.label_at(clip.start)
    if candidate.match != SONG_MATCH_PATH and song.has_duration_of(clip) is False:
        warnings.append(
            f"{what}, by {RECOGNISED_BY[candidate.match]}, though the edit states another "
            f"duration of its media than the song has{_durations(clip, song)}. If it is another "
            "recording, say where the song starts with --music-start."
        )
    elif candidate.match in UNCERTAIN_MATCHES:
        warnings.append(f"{what}, by {RECOGNISED_BY[candidate.match]}.")
    if not clip.enabled:
        warnings.append(f"“{clip.name}” on {clip.track}, the song, is disabled in the edit.")
    return warnings


def _durations(clip: SoundClip, song: SongFile) -> str:
    if clip.media is None or song.extent is None:
        return ""
    return f" ({_seconds(clip.media.duration)}, not {_seconds(song.extent.duration)})"


def _ambiguity_warnings(others: Sequence[Recognised], song: SongFile, clock: Clock) -> list[str]:
    if not others:
        return []
    return [
        f"Other clips could be {song.path.name} too, by {RECOGNISED_BY[others[0].match]}: "
        f"{_named([candidate.clip for candidate in others], clock)}. If one of them is, say "
        "where the song starts with --music-start."
    ]


def _unplaced_warnings(chosen: Sequence[Recognised], song: SongFile, clock: Clock) -> list[str]:
    clips = [candidate.clip for candidate in chosen if not _is_placeable(candidate.clip, song)]
    if not clips:
        return []
    return [
        f"Where the beats of {song.path.name} are is not known in {_named(clips, clock)}, which "
        "plays no part of it or not at a constant speed; no cut was moved to them."
    ]


def _overlap_warnings(displaced: Sequence[Stretch], song: SongFile, clock: Clock) -> list[str]:
    clips = [stretch.clip for stretch in displaced if stretch.clip is not None]
    if not clips:
        return []
    return [
        f"{song.path.name} sounds at several places of itself at once; cuts went to the clip that "
        f"plays longest, not to {_named(clips, clock)}."
    ]


def _retime_warnings(stretches: Sequence[Stretch], song: SongFile) -> list[str]:
    speeds = sorted({stretch.speed for stretch in stretches if stretch.speed != 1})
    if not speeds:
        return []
    percent = ", ".join(f"{float(speed) * 100:.4g} %" for speed in speeds)
    return [f"{song.path.name} is retimed in the edit ({percent}); its beats were placed so."]


def _overrun_warnings(chosen: Sequence[Recognised], song: SongFile, clock: Clock) -> list[str]:
    """A warning where the song ends before its clip although the edit states enough media."""
    for candidate in chosen:
        clip = candidate.clip
        if song.extent is None or clip.media is None or not _is_placeable(clip, song):
            continue
        left = (song.extent.duration - source_start(clip, song.extent)) / clip.speed
        stated = song.has_duration_of(clip) is False and song.extent.duration < clip.media.duration
        if stated and left + _MIN_OVERRUN_S < clip.duration:
            return [
                f"{song.path.name} is over at {clock.label_at(clip.start + left)}, "
                f"{_seconds(clip.duration - left)} before its clip on {clip.track} ends: the edit "
                f"states {_seconds(clip.media.duration)} of media, and the file has "
                f"{_seconds(song.extent.duration)}."
            ]
    return []


def _named(clips: Sequence[SoundClip], clock: Clock) -> str:
    places = [
        f"“{_media_name(clip)}” on {clip.track} at {clock.label_at(clip.start)}"
        for clip in clips[:_MAX_NAMED]
    ]
    more = f" and {len(clips) - _MAX_NAMED} more" if len(clips) > _MAX_NAMED else ""
    return ", ".join(places) + more


def _position_text(stretch: Stretch, clock: Clock) -> str:
    on = f" on {stretch.clip.track}" if stretch.clip is not None else ""
    return f"{on.lstrip()} at {clock.label_at(stretch.start)} from {_seconds(stretch.source_start)}"


def _media_name(clip: SoundClip) -> str:
    """The path of a clip's media, without percent-encoding; else the clip's own name."""
    return readable(clip.media_url) if clip.media_url else clip.name


def _seconds(seconds: Fraction) -> str:
    return f"{float(seconds):.2f} s"
