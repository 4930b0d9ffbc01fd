"""The plan of a snap: for every cut the beat it goes to, or why it stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backbeat.cutting.choose import Choice, choose
from backbeat.cutting.cuts import Cut, shortest
from backbeat.cutting.grid import Beat, Grid
from backbeat.cutting.links import CutKey, Links, linked_cuts, share_limits
from backbeat.cutting.reasons import Rules, Surroundings, reason
from backbeat.timeline.model import Edit

_UNLINKED = 1e9
"""Cost of leaving a linked cut behind: above everything else, yet possible."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One cut and what becomes of it."""

    cut: Cut
    frames: int
    """Movement; positive is later."""
    beat: Beat | None
    """The beat it sits on after the move; None when it stays off the beat."""
    nearest: Beat | None
    """The wanted beat nearest to where it was."""
    reason: str


def make_plan(
    edit: Edit, cuts: Sequence[Sequence[Cut]], grid: Grid, rules: Rules
) -> list[list[Planned]]:
    """Plans every track; cuts that are linked across tracks move together or not at all.

    Args:
        edit: the timeline.
        cuts: of each video track.
        grid: the beats to go to.
        rules: the user's wishes.
    """
    tracks = [list(track) for track in cuts]
    links = linked_cuts(tracks)
    share_limits(tracks, links)
    while True:
        plans: list[list[Planned]] = []
        decided: dict[CutKey, int] = {}
        for number, track in enumerate(tracks):
            plan = _plan_track(edit, number, track, grid, rules, links, decided)
            decided.update({(number, i): planned.frames for i, planned in enumerate(plan)})
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


def _plan_track(
    edit: Edit,
    number: int,
    cuts: list[Cut],
    grid: Grid,
    rules: Rules,
    links: Links,
    decided: dict[CutKey, int],
) -> list[Planned]:
    if not cuts:
        return []
    track = edit.video_tracks[number]
    columns: list[list[Choice]] = []
    for index, cut in enumerate(cuts):
        leader = next((decided[k] for k in links.get((number, index), ()) if k in decided), None)
        columns.append(_choices(cut, grid, rules, leader))
    spacing = [shortest(track, item, rules.min_clip) for item in range(len(track.items))]
    chosen = choose(
        [cut.position for cut in cuts], columns, spacing, track.items[0].start, track.items[-1].end
    )
    places = [cut.position + choice.frames for cut, choice in zip(cuts, chosen, strict=True)]
    places = [track.items[0].start, *places, track.items[-1].end]
    return [
        _planned(
            cut,
            choice,
            Surroundings(grid, rules, places[i], places[i + 2], spacing[i], spacing[i + 1]),
        )
        for i, (cut, choice) in enumerate(zip(cuts, chosen, strict=True))
    ]


def _planned(cut: Cut, choice: Choice, around: Surroundings) -> Planned:
    near = around.grid.nearest(cut.position)
    return Planned(
        cut=cut,
        frames=choice.frames,
        beat=around.grid.beats[choice.beat] if choice.beat is not None else None,
        nearest=around.grid.beats[near] if near is not None else None,
        reason=reason(cut, choice, near, around),
    )


def _choices(cut: Cut, grid: Grid, rules: Rules, leader: int | None) -> list[Choice]:
    if cut.fixed:
        return [Choice.stay()]
    limits = cut.limits
    found = [
        Choice(frames, index, _cost(frames, grid.beats[index], rules))
        for index, frames in grid.near(cut.position, rules.tolerance)
        if limits.earliest <= frames <= limits.latest
    ]
    if leader is None:
        return [*found, Choice.stay()]
    follow = [choice for choice in found if choice.frames == leader]
    if not follow and leader == 0:
        return [Choice.stay()]
    return [*follow, Choice(0, None, _UNLINKED)]


def _cost(frames: int, beat: Beat, rules: Rules) -> float:
    return abs(frames) * (1 - rules.downbeat_weight if beat.is_downbeat else 1)
