"""Snap: picture cuts rolled onto the beats of the music; sound and total length untouched."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from backbeat.cutting.beat_markers import change_markers
from backbeat.cutting.cuts import Selection, cuts_of
from backbeat.cutting.events import flash_frames, slides
from backbeat.cutting.grid import Beat, Grid, Song, place_beats
from backbeat.cutting.missed import missed
from backbeat.cutting.options import check_options, downbeat_weight
from backbeat.cutting.plan import PlannedCut, make_plan
from backbeat.cutting.reasons import Rules
from backbeat.cutting.sync_map import sync_map
from backbeat.cutting.tolerance import default_tolerance
from backbeat.cutting.typed_options import ConvertedOptions, convert_times, is_drop_frame
from backbeat.errors import RequestError
from backbeat.timeline.document import Document
from backbeat.timeline.model import Dialect, Edit, Item, ItemKind, JsonPath, Retime
from backbeat.timeline.past_media import past_media
from backbeat.timeline.patch import Patch
from backbeat.timeline.reading import MediaLookup, read_edit
from backbeat.timeline.time import Clock, Frames
from backbeat.v1.cutting_pb2 import LINKED_SOUND_SKIP, Cut, SnapOptions, SyncMap
from backbeat.v1.music_pb2 import MusicAnalysis
from backbeat.version import __version__


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
    missed: str = ""
    """Why no cut is on a beat, in one sentence; empty if at least one is."""


def snap(
    document: Document,
    music: MusicAnalysis | Sequence[Song],
    options: SnapOptions | None = None,
    media: MediaLookup | None = None,
) -> Snapped:
    """Rolls the picture cuts of a timeline onto beats.

    A roll moves the boundary between two clips: one gets longer by what the other loses, and
    nothing else moves. It needs handles, whose length the file states or `media` looks up.

    Args:
        document: the edit, from `backbeat.timeline.load`.
        music: one analysis, of a song that starts with the timeline; or songs with placements.
        options: tolerance, grid, tracks ...; None for the defaults.
        media: looks up the range of media that the file does not state.

    Raises:
        TimelineError: the edit cannot be edited.
        RequestError: an option makes no sense, or names a track that is not there.
    """
    options = options or SnapOptions()
    check_options(options)
    edit = read_edit(document, media, options.assume_handles_frames)
    return snap_edit(document, edit, music, options)


def snap_edit(
    document: Document,
    edit: Edit,
    music: MusicAnalysis | Sequence[Song],
    options: SnapOptions,
) -> Snapped:
    """Does the work of `snap` on an edit that has been read already."""
    check_options(options)
    typed = convert_times(options, edit)
    options = typed.options
    songs = [Song(music)] if isinstance(music, MusicAnalysis) else list(music)
    beats = place_beats(songs, options)
    grid = Grid(beats, edit.rate)
    rules = _rules(typed, edit, beats)
    selection = _selection(edit, options)
    cuts = [cuts_of(edit, number, selection) for number in range(len(edit.video_tracks))]
    plans = make_plan(edit, cuts, grid, rules)

    clock = clock_of(edit, options)
    result = sync_map(edit, document.sha256, songs, beats, plans, rules, clock)
    _record_range(result, options, typed.times_read)
    patch = Patch(document, edit)
    _roll(patch, edit, plans, result)
    markers = change_markers(patch, edit, result, options.markers)
    unmet = missed(beats, plans, selection, clock)
    warnings = (
        *([unmet] if unmet else []),
        *past_media(edit.tracks, clock),
        *_warnings(edit, plans, options.assume_handles_frames),
        *([markers.warning] if markers.warning else []),
    )
    result.warnings.extend(warnings)
    return Snapped(patch.apply(), result, markers.written, markers.replaced, warnings, missed=unmet)


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
    )


def _selection(edit: Edit, options: SnapOptions) -> Selection:
    start = options.range_start_frame if options.HasField("range_start_frame") else 0
    end = options.range_end_frame if options.HasField("range_end_frame") else edit.duration
    return Selection(
        tracks=_chosen_tracks(edit, options.tracks),
        start=start,
        end=end,
        sound_edges=frozenset(_sound_edges(edit)),
        skip_linked_sound=options.linked_sound == LINKED_SOUND_SKIP,
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


def _roll(patch: Patch, edit: Edit, plans: Sequence[Sequence[PlannedCut]], result: SyncMap) -> None:
    """Trims both sides of every moved cut, and notes the reason at the incoming clip.

    Items inside an event that moved keep their source range: they slide along with it.
    """
    entries = iter(result.cuts)
    notes: dict[JsonPath, list[Cut]] = {}
    for plan in plans:
        heads: dict[JsonPath, Frames] = {}
        tails: dict[JsonPath, Frames] = {}
        touched: dict[JsonPath, Item] = {}
        for planned in plan:
            entry = next(entries)
            if not planned.frames:
                continue
            cut = planned.cut
            tails[cut.outgoing.path] = heads[cut.incoming.path] = planned.frames
            touched |= {cut.outgoing.path: cut.outgoing, cut.incoming.path: cut.incoming}
            gap = cut.incoming.kind is ItemKind.GAP
            notes.setdefault((cut.outgoing if gap else cut.incoming).path, []).append(entry)
        for item in _sliding(plan):
            touched.pop(item.path, None)
        for path, item in touched.items():
            patch.trim(item, heads.get(path, 0), tails.get(path, 0))
    for path, cuts in notes.items():
        patch.annotate(path, _provenance(result, cuts))


def _sliding(plan: Sequence[PlannedCut]) -> list[Item]:
    """The items inside events that keep their own range when the event moves."""
    return [
        later.cut.outgoing
        for earlier, later in itertools.pairwise(plan)
        if later.event is not None and later.event == earlier.event and slides(later.cut.outgoing)
    ]


def _provenance(result: SyncMap, cuts: Sequence[Cut]) -> dict[str, object]:
    return {
        "job": "snap",
        "version": __version__,
        "edit_sha256": result.edit_sha256,
        "music_sha256": result.spine.sha256,
        "cuts": [
            {
                "from_frame": _number(cut.from_frame),
                "to_frame": _number(cut.to_frame),
                **_beat_of(cut),
                "reason": cut.reason,
            }
            for cut in cuts
        ],
    }


def _beat_of(cut: Cut) -> dict[str, object]:
    """The beat of a cut; empty for a cut that only keeps its distance to another."""
    if not cut.HasField("beat_time_s"):
        return {}
    return {
        "beat": f"B{cut.bar}.{cut.beat}",
        "beat_time_s": cut.beat_time_s,
        "error_ms": round(cut.error_ms, 3),
    }


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _warnings(edit: Edit, plans: Sequence[Sequence[PlannedCut]], assumed: int) -> tuple[str, ...]:
    warnings = []
    cuts = [planned.cut for plan in plans for planned in plan if not planned.cut.fixed]
    unknown = sorted(
        {x.name for cut in cuts for x in (cut.outgoing, cut.incoming) if not x.media_known}
    )
    if unknown:
        some = ", ".join(unknown[:3]) + (" ..." if len(unknown) > 3 else "")
        clips = "1 clip" if len(unknown) == 1 else f"{len(unknown)} clips"
        has = "has" if len(unknown) == 1 else "have"
        extended = (
            f"by at most the {assumed} frames of --assume-handles; bring the media online to have "
            "all there is"
            if assumed
            else "by nothing; bring the media online, or say with --assume-handles how many frames "
            "there are"
        )
        warnings.append(
            f"How much media {clips} {has} is not known ({some}), so they were extended {extended}."
        )
    if edit.dialect is Dialect.PREMIERE and _has_retimes(edit):
        warnings.append(
            "Retimed clips are counted as Premiere Pro is reported to count them, in media frames; "
            "this was not verified against Premiere, so check the positions after them."
        )
    return tuple(warnings)


def _has_retimes(edit: Edit) -> bool:
    return any(x.retime is Retime.LINEAR for track in edit.video_tracks for x in track.items)
