"""Replacing shots of an assembled edit, and leaving all others as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from backbeat.cutting.assembly import costs
from backbeat.cutting.assembly.arrays import Floats
from backbeat.cutting.assembly.bin import Bin, fill
from backbeat.cutting.assembly.candidates import Candidates
from backbeat.cutting.assembly.columns import Columns, pinned
from backbeat.cutting.assembly.flashes import LIMIT, most_in_a_second
from backbeat.cutting.assembly.looks import Looks
from backbeat.cutting.assembly.making import shot_of
from backbeat.cutting.assembly.places import Place, place
from backbeat.cutting.assembly.review import edit_luminance, review, stretch
from backbeat.cutting.assembly.settling import settle, settle_at
from backbeat.cutting.assembly.shots import Assembly, Shot, ShotCosts
from backbeat.cutting.assembly.wishes import Pin, Wishes
from backbeat.errors import RequestError
from backbeat.footage import Footage


def reassemble(
    assembly: Assembly,
    replacements: Sequence[Pin],
    footage: Sequence[Footage],
    wishes: Wishes,
) -> Assembly:
    """Shows other clips in some slots. All other shots, and all dissolves, stay as they are.

    Args:
        assembly: the edit.
        replacements: what to show where; slots are counted as in `assembly`.
        footage: the clips of the edit and those to show.
        wishes: their skips, seed and whether words are kept whole count.

    Raises:
        RequestError: a clip cannot be shown in its slot.
    """
    known = {item.path for item in footage}
    bin_of_all = [*footage, *(f for f in _footage_of(assembly) if f.path not in known)]
    material = fill(bin_of_all, wishes, assembly.rate)
    places = _places(assembly)
    shots = list(assembly.shots)
    warnings: list[str] = []
    for pin in sorted(replacements, key=lambda pin: pin.slot):
        if not 1 <= pin.slot <= len(shots):
            raise RequestError(
                f"There is no slot {pin.slot} to replace.",
                f"The edit has {len(shots)} slots, counted from 1.",
            )
        at = pin.slot - 1
        shots[at] = _replacement(pin, places[at], shots, material, wishes, warnings)
    changed = tuple(shots)
    return Assembly(
        assembly.rate, changed, (*warnings, *review(changed, material, 0, assembly.rate))
    )


def _footage_of(assembly: Assembly) -> list[Footage]:
    return list({shot.footage.path: shot.footage for shot in assembly.shots}.values())


def _places(assembly: Assembly) -> list[Place]:
    """The places of an edit's slots, with the dissolves that it has."""
    halves = [*(shot.dissolve_frames // 2 for shot in assembly.shots), 0]
    found = place([shot.slot for shot in assembly.shots], assembly.rate)
    return [replace(item, head=halves[at], tail=halves[at + 1]) for at, item in enumerate(found)]


def _replacement(
    pin: Pin,
    item: Place,
    shots: Sequence[Shot],
    material: Bin,
    wishes: Wishes,
    warnings: list[str],
) -> Shot:
    found = Columns([])
    at = pin.slot - 1
    column = pinned(pin, at, item, material, wishes, found)
    warnings += found.warnings
    jump, variety = _beside(column, item, at, shots, material)
    for candidate in np.argsort(column.total + jump + variety, kind="stable"):
        clip = material.clips[column.clip[candidate]]
        beat = int(column.beat[candidate])
        if at in found.fixed:
            settled = settle_at(item, clip, found.fixed[at])
        else:
            start = int(column.start[candidate])
            settled = settle(item, clip, start, beat, wishes.keep_words_whole)
        if not (settled.head or not item.head) or not (settled.tail or not item.tail):
            continue
        each = ShotCosts(
            action=float(column.action[candidate]),
            energy=float(column.energy[candidate]),
            jump=float(jump[candidate]),
            variety=float(variety[candidate]) + float(column.other[candidate]),
            order=0.0,
            quality=float(column.quality[candidate]),
        )
        rank = float(column.rank[candidate])
        shot = shot_of(
            item, clip.footage, settled, beat, rank, each, True, item.head > 0, clip.rate
        )
        around = [*shots[max(at - 8, 0) : at], shot, *shots[at + 1 : at + 9]]
        if (
            at in found.fixed
            or most_in_a_second(edit_luminance(around, clip.rate), clip.rate) <= LIMIT
        ):
            return shot
    handles = (item.head + item.tail) / float(material.clips[0].rate)
    raise RequestError(
        f"Slot {pin.slot} cannot show {pin.path.name} there: its dissolves need {handles:.2f} s of"
        " it before and after the shot, or it flashes too often beside its neighbours.",
        "Name another moment or another clip.",
    )


def _beside(
    column: Candidates, item: Place, at: int, shots: Sequence[Shot], material: Bin
) -> tuple[Floats, Floats]:
    """What each candidate costs beside the neighbours that it gets, and for being shown again."""
    clip = material.clips[column.clip[0]]
    footage, rate = clip.footage, float(clip.rate)
    variety = np.zeros(len(column))
    jump = _alike(column, item, at, shots, material)
    start: Floats = column.start / rate
    end: Floats = (column.start + item.frames) / rate
    for number, shot in enumerate(shots):
        if number == at or shot.footage.path != footage.path:
            continue
        low, high = stretch(shot, clip.rate)
        shared = np.clip(np.minimum(end, high) - np.maximum(start, low), 0, None)
        variety += costs.REPEATED_STRETCH * shared / (end - start)
        if abs(number - at) == 1:
            gap = np.maximum(start - high, low - end)
            jump += costs.SAME_CLIP + costs.NEAR * (gap < costs.APART_S)
    return jump, variety


def _alike(
    column: Candidates, item: Place, at: int, shots: Sequence[Shot], material: Bin
) -> Floats:
    """What each candidate costs for looking like the neighbours that it gets."""
    rate = material.clips[0].rate
    looks = Looks(material.clips, rate)
    cost = np.zeros(len(column))
    index_of = {clip.footage.path: index for index, clip in enumerate(material.clips)}
    if at > 0:
        index = np.array([index_of[shots[at - 1].footage.path]])
        end = np.array([round(stretch(shots[at - 1], rate)[1] * rate)])
        first = looks.at_start(column.clip, column.start)
        cost += costs.ALIKE * looks.alike(looks.at_end(index, end), first)[0]
    if at + 1 < len(shots):
        index = np.array([index_of[shots[at + 1].footage.path]])
        start = np.array([round(stretch(shots[at + 1], rate)[0] * rate)])
        last = looks.at_end(column.clip, column.start + item.frames)
        cost += costs.ALIKE * looks.alike(last, looks.at_start(index, start))[:, 0]
    return cost
