"""Places: slots on the frames of the timeline, and the splitting of those too long for any clip."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from backbeat.cutting.assembly.conformed import MIN_FRAMES
from backbeat.cutting.pacing import Role, Slot
from backbeat.cutting.pacing.slots import SlotBeat
from backbeat.timeline.time import nearest_frame, seconds_of

_DOWNBEAT_WEIGHT = 1.0
_BEAT_WEIGHT = 0.85
_ACCENT_WEIGHT = 0.1
_AT_CUT_WEIGHT = 0.65
"""Of a beat so near the cut that the motion before it is not seen."""
_RUN_UP_FRAMES = 3


@dataclass(frozen=True, slots=True)
class PlacedBeat:
    """A beat inside a slot."""

    beat: SlotBeat
    offset: float
    """Frames from the first frame of the slot; not whole."""
    weight: float
    """How well motion lands on it, 0 to 1.1."""


@dataclass(frozen=True, slots=True)
class Place:
    """A slot on the frames of the timeline."""

    slot: Slot
    start: int
    end: int
    """Exclusive."""
    head: int
    """Frames of the dissolve into it that lie before its start."""
    tail: int
    """Frames of the dissolve out of it that lie after its end."""
    beats: tuple[PlacedBeat, ...]

    @property
    def frames(self) -> int:
        """Its length."""
        return self.end - self.start


def place(slots: Sequence[Slot], rate: Fraction) -> list[Place]:
    """Puts slots on frames: each starts on the frame nearest to its beat.

    Args:
        slots: without gaps.
        rate: frames a second.

    Raises:
        ValueError: they are in no order, have gaps, or one has no frame.
    """
    if any(left.end_s != right.start_s for left, right in pairwise(slots)):
        raise ValueError("slots must follow one another without gaps")
    edges = [_frame(slot.start_s, rate) for slot in slots]
    edges += [_frame(slot.end_s, rate) for slot in slots[-1:]]
    if any(right <= left for left, right in pairwise(edges)):
        raise ValueError("every slot must last a frame at least")
    lengths = [right - left for left, right in pairwise(edges)]
    halves = [0] * (len(slots) + 1)
    for index in range(1, len(slots)):
        half = _frame(slots[index].dissolve_s, rate) // 2
        halves[index] = min(half, lengths[index - 1] // 2, lengths[index] // 2)
    return [
        Place(
            slot,
            edges[index],
            edges[index + 1],
            halves[index],
            halves[index + 1],
            _placed_beats(slot, edges[index], lengths[index], rate),
        )
        for index, slot in enumerate(slots)
    ]


def _frame(seconds: Fraction, rate: Fraction) -> int:
    return int(nearest_frame(seconds, rate)[0])


def _placed_beats(slot: Slot, start: int, frames: int, rate: Fraction) -> tuple[PlacedBeat, ...]:
    found = []
    for beat in slot.beats:
        offset = float(beat.time_s * rate - start)
        if not -1 <= offset < frames - 1:
            continue
        weight = _DOWNBEAT_WEIGHT if beat.downbeat else _BEAT_WEIGHT
        weight += _ACCENT_WEIGHT * beat.accent
        if offset < _RUN_UP_FRAMES:
            weight *= _AT_CUT_WEIGHT
        found.append(PlacedBeat(beat, offset, weight))
    return tuple(found)


def split_long(slots: Sequence[Slot], rate: Fraction, longest: int) -> list[Slot]:
    """The slots, those longer than any clip cut on beats inside, and all counted anew.

    Args:
        slots: without gaps.
        rate: frames a second.
        longest: frames of the longest shot that a clip gives; at least `MIN_FRAMES`.
    """
    result: list[Slot] = []
    for slot in slots:
        result.extend(_split(slot, rate, longest))
    return [replace(slot, number=number) for number, slot in enumerate(result, 1)]


def _split(slot: Slot, rate: Fraction, longest: int) -> list[Slot]:
    frames = _frame(slot.end_s, rate) - _frame(slot.start_s, rate)
    if frames <= longest:
        return [slot]
    at = _beat_to_split_at(slot, rate, longest)
    if at is None:
        return _split_evenly(slot, rate, math.ceil(frames / longest))
    first, second = _split_at(slot, at)
    seconds = float(slot.end_s - slot.start_s)
    where = beat_words(second.bar, second.beat, slot.beats[at].downbeat)
    reason = f"No clip has {seconds:.1f} s without a cut or a flaw, so it is cut on {where}."
    return [
        *_split(first, rate, longest),
        *_split(replace(second, reason=reason), rate, longest),
    ]


def split_for(slots: Sequence[Slot], rate: Fraction, longest: int) -> list[Slot] | None:
    """The slots, one of them cut so that a short clip has a place.

    Args:
        slots: without gaps, all of more than `longest` frames.
        rate: frames a second.
        longest: frames of the longest shot that the clip gives.

    Returns:
        None where no beat lies so near another.
    """
    best: tuple[int, int, int] | None = None
    for index, slot in enumerate(slots):
        start, end = _frame(slot.start_s, rate), _frame(slot.end_s, rate)
        for at, beat in enumerate(slot.beats):
            lengths = (frame := _frame(beat.time_s, rate)) - start, end - frame
            if min(lengths) >= MIN_FRAMES and (fits := [n for n in lengths if n <= longest]):
                best = max(best or (0, 0, 0), (max(fits), -index, -at))
    if best is None:
        return None
    index, at = -best[1], -best[2]
    first, second = _split_at(slots[index], at)
    reason = "A clip that has to be used is shorter than every slot, so this one is cut for it."
    parts = [*slots[:index], first, replace(second, reason=reason), *slots[index + 1 :]]
    return [replace(slot, number=number) for number, slot in enumerate(parts, 1)]


def _split_at(slot: Slot, at: int) -> tuple[Slot, Slot]:
    """A slot cut on its beat number `at`."""
    beat = slot.beats[at]
    bar, number = position(slot, beat)
    before = _beats_before(slot, at)
    first = replace(slot, end_s=beat.time_s, beats=slot.beats[:at], length_beats=before)
    second = replace(
        slot,
        start_s=beat.time_s,
        bar=bar,
        beat=number,
        length_beats=slot.length_beats - before,
        roles=slot.roles & {Role.BUILD, Role.BREAKDOWN},
        dissolve_s=Fraction(0),
        beats=slot.beats[at:],
    )
    return first, second


def _beat_to_split_at(slot: Slot, rate: Fraction, longest: int) -> int | None:
    """Index of the beat nearest to the middle, downbeats first, that leaves no flash frames."""
    middle = (slot.start_s + slot.end_s) / 2
    start, end = _frame(slot.start_s, rate), _frame(slot.end_s, rate)
    possible = [
        index
        for index, beat in enumerate(slot.beats)
        if _frame(beat.time_s, rate) - start >= MIN_FRAMES
        and end - _frame(beat.time_s, rate) >= MIN_FRAMES
    ]

    def badness(index: int) -> tuple[bool, bool, Fraction]:
        beat = slot.beats[index]
        frame = _frame(beat.time_s, rate)
        too_long = max(frame - start, end - frame) > longest
        return too_long, not beat.downbeat, abs(beat.time_s - middle)

    return min(possible, key=badness, default=None)


def _beats_before(slot: Slot, at: int) -> float:
    """Beats of a slot before its beat number `at`; the first may come after its start."""
    share = (slot.beats[at].time_s - slot.start_s) / (slot.end_s - slot.start_s)
    on_start = slot.beats[0].time_s == slot.start_s
    return float(at) if on_start else slot.length_beats * float(share)


def position(slot: Slot, beat: SlotBeat) -> tuple[int, int]:
    """Bar and beat of a beat inside a slot, counted on from the slot's start."""
    bar, number = slot.bar, slot.beat
    if slot.beats and slot.beats[0].time_s > slot.start_s:
        number += 1
    for inner in slot.beats:
        if inner is not slot.beats[0]:
            number += 1
        if inner.downbeat and (inner is not slot.beats[0] or inner.time_s > slot.start_s):
            bar, number = bar + 1, 1
        if inner.time_s >= beat.time_s:
            break
    return bar, number


def beat_words(bar: int, beat: int, downbeat: bool) -> str:
    """A beat in words; bar 0 is the music before the first downbeat."""
    if bar <= 0 and not downbeat:
        return "a beat before the first bar"
    return f"the downbeat of bar {bar}" if downbeat else f"beat {beat} of bar {bar}"


def _split_evenly(slot: Slot, rate: Fraction, parts: int) -> list[Slot]:
    """Parts of as many frames each as can be, where no beat lies inside."""
    start, end = _frame(slot.start_s, rate), _frame(slot.end_s, rate)
    parts = max(min(parts, (end - start) // MIN_FRAMES), 1)
    edges = [
        slot.start_s,
        *(seconds_of(start + (end - start) * part // parts, rate) for part in range(1, parts)),
        slot.end_s,
    ]
    return [
        replace(
            slot,
            start_s=left,
            end_s=right,
            length_beats=slot.length_beats / parts,
            beats=tuple(beat for beat in slot.beats if left <= beat.time_s < right),
            roles=slot.roles if left == slot.start_s else frozenset(),
            dissolve_s=slot.dissolve_s if left == slot.start_s else Fraction(0),
            reason=slot.reason
            if left == slot.start_s
            else "No clip is long enough to last to the next beat.",
        )
        for left, right in pairwise(edges)
    ]
