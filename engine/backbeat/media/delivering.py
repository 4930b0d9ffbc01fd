"""Finished sound into the file that is handed over, with the picture it belongs to.

Pictures, and all other tracks, are copied packet by packet and never encoded again. Sample 0 of the
sound lies on the first picture, as `decode.py` gives it, so nothing moves against the picture.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.container
from av.stream import Stream

from backbeat.errors import RequestError
from backbeat.media.chapters import as_comments, moved_chapters
from backbeat.media.clock import clock_of
from backbeat.media.cover_art import Covers, is_cover
from backbeat.media.matroska import MATROSKA, Aspects
from backbeat.media.muxing import muxing
from backbeat.media.opening import opened
from backbeat.media.packets import first_picture_s
from backbeat.media.quicktime import Extra
from backbeat.media.samples import Samples
from backbeat.media.soundtrack import Soundtrack, priming
from backbeat.media.stream_copy import QUICKTIME, add_copy, reel_of, refusal
from backbeat.media.tags import file_tags, sound_tags
from backbeat.media.tracks import codec_name, first_real_video
from backbeat.progress import SILENT, Progress

SOUND_FILES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    ".wav": ("wav", ("pcm_s24le", "pcm_s16le", "pcm_f32le")),
    ".flac": ("flac", ("flac",)),
    ".m4a": ("mp4", ("aac", "alac")),
    ".m4b": ("mp4", ("aac", "alac")),
    ".mp3": ("mp3", ("libmp3lame",)),
    ".opus": ("opus", ("libopus",)),
    ".ogg": ("ogg", ("libopus", "flac")),
    ".mka": ("matroska", ("flac", "pcm_s24le", "pcm_s16le", "aac", "libopus", "libmp3lame")),
}
"""FFmpeg's muxer for each ending, and the codecs it may hold, the usual one first."""
VIDEO_FILES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    ".mp4": ("mp4", ("aac", "alac", "flac", "libopus", "libmp3lame")),
    ".m4v": ("mp4", ("aac", "alac")),
    ".mov": ("mov", ("pcm_s24le", "pcm_s16le", "aac", "alac")),
    ".mkv": ("matroska", ("flac", "pcm_s24le", "pcm_s16le", "aac", "libopus", "libmp3lame")),
    ".webm": ("webm", ("libopus",)),
}
"""The same for files with a picture."""
_BRANDS = {".m4a": "M4A ", ".m4b": "M4B "}
"""Of MP4 files of sound, by which players know them."""
_AHEAD_S = Fraction(1, 2)
"""How far the sound is written before the picture."""


@dataclass(frozen=True)
class SoundFormat:
    """How sound is written."""

    codec: str
    """FFmpeg's name of an encoder."""
    rate: int
    """In Hz."""
    layout: str
    """FFmpeg's name."""
    channels: int
    bits: int | None = None
    """Of integers; None where the codec has none."""
    bit_rate: int | None = None
    """In bits a second; None where the codec has none."""


class PictureDigest:
    """Of the packets of a picture, one after another."""

    def __init__(self) -> None:
        self.packets = 0
        self._hash = hashlib.sha256()

    def take(self, packet: av.Packet[Any]) -> None:
        """Adds a packet."""
        self.packets += 1
        self._hash.update(memoryview(packet))

    @property
    def sha256(self) -> str:
        """Of all bytes, as hex."""
        return self._hash.hexdigest()


@dataclass(frozen=True, eq=False)
class NewSound:
    """Sound in the place of a track of a video."""

    replaced: int
    """Which of the source's tracks of sound, from 0."""
    blocks: Iterable[Samples]
    """From the first picture on, shape (n, channels), one after another."""
    form: SoundFormat


@dataclass
class Copied:
    """What became of the tracks beside the sound."""

    tracks: int = 0
    """How many were copied."""
    left_out: list[str] = field(default_factory=list)
    """Those that the new container cannot hold, in words."""
    sound_index: int = 0
    """Of the new sound, among the tracks of sound."""
    other_indexes: list[int] = field(default_factory=list)
    """Of more new sound, likewise, in the order it was given."""
    edit_lists: bool = True
    """Whether the file may have some."""
    edit_lists_kept_for: str = ""
    """Why it may although it was not to, in words; empty where that does not apply."""
    lead: Fraction = Fraction(0)
    """When the first picture is shown in the file, in seconds; see `clock.Clock.lead`."""
    picture: PictureDigest = field(default_factory=PictureDigest)
    """What was copied of the first video."""


def deliver_sound(
    path: Path,
    muxer: str,
    blocks: Iterable[Samples],
    form: SoundFormat,
    metadata: Mapping[str, str],
    options: Mapping[str, str],
    source: Path | None = None,
    track: int = 0,
) -> Copied:
    """Writes a file of sound alone.

    Args:
        path: of the file, which appears when it is whole.
        muxer: FFmpeg's name.
        blocks: shape (n, channels), one after another.
        form: how.
        metadata: of the file.
        options: of the muxer, besides those that make every file right.
        source: whose chapters, cover art and language are kept; None for none.
        track: of the source's sound, from 0.

    Raises:
        MediaError: the source cannot be read.
        OutputError: the file cannot be written.
        RequestError: codec, rate or layout do not fit together.
    """
    copied, tags = Copied(), file_tags(metadata)
    extra = Extra.of(source, tags, muxer)
    copied.left_out.extend(extra.left_out)
    with contextlib.ExitStack() as stack:
        reading = None if source is None else stack.enter_context(opened(source))
        every = {**_options(muxer, form.rate), **options}
        container = stack.enter_context(muxing(path, muxer, every, extra.finish))
        container.metadata.update(tags)
        container.metadata.update(extra.placeholder)
        origin = reading.streams.audio[track] if reading is not None else None
        written = _track(path, container, form, origin)
        if reading is not None and source is not None:
            _add_chapters(reading, source, container, copied)
            covers = Covers(reading, container, copied.left_out)
            for stream in reading.streams.video:
                if is_cover(stream):
                    covers.add(stream)
            extra.note_tracks(container)
            covers.write()
        for block in blocks:
            written.write(block)
        written.finish()
    return copied


def brand_options(path: Path) -> dict[str, str]:
    """Options of the muxer by a file's ending: MP4 names itself a file of sound, or a book."""
    brand = _BRANDS.get(path.suffix.lower())
    return {} if brand is None else {"brand": brand}


def deliver_video(
    path: Path,
    muxer: str,
    source: Path,
    replaced: int,
    blocks: Iterable[Samples],
    form: SoundFormat,
    edit_lists: bool = True,
    progress: Progress = SILENT,
    others: Sequence[NewSound] = (),
    dropped: Collection[int] = (),
) -> Copied:
    """Writes a file with the tracks of `source`, one of sound or several replaced.

    Args:
        path: of the file, which appears when it is whole.
        muxer: FFmpeg's name.
        source: the video.
        replaced: which of its tracks of sound, from 0.
        blocks: the new sound from the first picture on, shape (n, channels), one after another.
        form: how it is written.
        edit_lists: whether MP4 and MOV may have them. Without, everything begins some milliseconds
            late together, the sound with encoded silence; where the source cannot be presented
            without one, it stays.
        progress: asked whether to stop.
        others: more sound, for other tracks.
        dropped: tracks of sound, from 0, that are left out: what they hold is in another's place.

    Raises:
        MediaError: the video cannot be read.
        OutputError: the file cannot be written.
        RequestError: the container cannot hold the picture, or the sound as asked for.
    """
    samples = priming(form.codec, form.rate, form.layout)
    priming_s = Fraction(samples, form.rate)
    new_sounds = 1 + len(others) + len(dropped)
    wanted_lists = edit_lists or muxer not in QUICKTIME
    clock = clock_of(source, wanted_lists, form.codec, priming_s, new_sounds)
    copied = Copied(edit_lists=muxer in QUICKTIME and clock.edit_lists)
    copied.edit_lists_kept_for, copied.lead = clock.kept_for, clock.lead
    options = _options(muxer, form.rate)
    if not clock.edit_lists:
        options["use_editlist"] = "0"
    with opened(source) as reading:
        tags = file_tags(reading.metadata)
    extra, aspects = Extra.of(source, tags, muxer), Aspects()
    copied.left_out.extend(extra.left_out)
    finish = aspects.finish if muxer in MATROSKA else extra.finish
    with opened(source) as reading, muxing(path, muxer, options, finish) as container:
        video = first_real_video(reading)
        container.metadata.update(tags)
        container.metadata.update(extra.placeholder)
        container.set_chapters(moved_chapters(reading, clock.origin, clock.lead))
        covers = Covers(reading, container, copied.left_out)
        copies: dict[int, Stream] = {}
        new_tracks: dict[int, tuple[Soundtrack, int]] = {}
        new = {one.replaced: one for one in (NewSound(replaced, blocks, form), *others)}
        places = {s.index: place for place, s in enumerate(reading.streams.audio)}
        for stream in reading.streams:
            place = places.get(stream.index, -1)
            if place in new:
                track = _track(path, container, new[place].form, stream)
                new_tracks[place] = track, len(container.streams.audio) - 1
                continue
            if place in dropped:
                continue
            if is_cover(stream):
                copied.tracks += covers.add(stream)
                continue
            copy = _copy(path, container, stream, stream is video, copied)
            if copy is not None and stream.type != "attachment":
                copies[stream.index] = copy
                if stream is video:
                    copy.metadata.update(reel_of(reading))
                if muxer in MATROSKA and isinstance(stream, av.VideoStream):
                    aspects.add(copy, stream)
        copied.sound_index = new_tracks[replaced][1]
        copied.other_indexes = [new_tracks[one.replaced][1] for one in others]
        for track, _ in new_tracks.values():
            track.lead_in(clock.lead, samples)
        extra.note_tracks(container)
        covers.write()
        writing = _InterleavedSound(
            [(new_tracks[place][0], one.blocks) for place, one in new.items()]
        )
        copied_streams = [s for s in reading.streams if s.index in copies]
        for packet in progress.each(reading.demux(copied_streams)):
            # Matroska has packets without a time of decoding; only the last, empty one is none.
            if not packet.size:
                continue
            is_picture = video is not None and packet.stream_index == video.index
            clock.move(packet, is_picture)
            if is_picture:
                copied.picture.take(packet)
                if muxer not in QUICKTIME and (packet.pts or 0) < 0:
                    raise RequestError(
                        f"{source} hides its first pictures with an edit list, which {muxer} "
                        "cannot do.",
                        "End the output in .mp4 or .mov.",
                    )
            if packet.dts is not None:
                writing.write_until(packet.dts * packet.time_base + _AHEAD_S)
            packet.stream = copies[packet.stream.index]
            container.mux(packet)
        writing.finish()
        return copied


def picture_digest(path: Path) -> PictureDigest:
    """Of the first video of a file.

    Raises:
        MediaError: the file cannot be read.
    """
    digest = PictureDigest()
    with opened(path) as container:
        video = first_real_video(container)
        if video is not None:
            for packet in container.demux(video):
                if packet.size:
                    digest.take(packet)
    return digest


class _InterleavedSound:
    """Sound written as far as the picture has come, so that a player finds both together."""

    def __init__(self, tracks: Iterable[tuple[Soundtrack, Iterable[Samples]]]) -> None:
        self._tracks = [(track, iter(blocks)) for track, blocks in tracks]

    def write_until(self, time: Fraction) -> None:
        for track, blocks in self._tracks:
            while track.end < time:
                block = next(blocks, None)
                if block is None:
                    break
                track.write(block)

    def finish(self) -> None:
        while self._tracks:
            # In turn, so that what is left of one does not wait in memory for the others.
            going_on = []
            for track, blocks in self._tracks:
                block = next(blocks, None)
                if block is None:
                    track.finish()
                else:
                    track.write(block)
                    going_on.append((track, blocks))
            self._tracks = going_on


def _options(muxer: str, rate: int) -> dict[str, str]:
    if muxer in QUICKTIME:
        # Edit lists count in the movie's timescale; the default of 1000 moves sound by up to a
        # millisecond.
        # Boxes of Dolby Vision and stereoscopic video are written on request alone.
        return {
            "movflags": "+faststart",
            "movie_timescale": str(rate),
            "strict": "unofficial",
        }
    return {"rf64": "auto"} if muxer == "wav" else {}


def _track(
    path: Path,
    container: av.container.OutputContainer,
    form: SoundFormat,
    source: Stream | None = None,
) -> Soundtrack:
    track = Soundtrack(
        path,
        container,
        form.codec,
        form.rate,
        form.channels,
        form.layout,
        form.bits,
        form.bit_rate,
    )
    if source is not None:
        quicktime = container.format.name in QUICKTIME
        track.describe(sound_tags(source.metadata, quicktime), source.disposition)
    return track


def _copy(
    path: Path,
    container: av.container.OutputContainer,
    stream: Stream,
    is_picture: bool,
    copied: Copied,
) -> Stream | None:
    # Timecode is in the metadata and chapters are set, and the muxer makes tracks of them.
    is_remade = stream.type == "data" and ("timecode" in stream.metadata or container.chapters())
    copy = None if stream.type == "data" else add_copy(container, stream)
    if copy is not None:
        copied.tracks += 1
    elif is_picture:
        raise refusal(path, stream)
    elif not is_remade:
        copied.left_out.append(f"track {stream.index} ({stream.type}, {_described(stream)})")
    return copy


def _described(stream: Stream) -> str:
    if stream.type == "attachment":
        return stream.metadata.get("filename", "unnamed")
    if stream.type == "data":
        return stream.metadata.get("handler_name", "unknown").strip()
    return codec_name(stream)


def _add_chapters(
    reading: av.container.InputContainer,
    source: Path,
    container: av.container.OutputContainer,
    copied: Copied,
) -> None:
    video = first_real_video(reading)
    origin = None if video is None else first_picture_s(source, video.index)
    chapters = moved_chapters(reading, origin or Fraction(0))
    if chapters and container.format.name == "wav":
        copied.left_out.append("chapters")
    elif container.format.name == "flac":
        container.metadata.update(as_comments(chapters))
    else:
        container.set_chapters(chapters)
