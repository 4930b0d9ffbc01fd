"""The lanes and roles of FCPXML as tracks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from backbeat.timeline.exchange import objects as otio
from backbeat.timeline.exchange import rates
from backbeat.timeline.exchange.objects import Json


@dataclass
class Placed:
    """An item at its place, in seconds from the first frame of the timeline."""

    start: Fraction
    duration: Fraction
    made: Json

    @property
    def end(self) -> Fraction:
        """Where the next item may begin."""
        return self.start + self.duration


@dataclass
class Joint:
    """A transition over a cut, in seconds from the first frame."""

    start: Fraction
    end: Fraction
    cut: Fraction
    """Where the element before it ends, and the one after it begins."""
    name: str
    is_sound: bool


@dataclass
class Unit:
    """Items that have to be on one track: those of one storyline, or one connected clip."""

    items: list[Placed] = field(default_factory=list)
    joints: list[Joint] = field(default_factory=list)
    lane: int = 0

    @property
    def start(self) -> Fraction:
        """Where its first item begins."""
        return min(item.start for item in self.items)


@dataclass
class Lanes:
    """The units of one sequence: of picture by lane, of sound by role."""

    rate: Fraction
    video: dict[int, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    audio: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    markers: list[Json] = field(default_factory=list)


def name_compounds(lanes: Lanes) -> None:
    """Gives connected sound without a role, as of compound clips, the role of its lane."""
    by_lane = {unit.lane: role for role, units in lanes.audio.items() if role for unit in units}
    for unit in lanes.audio.pop("", []):
        lanes.audio[by_lane.get(unit.lane, "") if unit.lane < 0 else ""].append(unit)


def order_of(units: list[Unit]) -> tuple[int, Fraction]:
    """Where a role goes among the sound tracks: by its lanes from the top down, then by time."""
    return -max(unit.lane for unit in units), min(unit.start for unit in units)


def packed(units: list[Unit]) -> list[list[Unit]]:
    """Units on as few tracks as hold them without overlap, in the order in which they begin."""
    tracks: list[list[Unit]] = []
    ends: list[Fraction] = []
    for unit in sorted((u for u in units if u.items), key=lambda unit: unit.start):
        # A storyline may have holes, but nobody else's clips go there.
        end = max(item.end for item in unit.items)
        for index, before in enumerate(ends):
            if before <= unit.start:
                tracks[index].append(unit)
                ends[index] = end
                break
        else:
            tracks.append([unit])
            ends.append(end)
    return tracks


def children_of(units: list[Unit], rate: Fraction) -> list[Json]:
    """The children of a track: its items with gaps and transitions between them."""
    children: list[Json] = []
    position = Fraction(0)
    joints = {joint.cut: joint for unit in units for joint in unit.joints}
    items = sorted((item for unit in units for item in unit.items), key=lambda item: item.start)
    for item in items:
        if item.end <= position:
            continue
        if item.start > position:
            if children and position in joints:
                children.append(transition_of(joints.pop(position), position, rate))
            children.append(otio.gap(rates.frames_at(item.start - position, rate), rate))
        if item.start in joints:
            children.append(transition_of(joints.pop(item.start), item.start, rate))
        children.append(item.made)
        position = item.end
    if children and position in joints:
        children.append(transition_of(joints.pop(position), position, rate))
    return children


def transition_of(joint: Joint, cut: Fraction, rate: Fraction) -> Json:
    """The transition of a joint whose cut is at `cut`."""
    return otio.transition(
        joint.name,
        "SMPTE_Dissolve" if "dissolve" in joint.name.lower() else "Custom_Transition",
        rates.frames_at(cut - joint.start, rate),
        rates.frames_at(joint.end - cut, rate),
        rate,
    )
