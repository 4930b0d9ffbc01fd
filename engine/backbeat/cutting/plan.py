"""The plan of a snap: for every cut the beat it goes to, or why it stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backbeat.cutting.choose import Choice, choose
from backbeat.cutting.cuts import Cut, shortest
from backbeat.cutting.events import Event, events_of
from backbeat.cutting.grid import Beat, Grid
from backbeat.cutting.links import CutKey, Links, linked_cuts, share_limits
from backbeat.cutting.picture import Picture
from backbeat.cutting.reasons import Rules, Surroundings, reason, reason_to_follow
from backbeat.timeline.model import Edit, ItemKind
from backbeat.timeline.time import Frames, magnitude

_UNLINKED = 1e9
"""Cost of leaving a linked cut behind: above everything else, yet possible."""
_SECOND_BEST = 1e-6
"""Added where an event's last cut, not its first, is on the beat: decides a tie only."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One cut and what becomes of it."""

    cut: Cut
    frames: Frames
    """Movement; positive is later."""
    on_beat: bool
    """Whether it, or the cut that leads its event, is on a beat afterwards."""
    beat: Beat | None
    """The beat it was matched to, else the nearest; None for a cut that follows another's."""
    reason: str
    event: int | None
    """Index of the first cut of its event; None for a cut by itself."""


def make_plan(
    edit: Edit, cuts: Sequence[Sequence[Cut]], grid: Grid, rules: Rules
) -> list[list[Planned]]:
    """Plans every track; cuts that are linked across tracks move together or not at all.

    Args:
        edit: the timeline.
        cuts: of each video track.
        grid: the beats to go to.
        rules: the user's constraints.
    """
    tracks = [list(track) for track in cuts]
    links = linked_cuts(tracks)
    share_limits(tracks, links)
    while True:
        plans: list[list[Planned]] = []
        decided: dict[CutKey, Frames] = {}
        picture = Picture()
        for number, track in enumerate(tracks):
            plan = _TrackPlan(edit, number, track, grid, rules, links, decided, picture).made()
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
    """Plans one track, after those below it."""

    edit: Edit
    number: int
    cuts: list[Cut]
    grid: Grid
    rules: Rules
    links: Links
    decided: dict[CutKey, Frames]
    """Movements of the linked cuts on the tracks below."""
    picture: Picture
    """Where the tracks below show something."""

    def made(self) -> list[Planned]:
        if not self.cuts:
            return []
        track = self.edit.video_tracks[self.number]
        items = track.items
        events = events_of(track, self.number, self.cuts, self.links, self.rules.flash)
        between = [event.cuts[0].index for event in events] + [len(items) - 1]
        least = [
            shortest(track, item, self.rules.min_clip, self.rules.flash + 1) for item in between
        ]
        spans = [0, *(event.span for event in events)]
        chosen = choose(
            [event.position for event in events],
            [self._choices(event) for event in events],
            [span + length for span, length in zip(spans, least, strict=True)],
            items[0].start,
            items[-1].end,
            {at for at, item in enumerate(between) if items[item].kind is ItemKind.GAP},
        )
        ends: list[Frames] = [items[0].start]
        ends += [
            event.position + choice.frames for event, choice in zip(events, chosen, strict=True)
        ]
        ends.append(items[-1].end)
        plan: list[Planned] = []
        for at, (event, choice) in enumerate(zip(events, chosen, strict=True)):
            before, after = ends[at] + spans[at], ends[at + 2]
            around = Surroundings(
                self.grid, self.rules, before, after, least[at], least[at + 1], self.picture
            )
            plan += _planned(event, choice, around)
        return plan

    def _beats_near(self, cut: Cut) -> list[tuple[int, Frames]]:
        return self.grid.near(cut.position, cut.incoming.rate, self.rules.tolerance)

    def _choices(self, event: Event) -> list[Choice]:
        if event.fixed:
            return [Choice.stay()]
        limits = event.limits
        found = [
            Choice(
                frames,
                index,
                _cost(frames, self.grid.beats[index], self.rules) + (_SECOND_BEST if lead else 0),
                lead,
                self.picture.lacks(event, frames),
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
        return [*follow, Choice(0, None, _UNLINKED)]


def _cost(frames: Frames, beat: Beat, rules: Rules) -> float:
    return float(magnitude(frames)) * (1 - rules.downbeat_weight if beat.is_downbeat else 1)


def _planned(event: Event, choice: Choice, around: Surroundings) -> list[Planned]:
    """What becomes of each cut of an event."""
    first = event.cuts[0].index if len(event.cuts) > 1 else None
    on_beat = choice.beat is not None
    made: list[Planned] = []
    for place, cut in enumerate(event.cuts):
        near = around.grid.nearest(cut.position)
        if on_beat and place != choice.lead:
            lead = event.cuts[choice.lead]
            words = reason_to_follow(lead, choice.frames, around.rules)
            made.append(Planned(cut, choice.frames, True, None, words, first))
            continue
        at = choice.beat if choice.beat is not None else near
        beat = around.grid.beats[at] if at is not None else None
        words = reason(event, place, choice, near, around)
        made.append(Planned(cut, choice.frames, on_beat, beat, words, first))
    return made
