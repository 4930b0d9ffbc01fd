"""Writes finished sound into the delivered file, with the picture it belongs to.

Pictures and all other tracks are copied packet by packet, without re-encoding. Sample 0 of the
sound is presented with the first picture, as in `decode.py`, so sound and picture stay in sync.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import av
import av.container
from av.stream import Disposition, Stream

from backbeat.errors import RequestError
from backbeat.media.chapters import as_comments, moved_chapters
from backbeat.media.clock import clock_of
from backbeat.media.cover_art import Covers, is_cover
from backbeat.media.matroska import MATROSKA, Aspects
from backbeat.media.muxing import muxing
from backbeat.media.opening import opened
from backbeat.media.packets import first_picture_s
from backbeat.media.picture_digest import PictureDigest
from backbeat.media.quicktime import Extra
from backbeat.media.samples import Samples
from backbeat.media.sound_formats import SoundFormat, muxer_options
from backbeat.media.soundtrack import Soundtrack, priming
from backbeat.media.stream_copy import QUICKTIME, add_copy, reel_of, refusal
from backbeat.media.tags import file_tags, sound_tags
from backbeat.media.tracks import codec_name, first_real_video
from backbeat.progress import SILENT, Progress

_AHEAD_S = Fraction(1, 2)
"""How far ahead of the picture sound is interleaved, in seconds."""


@dataclass(frozen=True, eq=False)
class NewSound:
    """New sound of a video, instead of one of its tracks or besides them."""

    replaced: int | None
    """Index of the replaced track among the source's tracks of sound, from 0; None: it is added."""
    blocks: Iterable[Samples]
    """Consecutive blocks from the first picture on, shape (n, channels)."""
    form: SoundFormat
    tags: Mapping[str, str] = field(default_factory=dict)
    """Tags of the track besides those of the one it replaces, such as `language`."""


@dataclass
class Copied:
    """What a delivery copied from its source, and where its new sound is."""

    tracks: int = 0
    """Number of tracks copied."""
    left_out: list[str] = field(default_factory=list)
    """Descriptions of what the new container cannot hold."""
    sound_index: int = 0
    """Index of the new sound among the delivered tracks of sound, from 0."""
    other_indexes: list[int] = field(default_factory=list)
    """Indexes of further new sound among the tracks of sound, in the order of `others`."""
    edit_lists: bool = True
    """Whether the file may have edit lists."""
    edit_lists_kept_for: str = ""
    """Why it has edit lists although the caller asked for none; otherwise empty."""
    lead: Fraction = Fraction(0)
    """When the first picture is shown in the file, in seconds; see `clock.Clock.lead`."""
    picture: PictureDigest = field(default_factory=PictureDigest)
    """Digest of the copied packets of the first video track."""


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
    """Writes a file with one track of sound and no video.

    Args:
        path: output file; appears only when it is complete.
        muxer: FFmpeg's name of the container format.
        blocks: consecutive blocks of sound, shape (n, channels), float32.
        form: encoding of the sound.
        metadata: tags of the file.
        options: options of the muxer, added to those set for every file.
        source: file whose chapters, cover art and language are copied; None copies nothing.
        track: index among the source's tracks of sound, from 0.

    Raises:
        MediaError: the source cannot be read.
        OutputError: the file cannot be written.
        RequestError: codec, rate and layout cannot be combined.
    """
    copied, tags = Copied(), file_tags(metadata)
    extra = Extra.of(source, tags, muxer)
    copied.left_out.extend(extra.left_out)
    with contextlib.ExitStack() as stack:
        reading = None if source is None else stack.enter_context(opened(source))
        every = {**muxer_options(muxer, form.rate), **options}
        container = stack.enter_context(muxing(path, muxer, every, extra.finish))
        container.metadata.update(tags)
        container.metadata.update(extra.placeholder)
        origin = reading.streams.audio[track] if reading is not None else None
        written = sound_track(path, container, form, origin)
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
    tags: Mapping[str, str] = MappingProxyType({}),
    more_tags: Mapping[str, str] = MappingProxyType({}),
) -> Copied:
    """Writes a copy of `source` in which one or more tracks of sound are replaced.

    Args:
        path: output file; appears only when it is complete.
        muxer: FFmpeg's name of the container format.
        source: the video.
        replaced: index of the replaced track among the source's tracks of sound, from 0.
        blocks: the new sound as consecutive blocks from the first picture on, shape (n, channels),
            float32.
        form: encoding of the new sound.
        edit_lists: whether MP4 and MOV may have edit lists. Without them, all tracks begin some
            milliseconds late by the same amount, the sound with encoded silence. A source that
            cannot be presented without an edit list keeps it.
        progress: may cancel; checked for each packet.
        others: new sound for further tracks, or of tracks that are added behind all others.
        dropped: indexes of tracks of sound, from 0, that are left out because the new sound of
            another track contains them.
        tags: as of `NewSound`, of the first.
        more_tags: of the file, besides the source's or instead of them.

    Raises:
        MediaError: the video cannot be read.
        OutputError: the file cannot be written.
        RequestError: the container cannot hold the picture, or sound of that encoding.
    """
    samples = priming(form.codec, form.rate, form.layout)
    priming_s = Fraction(samples, form.rate)
    new_sounds = 1 + len(others) + len(dropped)
    wanted_lists = edit_lists or muxer not in QUICKTIME
    clock = clock_of(source, wanted_lists, form.codec, priming_s, new_sounds)
    copied = Copied(edit_lists=muxer in QUICKTIME and clock.edit_lists)
    copied.edit_lists_kept_for, copied.lead = clock.kept_for, clock.lead
    options = muxer_options(muxer, form.rate)
    if not clock.edit_lists:
        options["use_editlist"] = "0"
    with opened(source) as reading:
        kept_tags = {**file_tags(reading.metadata), **more_tags}
    extra, aspects = Extra.of(source, kept_tags, muxer), Aspects()
    copied.left_out.extend(extra.left_out)
    finish = aspects.finish if muxer in MATROSKA else extra.finish
    with opened(source) as reading, muxing(path, muxer, options, finish) as container:
        video = first_real_video(reading)
        container.metadata.update(kept_tags)
        container.metadata.update(extra.placeholder)
        container.set_chapters(moved_chapters(reading, clock.origin, clock.lead))
        covers = Covers(reading, container, copied.left_out)
        copies: dict[int, Stream] = {}
        new_tracks: dict[int, tuple[Soundtrack, int]] = {}
        places = {s.index: place for place, s in enumerate(reading.streams.audio)}
        every = (NewSound(replaced, blocks, form, tags), *others)
        # Those that are added count on from the source's own.
        new = {_place(one, number, len(places)): one for number, one in enumerate(every)}
        for stream in reading.streams:
            place = places.get(stream.index, -1)
            if place in new:
                track = sound_track(path, container, new[place].form, stream)
                track.describe(new[place].tags, stream.disposition)
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
        for place in sorted(new.keys() - new_tracks.keys()):
            track = sound_track(path, container, new[place].form)
            track.describe(new[place].tags, Disposition(0))
            new_tracks[place] = track, len(container.streams.audio) - 1
        copied.sound_index = new_tracks[replaced][1]
        copied.other_indexes = [new_tracks[place][1] for place in list(new)[1:]]
        for track, _ in new_tracks.values():
            track.lead_in(clock.lead, samples)
        extra.note_tracks(container)
        covers.write()
        writing = InterleavedSound(
            [(new_tracks[place][0], one.blocks) for place, one in new.items()]
        )
        copied_streams = [s for s in reading.streams if s.index in copies]
        for packet in progress.each(reading.demux(copied_streams)):
            # A packet without decoding time may be a real one in Matroska; only the empty one that
            # ends the file is not.
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


def _place(sound: NewSound, number: int, tracks: int) -> int:
    return tracks + number if sound.replaced is None else sound.replaced


class InterleavedSound:
    """Interleaves new sound with the picture, so that a player reads both from nearby."""

    def __init__(self, tracks: Iterable[tuple[Soundtrack, Iterable[Samples]]]) -> None:
        self._tracks = [(track, iter(blocks)) for track, blocks in tracks]

    def write_until(self, time: Fraction) -> None:
        """Writes what is heard before a time, in seconds."""
        for track, blocks in self._tracks:
            while track.end < time:
                block = next(blocks, None)
                if block is None:
                    break
                track.write(block)

    def finish(self) -> None:
        """Writes the rest."""
        while self._tracks:
            # One block of each track in turn, so that FFmpeg's interleaving does not buffer a whole
            # track.
            going_on = []
            for track, blocks in self._tracks:
                block = next(blocks, None)
                if block is None:
                    track.finish()
                else:
                    track.write(block)
                    going_on.append((track, blocks))
            self._tracks = going_on


def sound_track(
    path: Path,
    container: av.container.OutputContainer,
    form: SoundFormat,
    source: Stream | None = None,
) -> Soundtrack:
    """Adds a track for new sound.

    Args:
        path: the file, for messages.
        container: the file being written.
        form: encoding of the sound.
        source: the track that it stands for.

    Raises:
        RequestError: codec, rate and layout cannot be combined.
    """
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
    # The muxer makes its own tracks for timecode, from the metadata, and for chapters.
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
