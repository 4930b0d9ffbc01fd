"""Slip: cuts stay, and the strongest action inside each clip moves to a beat."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from backbeat.cutting.cuts import Limits, Selection
from backbeat.cutting.grid import Beat, Grid
from backbeat.cutting.modes.action import ActionLookup, record_position
from backbeat.cutting.reasons import Rules
from backbeat.cutting.words import frames_in_words
from backbeat.footage import Footage
from backbeat.timeline.model import Dialect, Edit, Item, ItemKind, JsonPath, Retime, Track
from backbeat.timeline.time import Frames, magnitude, seconds_of
from backbeat.v1.cutting_pb2 import Cut

_MARGIN = 2
"""Frames from a cut within which an action would not be seen as one."""
_WEAKEST = 0.03
"""Strength under which the strongest motion of a clip is no action."""
_MOST_COMING_IN = 12
"""How many stronger motions outside of a clip are tried."""


@dataclass(frozen=True, slots=True)
class PlannedSlip:
    """The decision for one clip."""

    track: Track
    index: int
    item: Item
    frames: Frames
    """How much later in its media it starts, in record frames."""
    peak: Frames | None
    """The action's position afterwards, in frames from the timeline's first; None without one."""
    beat: Beat | None
    """The beat it is on."""
    action: Cut.Action
    reason: str
    with_it: tuple[Item, ...] = ()
    """Items that are linked with it and slip as much, so that all stay in sync."""


def plan_slips(
    edit: Edit,
    grid: Grid,
    rules: Rules,
    selection: Selection,
    actions: ActionLookup,
    music_tracks: frozenset[str] = frozenset(),
) -> list[PlannedSlip]:
    """Plans every clip of the picture tracks, in track order, then in time order.

    Args:
        edit: the timeline.
        grid: the beats that action may move to.
        rules: the user's constraints.
        selection: the tracks and the range that are worked on.
        actions: looks up what moves in a clip's media.
        music_tracks: labels of the tracks that stay.
    """
    planner = _Planner(edit, grid, rules, selection, actions, _partners(edit), music_tracks)
    plans: list[PlannedSlip] = []
    for number, track in enumerate(edit.video_tracks):
        for index, item in enumerate(track.items):
            if item.kind is not ItemKind.GAP and item.path not in planner.slipped:
                plans.append(planner.plan(number, track, index, item))
    return plans


@dataclass(frozen=True, slots=True)
class _Peak:
    """Motion in a clip's media, and where the timeline shows it before any slip."""

    at: Frames
    strength: float


@dataclass(frozen=True)
class _Place:
    """An item and its track."""

    track: Track
    index: int
    item: Item

    @property
    def limits(self) -> Limits:
        """How far it may slip."""
        entering = self.track.transitions.get(self.index)
        leaving = self.track.transitions.get(self.index + 1)
        head = _usable(self.item.head, entering.before if entering else 0)
        tail = _usable(self.item.tail, leaving.after if leaving else 0)
        name = self.item.name
        return Limits(
            -head,
            tail,
            f"“{name}” has {frames_in_words(head)} of media before its start",
            f"“{name}” has {frames_in_words(tail)} of media after its end",
        )


def _partners(edit: Edit) -> dict[str, list[_Place]]:
    found: dict[str, list[_Place]] = {}
    for track in edit.tracks:
        for index, item in enumerate(track.items):
            if item.link is not None:
                found.setdefault(item.link, []).append(_Place(track, index, item))
    return found


@dataclass
class _Planner:
    edit: Edit
    grid: Grid
    rules: Rules
    selection: Selection
    actions: ActionLookup
    partners: dict[str, list[_Place]]
    music_tracks: frozenset[str]
    slipped: set[JsonPath] = field(default_factory=set)

    def plan(self, number: int, track: Track, index: int, item: Item) -> PlannedSlip:
        others = [
            place
            for place in self.partners.get(item.link or "", [])
            if place.item.path != item.path
        ]
        reason = self._why_fixed(number, track, item) or _why_partner_fixed(
            others, self.music_tracks
        )
        footage: Footage | str = ""
        if not reason:
            footage = self.actions(item.media_url or "")
            if isinstance(footage, str):
                reason = f"left as it is, as {footage}"
        if reason or isinstance(footage, str):
            return PlannedSlip(track, index, item, 0, None, None, Cut.ACTION_SKIPPED, reason)
        planned = self._with_action(_Place(track, index, item), others, footage)
        if planned.beat is not None:
            self.slipped |= {place.item.path for place in others}
        return planned

    def _with_action(
        self, place: _Place, others: Sequence[_Place], footage: Footage
    ) -> PlannedSlip:
        item, rate = place.item, self.edit.rate
        peaks = [
            _Peak(record_position(item, peak, rate), peak.strength)
            for peak in footage.peaks
            if peak.strength >= _WEAKEST
        ]
        strongest = _strongest(peaks, item)
        if strongest is None:
            return self._skipped(place, None, "no motion in it stands out")
        beats = list(self._beats_in(item))
        if not beats:
            return self._skipped(place, strongest.at, "no beat falls inside it")
        limits = [one.limits for one in (place, *others)]
        hidden = False
        for peak in (strongest, *self._coming_in(peaks, strongest, item)):
            for frames, beat in self._moves(peak, beats):
                if magnitude(frames) > self.rules.tolerance or not _allowed(frames, limits):
                    continue
                if _strongest(peaks, item, frames) == peak:
                    return self._slipped(place, others, peak.at, frames, beat)
                hidden = True
        moves = self._moves(strongest, beats)
        if hidden:
            frames, beat = moves[0]
            away = f"{beat.name} is {frames_in_words(magnitude(frames))} from its strongest motion"
            return self._skipped(
                place, strongest.at, f"{away}, and slipped so far it would show a stronger one"
            )
        frames, beat = min(moves, key=lambda move: magnitude(move[0]))
        return self._skipped(place, strongest.at, self._why_not(frames, beat, limits))

    def _moves(self, peak: _Peak, beats: Sequence[Beat]) -> list[tuple[Frames, Beat]]:
        """Each beat with the slip that brings the peak there, the cheapest first."""
        moves = [(_whole(peak.at - beat.time * self.edit.rate), beat) for beat in beats]
        return sorted(moves, key=self._cost_of_move)

    def _coming_in(self, peaks: Sequence[_Peak], strongest: _Peak, item: Item) -> list[_Peak]:
        """Stronger peaks outside of the clip that a slip could bring in, the strongest first.

        They are what is seen where none of the slips for the strongest inside keep them out.
        """
        reach = self.rules.tolerance
        near = [
            peak
            for peak in peaks
            if peak.strength > strongest.strength
            and item.start - reach <= peak.at <= item.end + reach
        ]
        return sorted(near, key=_rank, reverse=True)[:_MOST_COMING_IN]

    def _cost_of_move(self, move: tuple[Frames, Beat]) -> tuple[float, Fraction]:
        frames, beat = move
        return self.rules.cost_of(frames, beat), beat.time

    def _slipped(
        self, place: _Place, others: Sequence[_Place], at: Frames, frames: Frames, beat: Beat
    ) -> PlannedSlip:
        action = Cut.ACTION_MOVED if frames else Cut.ACTION_KEPT
        if frames:
            way = "later" if frames > 0 else "earlier"
            reason = (
                f"starts {frames_in_words(magnitude(frames))} {way} in its media, which puts its "
                f"strongest motion on {beat.name}"
            )
            if others:
                reason += "; what is linked with it slips along"
        else:
            reason = f"its strongest motion is already on {beat.name}"
        items = tuple(one.item for one in others) if frames else ()
        return PlannedSlip(
            place.track, place.index, place.item, frames, at - frames, beat, action, reason, items
        )

    def _skipped(self, place: _Place, at: Frames | None, why: str) -> PlannedSlip:
        return PlannedSlip(
            place.track, place.index, place.item, 0, at, None, Cut.ACTION_SKIPPED, why
        )

    def _beats_in(self, item: Item) -> Iterator[Beat]:
        rate = self.edit.rate
        beats = self.grid.beats
        first = bisect_left(beats, item.start / rate, key=lambda beat: beat.time)
        for index in range(first, len(beats)):
            beat = beats[index]
            if beat.time * rate > item.end:
                return
            if item.start + _MARGIN <= beat.time * rate <= item.end - _MARGIN:
                yield beat

    def _why_not(self, frames: Frames, beat: Beat, limits: Sequence[Limits]) -> str:
        away = f"{beat.name} is {frames_in_words(magnitude(frames))} from its strongest motion"
        if magnitude(frames) > self.rules.tolerance:
            return f"{away}, and the tolerance is {frames_in_words(self.rules.tolerance)}"
        stops = [
            one.later_stop if frames > one.latest else one.earlier_stop
            for one in limits
            if not one.earliest <= frames <= one.latest
        ]
        return f"{away}, and {stops[0]}"

    def _why_fixed(self, number: int, track: Track, item: Item) -> str:
        if number not in self.selection.tracks:
            return f"track {track.label} was not chosen"
        for is_so, what in ((track.locked, "locked"), (not track.enabled, "disabled")):
            if is_so:
                return f"track {track.label} is {what}"
        if not self.selection.start <= item.start < self.selection.end:
            return "outside the chosen range"
        if item.kind is not ItemKind.CLIP:
            return "compound clips and nested timelines are not slipped"
        if item.retime is Retime.LINEAR and self.edit.dialect is Dialect.PREMIERE:
            return "it is retimed, and how Premiere Pro counts that is not verified"
        if item.retime not in (Retime.NONE, Retime.LINEAR):
            return f"it is no plain clip: {item.retime.value}"
        if item.head is None or item.tail is None:
            return "a still has no action"
        if not item.media_known or item.available_start is None:
            return "how much media it has is not known"
        if not item.has_range:
            return "all of its media is used, so there is none to slip to"
        return ""


def _why_partner_fixed(others: Sequence[_Place], music_tracks: frozenset[str]) -> str:
    for other in others:
        if other.track.label in music_tracks:
            return f"it is linked with the music on {other.track.label}, which stays"
        if other.track.locked:
            return f"it is linked with “{other.item.name}” on {other.track.label}, which is locked"
        if not other.item.has_range or other.item.retime not in (Retime.NONE, Retime.LINEAR):
            return (
                f"it is linked with “{other.item.name}” on {other.track.label}, which cannot slip"
            )
    return ""


def _strongest(peaks: Sequence[_Peak], item: Item, frames: Frames = 0) -> _Peak | None:
    """What a viewer sees as the action of a clip once it is slipped."""
    first, last = item.start + _MARGIN + frames, item.end - _MARGIN + frames
    return max((peak for peak in peaks if first <= peak.at <= last), key=_rank, default=None)


def _rank(peak: _Peak) -> tuple[float, Frames]:
    return peak.strength, -peak.at


def _allowed(frames: Frames, limits: Sequence[Limits]) -> bool:
    return all(one.earliest <= frames <= one.latest for one in limits)


def _usable(handle: Frames | None, in_transition: Frames) -> int:
    return 0 if handle is None else max(0, math.floor(handle - in_transition))


def _whole(frames: Frames) -> int:
    """The nearest whole number; half goes to zero, so that nothing moves further than it must."""
    whole = math.ceil(magnitude(frames) - Fraction(1, 2))
    return whole if frames > 0 else -whole


def error_s(slip: PlannedSlip, rate: Fraction) -> Fraction | None:
    """Peak minus beat, in seconds; None where it is on none."""
    if slip.peak is None or slip.beat is None:
        return None
    return seconds_of(slip.peak, rate) - slip.beat.time


def no_action(slips: Sequence[PlannedSlip]) -> str:
    """Why no clip's action is on a beat, one sentence."""
    if not slips:
        return "The timeline has no clip, so nothing was slipped."
    reasons = Counter(slip.reason for slip in slips)
    reason, times = reasons.most_common(1)[0]
    which = "the only one" if len(slips) == 1 else f"{times} of {len(slips)}"
    return f"No clip's action is on a beat; of {which}: {reason}."


def slip_warnings(slips: Sequence[PlannedSlip]) -> tuple[str, ...]:
    """What is said of clips that could not be looked at."""
    unknown = [slip.item.name for slip in slips if slip.reason.startswith("left as it is, as ")]
    if not unknown:
        return ()
    names = list(dict.fromkeys(unknown))
    some = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
    if len(unknown) == 1:
        return (f"1 clip was left as it is, since its media could not be looked at ({some}).",)
    clips = f"{len(unknown)} clips were left as they are"
    return (f"{clips}, since their media could not be looked at ({some}).",)
