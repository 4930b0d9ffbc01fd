"""Which take each cue gets, at which pitch and level, so that no two hits in a row are the same.

Sounds that are variants of one another are a voice; its takes are a bag. Each cue has an order of
its own in which it would draw, and takes the first that was not drawn just before it. So a cue that
is added elsewhere changes nothing, and one that is added in a walk little of what comes after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from backbeat.foley.cues import Kind
from backbeat.foley.found import Choice, FoundSound
from backbeat.foley.placement import chance

_LEVEL_DB = 1.5
_STRIDE_S = Fraction(3, 2)
"""Steps further apart than this are not of one walk."""
_RUN_S = Fraction(4)
"""Longest pause after which it still matters what was drawn before the last draw."""
_REMEMBERED = 3
"""Draws that are not repeated; with more, a step that is added would change a whole walk."""
_FOOT_SEMITONES = 0.17
"""1 % lower on the left, 1 % higher on the right: feet are 2 % apart."""
_FOOT_PAN = 0.06
_BINS = 5

_SPREAD_SEMITONES = {Kind.FOOTSTEP: 0.8, Kind.IMPACT: 1.0}
_OTHER_SPREAD = 0.5
_PITCHED = ("ALRM", "ANML", "BELL", "BIRD", "COM", "HORN", "MUSC", "VOX")
"""Beginnings of CatIDs of sounds that have a pitch or a voice, which must not wander."""
_PITCHED_SPREAD = 0.15


@dataclass(frozen=True, slots=True)
class Draw:
    """What a cue was given."""

    sound: FoundSound
    take: int
    pitch_semitones: float
    level_db: float
    pan: float
    """Of its foot, to be added to the cue's."""
    seed: int
    """Of what is made at random."""


Named = Callable[[str], FoundSound | None]
"""Finds a sound by its key."""


def draws(choices: Iterable[Choice], seed: int, named: Named | None = None) -> dict[str, Draw]:
    """What each cue that has a sound is given, by number.

    Args:
        choices: of any kind; beds are drawn as they were chosen.
        seed: of the job.
        named: finds variants by their keys; None: only those among the choices.
    """
    ordered = sorted(
        (choice for choice in choices if choice.sound is not None),
        key=lambda choice: (choice.cue.time, choice.cue.number),
    )
    known = _known(ordered)
    voices: dict[str, _Voice] = {}
    found: dict[str, Draw] = {}
    for choice in ordered:
        sound = choice.sound
        if sound is None:
            continue
        members = _variants(choice, sound, known, named)
        name = min(each.key for each in members)
        voice = voices.setdefault(name, _Voice(seed))
        found[choice.cue.number] = voice.draw(choice, members)
    return found


class _Voice:
    """A bag of takes, and what was drawn from it."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._drawn: list[str] = []
        self._bins: list[int] = []
        self._time: Fraction | None = None
        self._is_left = False

    def draw(self, choice: Choice, members: list[FoundSound]) -> Draw:
        cue = choice.cue
        if cue.kind.is_bed:
            return Draw(members[0], 0, 0.0, 0.0, 0.0, chance.number(self._seed, cue.number))
        apart = None if self._time is None else cue.time - self._time
        self._time = cue.time
        if apart is None or apart > _RUN_S:
            self._drawn = self._drawn[-1:]
        takes = [(sound, take) for sound in members for take in range(len(sound.takes))]
        names = [f"{sound.key}\0{take}" for sound, take in takes]
        index = self._next(cue.number, names)
        sound, take = takes[index]
        random = chance.generator(self._seed, cue.number, "variation")
        pitch = self._pitch(cue.number, cue.kind, sound.ucs, random.uniform(-0.5, 0.5))
        level = random.uniform(-_LEVEL_DB, _LEVEL_DB)
        pan = 0.0
        if cue.kind is Kind.FOOTSTEP:
            side = self._side(cue.foot, apart)
            pitch, pan = pitch + side * _FOOT_SEMITONES, side * _FOOT_PAN
        made = chance.number(self._seed, cue.number)
        return Draw(sound, take, pitch, level, pan, made)

    def _next(self, cue: str, names: list[str]) -> int:
        """The first of the cue's own order that was not drawn lately."""
        kept = min(max(1, len(names) // 2), _REMEMBERED)
        recent = self._drawn[-kept:] if len(names) > 1 else []
        order = chance.order(self._seed, cue, names)
        index = next((each for each in order if names[each] not in recent), order[0])
        self._drawn.append(names[index])
        return index

    def _pitch(self, cue: str, kind: Kind, ucs: str, within: float) -> float:
        """Never near the last one's: the range is in five parts, of which none comes twice."""
        order = chance.order(self._seed, cue, [f"pitch {each}" for each in range(_BINS)])
        part = next(each for each in order if each not in self._bins[-1:])
        self._bins.append(part)
        spread = _SPREAD_SEMITONES.get(kind, _OTHER_SPREAD)
        if ucs.upper().startswith(_PITCHED):
            spread = _PITCHED_SPREAD
        return spread * (2 * (part + 0.5 + 0.6 * within) / _BINS - 1)

    def _side(self, foot: str, apart: Fraction | None) -> int:
        """-1: left. 1: right. Feet that nobody named alternate, beginning with the left."""
        if foot in ("left", "right"):
            self._is_left = foot == "left"
        else:
            goes_on = apart is not None and apart <= _STRIDE_S
            self._is_left = not (goes_on and self._is_left)
        return -1 if self._is_left else 1


def _known(choices: list[Choice]) -> dict[str, FoundSound]:
    known: dict[str, FoundSound] = {}
    for choice in choices:
        for sound in (choice.sound, *choice.alternatives):
            if sound is not None:
                known.setdefault(sound.key, sound)
    return known


def _variants(
    choice: Choice, sound: FoundSound, known: dict[str, FoundSound], named: Named | None
) -> list[FoundSound]:
    """The sound and those that are the same again, by key; alone where it was asked for."""
    if choice.cue.sound or choice.cue.kind.is_bed:
        return [sound]
    others = []
    for key in sound.variants:
        if key not in known and named is not None and (other := named(key)) is not None:
            known[key] = other
        if key != sound.key and key in known:
            others.append(known[key])
    return sorted([sound, *others], key=lambda each: each.key)
