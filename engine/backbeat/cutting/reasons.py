"""Why a cut is where it is, in words."""

from __future__ import annotations

from dataclasses import dataclass

from backbeat.cutting.choose import Choice
from backbeat.cutting.cuts import Cut
from backbeat.cutting.grid import Grid
from backbeat.timeline.model import Item
from backbeat.timeline.time import Frames


@dataclass(frozen=True)
class Rules:
    """What the user wants of the movement."""

    tolerance: int
    """Farthest a cut may move, in frames."""
    min_clip: int
    """Shortest clip a move may leave, in frames."""
    downbeat_weight: float
    """0 to 1: how much of a downbeat's distance is not counted."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a cut's place was decided by."""

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


def reason(cut: Cut, choice: Choice, near: int | None, around: Surroundings) -> str:
    """One line for people: what became of a cut, and why not the nearest beat if it was not."""
    if choice.beat is None:
        if cut.fixed:
            return cut.fixed
        if near is None:
            return "no beat of the music sounds in this timeline"
        return _why_not(cut, near, around)
    name = around.grid.beats[choice.beat].name
    if choice.frames == 0:
        return f"already on {name}"
    way = "later" if choice.frames > 0 else "earlier"
    words = [f"moved {_frames(abs(choice.frames))} {way} to {name}"]
    if near is not None and near != choice.beat:
        words.append(_why_not(cut, near, around))
    if cut.sound_stays:
        words.append("its linked sound stays, so this is a split edit now")
    return "; ".join(words)


def _why_not(cut: Cut, index: int, around: Surroundings) -> str:
    """Why the cut did not go to beat number `index`, the nearest."""
    name = around.grid.beats[index].name
    frames = around.grid.movement(cut.position, index)
    way = "later" if frames > 0 else "earlier"
    distance = f"{name} is {_frames(abs(frames))} {way}"
    if abs(frames) > around.rules.tolerance:
        return f"the nearest beat, {distance}, and the tolerance is {around.rules.tolerance}"
    if frames > cut.limits.latest:
        return f"{distance}, and {cut.limits.later_stop}"
    if frames < cut.limits.earliest:
        return f"{distance}, and {cut.limits.earlier_stop}"
    place = cut.position + frames
    if place - around.before < around.least_before:
        return f"{distance}, {_too_short(cut.outgoing, place - around.before, around.least_before)}"
    if around.after - place < around.least_after:
        return f"{distance}, {_too_short(cut.incoming, around.after - place, around.least_after)}"
    return f"{distance}, and a downbeat or its neighbours' places were worth more"


def _too_short(item: Item, left: Frames, least: Frames) -> str:
    if left <= 0:
        return f"and the cut at the other end of “{item.name}” took it"
    return f"which would leave “{item.name}” {_frames(left)} of the {float(least):g} it needs"


def _frames(count: Frames) -> str:
    return "1 frame" if count == 1 else f"{float(count):g} frames"
