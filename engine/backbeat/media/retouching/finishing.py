"""Puts a video together: finished parts, packets of the source, sound and all other tracks."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.container
import numpy as np
from av.stream import Stream

from backbeat.errors import RequestError
from backbeat.media.chapters import moved_chapters
from backbeat.media.cover_art import Covers, is_cover
from backbeat.media.delivering import InterleavedSound, sound_track
from backbeat.media.matroska import MATROSKA, Aspects
from backbeat.media.muxing import muxing
from backbeat.media.opening import opened
from backbeat.media.quicktime import Extra
from backbeat.media.retouching.copying import PacketReader
from backbeat.media.retouching.encoders import ENCODERS
from backbeat.media.retouching.other_tracks import OtherTracks
from backbeat.media.retouching.parameter_sets import (
    configuration,
    configuration_of_encoder,
    with_lengths,
)
from backbeat.media.retouching.pipeline import Part, Work
from backbeat.media.retouching.segments import Encoded, encoded_in, extradata_of, order_in
from backbeat.media.retouching.source import Ints
from backbeat.media.retouching.spans import Span
from backbeat.media.retouching.timecodes import later
from backbeat.media.samples import Samples
from backbeat.media.sound_formats import SoundFormat, muxer_options
from backbeat.media.stream_copy import QUICKTIME, add_copy, reel_of
from backbeat.media.tags import copied_tags, file_tags
from backbeat.media.tracks import exact, first_real_video
from backbeat.progress import Progress

_AHEAD_S = Fraction(1, 2)
"""How far ahead of the picture other tracks are interleaved, in seconds."""
_USUAL_RATE = 48000
"""Unit of edit lists where there is no new sound, in Hz."""


@dataclass(frozen=True, eq=False)
class NewSound:
    """A new track of sound."""

    blocks: Iterable[Samples]
    """Consecutive blocks from the first picture on, shape (n, channels), float32."""
    form: SoundFormat
    replaced: int | None = None
    """Which of the source's tracks of sound it replaces, from 0; None: all of them."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Of the track, such as its language."""


@dataclass(frozen=True, eq=False)
class Video:
    """What a video is put together from."""

    work: Work
    spans: Sequence[Span]
    parts: Mapping[int, Part]
    """Those that are encoded, by their first picture."""
    end_tick: int
    """When the last picture ends, in ticks of the encoding."""
    same_track: bool
    """Whether the track is described as the source's, its packets being of the same kind."""
    sounds: Sequence[NewSound]
    metadata: Mapping[str, str]
    """Further tags of the file."""


@dataclass(frozen=True)
class Finished:
    """What was put together."""

    changed: int
    copied: int
    left_out: tuple[str, ...]
    """Descriptions of what the container cannot hold."""


def put_together(
    path: Path,
    muxer: str,
    video: Video,
    check: Callable[[Path], None],
    progress: Progress,
) -> Finished:
    """Writes the video.

    Args:
        path: output file; appears only when it is complete and `check` has passed it.
        muxer: FFmpeg's name of the container.
        video: what it is put together from.
        check: called with the path of the closed file before it appears.
        progress: may cancel.

    Raises:
        MediaError: the source cannot be read.
        OutputError: the file cannot be written.
        RequestError: the container cannot hold a track.
    """
    work = video.work
    source = work.pictures.path
    order = _order(video)
    delay = int((work.ticks - work.ticks[[one.index for one in order]]).max())
    sound_rate = video.sounds[0].form.rate if video.sounds else _USUAL_RATE
    left_out: list[str] = []
    with opened(source) as reading:
        tags = {**_moved_timecode(file_tags(reading.metadata), video), **video.metadata}
    extra, aspects = Extra.of(source, tags, muxer), Aspects()
    left_out += extra.left_out

    def finish(temporary: Path) -> None:
        (aspects if muxer in MATROSKA else extra).finish(temporary)
        check(temporary)

    with (
        opened(source) as reading,
        muxing(path, muxer, muxer_options(muxer, sound_rate), finish) as container,
    ):
        origin = int(work.pictures.ticks[int(work.shown[0])]) * work.pictures.base
        picture = first_real_video(reading)
        container.metadata.update(tags)
        container.metadata.update(extra.placeholder)
        container.set_chapters(_chapters(reading, origin, video))
        covers = Covers(reading, container, left_out)
        copies: dict[int, Stream] = {}
        track: av.VideoStream | None = None
        for stream in reading.streams:
            if picture is not None and stream.index == picture.index:
                track = _picture_track(path, container, picture, video)
                track.metadata.update(reel_of(reading))
                track.metadata.update(_moved_timecode(track.metadata, video))
                if muxer in MATROSKA:
                    aspects.add(track, picture)
            elif stream.type == "audio" and _is_replaced(reading, stream, video):
                continue
            elif is_cover(stream):
                covers.add(stream)
            else:
                copy = None if stream.type == "data" else add_copy(container, stream)
                if copy is not None and stream.type != "attachment":
                    copies[stream.index] = copy
                elif copy is None and stream.type not in ("data", "attachment"):
                    left_out.append(f"track {stream.index} ({stream.type})")
        if track is None:
            raise RequestError(f"{source} has no moving picture.", "Give a video.")
        sounds = _new_tracks(path, container, reading, video)
        extra.note_tracks(container)
        covers.write()
        end = video.end_tick * work.base
        others = OtherTracks(reading, copies, origin, work.shown, len(work.pictures.ticks), end)
        writing = InterleavedSound(sounds)
        step = Fraction(0)
        for place, packet in enumerate(progress.each(_packets(video, track, delay))):
            step = (int(work.ticks[place]) - delay) * work.base
            writing.write_until(step + _AHEAD_S)
            others.write_until(container, step + _AHEAD_S)
            container.mux(packet)
            if place % 64 == 0:
                progress(place / len(order), f"Writing {path.name}")
        writing.finish()
        others.write_until(container, None)
    changed = sum(one.changed for one in order)
    copied = sum(one.data is None for one in order)
    return Finished(changed, copied, tuple(left_out))


def _order(video: Video) -> list[Encoded]:
    """The pictures in the order of decoding, with empty packets."""
    work, order = video.work, []
    decoded = work.pictures.decoded
    place = np.empty(len(work.pictures.ticks), np.int64)
    if len(decoded):
        place[decoded] = np.arange(len(decoded))
    for span in video.spans:
        if not span.copied:
            order += order_in(video.parts[span.first].path)
            continue
        for run in _runs(work.shown, span):
            first = int(work.shown[run.start])
            start = int(place[first])
            order += [
                Encoded(run.start + int(number) - first, None, False)
                for number in decoded[start : start + len(run)]
            ]
    return order


def _runs(shown: Ints, span: Span) -> Iterator[range]:
    """Pictures of a copied span that follow one another in the source as well."""
    edges = np.flatnonzero(np.diff(shown[span.first : span.after]) != 1) + 1
    bounds = [span.first, *(edges + span.first).tolist(), span.after]
    for first, after in itertools.pairwise(bounds):
        yield range(first, after)


def _packets(
    video: Video, track: av.VideoStream, delay: int
) -> Iterator[av.Packet[av.VideoStream]]:
    """The pictures' packets for the muxer, in the order of decoding."""
    work = video.work
    ends = np.append(work.ticks[1:], video.end_tick)
    for place, one in enumerate(_encoded(video)):
        packet: av.Packet[Any] = av.Packet(one.data or b"")
        packet.time_base = work.base
        packet.pts = int(work.ticks[one.index])
        # Pictures are decoded as far apart as they are shown, early enough for each.
        packet.dts = int(work.ticks[place]) - delay
        packet.duration = int(ends[one.index]) - packet.pts
        packet.is_keyframe = one.key
        packet.stream = track
        yield packet


def _encoded(video: Video) -> Iterator[Encoded]:
    work = video.work
    lengths = video.same_track and work.encoding.codec == "h264"
    with contextlib.ExitStack() as stack:
        reader: PacketReader | None = None
        if work.pictures.by_packets:
            reader = stack.enter_context(PacketReader(work.pictures))
        for span in video.spans:
            if not span.copied:
                for one in encoded_in(video.parts[span.first].path):
                    if one.data is not None:
                        data = with_lengths(one.data) if lengths else one.data
                        yield Encoded(one.index, data, one.key)
                    elif reader is not None:
                        for copy in reader.packets(int(work.shown[one.index]), 1):
                            yield Encoded(one.index, copy.data, copy.key)
            elif reader is not None:
                for run in _runs(work.shown, span):
                    first = int(work.shown[run.start])
                    for copy in reader.packets(first, len(run)):
                        yield Encoded(run.start + copy.number - first, copy.data, copy.key)


def _picture_track(
    path: Path,
    container: av.container.OutputContainer,
    source: av.VideoStream,
    video: Video,
) -> av.VideoStream:
    encoding = video.work.encoding
    if video.same_track:
        track: Any = add_copy(container, source)
        if track is None:
            raise RequestError(
                f"{path} cannot hold the picture's codec.", "End it in .mov or .mkv."
            )
        extradata = _extradata(source, video)
        if extradata:
            track.codec_context.extradata = extradata
    else:
        track = container.add_stream(ENCODERS[encoding.codec], rate=encoding.form.rate)
        encoding.configure(track.codec_context)
        quicktime = container.format.name in QUICKTIME
        track.metadata.update(copied_tags(source.metadata, quicktime))
        track.disposition = source.disposition
        if video.work.stored.turns:
            track.set_display_rotation(90 * video.work.stored.turns)
    if encoding.codec == "hevc" and container.format.name in QUICKTIME:
        # QuickTime does not play `hev1`.
        track.codec_context.codec_tag = "hvc1"
    track.time_base = video.work.base
    return track  # type: ignore[no-any-return]


def _extradata(source: av.VideoStream, video: Video) -> bytes:
    """What describes the packets of both, the source's and the encoder's."""
    own = source.codec_context.extradata or b""
    paths = [part.path for part in video.parts.values()]
    if not paths:
        return b""
    encoder = extradata_of(paths[0])
    if video.work.encoding.codec != "h264":
        return encoder
    layout = video.work.stored.layout
    chroma = {(2, 2): 1, (2, 1): 2}.get((layout.across, layout.down), 3)
    if layout.model == "gray":
        chroma = 0
    made = configuration_of_encoder(encoder, chroma, layout.bits)
    if any(span.copied for span in video.spans):
        made = configuration(own).with_sets(made)
    return made.packed()


def _is_replaced(reading: av.container.InputContainer, stream: Stream, video: Video) -> bool:
    places = [one.index for one in reading.streams.audio]
    wanted = [sound.replaced for sound in video.sounds]
    return None in wanted or places.index(stream.index) in wanted


def _new_tracks(
    path: Path,
    container: av.container.OutputContainer,
    reading: av.container.InputContainer,
    video: Video,
) -> list[tuple[Any, Iterable[Samples]]]:
    tracks = []
    for sound in video.sounds:
        sources = reading.streams.audio
        place = sound.replaced or 0
        origin = sources[place] if place < len(sources) else None
        track = sound_track(path, container, sound.form, origin)
        if sound.tags:
            container.streams.audio[-1].metadata.update(sound.tags)
        tracks.append((track, sound.blocks))
    return tracks


def _chapters(reading: av.container.InputContainer, origin: Fraction, video: Video) -> list[Any]:
    end = video.end_tick * video.work.base
    kept = []
    for chapter in moved_chapters(reading, origin):
        base = exact(chapter["time_base"])
        if chapter["start"] * base < end:
            chapter["end"] = min(chapter["end"], int(end / base))
            kept.append(chapter)
    return kept


def _moved_timecode(tags: Mapping[str, str], video: Video) -> dict[str, str]:
    """Tags with the timecode of the first picture that is shown."""
    first, rate = int(video.work.shown[0]), video.work.encoding.form.rate
    return {
        key: later(value, first, rate) if key.lower() == "timecode" else value
        for key, value in tags.items()
    }
