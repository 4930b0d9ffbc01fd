"""Events: cuts so near one another that they move together or stay.

A flash frame, a one-frame gap or a stutter is one shape to an editor. Its cuts keep their distance:
the event moves as a whole, and what lies inside it keeps its length and its frames.
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

_FLASH_FRAMES = 9
"""At up to 30 frames a second, as Avid Media Composer has it: its flash frames are, by default,
shorter than 10."""
_FLASH_RATE = 30
_NOISE = 1e-6
"""Of a frame: what float seconds may be off."""
_SHARE_OF_BEAT = 0.75
"""Cuts nearer than this cannot both be on a beat without being pulled apart by a third or more."""


@dataclass(frozen=True, slots=True)
class Event:
    """A cut by itself, or several that keep their distance."""

    cuts: tuple[Cut, ...]
    """In time order; at least one."""
    fixed: str
    """Why it may not move at all; empty when it may."""
    limits: Limits

    @property
    def position(self) -> Frames:
        """Of its first cut."""
        return self.cuts[0].position

    @property
    def span(self) -> Frames:
        """Frames from its first cut to its last."""
        return self.cuts[-1].position - self.cuts[0].position

    @property
    def outgoing(self) -> Item:
        """What it follows."""
        return self.cuts[0].outgoing

    @property
    def incoming(self) -> Item:
        """What follows it."""
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
    longest = _FLASH_FRAMES * max(1, math.ceil(rate / _FLASH_RATE))
    beat = median_distance(beats)
    if not beat:
        return longest
    return min(longest, max(1, math.floor(beat * float(rate) * _SHARE_OF_BEAT + _NOISE)))


def slides(item: Item) -> bool:
    """Whether an item inside an event keeps its own frames as the event moves: a slide edit.

    One that is linked with sound or other pictures is rolled instead: it stays in sync with them.
    """
    return item.link is None


def events_of(
    track: Track, number: int, cuts: Sequence[Cut], links: Links, flash: int
) -> list[Event]:
    """The cuts of one track as events, in order; through edits are events by themselves.

    Args:
        track: the track.
        number: its index among the video tracks.
        cuts: all of its cuts, in order.
        links: groups of cuts that are linked across tracks.
        flash: longest clip or gap that keeps its length, in frames; 0: each cut is an event.
    """
    tied = _tied_to_fixed(track, cuts, flash)
    groups: list[list[Cut]] = []
    for cut in cuts:
        last = groups[-1][-1] if groups else None
        near = last is not None and cut.position - last.position <= flash
        if last is not None and near and not last.through and not cut.through:
            groups[-1].append(cut)
        else:
            groups.append([cut])
    return [_event(group, number, links, tied) for group in groups]


def _tied_to_fixed(track: Track, cuts: Sequence[Cut], flash: int) -> dict[int, str]:
    """By index, the cuts that are too near to something that never moves, and what that is."""
    start, end = track.items[0].start, track.items[-1].end
    real = [cut for cut in cuts if not cut.through]
    tied: dict[int, str] = {}
    for sooner, later in itertools.pairwise(real):
        if later.index - sooner.index > 1 and later.position - sooner.position <= flash:
            tied[sooner.index] = tied[later.index] = "a through edit inside it"
    if real and real[0].position - start <= flash:
        tied[real[0].index] = "the start of the track"
    if real and end - real[-1].position <= flash:
        tied[real[-1].index] = "the end of the track"
    return tied


def _event(group: Sequence[Cut], number: int, links: Links, tied: dict[int, str]) -> Event:
    cuts = tuple(group)
    return Event(cuts, _why_fixed(cuts, tied), _limits_of(cuts, number, links))


def _why_fixed(cuts: Sequence[Cut], tied: dict[int, str]) -> str:
    if len(cuts) == 1 and cuts[0].fixed:
        return cuts[0].fixed
    fixed = next((cut.fixed for cut in cuts if cut.fixed), "")
    if fixed:
        return f"together with a cut that stays: {fixed}"
    anchor = next((tied[cut.index] for cut in cuts if cut.index in tied), "")
    return f"together with {anchor}, which stays" if anchor else ""


def _limits_of(cuts: Sequence[Cut], number: int, links: Links) -> Limits:
    """How far all may move: what rolls needs media, what slides does not."""
    latest: list[Limits] = []
    earliest: list[Limits] = []
    for place, cut in enumerate(cuts):
        key: CutKey = (number, cut.index)
        if place == 0 or key in links or not slides(cut.outgoing):
            latest.append(cut.limits)
        if place == len(cuts) - 1 or key in links or not slides(cut.incoming):
            earliest.append(cut.limits)
    late = min(latest, key=lambda limits: limits.latest)
    early = max(earliest, key=lambda limits: limits.earliest)
    return Limits(early.earliest, late.latest, early.earlier_stop, late.later_stop)
