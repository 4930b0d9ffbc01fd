"""Which tracks of sound of a file are one recording, and which of its channels is which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.errors import MediaError, RequestError
from backbeat.loudness.layouts import USUAL, channel_count, is_stated, places
from backbeat.media.bound_tracks import stream_bound
from backbeat.media.probe import AudioStream, MediaInfo
from backbeat.media.samples import Samples
from backbeat.progress import SILENT, Progress
from backbeat.v1.loudness_pb2 import TrackBinding

_BY_COUNT = {1: "mono", 2: "stereo"}
"""Layouts of bound tracks that need not be said."""

_EXAMPLES = {6: "5.1", 8: "7.1", 10: "5.1.4", 12: "7.1.4"}


@dataclass(frozen=True)
class BoundTracks:
    """Tracks of sound that are one recording."""

    path: Path
    tracks: tuple[int, ...]
    """Which of the file's tracks of sound, from 0."""
    streams: tuple[AudioStream, ...]
    layout: str
    """FFmpeg's name."""
    notes: tuple[str, ...] = ()
    """What was assumed, one sentence each."""

    @property
    def rate(self) -> int:
        """In Hz."""
        return self.streams[0].rate

    @property
    def channels(self) -> int:
        """Of all tracks together."""
        return sum(stream.channels for stream in self.streams)

    @property
    def duration(self) -> Fraction | None:
        """Of the longest track, in seconds, as the file says."""
        known = [stream.duration for stream in self.streams if stream.duration is not None]
        return max(known) if known else None

    @property
    def numbers(self) -> list[int]:
        """The tracks, counting from 1."""
        return [track + 1 for track in self.tracks]

    @property
    def name(self) -> str:
        """In words, such as "track 1" or "tracks 1+2"."""
        word = "track" if len(self.tracks) == 1 else "tracks"
        return f"{word} {'+'.join(str(number) for number in self.numbers)}"

    def blocks(
        self, block_s: float = 1.0, progress: Progress = SILENT, keep_early: bool = False
    ) -> Iterator[Samples]:
        """The recording, decoded at its own rate; parameters and errors as of `stream_bound`."""
        counts = [stream.channels for stream in self.streams]
        return stream_bound(
            self.path, self.rate, self.tracks, counts, block_s, progress, keep_early
        )


def sounds_of(info: MediaInfo) -> list[AudioStream]:
    """The tracks of sound. Raises: MediaError where there are none."""
    sounds = [stream for stream in info.streams if isinstance(stream, AudioStream)]
    if not sounds:
        raise MediaError(f"{info.path} has no sound.", "Give a file that holds sound.")
    return sounds


def bound(info: MediaInfo, tracks: Sequence[int], layout: str = "") -> BoundTracks:
    """Tracks bound together.

    Args:
        info: the file.
        tracks: counting from 1.
        layout: FFmpeg's name of what they make; empty: as `TrackBinding` says.

    Raises:
        RequestError: no such track, one twice, or another number of channels than the layout has.
        MediaError: a track cannot be decoded, or nobody says which channel is which.
    """
    sounds = sounds_of(info)
    for number in tracks:
        if not 1 <= number <= len(sounds):
            raise RequestError(
                f"{info.path} has {len(sounds)} track{'s' if len(sounds) > 1 else ''} of sound; "
                f"there is no track {number}.",
                "Tracks count from 1 here.",
            )
    if len(set(tracks)) != len(tracks):
        raise RequestError("A track is bound twice.", "Name each track once.")
    streams = tuple(sounds[number - 1] for number in tracks)
    for number, stream in zip(tracks, streams, strict=True):
        if not stream.rate:
            raise MediaError(
                f"{info.path}: track {number} of sound is in a codec that cannot be decoded.",
                "Convert it to WAV.",
            )
    named, notes = _layout(info.path, streams, tracks, layout)
    return BoundTracks(info.path, tuple(number - 1 for number in tracks), streams, named, notes)


def every_track(info: MediaInfo) -> list[BoundTracks]:
    """Each track of sound by itself. Raises: MediaError, as `bound`."""
    return [bound(info, [number]) for number in range(1, len(sounds_of(info)) + 1)]


def named_by(info: MediaInfo, bindings: Iterable[TrackBinding]) -> list[BoundTracks]:
    """What a request names.

    Raises:
        RequestError: as `bound`, or a track that is in two bindings.
        MediaError: as `bound`.
    """
    made: list[BoundTracks] = []
    for binding in bindings:
        made += (
            [bound(info, list(binding.tracks), binding.layout)]
            if binding.tracks
            else every_track(info)
        )
    used = [track for one in made for track in one.tracks]
    for track in used:
        if used.count(track) > 1:
            raise RequestError(
                f"Track {track + 1} is named twice.", "Name each track in one binding only."
            )
    return made


def in_words(numbers: Sequence[int]) -> str:
    """Tracks in a sentence: "track 2", "tracks 2 and 3", "tracks 2, 3 and 4"."""
    *others, last = [str(number) for number in numbers]
    return f"tracks {', '.join(others)} and {last}" if others else f"track {last}"


def _layout(
    path: Path, streams: Sequence[AudioStream], tracks: Sequence[int], asked: str
) -> tuple[str, tuple[str, ...]]:
    channels = sum(stream.channels for stream in streams)
    if asked:
        have = channel_count(asked)
        if have is None:
            raise RequestError(
                f"There is no channel layout {asked!r}.",
                "Write it as FFmpeg does, such as mono, stereo, 5.1, 7.1 or 7.1.4.",
            )
        if have != channels:
            raise RequestError(
                f"{asked} has {have} channels, and {in_words(tracks)} of {path.name} "
                f"{'have' if len(tracks) > 1 else 'has'} {channels}.",
                "Name as many tracks as the layout has channels.",
            )
        return asked, ()
    if len(streams) > 1:
        usual = _BY_COUNT.get(channels)
        if usual is None:
            raise RequestError(
                f"{in_words(tracks).capitalize()} have {channels} channels together, and nothing "
                "says which is which.",
                f"Name the layout, as in --layout {_EXAMPLES.get(channels, 'NAME')}="
                f"{'+'.join(str(n) for n in tracks)}.",
            )
        return usual, ()
    stated = streams[0].layout
    if is_stated(stated, channels):
        return stated, ()
    guess = USUAL.get(channels) if stated == f"{channels} channels" else None
    if guess is None:
        raise MediaError(
            f"{path} does not say which of its {channels} channels is which.",
            f"Name their layout, as in --layout {_EXAMPLES.get(channels, 'NAME')}={tracks[0]}.",
        )
    if channels <= len(_BY_COUNT):
        return guess, ()
    order = " ".join(places(guess, channels))
    return guess, (
        f"The file does not say which channel is which; its {channels} channels are taken for "
        f"{guess} ({order}).",
    )
