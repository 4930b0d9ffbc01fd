"""A timeline that has foley already: which of its cues go on, which clips stay, what is swapped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from backbeat.errors import RequestError
from backbeat.foley.cues import Cue
from backbeat.foley.landing.reading import Landed, Withdrawn
from backbeat.timeline.model import JsonPath

_NEAR_FRAMES = 1
"""How far from where it was a cue may be found again."""
_COUNTED = re.compile(r"\d+")


@dataclass(frozen=True)
class Continued:
    """Cues of a run on a timeline that has foley of an earlier one."""

    cues: tuple[Cue, ...]
    """With the numbers of the cues that they are again; without those that `kept` has."""
    kept: tuple[Landed, ...]
    """Clips that somebody changed, which stay as they are."""
    notes: tuple[str, ...]


def continued(
    cues: Sequence[Cue],
    earlier: Sequence[Landed],
    rate: Fraction,
    withdrawn: Sequence[Withdrawn] = (),
) -> Continued:
    """Gives cues the numbers and sounds that they had in an earlier run.

    A cue is one of an earlier run where it has the same kind within a frame of it, or where
    somebody asked for it by its number. It keeps its sound, unless that was a stand-in that nobody
    asked for. What a person asked for, or chose a sound for, stays placed, whether it is asked for
    again or not. Other cues get numbers that were not used. Clips that somebody moved, trimmed,
    levelled, switched off or copied stay, and their cues are not placed again. Guesses that
    somebody deleted are not made again.

    Args:
        cues: of this run, in order of time, with numbers.
        earlier: of the timeline.
        rate: frames a second of the timeline.
        withdrawn: cues that somebody deleted.
    """
    pairs = _pairs(cues, earlier, _NEAR_FRAMES / rate)
    # With a copy the clip that it is of stays too.
    kept_numbers = {one.cue.number for one in earlier if one.changes and one.sound is not None}
    kept = tuple(one for one in earlier if one.cue.number in kept_numbers and one.sound is not None)
    used = {one.cue.number for one in earlier} | {one.number for one in withdrawn}
    if not used:
        return Continued(tuple(cues), (), ())
    counter = max((int(name) for name in used if _COUNTED.fullmatch(name)), default=0)
    found, left_out = [], 0
    for index, cue in enumerate(cues):
        before = pairs.get(index)
        if before is not None:
            if before.cue.number not in kept_numbers:
                found.append(_as_before(cue, before))
            continue
        if _is_withdrawn(cue, withdrawn, _NEAR_FRAMES / rate):
            left_out += 1
            continue
        if cue.number in used:
            counter += 1
            cue = replace(cue, number=str(counter))
        used.add(cue.number)
        found.append(cue)
    met = kept_numbers | {one.cue.number for one in pairs.values()}
    asked = [one for one in earlier if one.cue.number not in met and _was_asked_for(one.cue)]
    found += [_as_before(one.cue, one) for one in asked]
    notes = (*_said(kept), *_said_asked(asked), *_said_withdrawn(left_out))
    return Continued(tuple(sorted(found, key=lambda cue: cue.time)), kept, notes)


def _as_before(cue: Cue, before: Landed) -> Cue:
    """A cue that was there before, as people left it."""
    was, sound = before.cue, before.sound
    if _was_asked_for(was) and not is_given(cue):
        cue = replace(was, under=cue.under, scene=cue.scene)
    chosen = cue.sound or was.sound
    if not chosen and sound is not None and not sound.found.temporary:
        chosen = sound.found.key
    # Who chose a sound for a guess wants it to be heard.
    placed = cue.placed or (sound is not None and bool(was.sound))
    return replace(cue, number=was.number, sound=chosen, placed=placed)


def _was_asked_for(cue: Cue) -> bool:
    return cue.placed and is_given(cue)


def _pairs(cues: Sequence[Cue], earlier: Sequence[Landed], near: Fraction) -> dict[int, Landed]:
    """The earlier cue that each cue is, by the cue's index; the nearest of those there are."""
    distances = []
    for index, cue in enumerate(cues):
        for number, before in enumerate(earlier):
            if "copied" in before.changes:
                continue
            off = min(abs(cue.time - before.time), abs(cue.time - before.cue.time))
            # Somebody who names a number means that cue, wherever and whatever it is now.
            meant = cue.number == before.cue.number and is_given(cue)
            if meant:
                off = Fraction(-1)
            if meant or (cue.kind is before.cue.kind and off <= near):
                distances.append((off, index, number))
    pairs: dict[int, Landed] = {}
    taken: set[int] = set()
    for _, index, number in sorted(distances):
        if index not in pairs and number not in taken:
            pairs[index] = earlier[number]
            taken.add(number)
    return pairs


def is_given(cue: Cue) -> bool:
    """Whether somebody asked for it."""
    return any(one.kind.is_given for one in cue.evidence)


def _is_withdrawn(cue: Cue, withdrawn: Sequence[Withdrawn], near: Fraction) -> bool:
    return not is_given(cue) and any(
        one.kind is cue.kind and abs(one.time - cue.time) <= near for one in withdrawn
    )


def _said_asked(asked: Sequence[Landed]) -> list[str]:
    if not asked:
        return []
    named = ", ".join(one.cue.number for one in asked[:8])
    more = f" and {len(asked) - 8} more" if len(asked) > 8 else ""
    return [
        f"Cues that were asked for in an earlier run stay, though nothing asks for them now: "
        f"{named}{more}. Delete the clips that you no longer want."
    ]


def _said_withdrawn(count: int) -> list[str]:
    if not count:
        return []
    what = "1 guess was" if count == 1 else f"{count} guesses were"
    return [f"{what} deleted after an earlier run, and not made again."]


def _said(kept: Sequence[Landed]) -> list[str]:
    changed = [one for one in kept if one.changes]
    if not changed:
        return []
    named = [f"{one.cue.number} ({', '.join(one.changes)})" for one in changed[:8]]
    more = f" and {len(changed) - 8} more" if len(changed) > 8 else ""
    if len(changed) == 1:
        return [f"The clip of cue {named[0]} was changed in an editor, and stays as it is."]
    return [
        f"{len(changed)} clips were changed in an editor, and stay as they are: "
        f"cues {', '.join(named)}{more}."
    ]


@dataclass(frozen=True)
class Swapped:
    """Cues of a timeline that get other sounds."""

    cues: tuple[Cue, ...]
    """To be placed, each with the sound that is asked for."""
    kept: tuple[Landed, ...]
    """All other clips."""
    kept_markers: tuple[str, ...]
    """Numbers of all other proposals."""

    @property
    def keep(self) -> tuple[JsonPath, ...]:
        """Paths of the clips that stay."""
        return tuple(one.path for one in self.kept)


def swapped(earlier: Sequence[Landed], sounds: dict[str, str], name: str) -> Swapped:
    """The cues of a timeline that are to get other sounds; a proposal that gets one is placed.

    A clip that somebody moved gets its new sound where its hit is heard now.

    Args:
        earlier: cues of the timeline.
        sounds: key, path or words of a sound, by the number of its cue.
        name: of the timeline, for messages.

    Raises:
        RequestError: there is no such cue.
    """
    found = {one.cue.number: one for one in earlier if "copied" not in one.changes}
    for number in sounds:
        if number not in found:
            raise RequestError(f"{name} has no cue {number}.", f"It has {_listed(list(found))}.")
    cues = tuple(
        replace(found[number].cue, time=found[number].time, sound=sound, placed=True)
        for number, sound in sounds.items()
    )
    others = [one for one in earlier if one.cue.number not in sounds or "copied" in one.changes]
    return Swapped(
        cues,
        tuple(one for one in others if one.sound is not None),
        tuple(one.cue.number for one in others if one.sound is None),
    )


def _listed(numbers: list[str]) -> str:
    if not numbers:
        return "none: place foley first"
    shown = ", ".join(numbers[:12])
    return f"{shown} and {len(numbers) - 12} more" if len(numbers) > 12 else shown
