"""Snap: an edit's picture brought onto the beats of its music, by rolling its cuts or otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backbeat.cutting import unsure
from backbeat.cutting.beat_markers import change_markers
from backbeat.cutting.cuts import Selection
from backbeat.cutting.decisions import decisions_of
from backbeat.cutting.events import flash_frames
from backbeat.cutting.grid import Beat, Grid, Song, place_beats
from backbeat.cutting.links import CutKey
from backbeat.cutting.missed import NO_BEAT_SOUNDS
from backbeat.cutting.modes.action import ActionLookup
from backbeat.cutting.modes.carrying_out import Done, Snap, retimed, rippled, rolled, slipped
from backbeat.cutting.modes.marker_grid import marker_beats
from backbeat.cutting.options import check_options, downbeat_weight, speed_limits
from backbeat.cutting.reasons import Rules
from backbeat.cutting.tolerance import default_tolerance
from backbeat.cutting.typed_options import ConvertedOptions, convert_times, is_drop_frame
from backbeat.errors import RequestError
from backbeat.timeline.document import Document
from backbeat.timeline.model import Edit
from backbeat.timeline.past_media import past_media
from backbeat.timeline.patch import Patch
from backbeat.timeline.reading import MediaLookup, read_edit
from backbeat.timeline.time import Clock, Frames
from backbeat.v1.cutting_pb2 import (
    LINKED_SOUND_SKIP,
    MARKER_CHOICE_NONE,
    SNAP_MODE_RETIME,
    SNAP_MODE_RIPPLE,
    SNAP_MODE_ROLL,
    SNAP_MODE_SLIP,
    SNAP_TARGET_MARKERS,
    SnapOptions,
    SyncMap,
)
from backbeat.v1.music_pb2 import MusicAnalysis


@dataclass(frozen=True)
class Snapped:
    """The result of a snap."""

    document: Document
    """The edited timeline; the document passed in is not changed."""
    sync_map: SyncMap
    markers_written: int
    markers_replaced: int
    warnings: tuple[str, ...]
    repaired: tuple[str, ...] = ()
    """What was repaired for the editor that the timeline is meant for, one line each."""
    length_change: float = 0.0
    """How much longer the timeline is than before, in frames."""
    missed: str = ""
    """Why no cut is on a beat, in one sentence; empty if at least one is."""
    not_cut_to: str = ""
    """Which music has hardly a beat and is not cut to, in one sentence; empty for none."""


def snap(
    document: Document,
    music: MusicAnalysis | Sequence[Song],
    options: SnapOptions | None = None,
    media: MediaLookup | None = None,
    actions: ActionLookup | None = None,
) -> Snapped:
    """Brings the picture cuts of a timeline onto beats; by default, rolls them.

    A roll moves the boundary between two clips: one gets longer by what the other loses, and
    nothing else moves. It needs handles, whose length the file states or `media` looks up.

    Args:
        document: the edit, from `backbeat.timeline.load`.
        music: one analysis, of a song that starts with the timeline; or songs with placements, none
            where cuts go to markers.
        options: mode, tolerance, grid, tracks ...; None for the defaults.
        media: looks up the range of media that the file does not state.
        actions: looks up what moves in media; needed to slip.

    Raises:
        TimelineError: the edit cannot be edited.
        RequestError: an option makes no sense, or names a track that is not there.
    """
    options = options or SnapOptions()
    check_options(options)
    edit = read_edit(document, media, options.assume_handles_frames)
    return snap_edit(document, edit, music, convert_times(options, edit), actions)


def snap_edit(
    document: Document,
    edit: Edit,
    music: MusicAnalysis | Sequence[Song],
    typed: ConvertedOptions,
    actions: ActionLookup | None = None,
) -> Snapped:
    """Does the work of `snap` on an edit that has been read already, and options converted."""
    options = typed.options
    check_options(options)
    songs = [Song(music)] if isinstance(music, MusicAnalysis) else list(music)
    to_markers = options.target == SNAP_TARGET_MARKERS
    if to_markers:
        beats, doubt = marker_beats(document, edit, options), ""
    else:
        beats = place_beats(unsure.believed(songs, options), options)
        doubt = unsure.why_not_cut_to(songs, options)
    rules = _rules(typed, edit, beats)
    decisions = decisions_of(edit, options)
    selection = _selection(edit, options, frozenset(decisions))
    clock = clock_of(edit, options)
    patch = Patch(document, edit)
    grid = Grid(beats, edit.rate)
    job = Snap(document, edit, songs, beats, grid, rules, selection, clock, patch, decisions)
    done = _brought_onto_beats(job, options, actions)
    result = done.sync_map
    _record_range(result, options, typed.times_read)
    result.mode = options.mode or SNAP_MODE_ROLL
    # The beats of the music stay marked; the user's own markers are there already.
    choice = MARKER_CHOICE_NONE if to_markers else options.markers
    markers = change_markers(patch, edit, result, choice, keep_earlier=to_markers)
    if not to_markers:
        unsure.record(result, songs)
    unmet = "" if options.only_markers else done.unmet
    if doubt and unmet == NO_BEAT_SOUNDS:
        unmet = doubt
    warnings = (
        *([doubt] if doubt else []),
        *([unmet] if unmet not in ("", doubt) else []),
        *past_media(edit.tracks, clock),
        *done.warnings,
        *([markers.warning] if markers.warning else []),
    )
    result.warnings.extend(warnings)
    return Snapped(
        patch.apply(),
        result,
        markers.written,
        markers.replaced,
        warnings,
        length_change=float(done.length_change),
        missed=unmet,
        not_cut_to=doubt,
    )


def _brought_onto_beats(job: Snap, options: SnapOptions, actions: ActionLookup | None) -> Done:
    if options.only_markers:
        return rolled(job, options)
    if options.mode == SNAP_MODE_SLIP:
        if actions is None:
            raise RequestError(
                "A slip needs to know what moves in the clips.", "Give it a lookup of actions."
            )
        return slipped(job, actions)
    if options.mode == SNAP_MODE_RIPPLE:
        return rippled(job)
    if options.mode == SNAP_MODE_RETIME:
        return retimed(job, speed_limits(options))
    return rolled(job, options)


def _rules(typed: ConvertedOptions, edit: Edit, beats: Sequence[Beat]) -> Rules:
    options, tolerance = typed.options, typed.tolerance
    flash = flash_frames(edit.rate, beats)
    if options.HasField("flash_frames"):
        flash = options.flash_frames
    return Rules(
        tolerance=default_tolerance(beats, edit.rate) if tolerance is None else tolerance,
        min_clip=options.min_clip_frames or flash + 1,
        downbeat_weight=downbeat_weight(options),
        flash=flash,
        leave_within=typed.leave_within,
    )


def _selection(edit: Edit, options: SnapOptions, decided: frozenset[CutKey]) -> Selection:
    start = options.range_start_frame if options.HasField("range_start_frame") else 0
    end = options.range_end_frame if options.HasField("range_end_frame") else edit.duration
    return Selection(
        tracks=_chosen_tracks(edit, options.tracks),
        start=start,
        end=end,
        sound_edges=frozenset(_sound_edges(edit)),
        skip_linked_sound=options.linked_sound == LINKED_SOUND_SKIP,
        decided=decided,
    )


def _chosen_tracks(edit: Edit, names: Sequence[str]) -> frozenset[int]:
    if not names:
        return frozenset(range(len(edit.video_tracks)))
    chosen: set[int] = set()
    for name in names:
        matching = [i for i, track in enumerate(edit.video_tracks) if track.is_called(name)]
        if not matching:
            present = ", ".join(track.called for track in edit.video_tracks)
            raise RequestError(
                f"The edit has no picture track {name!r}.", f"It has {present or 'none'}."
            )
        chosen.update(matching)
    return frozenset(chosen)


def _sound_edges(edit: Edit) -> list[tuple[str, Frames]]:
    return [
        (item.link, edge)
        for track in edit.audio_tracks
        for item in track.items
        if item.link is not None
        for edge in (item.start, item.end)
    ]


def clock_of(edit: Edit, options: SnapOptions) -> Clock:
    """How reports label the timeline's frames."""
    return edit.clock(is_drop_frame(edit, options))


def _record_range(result: SyncMap, options: SnapOptions, times_read: Sequence[str]) -> None:
    if options.HasField("range_start_frame"):
        result.range_start_frame = options.range_start_frame
    if options.HasField("range_end_frame"):
        result.range_end_frame = options.range_end_frame
    result.times_read.extend(times_read)
