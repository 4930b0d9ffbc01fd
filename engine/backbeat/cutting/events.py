"""Events: groups of cuts a few frames apart, which move together or not at all.

The cuts around a flash frame, a one-frame gap or a stutter belong together. They keep their
distance: the event moves as a whole, and the items inside it keep their length and their frames.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from backbeat.cutting.cuts import Cut, Limits
from backbeat.cutting.grid import Beat, median_distance
from backbeat.cutting.links import CutKey, Links
from backbeat.timeline.model import Item, Track
from backbeat.timeline.time import Frames

_MAX_FLASH_FRAMES = 9
"""Longest flash frame at up to 30 frames a second, as in Avid Media Composer, whose flash frames
are by default shorter than 10 frames."""
_FLASH_RATE = 30
_ROUNDING_FRAMES = 1e-6
"""Rounding error allowed to times in float seconds, in frames."""
_MAX_FLASH_BEATS = 0.75
"""Longest flash in beats: to put both its cuts on beats would lengthen it by a third or more."""


@dataclass(frozen=True, slots=True)
class Event:
    """A single cut, or several cuts that keep their distance from one another."""

    cuts: tuple[Cut, ...]
    """In time order; at least one."""
    fixed: str
    """Why it cannot move at all; empty if it can."""
    limits: Limits

    @property
    def decided(self) -> Frames | None:
        """How far the user has it move; None where that is not decided. It is one cut then."""
        return self.cuts[0].decided

    @property
    def position(self) -> Frames:
        """Position of its first cut, in frames."""
        return self.cuts[0].position

    @property
    def span(self) -> Frames:
        """Frames from its first cut to its last."""
        return self.cuts[-1].position - self.cuts[0].position

    @property
    def outgoing(self) -> Item:
        """The item before its first cut."""
        return self.cuts[0].outgoing

    @property
    def incoming(self) -> Item:
        """The item after its last cut."""
        return self.cuts[-1].incoming

    @property
    def inside(self) -> tuple[Item, ...]:
        """The items between its cuts."""
        return tuple(cut.incoming for cut in self.cuts[:-1])


def flash_frames(rate: Fraction, beats: Sequence[Beat]) -> int:
    """The longest clip or gap that keeps its length unless the user says otherwise, in frames.

    Args:
        rate: frames a second of the timeline.
        beats: every beat of the music, in time order.
    """
    longest = _MAX_FLASH_FRAMES * max(1, math.ceil(rate / _FLASH_RATE))
    beat = median_distance(beats)
    if not beat:
        return longest
    return min(
        longest, max(1, math.floor(beat * float(rate) * _MAX_FLASH_BEATS + _ROUNDING_FRAMES))
    )


def slides(item: Item) -> bool:
    """Whether an item inside an event keeps its source range as the event moves: a slide edit.

    An item that is linked with sound or other pictures is rolled instead, which keeps it in sync.
    """
    return item.link is None


def events_of(
    track: Track, number: int, cuts: Sequence[Cut], links: Links, flash: int
) -> list[Event]:
    """Groups the cuts of one track into events, in order; each through edit is an event of its own.

    Args:
        track: the track.
        number: its index among the video tracks.
        cuts: all of its cuts, in order.
        links: groups of cuts that are linked across tracks.
        flash: longest clip or gap that keeps its length, in frames; 0: each cut is an event.
    """
    tied = _tied_to_fixed_boundary(track, cuts, flash)
    groups: list[list[Cut]] = []
    for cut in cuts:
        last = groups[-1][-1] if groups else None
        is_near = last is not None and cut.position - last.position <= flash
        if last is not None and is_near and _may_join(last) and _may_join(cut):
            groups[-1].append(cut)
        else:
            groups.append([cut])
    return [_event(group, number, links, tied) for group in groups]


def _may_join(cut: Cut) -> bool:
    """Whether a cut can be part of an event of several: nothing else says where it goes."""
    return not cut.through and cut.decided is None


def _tied_to_fixed_boundary(track: Track, cuts: Sequence[Cut], flash: int) -> dict[int, str]:
    """By cut index: what fixed boundary a cut is within `flash` frames of, in words."""
    start, end = track.items[0].start, track.items[-1].end
    real = [cut for cut in cuts if not cut.through]
    tied: dict[int, str] = {}
    for earlier, later in itertools.pairwise(real):
        if later.index - earlier.index > 1 and later.position - earlier.position <= flash:
            tied[earlier.index] = tied[later.index] = "a through edit inside it"
    if real and real[0].position - start <= flash:
        tied[real[0].index] = "the start of the track"
    if real and end - real[-1].position <= flash:
        tied[real[-1].index] = "the end of the track"
    return tied


def _event(group: Sequence[Cut], number: int, links: Links, tied: dict[int, str]) -> Event:
    cuts = tuple(group)
    return Event(cuts, _why_fixed(cuts, tied), _limits_of(cuts, number, links))


def _why_fixed(cuts: Sequence[Cut], tied: dict[int, str]) -> str:
    if len(cuts) == 1 and (cuts[0].fixed or cuts[0].decided is not None):
        return cuts[0].fixed
    fixed = next((cut.fixed for cut in cuts if cut.fixed), "")
    if fixed:
        return f"together with a cut that stays: {fixed}"
    anchor = next((tied[cut.index] for cut in cuts if cut.index in tied), "")
    return f"together with {anchor}, which stays" if anchor else ""


def _limits_of(cuts: Sequence[Cut], number: int, links: Links) -> Limits:
    """How far the whole event may move: rolled items need handles, sliding ones do not."""
    latest: list[Limits] = []
    earliest: list[Limits] = []
    for number_in_event, cut in enumerate(cuts):
        key: CutKey = (number, cut.index)
        if number_in_event == 0 or key in links or not slides(cut.outgoing):
            latest.append(cut.limits)
        if number_in_event == len(cuts) - 1 or key in links or not slides(cut.incoming):
            earliest.append(cut.limits)
    late = min(latest, key=lambda limits: limits.latest)
    early = max(earliest, key=lambda limits: limits.earliest)
    return Limits(early.earliest, late.latest, early.earlier_stop, late.later_stop)
