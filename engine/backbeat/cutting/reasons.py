"""Why a cut is where it is, in words."""

from __future__ import annotations

from dataclasses import dataclass

from backbeat.cutting.choose import Choice
from backbeat.cutting.cuts import Cut
from backbeat.cutting.events import Event
from backbeat.cutting.grid import Grid
from backbeat.cutting.picture import Picture
from backbeat.timeline.model import Item, ItemKind
from backbeat.timeline.time import Frames, magnitude


@dataclass(frozen=True)
class Rules:
    """The user's constraints on movement."""

    tolerance: int
    """Farthest a cut may move, in frames."""
    min_clip: int
    """Shortest clip a move may leave, in frames."""
    downbeat_weight: float
    """0 to 1: how much of a downbeat's distance is not counted."""
    flash: int
    """Longest clip or gap, in frames, that keeps its length; 0: none does."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an event's place was decided by."""

    grid: Grid
    rules: Rules
    before: Frames
    """Where the cut before it (or the start of the track) is in the end."""
    after: Frames
    """Where the cut after it (or the end of the track) is in the end."""
    least_before: Frames
    """Least length of the outgoing item."""
    least_after: Frames
    """Least length of the incoming item."""
    picture: Picture
    """Of the tracks below."""


def reason(event: Event, place: int, choice: Choice, near: int | None, around: Surroundings) -> str:
    """One line for people: what became of a cut, and why not the nearest beat if it was not.

    Args:
        event: that the cut is part of.
        place: of the cut in its event.
        choice: what was chosen for the event.
        near: the beat nearest to the cut; None without beats.
        around: what the choice was made by.
    """
    if choice.beat is None:
        if event.fixed:
            return event.cuts[place].fixed or event.fixed
        if near is None:
            return "no beat of the music sounds in this timeline"
        return _why_not(event, place, near, choice, around)
    name = around.grid.beats[choice.beat].name
    if choice.frames == 0:
        return f"already on {name}"
    words = [f"moved {_frames(magnitude(choice.frames))} {_way(choice.frames)} to {name}"]
    if near is not None and _is_nearer(event, place, near, choice, around):
        words.append(_why_not(event, place, near, choice, around))
    if any(cut.sound_stays for cut in event.cuts):
        words.append("its linked sound stays, so this is a split edit now")
    return "; ".join(words)


def reason_to_follow(lead: Cut, frames: Frames, rules: Rules) -> str:
    """One line for a cut that keeps its distance to the one its event's beat was chosen for."""
    limit = f"within {_frames(rules.flash)} of each other cuts are one event"
    if frames == 0:
        return f"stays with cut {lead.index + 1}, which is on its beat: {limit}"
    return f"moved {_frames(magnitude(frames))} {_way(frames)} with cut {lead.index + 1}: {limit}"


def _is_nearer(event: Event, place: int, index: int, choice: Choice, around: Surroundings) -> bool:
    """Whether beat number `index` is fewer frames away than the one that was chosen."""
    cut = event.cuts[place]
    frames = around.grid.movement(cut.position, cut.incoming.rate, index)
    return index != choice.beat and magnitude(frames) < magnitude(choice.frames)


def _why_not(event: Event, place: int, index: int, choice: Choice, around: Surroundings) -> str:
    """Why the cut did not go to beat number `index`, the nearest."""
    name = around.grid.beats[index].name
    cut = event.cuts[place]
    frames = around.grid.movement(cut.position, cut.incoming.rate, index)
    distance = f"{name} is {_frames(magnitude(frames))} {_way(frames)}"
    if magnitude(frames) > around.rules.tolerance:
        which = _which(frames, index, around.grid)
        away = f"{_frames(magnitude(frames))} {_way(frames)}"
        return f"{which}, {name}, is {away}, and the tolerance is {_frames(around.rules.tolerance)}"
    if frames > event.limits.latest:
        return f"{distance}, and {event.limits.later_stop}"
    if frames < event.limits.earliest:
        return f"{distance}, and {event.limits.earlier_stop}"
    start = event.position + frames
    end = start + event.span
    if start - around.before < around.least_before:
        return (
            f"{distance}, {_too_short(event.outgoing, start - around.before, around.least_before)}"
        )
    if around.after - end < around.least_after:
        return f"{distance}, {_too_short(event.incoming, around.after - end, around.least_after)}"
    if around.picture.lacks(event, frames):
        gap = event.outgoing if event.outgoing.kind is ItemKind.GAP else event.incoming
        return (
            f"{distance}, which would leave more black than the {_frames(gap.duration)} there are"
        )
    if choice.beat is None:
        return f"{distance}, but with this cut left where it is more cuts are on beats"
    nearer = f"{name} is nearer, {_frames(magnitude(frames))} {_way(frames)}"
    beats = around.grid.beats
    if beats[choice.beat].is_downbeat and not beats[index].is_downbeat:
        return f"{nearer}, but {beats[choice.beat].name} is a downbeat"
    return f"{nearer}, but the cuts of the track taken together move less this way"


def _which(frames: Frames, index: int, grid: Grid) -> str:
    """What to call a beat out of reach: beyond the first and the last there is no nearer one."""
    if frames < 0 and index == len(grid.beats) - 1:
        return "the last beat"
    if frames > 0 and index == 0:
        return "the first beat"
    return "the nearest beat"


def _too_short(item: Item, left: Frames, least: Frames) -> str:
    if left <= 0:
        return f"and the cut at the other end of “{item.name}” took it"
    return (
        f"which would leave “{item.name}” {_frames(left)} long, and the shortest clip is "
        f"{_frames(least)}"
    )


def _way(frames: Frames) -> str:
    return "later" if frames > 0 else "earlier"


def _frames(count: Frames) -> str:
    return "1 frame" if count == 1 else f"{float(count):g} frames"
