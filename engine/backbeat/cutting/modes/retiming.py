"""Retime: cuts move to beats, and clips play faster or slower, so that they show the same."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from backbeat.cutting.choose import Choice, choose
from backbeat.cutting.cuts import Cut
from backbeat.cutting.grid import Beat, Grid
from backbeat.cutting.plan import PlannedCut
from backbeat.cutting.reasons import Rules
from backbeat.cutting.words import frames_in_words
from backbeat.timeline.model import Edit, Item, ItemKind, Retime, Track
from backbeat.timeline.time import Frames, magnitude


@dataclass(frozen=True, slots=True)
class SpeedLimits:
    """By how much a clip's speed may be multiplied."""

    least: Fraction
    most: Fraction

    @property
    def in_words(self) -> str:
        """Such as "90 to 110 %"."""
        return f"{float(self.least * 100):g} to {float(self.most * 100):g} %"


DEFAULT_SPEED_LIMITS = SpeedLimits(Fraction(9, 10), Fraction(11, 10))


@dataclass(frozen=True, slots=True)
class NewSpeed:
    """A clip that plays faster or slower than before."""

    track: Track
    index: int
    item: Item
    duration: Frames
    """Record length from now on, in frames."""
    speed: Fraction
    """Media frames a record frame from now on."""


def plan_retimes(
    edit: Edit,
    cuts: Sequence[Sequence[Cut]],
    grid: Grid,
    rules: Rules,
    limits: SpeedLimits,
) -> list[list[PlannedCut]]:
    """Plans the cuts of each picture track.

    A clip that is linked with others is left as it is: retimed without them, they would part.
    """
    shared = _shared_links(edit)
    return [
        _TrackPlan(edit.video_tracks[number], list(track), grid, rules, limits, shared).planned()
        for number, track in enumerate(cuts)
    ]


def new_speeds(edit: Edit, plans: Sequence[Sequence[PlannedCut]]) -> list[NewSpeed]:
    """The clips whose length a plan changes, and the speeds at which they show the same media."""
    found = []
    for number, plan in enumerate(plans):
        track = edit.video_tracks[number]
        moves = {planned.cut.index: planned.frames for planned in plan}
        for index, item in enumerate(track.items):
            change = moves.get(index, 0) - moves.get(index - 1, 0)
            if change and _is_retimed(item):
                duration = item.duration + change
                speed = Fraction(item.duration) * item.speed / Fraction(duration)
                found.append(NewSpeed(track, index, item, duration, speed))
    return found


def _is_retimed(item: Item) -> bool:
    """Whether an item has a speed that can be changed; gaps and stills just last longer."""
    return item.kind is ItemKind.CLIP and not (item.head is None and item.tail is None)


def _shared_links(edit: Edit) -> frozenset[str]:
    counts = Counter(
        item.link for track in edit.tracks for item in track.items if item.link is not None
    )
    return frozenset(link for link, count in counts.items() if count > 1)


@dataclass(frozen=True)
class _TrackPlan:
    track: Track
    cuts: list[Cut]
    grid: Grid
    rules: Rules
    limits: SpeedLimits
    shared: frozenset[str]

    def planned(self) -> list[PlannedCut]:
        if not self.cuts:
            return []
        items = self.track.items
        cuts = [replace(cut, fixed=cut.fixed or self._why_fixed(cut)) for cut in self.cuts]
        lengths = [self._lengths(item) for item in items]
        chosen = choose(
            [cut.position for cut in cuts],
            [self._choices(cut) for cut in cuts],
            [least for least, _ in lengths],
            items[0].start,
            items[-1].end,
            {at for at, item in enumerate(items) if item.kind is ItemKind.GAP},
            [most for _, most in lengths],
        )
        moves = [0, *(choice.frames for choice in chosen), 0]
        return [
            self._planned(cut, choice, moves[at : at + 3])
            for at, (cut, choice) in enumerate(zip(cuts, chosen, strict=True))
        ]

    def _lengths(self, item: Item) -> tuple[Frames, Frames | None]:
        """Shortest and longest that an item may become, in frames; None: as long as you like."""
        length = item.duration
        if item.kind is ItemKind.GAP:
            return min(length, self.rules.flash + 1), None
        shortest = min(length, self.rules.min_clip)
        if not _is_retimed(item):
            return (shortest, None) if item.kind is ItemKind.CLIP else (length, length)
        fast, slow = length / self.limits.most, length / self.limits.least
        # Where it lies between frames, as it is may be the only length that is allowed.
        least = min(length, max(math.ceil(fast), shortest))
        return least, max(length, math.floor(slow))

    def _choices(self, cut: Cut) -> list[Choice]:
        if cut.fixed:
            return [Choice.stay()]
        near = self.grid.within_tolerance(cut.position, cut.incoming.rate, self.rules.tolerance)
        found = [
            Choice(frames, index, self.rules.cost_of(frames, self.grid.beats[index]))
            for index, frames in near
        ]
        return [*found, Choice.stay()]

    def _why_fixed(self, cut: Cut) -> str:
        for item in (cut.outgoing, cut.incoming):
            if item.link in self.shared:
                return f"“{item.name}” is linked with other clips, which are not retimed"
            if item.kind is ItemKind.CLIP and item.duration <= self.rules.flash:
                return f"“{item.name}” is a flash frame, which keeps its length"
            if item.kind is ItemKind.NESTED:
                return f"“{item.name}” is a nested timeline, which is not retimed"
            if item.retime is Retime.FREEZE:
                return f"“{item.name}” is a freeze frame"
        reach = {cut.outgoing.name: (cut.outgoing.tail, cut.transition.after)}
        reach[cut.incoming.name] = (cut.incoming.head, cut.transition.before)
        for name, (handle, used) in reach.items():
            if used and handle is not None and handle < used * self.limits.most:
                return f"faster, “{name}” would not reach through its transition"
        return ""

    def _planned(self, cut: Cut, choice: Choice, moves: Sequence[Frames]) -> PlannedCut:
        nearest = self.grid.nearest(cut.position)
        index = choice.beat if choice.beat is not None else nearest
        beat = self.grid.beats[index] if index is not None else None
        why = self._reason(cut, choice, beat, moves)
        return PlannedCut(cut, choice.frames, choice.beat is not None, beat, why, None)

    def _reason(self, cut: Cut, choice: Choice, beat: Beat | None, moves: Sequence[Frames]) -> str:
        if choice.beat is None or beat is None:
            return cut.fixed or self._why_not(cut, beat)
        before, own, after = moves
        speeds = [
            f"“{item.name}” plays at {float(100 * item.duration / (item.duration + change)):.1f} %"
            for item, change in ((cut.outgoing, own - before), (cut.incoming, after - own))
            if change and _is_retimed(item)
        ]
        if own == 0:
            return "; ".join([f"already on {beat.name}", *speeds])
        way = "later" if own > 0 else "earlier"
        move = f"moved {frames_in_words(magnitude(own))} {way} to {beat.name}"
        return "; ".join([move, *speeds])

    def _why_not(self, cut: Cut, beat: Beat | None) -> str:
        if beat is None:
            return "no beat of the music sounds in this timeline"
        index = self.grid.beats.index(beat)
        frames = self.grid.movement(cut.position, cut.incoming.rate, index)
        way = "later" if frames > 0 else "earlier"
        away = f"{beat.name} is {frames_in_words(magnitude(frames))} {way}"
        if magnitude(frames) > self.rules.tolerance:
            return f"{away}, and the tolerance is {frames_in_words(self.rules.tolerance)}"
        return f"{away}, for which a clip would leave {self.limits.in_words} of its speed"
