"""The sync map of an assembled edit: every slot, every shot, and all its timeline is made from."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.cutting.assembly import Assembly, Shot
from backbeat.cutting.assembly.messages import shot_message
from backbeat.cutting.building.media import Recording, medium_of, rate_message, rate_of
from backbeat.cutting.building.timeline import START_TIMECODE
from backbeat.cutting.pacing.messages import slot_message
from backbeat.cutting.sync_map import SCHEMA_VERSION
from backbeat.timeline.time import Clock, from_timecode, nearest_frame, seconds_of
from backbeat.v1 import cutting_pb2 as pb
from backbeat.v1.music_pb2 import MusicAnalysis, SongJoin
from backbeat.version import __version__


@dataclass(frozen=True)
class Record:
    """What is known of an edit beside its shots."""

    music: Recording
    analysis: MusicAnalysis
    """Of the music as it is heard in the timeline."""
    placements: Sequence[pb.Placement]
    """The stretches of the song, in order."""
    joins: Sequence[SongJoin]
    """Where one stretch goes over into the next, in order."""
    form: pb.AssembledFormat
    sound_channels: Mapping[Path, int]
    """Channels of sound of each clip."""
    warnings: Sequence[str] = ()


def record(assembly: Assembly, known: Record) -> pb.SyncMap:
    """The sync map of an assembly.

    A dissolve that is longer than its neighbours, or than the media beside its cut, is shortened.
    """
    rate = assembly.rate
    clock = Clock(rate, from_timecode(START_TIMECODE, rate), False)
    media = _media(assembly, known)
    slots = [_slot(shot, known, rate) for shot in assembly.shots]
    by_path = {medium.path: medium for medium in media}
    for before, after in itertools.pairwise(slots):
        after.dissolve_frames = fitting_dissolve(before, after, by_path, rate)
    if slots:
        slots[0].dissolve_frames = 0
    return pb.SyncMap(
        schema_version=SCHEMA_VERSION,
        spine=pb.Spine(
            path=str(known.music.path),
            sha256=known.music.sha256,
            duration_s=known.music.samples / known.music.rate,
            placements=[_placed(placement, clock) for placement in known.placements],
        ),
        rate=rate_message(rate),
        start_timecode=clock.label(0),
        duration_frames=assembly.shots[-1].end_frame if assembly.shots else 0,
        cuts=[cut_before(slot, index, slots, clock) for index, slot in enumerate(slots) if index],
        grid=_grid(assembly, known.analysis, rate),
        engine_version=__version__,
        tempo_bpm=known.analysis.tempo_bpm,
        slots=slots,
        media=[known.music.medium, *media],
        format=known.form,
        joins=known.joins,
        warnings=known.warnings,
    )


def cut_before(slot: pb.Slot, index: int, slots: Sequence[pb.Slot], clock: Clock) -> pb.Cut:
    """The cut that a slot starts with.

    Args:
        slot: the slot, not the first one.
        index: its place among `slots`.
        slots: all of them.
        clock: the timeline's.
    """
    error = seconds_of(slot.start_frame, clock.rate) - Fraction(slot.start_s)
    return pb.Cut(
        track="V1",
        index=index - 1,
        from_frame=slot.start_frame,
        to_frame=slot.start_frame,
        beat_time_s=slot.start_s,
        bar=slot.bar,
        beat=slot.beat,
        error_ms=float(error * 1000),
        action=pb.Cut.ACTION_KEPT,
        reason=slot.reason,
        timecode=clock.label(slot.start_frame),
        outgoing=Path(slots[index - 1].shot.path).name,
        incoming=Path(slot.shot.path).name,
    )


def fitting_dissolve(
    before: pb.Slot, after: pb.Slot, media: Mapping[str, pb.Medium], rate: Fraction
) -> int:
    """Frames of a dissolve between two slots, as many as wanted and as the media has; at least two,
    or 0 for a hard cut.
    """
    half = after.dissolve_frames // 2
    outgoing, incoming = media[before.shot.path], media[after.shot.path]
    half = min(
        half,
        (before.end_frame - before.start_frame - before.dissolve_frames // 2) // 2,
        (after.end_frame - after.start_frame) // 2,
    )
    if not outgoing.still:
        tail = Fraction(outgoing.length) / rate_of(outgoing.rate)
        half = min(half, int((tail - Fraction(before.shot.source_end_s)) * rate))
    if not incoming.still:
        half = min(half, int(Fraction(after.shot.source_start_s) * rate))
    return 2 * max(half, 0)


def _placed(placement: pb.Placement, clock: Clock) -> pb.Placement:
    """A stretch of the song with its place in the timeline."""
    placed = pb.Placement(track="A1", match=pb.SONG_MATCH_PATH)
    placed.MergeFrom(placement)
    placed.timecode = clock.label_at(Fraction(placement.timeline_start_s))
    return placed


def _media(assembly: Assembly, known: Record) -> list[pb.Medium]:
    media: dict[Path, pb.Medium] = {}
    for shot in assembly.shots:
        path = shot.footage.path
        if path not in media:
            channels = known.sound_channels.get(path, 0)
            media[path] = medium_of(shot.footage, channels, assembly.rate)
    return list(media.values())


def _slot(shot: Shot, known: Record, rate: Fraction) -> pb.Slot:
    message = slot_message(shot.slot, rate)
    message.start_frame, message.end_frame = shot.start_frame, shot.end_frame
    message.music_start_s = in_the_song(float(shot.slot.start_s), known.placements)
    message.dissolve_frames = shot.dissolve_frames - shot.dissolve_frames % 2
    message.shot.CopyFrom(shot_of(shot, rate))
    return message


def shot_of(shot: Shot, rate: Fraction) -> pb.Shot:
    made = shot_message(shot, rate)
    if shot.beat_s is not None:
        made.beat_s = float(shot.beat_s)
    return made


def in_the_song(timeline_s: float, placements: Sequence[pb.Placement]) -> float:
    """The time in the song that is heard at a time of the timeline."""
    heard = [one for one in placements if one.timeline_start_s <= timeline_s] or placements[:1]
    if not heard:
        return timeline_s
    return heard[-1].source_start_s + timeline_s - heard[-1].timeline_start_s


def _grid(assembly: Assembly, analysis: MusicAnalysis, rate: Fraction) -> list[pb.GridBeat]:
    accents = {
        round(float(beat.time_s), 6): beat.accent
        for shot in assembly.shots
        for beat in shot.slot.beats
    }
    end = assembly.shots[-1].end_frame if assembly.shots else 0
    grid = []
    for beat in analysis.beats:
        frame = int(nearest_frame(beat.time_s, rate)[0])
        if 0 <= frame < end:
            grid.append(
                pb.GridBeat(
                    time_s=beat.time_s,
                    frame=frame,
                    bar=beat.bar,
                    beat=beat.beat,
                    confidence=beat.confidence,
                    accent=accents.get(round(beat.time_s, 6), 0.0),
                )
            )
    return grid
