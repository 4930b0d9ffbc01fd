"""The plan of a snap: for every cut, the beat it moves to or the reason why it stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backbeat.cutting.choose import Choice, choose
from backbeat.cutting.cuts import Cut, min_length
from backbeat.cutting.events import Event, events_of
from backbeat.cutting.grid import Beat, Grid
from backbeat.cutting.links import CutKey, Links, linked_cuts, share_limits
from backbeat.cutting.picture import PictureCoverage
from backbeat.cutting.reasons import ChoiceContext, Rules, reason, reason_to_follow
from backbeat.timeline.model import Edit, ItemKind, Track
from backbeat.timeline.time import Frames, magnitude

_UNLINKED_COST = 1e9
"""Cost of separating a linked cut from its group: above the cost of every other choice."""
_LAST_CUT_COST = 1e-6
"""Added where the last cut of an event is on the beat instead of the first: decides ties only."""


@dataclass(frozen=True, slots=True)
class PlannedCut:
    """The decision for one cut."""

    cut: Cut
    frames: Frames
    """Movement; positive is later."""
    on_beat: bool
    """Whether it, or the cut of its event that was put on a beat, is on a beat afterwards."""
    beat: Beat | None
    """The beat it moves to, else the nearest; None for a cut that follows another of its event."""
    reason: str
    event: int | None
    """Index of the first cut of its event; None for a cut by itself."""


def make_plan(
    edit: Edit, cuts: Sequence[Sequence[Cut]], grid: Grid, rules: Rules
) -> list[list[PlannedCut]]:
    """Plans every track; cuts that are linked across tracks move together or not at all.

    Args:
        edit: the timeline.
        cuts: the cuts of each video track.
        grid: the beats that cuts may move to.
        rules: the user's constraints.
    """
    tracks = [list(track) for track in cuts]
    links = linked_cuts(tracks)
    share_limits(tracks, links)
    while True:
        plans: list[list[PlannedCut]] = []
        decided: dict[CutKey, Frames] = {}
        picture = PictureCoverage()
        for number, track in enumerate(tracks):
            plan = _TrackPlan(
                edit, number, track, grid, rules, links, decided, picture
            ).planned_cuts()
            decided.update({(number, i): planned.frames for i, planned in enumerate(plan)})
            picture.add(edit.video_tracks[number], [planned.frames for planned in plan])
            plans.append(plan)
        broken = [group for group in links.values() if len({decided[key] for key in group}) > 1]
        if not broken:
            return plans
        for group in broken:
            for number, index in group:
                tracks[number][index] = replace(
                    tracks[number][index],
                    fixed="the clips it is linked with cannot all move that way",
                )


@dataclass(frozen=True)
class _TrackPlan:
    """The planning of one track, after the tracks below it are planned."""

    edit: Edit
    number: int
    cuts: list[Cut]
    grid: Grid
    rules: Rules
    links: Links
    decided: dict[CutKey, Frames]
    """Movements of the linked cuts on the tracks below."""
    picture: PictureCoverage
    """Where the tracks below show a picture."""

    def planned_cuts(self) -> list[PlannedCut]:
        if not self.cuts:
            return []
        track = self.edit.video_tracks[self.number]
        items = track.items
        events = events_of(track, self.number, self.cuts, self.links, self.rules.flash)
        between = [event.cuts[0].index for event in events] + [len(items) - 1]
        min_lengths = [self._min_length(track, at, item, events) for at, item in enumerate(between)]
        spans = [0, *(event.span for event in events)]
        chosen = choose(
            [event.position for event in events],
            [self._choices(event) for event in events],
            [span + length for span, length in zip(spans, min_lengths, strict=True)],
            items[0].start,
            items[-1].end,
            {at for at, item in enumerate(between) if items[item].kind is ItemKind.GAP},
        )
        ends: list[Frames] = [items[0].start]
        ends += [
            event.position + choice.frames for event, choice in zip(events, chosen, strict=True)
        ]
        ends.append(items[-1].end)
        plan: list[PlannedCut] = []
        for at, (event, choice) in enumerate(zip(events, chosen, strict=True)):
            before, after = ends[at] + spans[at], ends[at + 2]
            context = ChoiceContext(
                self.grid,
                self.rules,
                before,
                after,
                min_lengths[at],
                min_lengths[at + 1],
                self.picture,
            )
            plan += _planned(event, choice, context)
        return plan

    def _min_length(self, track: Track, at: int, item: int, events: Sequence[Event]) -> Frames:
        """Of item number `item`, which lies between events `at - 1` and `at`."""
        if any(event.decided is not None for event in events[max(0, at - 1) : at + 1]):
            return min_length(track, item, 1, 1)
        return min_length(track, item, self.rules.min_clip, self.rules.flash + 1)

    def _beats_near(self, cut: Cut) -> list[tuple[int, Frames]]:
        return self.grid.within_tolerance(cut.position, cut.incoming.rate, self.rules.tolerance)

    def _decided(self, cut: Cut, frames: Frames) -> Choice:
        """The user's choice, which is on a beat where the nearest frame of one is there."""
        near = self.grid.nearest(cut.position + frames)
        if near is None or self.grid.movement(cut.position, cut.incoming.rate, near) != frames:
            return Choice(frames, None, 0.0)
        return Choice(frames, near, 0.0)

    def _left_alone(self, event: Event) -> Choice | None:
        """The choice to stay near a beat; None where that is not asked for, or no beat is near."""
        within = self.rules.leave_within
        near = [
            (magnitude(frames), index)
            for index, frames in self._beats_near(event.cuts[0])
            if magnitude(frames) <= within
        ]
        if not within or not near:
            return None
        return Choice(0, min(near)[1], 0.0)

    def _choices(self, event: Event) -> list[Choice]:
        if event.decided is not None:
            return [self._decided(event.cuts[0], event.decided)]
        if event.fixed:
            return [Choice.stay()]
        if (near := self._left_alone(event)) is not None:
            return [near]
        limits = event.limits
        found = [
            Choice(
                frames,
                index,
                self.rules.cost_of(frames, self.grid.beats[index])
                + (_LAST_CUT_COST if lead else 0),
                lead,
                self.picture.would_show_black(event, frames),
            )
            for lead in sorted({0, len(event.cuts) - 1})
            for index, frames in self._beats_near(event.cuts[lead])
            if limits.earliest <= frames <= limits.latest
        ]
        leaders = {
            self.decided[key]
            for cut in event.cuts
            for key in self.links.get((self.number, cut.index), ())
            if key in self.decided
        }
        if not leaders:
            return [*found, Choice.stay()]
        follow = [choice for choice in found if {choice.frames} == leaders]
        if not follow and leaders == {0}:
            return [Choice.stay()]
        return [*follow, Choice(0, None, _UNLINKED_COST)]


def _planned(event: Event, choice: Choice, context: ChoiceContext) -> list[PlannedCut]:
    """The decision for each cut of an event."""
    first = event.cuts[0].index if len(event.cuts) > 1 else None
    on_beat = choice.beat is not None
    planned: list[PlannedCut] = []
    for number, cut in enumerate(event.cuts):
        nearest = context.grid.nearest(cut.position + (cut.decided or 0))
        if on_beat and number != choice.lead:
            lead = event.cuts[choice.lead]
            why = reason_to_follow(lead, choice.frames, context.rules)
            planned.append(PlannedCut(cut, choice.frames, True, None, why, first))
            continue
        index = choice.beat if choice.beat is not None else nearest
        beat = context.grid.beats[index] if index is not None else None
        why = reason(event, number, choice, nearest, context)
        planned.append(PlannedCut(cut, choice.frames, on_beat, beat, why, first))
    return planned
