"""Which of the sounds that sources offer a cue gets, and which are the next best.

All offers compete by one score, whatever source they are from. The order in which a request names
its sources is a preference: each place costs an offer `BY_PLACE`, so that of two sounds that fit
alike the earlier source's wins, and a good sound of a later source beats a poor one of an earlier.
A sound that is only a stand-in (`temporary`) loses `TEMPORARY` in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from backbeat.foley.found import FoundSound

BY_PLACE = 0.04
"""What each place in the order of sources costs."""
TEMPORARY = 0.2
"""What being a stand-in costs: a recording that lacks a shoe or an adjective is still better."""
LEAST = 0.45
"""Score under which a sound is nonsense rather than an answer: half of what is wanted is missing
from its name, and its category is another."""
GOOD = 0.75
"""Score from which sources that cost are not asked any more."""
NEXT_BEST = 3
_NUMBER = re.compile(r"[\s._-]*(?:\d+[a-z]?|take\s*\d+|alt\s*\d*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """A sound that a source offers."""

    sound: FoundSound
    place: int
    """Of its source in the request, from 0."""

    @property
    def worth(self) -> float:
        """Its score with what its place and its being a stand-in cost."""
        stand_in = TEMPORARY if self.sound.temporary else 0.0
        return self.sound.score - BY_PLACE * self.place - stand_in


def ranked(offers: Sequence[Offer]) -> list[Offer]:
    """Offers that are an answer, best first; among equals the earlier source's, as it gave them."""
    answers = [offer for offer in offers if is_answer(offer.sound)]
    return sorted(answers, key=lambda offer: (-offer.worth, offer.place))


def is_answer(sound: FoundSound) -> bool:
    """Whether a sound fits at all."""
    return sound.score >= LEAST


def without_repeats(sounds: Sequence[FoundSound], beside: FoundSound | None) -> list[FoundSound]:
    """Sounds that are neither each other's variants nor those of the one that was chosen.

    Args:
        sounds: best first.
        beside: what was chosen.
    """
    taken = set() if beside is None else _marks(beside)
    kept = []
    for sound in sounds:
        marks = _marks(sound)
        if taken.isdisjoint(marks):
            kept.append(sound)
            taken |= marks
    return kept


def may_be_used(sound: FoundSound, commercial: bool) -> bool:
    """Whether a sound's licence lets it be used: for commercial work, it must be known to."""
    return not commercial or sound.licence.commercial is True


def _marks(sound: FoundSound) -> set[str]:
    """What two sounds share that are the same again."""
    marks = {sound.key, *sound.variants}
    if sound.path:
        path = PurePath(sound.path)
        marks.add(str(path.parent / _NUMBER.sub("", path.stem)).casefold())
    else:
        marks.add(f"{sound.source}:{sound.name}".casefold())
    return marks
