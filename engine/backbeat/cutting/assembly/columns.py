"""The candidates of every slot, narrowed down to what the user asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from backbeat.cutting.assembly import costs
from backbeat.cutting.assembly.arrays import Floats
from backbeat.cutting.assembly.assignment import assign
from backbeat.cutting.assembly.bin import Bin
from backbeat.cutting.assembly.candidates import Candidates, candidates, joined
from backbeat.cutting.assembly.noise import noise
from backbeat.cutting.assembly.places import Place
from backbeat.cutting.assembly.reasons import moment
from backbeat.cutting.assembly.settling import settle_at
from backbeat.cutting.assembly.shots import Assembly
from backbeat.cutting.assembly.wishes import Order, Pin, Wishes
from backbeat.errors import RequestError
from backbeat.progress import SILENT, Progress

_CANDIDATES = 400
"""About as many a slot."""
_LEAST, _MOST = 3, 48
"""Candidates of one clip for one slot."""


@dataclass
class Columns:
    """What each slot can show."""

    of_slot: list[Candidates]
    fixed: dict[int, Fraction] = field(default_factory=dict)
    """By index of the slot, where a shot starts in its clip because the user said so."""
    given: set[int] = field(default_factory=set)
    """Indices of the slots whose clip the user named."""
    order: dict[int, float] = field(default_factory=dict)
    """By index of the slot, what its clip costs for not being in turn."""
    warnings: list[str] = field(default_factory=list)

    def least(self, clips: int) -> Floats:
        """The cheapest candidate of each clip for each slot, shape (slots, clips)."""
        result = np.full((len(self.of_slot), clips), np.inf)
        for row, column in zip(result, self.of_slot, strict=True):
            np.minimum.at(row, column.clip, column.total)
        return result


def columns(
    places: Sequence[Place],
    material: Bin,
    wishes: Wishes,
    earlier: Sequence[Assembly] = (),
    progress: Progress = SILENT,
) -> Columns:
    """All candidates of all slots, pins heeded.

    Args:
        places: the slots.
        material: the clips.
        wishes: of the user.
        earlier: edits of the same slots that this one is to differ from.
        progress: called at every slot.

    Raises:
        RequestError: a pin cannot be held.
    """
    pins = _pins_by_slot(wishes.pins, len(places))
    found = Columns([])
    before = [_Earlier.of(edit, material) for edit in earlier]
    broken = 0
    for at, place in enumerate(places):
        column: Candidates | None
        if pin := pins.get(at):
            column = pinned(pin, at, place, material, wishes, found)
        else:
            whole = _free(place, material, wishes, wishes.keep_words_whole)
            broken += whole is None
            column = whole or _free(place, material, wishes, False)
            if column is None:
                raise AssertionError("a slot longer than any clip was not split")
        found.of_slot.append(_apart_from(before, place, column))
        progress((at + 1) / len(places), "Looking at clips")
    if broken:
        found.warnings.append(
            f"{broken} shots start or end inside words: no clip has a pause there that is long"
            " enough."
        )
    return found


def _free(place: Place, material: Bin, wishes: Wishes, keep_words_whole: bool) -> Candidates | None:
    each = int(np.clip(_CANDIDATES // len(material.free), _LEAST, _MOST))
    parts = [
        candidates(
            place,
            index,
            material.clips[index],
            material.scale,
            each,
            wishes.seed,
            keep_words_whole,
        )
        for index in material.free
    ]
    some = [part for part in parts if part is not None]
    return joined(some) if some else None


def _pins_by_slot(pins: Sequence[Pin], slots: int) -> dict[int, Pin]:
    found: dict[int, Pin] = {}
    for pin in pins:
        if not 1 <= pin.slot <= slots:
            raise RequestError(
                f"The pin of slot {pin.slot} names a slot that is not there.",
                f"The edit has {slots} slots, counted from 1.",
            )
        if found.setdefault(pin.slot - 1, pin) != pin:
            raise RequestError(
                f"Slot {pin.slot} is pinned to {found[pin.slot - 1].path.name} and to"
                f" {pin.path.name}.",
                "Pin one clip to a slot.",
            )
    return found


def pinned(
    pin: Pin, at: int, place: Place, material: Bin, wishes: Wishes, found: Columns
) -> Candidates:
    """What a slot can show of the clip that the user wants in it.

    Args:
        pin: what the user wants.
        at: index of the slot.
        place: the slot.
        material: the bin.
        wishes: of the user.
        found: is told that the slot is given, and where the shot starts if the pin says so.

    Raises:
        RequestError: the clip is not there, or too short.
    """
    index = material.index_of(pin.path, f"The pin of slot {pin.slot}")
    found.given.add(at)
    clip = material.clips[index]
    name, seconds = pin.path.name, place.frames / float(clip.rate)
    lasts = clip.footage.duration_s
    if seconds > lasts + 1e-6:
        raise RequestError(
            f"The pin of slot {pin.slot} needs {seconds:.2f} s of {name}, which lasts"
            f" {lasts:.2f} s.",
            f"Pin it to a slot of {lasts:.2f} s or less, or pin a longer clip.",
        )
    if pin.start is not None and not clip.footage.still:
        if pin.start < 0 or float(pin.start) + seconds > lasts + 1 / float(clip.rate):
            raise RequestError(
                f"The pin of slot {pin.slot} needs {seconds:.2f} s of {name} from"
                f" {moment(float(pin.start))}, which ends at {moment(lasts)}.",
                f"Start it at {moment(max(lasts - seconds, 0.0))} or earlier.",
            )
        found.fixed[at] = settle_at(place, clip, pin.start).source_start
        end = float(pin.start) + seconds
        if any(float(pin.start) < cut < end for cut in clip.footage.cuts_s):
            found.warnings.append(f"The pinned shot of slot {pin.slot} has a cut inside.")
        start = min(int(found.fixed[at] * clip.rate), max(clip.frames - place.frames, 0))
        none = np.zeros(1)
        return Candidates(
            np.array([index]), np.array([start]), np.array([-1]), none, none, none, none, none
        )
    for allowed, whole in (
        (clip, wishes.keep_words_whole),
        (clip, False),
        (clip.without_flaw_limits(), False),
    ):
        column = candidates(place, index, allowed, material.scale, _MOST, wishes.seed, whole)
        if column is not None:
            return column
    raise RequestError(
        f"The pin of slot {pin.slot} needs {seconds:.2f} s of {name} without a cut inside.",
        f"Name the moment as well, such as {pin.slot}={name}@0, or pin it to a shorter slot.",
    )


@dataclass(frozen=True)
class _Earlier:
    """An edit that another is to differ from."""

    ends: list[int]
    """Frame at which each shot ends."""
    clips: list[int]
    """Index in the bin of each shot's clip; -1: it is not there."""
    stretches: dict[int, tuple[Floats, Floats]]
    """By clip, where its shots start and end in it, in frames of the timeline."""

    @classmethod
    def of(cls, edit: Assembly, material: Bin) -> _Earlier:
        index_of = {clip.footage.path: at for at, clip in enumerate(material.clips)}
        clips = [index_of.get(shot.footage.path, -1) for shot in edit.shots]
        first = np.array([float(shot.source_start * edit.rate) for shot in edit.shots])
        last = first + np.array([shot.end_frame - shot.start_frame for shot in edit.shots])
        shown = np.array(clips)
        return cls(
            [shot.end_frame for shot in edit.shots],
            clips,
            {clip: (first[shown == clip], last[shown == clip]) for clip in set(clips)},
        )


def _apart_from(earlier: Sequence[_Earlier], place: Place, column: Candidates) -> Candidates:
    """A column in which what earlier edits show costs more."""
    more = np.zeros(len(column))
    middle = (place.start + place.end) // 2
    for edit in earlier:
        here = edit.clips[min(bisect_right(edit.ends, middle), len(edit.ends) - 1)]
        more += costs.EARLIER_PLACE * (column.clip == here)
        for index, (first, last) in edit.stretches.items():
            mine = np.flatnonzero(column.clip == index)
            start = column.start[mine, None]
            shared = np.minimum(start + place.frames, last) - np.maximum(start, first)
            part = np.clip(shared / place.frames, 0, 1).sum(axis=1)
            more[mine] += costs.EARLIER_STRETCH * part
    return replace(column, other=column.other + more)


def put_in_order(found: Columns, material: Bin, wishes: Wishes) -> None:
    """Narrows each slot to the clip whose turn it is.

    Args:
        found: changed in place.
        material: the clips.
        wishes: their order decides.
    """
    least = found.least(len(material.clips))
    usable = [c for c in range(len(material.clips)) if np.isfinite(least[:, c]).any()]
    size = len(usable)
    turns = np.arange(len(usable), dtype=np.float64)
    for number, first in enumerate(range(0, len(least), size)):
        block = range(first, min(first + size, len(least)))
        if wishes.order is Order.SHUFFLED:
            turns = _shuffled(material, usable, wishes.seed, number)
        away = np.abs(np.arange(len(block))[:, None] - turns)
        cost = np.where(np.isfinite(least[block][:, usable]), away**2, np.inf)
        if wishes.order is Order.SHUFFLED and first and size > 1:
            # No clip ends one round and starts the next.
            cost[0, np.isin(usable, found.of_slot[first - 1].clip)] = np.inf
        for row, column in enumerate(assign(cost)):
            if column < 0:
                continue
            at = block[row]
            found.order[at] = costs.OUT_OF_ORDER * float(away[row, column])
            found.of_slot[at] = found.of_slot[at].of_clip(usable[column])


def _shuffled(material: Bin, usable: Sequence[int], seed: int, round_number: int) -> Floats:
    drawn = [
        float(noise(seed + 1 << 20, material.clips[c].footage.sha256, round_number)[0])
        for c in usable
    ]
    result: Floats = np.argsort(np.argsort(drawn, kind="stable"), kind="stable").astype(np.float64)
    return result


def put_in(
    found: Columns, must: Collection[int], material: Bin, wishes: Wishes, places: Sequence[Place]
) -> None:
    """Gives each clip that has to be used the slot that it fits best.

    Args:
        found: changed in place.
        must: indices of the clips, none of them pinned.
        material: the bin.
        wishes: of the user.
        places: the slots.

    Raises:
        RequestError: there are more of them than slots, or one fits in none.
    """
    wanted = sorted(must)
    open_slots = [at for at in range(len(places)) if at not in found.given]
    if len(wanted) > len(open_slots):
        raise RequestError(
            f"{len(wanted)} clips have to be used, and {len(open_slots)} slots are open.",
            "Ask for a faster pace or a longer edit, or for fewer clips.",
        )
    options: dict[tuple[int, int], Candidates] = {}
    cost = np.full((len(wanted), len(open_slots)), np.inf)
    for row, index in enumerate(wanted):
        for column, at in enumerate(open_slots):
            option = _option(places[at], index, material, wishes)
            if option is not None:
                options[row, column] = option
                cost[row, column] = option.total.min() + found.order.get(at, 0.0)
    for row, column in enumerate(assign(cost)):
        if column < 0:
            clip = material.clips[wanted[row]]
            raise RequestError(
                f"{clip.footage.path.name} has to be used and fits in no slot: without a cut or a"
                f" flaw it gives {clip.longest / float(clip.rate):.2f} s.",
                "Ask for a faster pace, pin it to a slot at a moment, or leave it out.",
            )
        found.of_slot[open_slots[column]] = options[row, int(column)]
        found.given.add(open_slots[column])


def _option(place: Place, index: int, material: Bin, wishes: Wishes) -> Candidates | None:
    clip = material.clips[index]
    return candidates(
        place, index, clip, material.scale, _LEAST, wishes.seed, wishes.keep_words_whole
    ) or candidates(place, index, clip, material.scale, _LEAST, wishes.seed, False)
