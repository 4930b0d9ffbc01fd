"""The search for the edit of least cost: one candidate a slot, slots in order.

Dynamic programming over slots, in which what a clip costs depends on what was shown before: on the
neighbour, on how often each clip and each stretch was shown, on the flashes of the last second.
That is more state than can be kept, so the `WIDTH` cheapest beginnings are (a beam search), no
more than `_SAME_END` of them with the same last shot. With one beginning for each last shot and
costs of neighbours alone it would be exact.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from backbeat.cutting.assembly import costs
from backbeat.cutting.assembly.arrays import Floats, Ints
from backbeat.cutting.assembly.candidates import Candidates
from backbeat.cutting.assembly.conformed import Conformed
from backbeat.cutting.assembly.flashes import LIMIT, most_in_a_second
from backbeat.cutting.assembly.looks import Looks
from backbeat.cutting.assembly.places import Place
from backbeat.progress import SILENT, Progress

WIDTH = 48
"""Beginnings that are kept at each slot."""
_SAME_END = 6
_SAME_CLIPS = 3
"""Beginnings that are kept with the same clips, so many times each, and the same last clip."""
_LOOKED_AT = 8
"""Times `WIDTH`: the cheapest ways on that are looked at for flashes and sameness."""
_DIGITS = 7
"""Costs are compared rounded, so that no processor's last digit decides."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was chosen for one slot."""

    candidate: int
    """Index among the slot's candidates."""
    jump: float
    variety: float
    flashes: bool
    """Whether more than three general flashes in a second could not be avoided."""


@dataclass(frozen=True)
class Round:
    """As many slots as there are clips, in which each clip is to be shown once."""

    prices: Floats
    """What each clip is worth to the other slots, shape (clips,)."""
    possible: Ints
    """Indices of the clips that any of its slots can show."""


class Shown:
    """Which parts of the bin were shown: half seconds of every clip, counted."""

    def __init__(self, clips: Sequence[Conformed], rate: Fraction) -> None:
        self._step = max(round(float(rate) / 2), 1)
        parts = [1 if c.footage.still else -(-c.frames // self._step) for c in clips]
        self._first = np.concatenate(([0], np.cumsum(parts)))
        self._still = np.array([clip.footage.still for clip in clips], dtype=np.bool_)
        self.parts = int(self._first[-1])

    def parts_of(self, candidates: Candidates, frames: int) -> tuple[Ints, Ints]:
        """The first part that each candidate shows, and the one after its last."""
        first = self._first[candidates.clip]
        end = self._first[candidates.clip + 1]
        low = np.minimum(first + candidates.start // self._step, end - 1)
        high = np.minimum(first + -(-(candidates.start + frames) // self._step), end)
        return low, np.maximum(np.where(self._still[candidates.clip], end, high), low + 1)


@dataclass
class _Beginnings:
    """The beginnings kept at a slot. Arrays have a value a beginning, shape (w, ...)."""

    ranked: Floats
    """Cost, with the prices paid in this round."""
    cost: Floats
    uses: Ints
    """Of each clip, shape (w, clips)."""
    shown: Floats
    """How often each part of the bin was shown, shape (w, parts)."""
    last_clip: Ints
    last_start: Ints
    last_end: Ints
    last_look: Ints
    """Row of the last look."""
    clips: Ints
    """Equal where `uses` are."""


@dataclass(frozen=True)
class _Step:
    """How the beginnings kept at a slot came about."""

    parent: Ints
    candidate: Ints
    jump: Floats
    variety: Floats
    flashes: list[bool]


def search(
    places: Sequence[Place],
    columns: Sequence[Candidates],
    clips: Sequence[Conformed],
    rate: Fraction,
    rounds: Sequence[Round],
    progress: Progress = SILENT,
) -> list[Found]:
    """Chooses a candidate for every slot.

    Args:
        places: the n slots.
        columns: for each slot its candidates, at least one.
        clips: the bin.
        rate: frames a second.
        rounds: for each slot the round that it is in.
        progress: called at every slot.
    """
    shown, looks = Shown(clips, rate), Looks(clips, rate)
    now = _Beginnings(
        np.zeros(1),
        np.zeros(1),
        np.zeros((1, len(clips)), dtype=np.int64),
        np.zeros((1, shown.parts)),
        np.array([-1]),
        np.array([0]),
        np.array([0]),
        looks.none,
        np.array([0]),
    )
    marks = np.array([_mark(clip.footage.sha256, index) for index, clip in enumerate(clips)])
    steps: list[_Step] = []
    for at, (place, column) in enumerate(zip(places, columns, strict=True)):
        turn = rounds[at]
        if at and turn is not rounds[at - 1]:
            now.ranked = now.cost.copy()
        jump = _jump(now, column, place.frames, rate)
        first_look = looks.at_start(column.clip, column.start)
        jump += costs.ALIKE * looks.alike(now.last_look, first_look)
        parts = shown.parts_of(column, place.frames)
        variety = _variety(now, column, parts, turn)
        cost = now.cost[:, None] + column.total + jump + variety
        ranked = cost + (now.ranked - now.cost)[:, None] + turn.prices[column.clip]
        flicker = _Flicker(places, columns, clips, rate, steps)
        with np.errstate(over="ignore"):
            same = now.clips[:, None] + marks[column.clip]
        chosen, flashes = _cheapest(ranked, at, column, same, flicker)
        parent, candidate = np.divmod(chosen, len(column))
        taken = column.taken(candidate)
        penalty = costs.FLASHES * np.array(flashes)
        steps.append(
            _Step(parent, candidate, jump[parent, candidate], variety[parent, candidate], flashes)
        )
        now = _followed(
            now,
            parent,
            taken,
            (parts[0][candidate], parts[1][candidate]),
            cost[parent, candidate] + penalty,
            ranked[parent, candidate] + penalty,
            place.frames,
            looks.at_end(taken.clip, taken.start + place.frames),
            same[parent, candidate],
        )
        progress((at + 1) / len(places), "Choosing shots")
    return _back(steps, int(now.cost.argmin()))


def _jump(now: _Beginnings, column: Candidates, frames: int, rate: Fraction) -> Floats:
    """What each way on costs for showing the clip of the shot before, shape (w, k)."""
    same = now.last_clip[:, None] == column.clip
    gap = np.maximum(
        column.start - now.last_end[:, None], now.last_start[:, None] - (column.start + frames)
    )
    near = np.clip(1 - np.maximum(gap, 0) / (costs.APART_S * float(rate)), 0, 1)
    result: Floats = same * (costs.SAME_CLIP + (near > 0) * (costs.NEAR / 2) * (1 + near))
    return result


def _variety(now: _Beginnings, column: Candidates, parts: tuple[Ints, Ints], turn: Round) -> Floats:
    """What each way on costs for showing again what was shown, shape (w, k)."""
    least = now.uses[:, turn.possible].min(axis=1)[:, None]
    often = np.maximum(now.uses[:, column.clip] - least, 0)
    each = np.where(least == 0, costs.REPEATED_CLIP, costs.FAVOURED_CLIP)
    total = np.zeros((len(now.cost), now.shown.shape[1] + 1))
    np.cumsum(now.shown, axis=1, out=total[:, 1:])
    first, end = parts
    again = (total[:, end] - total[:, first]) / (end - first)
    result: Floats = each * often + costs.REPEATED_STRETCH * again
    return result


def _cheapest(
    ranked: Floats, at: int, column: Candidates, same: Ints, flicker: _Flicker
) -> tuple[Ints, list[bool]]:
    """The ways on that are kept, as places in `ranked`, and which of them flash."""
    flat = np.round(ranked, _DIGITS).ravel()
    looked_at = min(len(flat), WIDTH * _LOOKED_AT)
    nearest = np.argpartition(flat, looked_at - 1)[:looked_at]
    limit = flat[nearest].max()
    nearest = np.flatnonzero(flat <= limit)
    nearest = nearest[np.argsort(flat[nearest], kind="stable")][:looked_at]
    kept: list[int] = []
    flashing: list[int] = []
    ends: Counter[int] = Counter()
    bags: Counter[tuple[int, int]] = Counter()
    for way in nearest.tolist():
        parent, candidate = divmod(way, len(column))
        bag = int(same[parent, candidate]), int(column.clip[candidate])
        if ends[candidate] >= _SAME_END or bags[bag] >= _SAME_CLIPS:
            continue
        if flicker.too_much(at, parent, candidate):
            flashing.append(way)
            continue
        ends[candidate] += 1
        bags[bag] += 1
        kept.append(way)
        if len(kept) == WIDTH:
            break
    flashing = flashing[: WIDTH // 8 if kept else WIDTH]
    chosen = np.array([*kept, *flashing], dtype=np.int64)
    return chosen, [False] * len(kept) + [True] * len(flashing)


class _Flicker:
    """Counts general flashes at the end of a beginning."""

    def __init__(
        self,
        places: Sequence[Place],
        columns: Sequence[Candidates],
        clips: Sequence[Conformed],
        rate: Fraction,
        steps: Sequence[_Step],
    ) -> None:
        self._places, self._columns, self._clips = places, columns, clips
        self._rate, self._steps = rate, steps
        self._second = -(-rate.numerator // rate.denominator)

    def too_much(self, at: int, parent: int, candidate: int) -> bool:
        """Whether a candidate, after a beginning, flashes more often than is allowed."""
        shots = [(at, candidate)]
        before = 0
        while at > 0 and before < self._second:
            step = self._steps[at - 1]
            at, candidate, parent = at - 1, int(step.candidate[parent]), int(step.parent[parent])
            shots.append((at, candidate))
            before += self._places[at].frames
        if sum(self._changes(*shot) for shot in shots) <= 2 * LIMIT + 1:
            return False
        levels = np.concatenate([self._levels(*shot) for shot in reversed(shots)])
        return most_in_a_second(levels, self._rate) > LIMIT

    def _changes(self, at: int, candidate: int) -> int:
        """As many changes of luminance as a shot can add: its own, its cut's, and half a swing."""
        clip, start = self._stretch(at, candidate)
        if clip.footage.still:
            return 1
        low, high = np.searchsorted(clip.swing_frames, [start, start + self._places[at].frames])
        return int(high - low) + 2

    def _levels(self, at: int, candidate: int) -> Floats:
        clip, start = self._stretch(at, candidate)
        frames = self._places[at].frames
        if clip.footage.still:
            return np.repeat(clip.luminance, frames)
        return clip.luminance[start : start + frames]

    def _stretch(self, at: int, candidate: int) -> tuple[Conformed, int]:
        column = self._columns[at]
        return self._clips[column.clip[candidate]], int(column.start[candidate])


def _followed(
    now: _Beginnings,
    parent: Ints,
    shots: Candidates,
    parts: tuple[Ints, Ints],
    cost: Floats,
    ranked: Floats,
    frames: int,
    looks: Ints,
    same: Ints,
) -> _Beginnings:
    """The beginnings that result from going on."""
    uses = now.uses[parent]
    shown = now.shown[parent]
    rows = np.arange(len(parent))
    uses[rows, shots.clip] += 1
    for row, first, end in zip(rows, *parts, strict=True):
        shown[row, first:end] += 1
    return _Beginnings(
        ranked, cost, uses, shown, shots.clip, shots.start, shots.start + frames, looks, same
    )


def _mark(digest: str, index: int) -> int:
    """A number of a clip whose sums tell bags of clips apart."""
    mixed = hashlib.sha256(f"{digest} {index}".encode()).digest()
    return int.from_bytes(mixed[:8], "little", signed=True)


def _back(steps: Sequence[_Step], end: int) -> list[Found]:
    """The choices that led to one of the last beginnings."""
    found: list[Found] = []
    for step in reversed(steps):
        found.append(
            Found(
                int(step.candidate[end]),
                float(step.jump[end]),
                float(step.variety[end]),
                step.flashes[end],
            )
        )
        end = int(step.parent[end])
    return found[::-1]
