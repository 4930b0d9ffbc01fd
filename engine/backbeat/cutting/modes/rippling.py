"""Ripple: a clip gets longer or shorter, and all that comes later follows, the music excepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from backbeat.cutting.cuts import Cut, min_length
from backbeat.cutting.grid import Beat, Grid
from backbeat.cutting.modes.sync_tracks import Follower, SyncTracks
from backbeat.cutting.plan import PlannedCut
from backbeat.cutting.reasons import Rules
from backbeat.cutting.words import frames_in_words
from backbeat.timeline.model import Edit, ItemKind, JsonPath, Track
from backbeat.timeline.time import Frames, magnitude

_OFF_BEAT = 1e7
"""Cost of a cut on no beat: above any sum of movements."""
_MAX_STATES = 300
"""Most sums of movements that are followed from cut to cut."""


@dataclass(frozen=True)
class RipplePlan:
    """What a ripple does."""

    cuts: list[PlannedCut]
    """Of the rippled track; each movement is that of the cut in the timeline."""
    trims: Mapping[JsonPath, Frames]
    """By how much the end of each item moves against its start."""
    gaps: Mapping[JsonPath, Mapping[int, Frames]]
    """Gaps to insert, by track and item before which they go."""
    length_change: Frames
    """How much longer the rippled track is."""


def rippled_track(edit: Edit, cuts: Sequence[Sequence[Cut]]) -> int | None:
    """Which picture track is rippled: the lowest that has a cut that may move; None: none has."""
    for number, track in enumerate(cuts):
        if any(not cut.fixed for cut in track):
            return number
    return None


def plan_ripple(
    edit: Edit,
    number: int,
    cuts: Sequence[Cut],
    grid: Grid,
    rules: Rules,
    music_tracks: frozenset[str],
) -> RipplePlan:
    """Plans the cuts of one picture track; all other tracks but the music's follow.

    Args:
        edit: the timeline.
        number: the picture track.
        cuts: its cuts, in order.
        grid: the beats that cuts may move to.
        rules: the user's constraints; the tolerance is for the change of a clip's length.
        music_tracks: labels of the tracks that stay.
    """
    track = edit.video_tracks[number]
    planner = _Planner(edit, track, grid, rules)
    others = SyncTracks(edit, track, music_tracks)
    current = [planner.step(cut, others.followers_of(cut)) for cut in cuts]
    while True:
        changes = planner.chosen(current)
        trims, gaps, broken = _sums(current, changes)
        if broken is None:
            planned, total = planner.planned(current, changes)
            return RipplePlan(planned, trims, gaps, total)
        at, why = broken
        current[at] = replace(current[at], fixed=why)


@dataclass(frozen=True)
class _Step:
    """One cut, and what limits the change of the clip before it."""

    cut: Cut
    followers: tuple[Follower, ...]
    fixed: str
    least: Frames
    most: Frames
    least_stop: str
    most_stop: str


@dataclass(frozen=True)
class _Planner:
    edit: Edit
    track: Track
    grid: Grid
    rules: Rules

    def step(self, cut: Cut, followers: Sequence[Follower] | str) -> _Step:
        """A cut with its limits; `followers` may be the reason why something cannot follow."""
        if isinstance(followers, str):
            return _Step(cut, (), cut.fixed or followers, 0, 0, "", "")
        item = cut.outgoing
        shortest = min_length(self.track, cut.index, self.rules.min_clip, self.rules.flash + 1)
        least: Frames = shortest - item.duration
        least_stop = f"“{item.name}” would be shorter than {frames_in_words(shortest)}"
        most: Frames = cut.limits.latest
        most_stop = cut.limits.later_stop
        for follower in followers:
            if follower.least > least:
                least, least_stop = follower.least, follower.least_stop
            if follower.most is not None and follower.most < most:
                most, most_stop = follower.most, follower.most_stop
        fixed = cut.fixed
        if not fixed and item.kind is ItemKind.CLIP and item.duration <= self.rules.flash:
            fixed = f"“{item.name}” is a flash frame, which keeps its length"
        return _Step(cut, tuple(followers), fixed, least, most, least_stop, most_stop)

    def chosen(self, steps: Sequence[_Step]) -> list[tuple[Frames, int | None]]:
        """For each cut, the change of the clip before it and the beat it is on then.

        A shortest path: as many cuts on beats as can be, then the least change of clips. A state is
        by how much all has moved so far.
        """
        columns: list[dict[Frames, tuple[float, Frames, int | None, Frames]]] = []
        states: dict[Frames, float] = {0: 0.0}
        for step in steps:
            column: dict[Frames, tuple[float, Frames, int | None, Frames]] = {}
            for moved, cost in states.items():
                for change, beat, own in self._options(step, moved):
                    total = cost + own
                    there = column.get(moved + change)
                    if there is None or total < there[0]:
                        column[moved + change] = (total, change, beat, moved)
            kept = sorted(column.items(), key=lambda one: (one[1][0], magnitude(one[0]), one[0]))
            columns.append(dict(kept[:_MAX_STATES]))
            states = {moved: found[0] for moved, found in columns[-1].items()}
        if not columns:
            return []
        moved = min(columns[-1], key=lambda one: (columns[-1][one][0], magnitude(one), one))
        path: list[tuple[Frames, int | None]] = []
        for column in reversed(columns):
            _, change, beat, before = column[moved]
            path.append((change, beat))
            moved = before
        return path[::-1]

    def _options(self, step: _Step, moved: Frames) -> list[tuple[Frames, int | None, float]]:
        cut = step.cut
        position, rate = cut.position + moved, cut.incoming.rate
        near = self.grid.within_tolerance(position, rate, self.rules.tolerance)
        if step.fixed:
            on = [index for index, change in near if change == 0]
            return [(0, on[0] if on and not cut.through else None, 0.0 if on else _OFF_BEAT)]
        found: list[tuple[Frames, int | None, float]] = [
            (change, index, self.rules.cost_of(change, self.grid.beats[index]))
            for index, change in near
            if step.least <= change <= step.most
        ]
        return [*found, (0, None, _OFF_BEAT)]

    def planned(
        self, steps: Sequence[_Step], changes: Sequence[tuple[Frames, int | None]]
    ) -> tuple[list[PlannedCut], Frames]:
        """The decisions, and how much longer the track is."""
        moved: Frames = 0
        found = []
        for step, (change, index) in zip(steps, changes, strict=True):
            moved += change
            cut = step.cut
            beat = self.grid.beats[index] if index is not None else None
            if beat is not None:
                found.append(PlannedCut(cut, moved, True, beat, _reason(cut, change, beat), None))
                continue
            nearest = self.grid.nearest(cut.position + moved)
            near = self.grid.beats[nearest] if nearest is not None else None
            why = step.fixed or self._why_not(step, moved, nearest)
            found.append(PlannedCut(cut, moved, False, near, why, None))
        return found, moved

    def _why_not(self, step: _Step, moved: Frames, nearest: int | None) -> str:
        if nearest is None:
            return "no beat of the music sounds in this timeline"
        cut = step.cut
        change = self.grid.movement(cut.position + moved, cut.incoming.rate, nearest)
        way = "later" if change > 0 else "earlier"
        away = f"{self.grid.beats[nearest].name} is {frames_in_words(magnitude(change))} {way}"
        if magnitude(change) > self.rules.tolerance:
            return f"{away}, and the tolerance is {frames_in_words(self.rules.tolerance)}"
        if change > step.most:
            return f"{away}, and {step.most_stop}"
        if change < step.least:
            return f"{away}, and {step.least_stop}"
        return f"{away}, but with this cut left more cuts are on beats"


def _reason(cut: Cut, change: Frames, beat: Beat) -> str:
    if change == 0:
        return f"on {beat.name} without a change of its own"
    longer = "longer" if change > 0 else "shorter"
    return (
        f"on {beat.name}: “{cut.outgoing.name}” is {frames_in_words(magnitude(change))} {longer}, "
        "and all that comes later follows"
    )


def _sums(
    steps: Sequence[_Step], changes: Sequence[tuple[Frames, int | None]]
) -> tuple[dict[JsonPath, Frames], dict[JsonPath, dict[int, Frames]], tuple[int, str] | None]:
    """All trims and gaps, and the first cut for which there is no room after all, with the reason.

    One item may give way to several cuts; each by itself, there was room for it.
    """
    trims: dict[JsonPath, Frames] = {}
    gaps: dict[JsonPath, dict[int, Frames]] = {}
    for at, (step, (change, _)) in enumerate(zip(steps, changes, strict=True)):
        if not change:
            continue
        own = step.cut.outgoing.path
        trims[own] = trims.get(own, 0) + change
        for follower in step.followers:
            if follower.gives_way is None:
                there = gaps.setdefault(follower.track, {})
                there[follower.before] = there.get(follower.before, 0) + change
                if there[follower.before] < 0:
                    return trims, gaps, (at, follower.least_stop)
                continue
            path = follower.gives_way
            total = trims.get(path, 0) + change
            trims[path] = total
            if total < follower.least:
                return trims, gaps, (at, follower.least_stop)
            if follower.most is not None and total > follower.most:
                return trims, gaps, (at, follower.most_stop)
    kept = {
        track: {before: frames for before, frames in found.items() if frames}
        for track, found in gaps.items()
    }
    return trims, {track: found for track, found in kept.items() if found}, None
