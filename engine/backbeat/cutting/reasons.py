"""The reason recorded for each cut: why it moved, or why it did not, in words."""

from __future__ import annotations

from dataclasses import dataclass

from backbeat.cutting.choose import Choice
from backbeat.cutting.cuts import Cut
from backbeat.cutting.decisions import reason_of
from backbeat.cutting.events import Event
from backbeat.cutting.grid import Beat, Grid
from backbeat.cutting.picture import PictureCoverage
from backbeat.cutting.words import frames_in_words
from backbeat.timeline.model import Item, ItemKind
from backbeat.timeline.time import Frames, magnitude


@dataclass(frozen=True)
class Rules:
    """The user's constraints on movement."""

    tolerance: int
    """Maximum distance a cut may move, in frames."""
    min_clip: int
    """Minimum clip length a move may leave, in frames."""
    downbeat_weight: float
    """0 to 1: how much of a downbeat's distance is not counted."""
    flash: int
    """Longest clip or gap, in frames, that keeps its length; 0: none does."""
    leave_within: int = 0
    """How far from a beat, in frames, a cut counts as on it and stays."""

    def cost_of(self, frames: Frames, beat: Beat) -> float:
        """What a movement to a beat costs: its length, less of it to a downbeat."""
        return float(magnitude(frames)) * (1 - self.downbeat_weight if beat.is_downbeat else 1)


@dataclass(frozen=True, slots=True)
class ChoiceContext:
    """What the choice for an event depended on."""

    grid: Grid
    rules: Rules
    before: Frames
    """Final position of the cut before it, or the start of the track."""
    after: Frames
    """Final position of the cut after it, or the end of the track."""
    min_before: Frames
    """Minimum length of the outgoing item, in frames."""
    min_after: Frames
    """Minimum length of the incoming item, in frames."""
    picture: PictureCoverage
    """Where the tracks below show a picture."""


def reason(
    event: Event, number: int, choice: Choice, nearest: int | None, context: ChoiceContext
) -> str:
    """What happened to a cut, and why it is not on the nearest beat if it is not, in one line.

    Args:
        event: the event that the cut belongs to.
        number: index of the cut in its event.
        choice: the choice made for the event.
        nearest: index of the beat nearest to the cut; None without beats.
        context: what the choice depended on.
    """
    if (decided := event.cuts[number].decided) is not None:
        return _decided_reason(event.cuts[number], decided, context)
    if choice.beat is None:
        if event.fixed:
            return event.cuts[number].fixed or event.fixed
        if nearest is None:
            return "no beat of the music sounds in this timeline"
        return _why_not(event, number, nearest, choice, context)
    name = context.grid.beats[choice.beat].name
    if choice.frames == 0:
        away = context.grid.movement(event.position, event.cuts[0].incoming.rate, choice.beat)
        if away and choice.lead == 0:
            near = f"{frames_in_words(magnitude(away))} from {name}"
            within = frames_in_words(context.rules.leave_within)
            return f"{near}, within the {within} that are left alone"
        return f"already on {name}"
    clauses = [
        f"moved {frames_in_words(magnitude(choice.frames))} {_direction(choice.frames)} to {name}"
    ]
    if nearest is not None and _is_nearer(event, number, nearest, choice, context):
        clauses.append(_why_not(event, number, nearest, choice, context))
    if any(cut.sound_stays for cut in event.cuts):
        clauses.append("its linked sound stays, so this is a split edit now")
    return "; ".join(clauses)


def _decided_reason(cut: Cut, frames: Frames, context: ChoiceContext) -> str:
    near = context.grid.nearest(cut.position + frames)
    if near is None:
        return reason_of(frames, "", 0)
    off = frames - context.grid.movement(cut.position, cut.incoming.rate, near)
    return reason_of(frames, context.grid.beats[near].name, off)


def reason_to_follow(lead: Cut, frames: Frames, rules: Rules) -> str:
    """The reason for a cut that follows the one of its event that was put on a beat."""
    limit = f"within {frames_in_words(rules.flash)} of each other cuts are one event"
    if frames == 0:
        return f"stays with cut {lead.index + 1}, which is on its beat: {limit}"
    move = f"{frames_in_words(magnitude(frames))} {_direction(frames)}"
    return f"moved {move} with cut {lead.index + 1}: {limit}"


def _is_nearer(
    event: Event, number: int, index: int, choice: Choice, context: ChoiceContext
) -> bool:
    """Whether the beat at `index` is fewer frames away than the chosen one."""
    cut = event.cuts[number]
    frames = context.grid.movement(cut.position, cut.incoming.rate, index)
    return index != choice.beat and magnitude(frames) < magnitude(choice.frames)


def _why_not(event: Event, number: int, index: int, choice: Choice, context: ChoiceContext) -> str:
    """Why the cut did not move to the nearest beat, the one at `index`."""
    name = context.grid.beats[index].name
    cut = event.cuts[number]
    frames = context.grid.movement(cut.position, cut.incoming.rate, index)
    distance = f"{name} is {frames_in_words(magnitude(frames))} {_direction(frames)}"
    if magnitude(frames) > context.rules.tolerance:
        name_of_beat = _beat_name_beyond_tolerance(frames, index, context.grid)
        away = f"{frames_in_words(magnitude(frames))} {_direction(frames)}"
        tolerance = frames_in_words(context.rules.tolerance)
        return f"{name_of_beat}, {name}, is {away}, and the tolerance is {tolerance}"
    if frames > event.limits.latest:
        return f"{distance}, and {event.limits.later_stop}"
    if frames < event.limits.earliest:
        return f"{distance}, and {event.limits.earlier_stop}"
    start = event.position + frames
    end = start + event.span
    if start - context.before < context.min_before:
        return (
            f"{distance}, {_too_short(event.outgoing, start - context.before, context.min_before)}"
        )
    if context.after - end < context.min_after:
        return f"{distance}, {_too_short(event.incoming, context.after - end, context.min_after)}"
    if context.picture.would_show_black(event, frames):
        gap = event.outgoing if event.outgoing.kind is ItemKind.GAP else event.incoming
        black = frames_in_words(gap.duration)
        return f"{distance}, which would leave more black than the {black} there are"
    if choice.beat is None:
        return f"{distance}, but with this cut left where it is more cuts are on beats"
    nearer = f"{name} is nearer, {frames_in_words(magnitude(frames))} {_direction(frames)}"
    beats = context.grid.beats
    if beats[choice.beat].is_downbeat and not beats[index].is_downbeat:
        return f"{nearer}, but {beats[choice.beat].name} is a downbeat"
    return f"{nearer}, but the cuts of the track taken together move less this way"


def _beat_name_beyond_tolerance(frames: Frames, index: int, grid: Grid) -> str:
    """How to name a beat beyond the tolerance: the first, the last or the nearest one."""
    if frames < 0 and index == len(grid.beats) - 1:
        return "the last beat"
    if frames > 0 and index == 0:
        return "the first beat"
    return "the nearest beat"


def _too_short(item: Item, remaining: Frames, minimum: Frames) -> str:
    if remaining <= 0:
        return f"and the cut at the other end of “{item.name}” took it"
    return (
        f"which would leave “{item.name}” {frames_in_words(remaining)} long, and the shortest clip "
        f"is {frames_in_words(minimum)}"
    )


def _direction(frames: Frames) -> str:
    return "later" if frames > 0 else "earlier"
