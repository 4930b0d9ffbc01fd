"""What a slot is, once its place is known: roles, motion, dissolve, and the reason in words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from backbeat.cutting.pacing.form import Form, Part
from backbeat.cutting.pacing.intensity import Intensity
from backbeat.cutting.pacing.pattern import Place
from backbeat.cutting.pacing.slots import Role, Slot, SlotBeat
from backbeat.cutting.pacing.ticks import Tick, Ticks
from backbeat.v1.music_pb2 import ENERGY_LEVEL_LOW, Beat, MusicAnalysis

_ACCENT = 0.5
"""Least strength of an accent that is named."""
_LONGEST_DISSOLVE_S = Fraction(1)
_OF_SLOT = Fraction(1, 2)
"""Largest share of the slots on both sides that a dissolve takes."""
_ENERGY_IN_MOTION, _ACCENTS_IN_MOTION, _DROP_IN_MOTION = 0.75, 0.25, 0.25


def slots_of(
    cuts: Sequence[int],
    ticks: Ticks,
    form: Form,
    intensity: Intensity,
    analysis: MusicAnalysis,
    dissolves: bool,
) -> tuple[Slot, ...]:
    """The slots between ticks.

    Args:
        cuts: the ticks that slots start on, and the last tick.
        ticks, form, intensity: of the music.
        analysis: of the music.
        dissolves: whether phrases of quiet music start with one.
    """
    places = [
        _Place(at, start, end, ticks, form, intensity)
        for at, (start, end) in enumerate(pairwise(cuts))
    ]
    accents = {tick.time_s: tick.accent for tick in ticks.ticks}
    times = [beat.time_s for beat in analysis.beats]
    found = []
    for at, here in enumerate(places):
        before = places[at - 1] if at else None
        first, last = (
            bisect_left(times, at_s) for at_s in (here.tick.time_s, here.end_tick.time_s)
        )
        beats = _slot_beats(analysis.beats[first:last], here, accents, starts=before is None)
        found.append(
            Slot(
                number=at + 1,
                start_s=here.tick.time_s,
                end_s=here.end_tick.time_s,
                bar=here.tick.bar,
                beat=here.tick.beat,
                length_beats=round(here.beats, 3),
                section=here.part.label,
                level=intensity.level(here.middle_s),
                energy=here.energy,
                motion=_motion(here, beats),
                roles=here.roles,
                dissolve_s=_dissolve(here, before, ticks) if dissolves else Fraction(0),
                beats=beats,
                reason=_reason(here, before, ticks),
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class _Place:
    """A slot's place in the music."""

    index: int
    start: int
    end: int
    ticks: Ticks
    form: Form
    intensity: Intensity

    @property
    def tick(self) -> Tick:
        return self.ticks[self.start]

    @property
    def end_tick(self) -> Tick:
        return self.ticks[self.end]

    @property
    def middle_s(self) -> float:
        return float(self.tick.time_s + self.end_tick.time_s) / 2

    @property
    def part(self) -> Part:
        return self.form.part_at(self.start)

    @property
    def beats(self) -> float:
        return self.end_tick.position - self.tick.position

    @property
    def energy(self) -> float:
        return self.intensity.of(float(self.tick.time_s), float(self.end_tick.time_s))

    @property
    def starts_section(self) -> bool:
        return self.start == self.part.start

    @property
    def roles(self) -> frozenset[Role]:
        found: set[Role] = set()
        if self.starts_section:
            found.add(Role.SECTION)
        if self.start in self.form.phrases:
            found.add(Role.PHRASE)
        if self.start in self.form.drops:
            found.add(Role.DROP)
        if self.form.build_at(self.start) or self.part.label == "build":
            found.add(Role.BUILD)
        if self.part.label == "breakdown":
            found.add(Role.BREAKDOWN)
        if self.tick.accent >= _ACCENT:
            found.add(Role.ACCENT)
        return frozenset(found)


def _slot_beats(
    beats: Sequence[Beat], place: _Place, accents: Mapping[Fraction, float], starts: bool
) -> tuple[SlotBeat, ...]:
    """The beats in a slot. The edit's first beat may lie a little after the start of the edit."""
    found = []
    for index, beat in enumerate(beats):
        time = Fraction(beat.time_s)
        otherwise = place.tick.accent if starts and index == 0 else 0.0
        found.append(SlotBeat(time, beat.beat == 1, accents.get(time, otherwise)))
    return tuple(found)


def _motion(place: _Place, beats: Sequence[SlotBeat]) -> float:
    """Mostly the energy; accents add to it, and so does a drop."""
    strengths = [beat.accent for beat in beats] or [place.tick.accent]
    accents = (max(strengths) + sum(strengths) / len(strengths)) / 2
    motion = _ENERGY_IN_MOTION * place.energy + _ACCENTS_IN_MOTION * accents
    if Role.DROP in place.roles:
        motion += _DROP_IN_MOTION
    return min(motion, 1.0)


def _dissolve(place: _Place, before: _Place | None, ticks: Ticks) -> Fraction:
    """A beat long, but no longer than a second and half of either slot; 0 where it is a cut."""
    roles = place.roles
    if before is None or Role.PHRASE not in roles or Role.DROP in roles:
        return Fraction(0)
    levels = {each.intensity.level(each.middle_s) for each in (before, place)}
    if levels != {ENERGY_LEVEL_LOW}:
        return Fraction(0)
    lengths = [each.end_tick.time_s - each.tick.time_s for each in (before, place)]
    return min(Fraction(ticks.beat_s), _LONGEST_DISSOLVE_S, *(_OF_SLOT * each for each in lengths))


def _reason(place: _Place, before: _Place | None, ticks: Ticks) -> str:
    if before is None:
        return f"The edit starts, with {_section(place.part.label)}."
    since = _count(before.beats, ticks)
    where = _where(place.tick)
    name = _section(place.part.label)
    if Role.DROP in place.roles:
        return f"The drop {where}, held for {_count(place.beats, ticks)}."
    if place.starts_section:
        return f"{name[0].upper()}{name[1:]} starts {where}."
    faster = ", faster in the build" if Role.BUILD in place.roles else ""
    after = f"{since} after the last cut{faster}"
    if Role.PHRASE in place.roles:
        return f"A phrase starts {where}, {after}."
    if Role.ACCENT in place.roles:
        return f"An accent {where}, {after}."
    if not place.tick.beat:
        return f"A sound starts here, {after}."
    return f"{after[0].upper()}{after[1:]}, {where}."


def _where(tick: Tick) -> str:
    if not tick.beat:
        return f"at {float(tick.time_s):.1f} s"
    if tick.place is Place.DOWNBEAT:
        return f"on the downbeat of bar {tick.bar}"
    half = "half a beat after beat" if tick.place is Place.HALF_BEAT else "on beat"
    return f"{half} {tick.beat} of bar {tick.bar}"


def _section(label: str) -> str:
    """“the chorus”, or “section A” where the label is a letter."""
    return f"section {label}" if len(label) == 1 else f"the {label}"


def _count(beats: float, ticks: Ticks) -> str:
    """A length in bars where it is whole bars, in beats, or in seconds without beats."""
    if not ticks.has_beats:
        return f"{beats * ticks.beat_s:.1f} s"
    bars = beats / ticks.beats_per_bar
    if abs(bars - round(bars)) < 0.02 and round(bars) >= 1:
        return "a bar" if round(bars) == 1 else f"{_number(round(bars))} bars"
    if abs(beats - 0.5) < 0.02:
        return "half a beat"
    if abs(beats - 1) < 0.02:
        return "a beat"
    whole = abs(beats - round(beats)) < 0.02
    return f"{_number(round(beats))} beats" if whole else f"{beats:.1f} beats"


_WORDS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve")  # fmt: skip


def _number(number: int) -> str:
    return _WORDS[number] if 0 < number < len(_WORDS) else str(number)
