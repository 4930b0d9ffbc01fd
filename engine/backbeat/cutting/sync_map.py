"""The sync map: the record of a snap, with the position and reason of every cut."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.cutting.grid import Beat, Song, placements_of, speed_of
from backbeat.cutting.plan import PlannedCut
from backbeat.cutting.reasons import Rules
from backbeat.timeline.model import Edit, Item, ItemKind
from backbeat.timeline.time import Clock, Frames, nearest_frame, seconds_of
from backbeat.v1.cutting_pb2 import Cut, FrameRate, GridBeat, Spine, SyncMap
from backbeat.version import __version__

SCHEMA_VERSION = 1


def sync_map(
    edit: Edit,
    edit_sha256: str,
    songs: Sequence[Song],
    beats: Sequence[Beat],
    plans: Sequence[Sequence[PlannedCut]],
    rules: Rules,
    clock: Clock,
    duration: Frames | None = None,
) -> SyncMap:
    """Builds the sync map of a plan; its cuts are in track order, then in time order.

    Args:
        edit, edit_sha256: the timeline before.
        songs: the music; none where cuts went to markers.
        beats: the grid.
        plans: the cuts of each picture track.
        rules: the user's constraints.
        clock: labels the timeline's frames.
        duration: of the timeline afterwards, in frames; None: as before.
    """
    length = edit.duration if duration is None else duration
    return SyncMap(
        schema_version=SCHEMA_VERSION,
        spine=_spine(songs),
        rate=FrameRate(numerator=edit.rate.numerator, denominator=edit.rate.denominator),
        start_timecode=clock.label(0),
        duration_frames=round(length),
        cuts=[_cut(edit, planned, clock) for plan in plans for planned in plan],
        grid=[_grid_beat(edit, beat) for beat in beats if 0 <= beat.time * edit.rate < length],
        engine_version=__version__,
        edit_sha256=edit_sha256,
        tempo_bpm=_tempo_of(max(songs, key=_playing_s)) if songs else 0,
        tolerance_frames=rules.tolerance,
        flash_frames=rules.flash,
    )


def _spine(songs: Sequence[Song]) -> Spine:
    """The spine: the song that plays longest, with the placements of all songs."""
    if not songs:
        return Spine()
    longest = max(songs, key=_playing_s)
    placements = [placement for song in songs for placement in placements_of(song)]
    placements.sort(key=lambda placement: placement.timeline_start_s)
    return Spine(
        path=longest.path,
        sha256=longest.sha256,
        duration_s=longest.analysis.duration_s,
        placements=placements,
    )


def _tempo_of(song: Song) -> float:
    """Tempo in the timeline, which for a retimed song differs from the recording's."""
    longest = max(placements_of(song), key=lambda placement: placement.duration_s)
    return song.analysis.tempo_bpm * float(speed_of(longest))


def _playing_s(song: Song) -> float:
    return sum(placement.duration_s for placement in placements_of(song))


def _grid_beat(edit: Edit, beat: Beat) -> GridBeat:
    frame, _ = nearest_frame(beat.time, edit.rate)
    return GridBeat(
        time_s=float(beat.time),
        frame=int(frame),
        bar=beat.bar,
        beat=beat.beat,
        confidence=beat.confidence,
    )


def _cut(edit: Edit, planned: PlannedCut, clock: Clock) -> Cut:
    cut = planned.cut
    after = cut.position + planned.frames
    entry = Cut(
        track=edit.video_tracks[cut.track].label,
        index=cut.index,
        from_frame=float(cut.position),
        to_frame=float(after),
        action=_action(planned),
        reason=planned.reason,
        timecode=clock.label(after),
        outgoing=_name(cut.outgoing),
        incoming=_name(cut.incoming),
    )
    if planned.event is not None:
        entry.event = planned.event
    beat = planned.beat
    if beat is not None and not cut.through:
        entry.beat_time_s = float(beat.time)
        entry.bar, entry.beat = beat.bar, beat.beat
        entry.error_ms = float((seconds_of(after, edit.rate) - beat.time) * 1000)
    return entry


def _name(item: Item) -> str:
    return "" if item.kind is ItemKind.GAP else item.name


def _action(planned: PlannedCut) -> Cut.Action:
    if planned.cut.through:
        return Cut.ACTION_THROUGH_EDIT
    if not planned.on_beat and not planned.cut.decided:
        return Cut.ACTION_SKIPPED
    return Cut.ACTION_MOVED if planned.frames else Cut.ACTION_KEPT
