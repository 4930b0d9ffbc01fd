"""Carries out a snap on the text of a timeline, in each of its modes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from backbeat.cutting.cuts import Cut as TimelineCut
from backbeat.cutting.cuts import Selection, cuts_of
from backbeat.cutting.decisions import Decisions, decide
from backbeat.cutting.events import slides
from backbeat.cutting.grid import Beat, Grid, Song
from backbeat.cutting.missed import missed
from backbeat.cutting.modes.action import ActionLookup
from backbeat.cutting.modes.followers import ripple_followers, slip_followers
from backbeat.cutting.modes.retiming import SpeedLimits, new_speeds, plan_retimes
from backbeat.cutting.modes.rippling import plan_ripple, rippled_track
from backbeat.cutting.modes.slipping import (
    PlannedSlip,
    error_s,
    no_action,
    plan_slips,
    slip_warnings,
)
from backbeat.cutting.plan import PlannedCut, make_plan
from backbeat.cutting.reasons import Rules
from backbeat.cutting.sync_map import sync_map
from backbeat.timeline.document import Document
from backbeat.timeline.model import Dialect, Edit, Item, ItemKind, JsonPath, Retime
from backbeat.timeline.patch import Patch
from backbeat.timeline.time import Clock, Frames, magnitude, seconds_of
from backbeat.v1.cutting_pb2 import Cut, Slip, SnapOptions, SpeedChange, SyncMap
from backbeat.version import __version__

_ONLY_MARKERS = "only markers were asked for"
_SLIPS_LEAVE = "a slip leaves cuts where they are"


@dataclass(frozen=True)
class Snap:
    """What a snap works with."""

    document: Document
    edit: Edit
    songs: Sequence[Song]
    beats: Sequence[Beat]
    grid: Grid
    rules: Rules
    selection: Selection
    clock: Clock
    patch: Patch
    """Takes the edits."""
    decisions: Decisions = field(default_factory=dict)
    """What the user decided about single cuts."""

    def cuts(self) -> list[list[TimelineCut]]:
        """The cuts of each picture track."""
        numbers = range(len(self.edit.video_tracks))
        cuts = [cuts_of(self.edit, number, self.selection) for number in numbers]
        return decide(self.edit, cuts, self.decisions)

    @property
    def music_tracks(self) -> frozenset[str]:
        """Labels of the tracks that the songs lie on."""
        return frozenset(
            place.track for song in self.songs for place in song.placements if place.track
        )

    def sync_map(
        self, plans: Sequence[Sequence[PlannedCut]], duration: Frames | None = None
    ) -> SyncMap:
        """The sync map of a plan; `duration` where it is another than before, in frames."""
        return sync_map(
            self.edit,
            self.document.sha256,
            self.songs,
            self.beats,
            plans,
            self.rules,
            self.clock,
            duration,
        )


@dataclass(frozen=True)
class Done:
    """What was done."""

    sync_map: SyncMap
    unmet: str
    """Why nothing is on a beat, one sentence; empty where something is."""
    warnings: tuple[str, ...]
    length_change: Frames = 0
    """How much longer the picture is, in frames."""


def rolled(job: Snap, options: SnapOptions) -> Done:
    """Rolls cuts; only notes beats where the options ask for markers only."""
    cuts = job.cuts()
    if options.only_markers:
        cuts = [
            [replace(cut, fixed=_ONLY_MARKERS, decided=None) for cut in track] for track in cuts
        ]
    plans = make_plan(job.edit, cuts, job.grid, job.rules)
    result = job.sync_map(plans)
    _trim_both_sides(job.patch, plans, result)
    unmet = missed(job.beats, plans, job.selection, job.clock)
    return Done(result, unmet, _warnings(job.edit, plans, options.assume_handles_frames))


def retimed(job: Snap, limits: SpeedLimits) -> Done:
    """Moves cuts, and has clips play faster or slower."""
    plans = plan_retimes(job.edit, job.cuts(), job.grid, job.rules, limits)
    result = job.sync_map(plans)
    speeds = new_speeds(job.edit, plans)
    changed = {new.item.path for new in speeds}
    counts_media = job.edit.dialect is Dialect.PREMIERE
    for new in speeds:
        if not counts_media:
            job.patch.trim(new.item, 0, new.duration - new.item.duration)
        job.patch.set_speed(new.item, new.speed)
        result.speed_changes.append(
            SpeedChange(
                track=new.track.label,
                index=new.index,
                name=new.item.name,
                from_speed=float(new.item.speed),
                to_speed=float(new.speed),
            )
        )
    _resize_others(job, plans, changed)
    _note(job.patch, plans, result)
    unmet = missed(job.beats, plans, job.selection, job.clock)
    return Done(result, unmet, _warnings(job.edit, plans, 0, bool(speeds)))


def rippled(job: Snap) -> Done:
    """Has clips get longer or shorter, and all that comes later follow."""
    cuts = job.cuts()
    number = rippled_track(job.edit, cuts)
    if number is None:
        plans = make_plan(job.edit, cuts, job.grid, job.rules)
        unmet = missed(job.beats, plans, job.selection, job.clock)
        return Done(job.sync_map(plans), unmet, ())
    edit = job.edit
    music = job.music_tracks
    plan = plan_ripple(edit, number, cuts[number], job.grid, job.rules, music)
    plans = [plan.cuts if at == number else [] for at in range(len(cuts))]
    items = {item.path: item for track in edit.tracks for item in track.items}
    for path, frames in plan.trims.items():
        if frames:
            job.patch.trim(items[path], 0, frames)
    for track, gaps in plan.gaps.items():
        job.patch.insert_gaps(track, gaps)
    own = edit.video_tracks[number]
    followers = ripple_followers(edit, own, plan)
    ends = [
        track.items[-1].end + (0 if track.label in music else plan.length_change)
        for track in edit.tracks
        if track.items
    ]
    result = job.sync_map(plans, max(ends, default=0))
    result.followers.extend(followers)
    _note(job.patch, plans, result)
    warnings = _ripple_warnings(job, own.label, cuts, number, plan.length_change)
    unmet = missed(job.beats, plans, job.selection, job.clock)
    every = (*warnings, *_warnings(edit, plans, 0))
    return Done(result, unmet, every, plan.length_change)


def _ripple_warnings(
    job: Snap,
    label: str,
    cuts: Sequence[Sequence[TimelineCut]],
    number: int,
    change: Frames,
) -> list[str]:
    warnings = []
    if change:
        longer = "longer" if change > 0 else "shorter"
        count = f"{float(magnitude(change)):g}"
        frames = "1 frame" if count == "1" else f"{count} frames"
        warnings.append(f"The picture is {frames} {longer} than before; the music stays as it is.")
    others = [
        job.edit.video_tracks[at].label
        for at, track in enumerate(cuts)
        if at != number and any(not cut.fixed for cut in track)
    ]
    if others:
        warnings.append(
            f"{label} was rippled; {', '.join(others)} followed, and no cut of "
            f"{'it' if len(others) == 1 else 'them'} was brought onto a beat by itself."
        )
    return warnings


def slipped(job: Snap, actions: ActionLookup) -> Done:
    """Leaves cuts, and starts clips earlier or later in their media."""
    slips = plan_slips(job.edit, job.grid, job.rules, job.selection, actions, job.music_tracks)
    cuts = [[replace(cut, fixed=_SLIPS_LEAVE) for cut in track] for track in job.cuts()]
    plans = make_plan(job.edit, cuts, job.grid, job.rules)
    result = job.sync_map(plans)
    for cut in result.cuts:
        if cut.action == Cut.ACTION_SKIPPED:
            # Nothing kept it from moving: it was not to.
            cut.action = Cut.ACTION_KEPT
    for slip in slips:
        entry = _slip_message(slip, job.edit.rate)
        result.slips.append(entry)
        if not slip.frames:
            continue
        for item in (slip.item, *slip.with_it):
            job.patch.slip(item, slip.frames)
        job.patch.annotate(slip.item.path, _slip_provenance(result, entry))
    result.followers.extend(slip_followers(job.edit, slips))
    on_beat = [slip for slip in slips if slip.beat is not None]
    unmet = "" if on_beat else no_action(slips)
    return Done(result, unmet, slip_warnings(slips))


def _slip_message(slip: PlannedSlip, rate: Fraction) -> Slip:
    entry = Slip(
        track=slip.track.label,
        index=slip.index,
        name=slip.item.name,
        start_frame=float(slip.item.start),
        end_frame=float(slip.item.end),
        frames=float(slip.frames),
        action=slip.action,
        reason=slip.reason,
    )
    if slip.peak is not None:
        entry.peak_s = float(seconds_of(slip.peak, rate))
    if slip.beat is not None:
        entry.beat_time_s = float(slip.beat.time)
        entry.bar, entry.beat = slip.beat.bar, slip.beat.beat
    error = error_s(slip, rate)
    if error is not None:
        entry.error_ms = float(error * 1000)
    return entry


def _slip_provenance(result: SyncMap, entry: Slip) -> dict[str, object]:
    return {
        "job": "snap",
        "version": __version__,
        "edit_sha256": result.edit_sha256,
        "music_sha256": result.spine.sha256,
        "slip": {
            "frames": _number(entry.frames),
            "beat": f"B{entry.bar}.{entry.beat}",
            "beat_time_s": entry.beat_time_s,
            "error_ms": round(entry.error_ms, 3),
            "reason": entry.reason,
        },
    }


def _resize_others(
    job: Snap, plans: Sequence[Sequence[PlannedCut]], changed: set[JsonPath]
) -> None:
    """Trims the gaps and stills beside moved cuts; they have no speed."""
    for number, plan in enumerate(plans):
        moves = {planned.cut.index: planned.frames for planned in plan}
        for index, item in enumerate(job.edit.video_tracks[number].items):
            change = moves.get(index, 0) - moves.get(index - 1, 0)
            if change and item.path not in changed:
                job.patch.trim(item, 0, change)


def _note(patch: Patch, plans: Sequence[Sequence[PlannedCut]], result: SyncMap) -> None:
    """Notes at the incoming clip why its cut is where it is."""
    notes: dict[JsonPath, list[Cut]] = {}
    entries = iter(result.cuts)
    for planned in itertools.chain.from_iterable(plans):
        entry = next(entries)
        if planned.frames:
            cut = planned.cut
            gap = cut.incoming.kind is ItemKind.GAP
            notes.setdefault((cut.outgoing if gap else cut.incoming).path, []).append(entry)
    for path, cuts in notes.items():
        patch.annotate(path, _provenance(result, cuts))


def _trim_both_sides(patch: Patch, plans: Sequence[Sequence[PlannedCut]], result: SyncMap) -> None:
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


def _warnings(
    edit: Edit, plans: Sequence[Sequence[PlannedCut]], assumed: int, retimed: bool = False
) -> tuple[str, ...]:
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
    if edit.dialect is Dialect.PREMIERE and (retimed or _has_retimes(edit)):
        warnings.append(
            "Retimed clips are counted as Premiere Pro is reported to count them, in media frames; "
            "this was not verified against Premiere, so check the positions after them."
        )
    return tuple(warnings)


def _has_retimes(edit: Edit) -> bool:
    return any(x.retime is Retime.LINEAR for track in edit.video_tracks for x in track.items)
