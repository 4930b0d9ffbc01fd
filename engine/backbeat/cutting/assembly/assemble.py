"""Choosing what every slot shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from backbeat.cutting.assembly.arrays import Floats
from backbeat.cutting.assembly.assignment import prices
from backbeat.cutting.assembly.bin import Bin, fill
from backbeat.cutting.assembly.columns import Columns, columns, put_in, put_in_order
from backbeat.cutting.assembly.making import shot_of
from backbeat.cutting.assembly.places import Place, place, split_for, split_long
from backbeat.cutting.assembly.review import review, unused
from backbeat.cutting.assembly.search import Found, Round, search
from backbeat.cutting.assembly.settling import settle, settle_at
from backbeat.cutting.assembly.shots import Assembly, Shot, ShotCosts
from backbeat.cutting.assembly.wishes import Order, Wishes
from backbeat.cutting.pacing import Slot
from backbeat.footage import Footage
from backbeat.progress import SILENT, Progress


def assemble(
    slots: Sequence[Slot],
    footage: Sequence[Footage],
    wishes: Wishes,
    rate: Fraction,
    earlier: Sequence[Assembly] = (),
    progress: Progress = SILENT,
) -> Assembly:
    """Chooses for every slot the clip and the stretch of it so that the whole costs least.

    Where a slot is longer than every clip it is cut on beats inside, so the shots may have more
    slots than were given; pins count those. The same arguments give the same edit.

    Args:
        slots: without gaps, from the timeline's first frame; each of 6 frames or more.
        footage: clips and stills, in the order given.
        wishes: of the user; its paths are those of `footage`.
        rate: frames a second of the timeline.
        earlier: edits of the same slots and footage that this one is to differ from.
        progress: called at every slot.

    Raises:
        InputError: no clip lasts for a shot.
        RequestError: a wish cannot be met.
        ValueError: the slots have gaps.
    """
    material = fill(footage, wishes, rate)
    must = {material.index_of(path, "must-use") for path in wishes.must_use}
    fitted = _fitted(slots, material, must, rate)
    places = place(fitted, rate)
    found = columns(places, material, wishes, earlier, progress.part(0, 0.6))
    if wishes.order is not Order.BEST:
        put_in_order(found, material, wishes)
    path = _searched(places, found, material, rate, progress.part(0.6, 1))
    pinned = {int(found.of_slot[at].clip[0]) for at in found.given}
    missing = must - pinned - _used(path, found)
    if missing:
        put_in(found, must - pinned, material, wishes, places)
        path = _searched(places, found, material, rate, progress.part(0.6, 1))
    shots = _shots(places, path, found, material, wishes)
    warnings = (
        *material.warnings,
        *found.warnings,
        *unused(shots, material),
        *review(shots, material, len(fitted) - len(slots), rate),
    )
    return Assembly(rate, shots, warnings)


def assemble_variants(
    slots: Sequence[Slot],
    footage: Sequence[Footage],
    wishes: Wishes,
    rate: Fraction,
    count: int,
) -> list[Assembly]:
    """Several edits of the same music and clips, each unlike those before it.

    Each has the next seed, and pays for showing what earlier ones show at the same moment, or the
    same stretch anywhere. The first is that of `assemble`.

    Args:
        slots, footage, wishes, rate: as `assemble` takes them.
        count: how many.
    """
    edits: list[Assembly] = []
    for number in range(count):
        seeded = replace(wishes, seed=wishes.seed + number)
        edits.append(assemble(slots, footage, seeded, rate, edits))
    return edits


def _fitted(slots: Sequence[Slot], material: Bin, must: set[int], rate: Fraction) -> Sequence[Slot]:
    """The slots, cut where no clip is long enough, or where a clip that has to be used is short."""
    fitted = split_long(slots, rate, material.longest)
    for index in sorted(must):
        longest = material.clips[index].longest
        if any(item.frames <= longest for item in place(fitted, rate)):
            continue
        fitted = split_for(fitted, rate, longest) or fitted
    return fitted


def _searched(
    places: Sequence[Place],
    found: Columns,
    material: Bin,
    rate: Fraction,
    progress: Progress,
) -> list[Found]:
    clips = len(material.clips)
    least = found.least(clips)
    size = max(int(np.isfinite(least).any(axis=0).sum()), 1)
    rounds: list[Round] = []
    for first in range(0, len(places), size):
        block = least[first : first + size]
        possible = np.flatnonzero(np.isfinite(block).any(axis=0))
        rounds += [Round(prices(_once(block)), possible)] * len(block)
    return search(places, found.of_slot, material.clips, rate, rounds, progress)


def _once(block: Floats) -> Floats:
    """The slots of a round, without those that can only show a clip that another has to."""
    only = np.isfinite(block).sum(axis=1) == 1
    which = np.where(only, np.isfinite(block).argmax(axis=1), -1 - np.arange(len(block)))
    _, first = np.unique(which, return_index=True)
    return block[np.sort(first)]


def _used(path: Sequence[Found], found: Columns) -> set[int]:
    return {
        int(column.clip[choice.candidate])
        for choice, column in zip(path, found.of_slot, strict=True)
    }


def _shots(
    places: Sequence[Place],
    path: Sequence[Found],
    found: Columns,
    material: Bin,
    wishes: Wishes,
) -> tuple[Shot, ...]:
    shots: list[Shot] = []
    lasts = False
    for at, (item, choice) in enumerate(zip(places, path, strict=True)):
        column = found.of_slot[at]
        clip = material.clips[column.clip[choice.candidate]]
        beat = int(column.beat[choice.candidate])
        start = int(column.start[choice.candidate])
        if at in found.fixed:
            settled = settle_at(item, clip, found.fixed[at])
        else:
            settled = settle(item, clip, start, beat, wishes.keep_words_whole)
        each = ShotCosts(
            action=float(column.action[choice.candidate]),
            energy=float(column.energy[choice.candidate]),
            jump=choice.jump,
            variety=choice.variety + float(column.other[choice.candidate]),
            order=found.order.get(at, 0.0),
            quality=float(column.quality[choice.candidate]),
        )
        dissolves = lasts and settled.head
        given = at in found.given
        rank = float(column.rank[choice.candidate])
        shots.append(
            shot_of(item, clip.footage, settled, beat, rank, each, given, dissolves, clip.rate)
        )
        lasts = settled.tail
    return tuple(shots)
