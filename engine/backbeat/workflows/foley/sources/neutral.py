"""What is looked for where nothing says what it is: something hit something, somebody walked."""

from __future__ import annotations

from dataclasses import replace

from backbeat.foley.cues import Kind
from backbeat.foley.found import Wanted
from backbeat.sounds.synonyms import synonyms
from backbeat.sounds.words import stem, stems_of

_BY_STRENGTH = (
    (0.4, "soft body thud"),
    (0.75, "wood thud impact"),
    (float("inf"), "heavy wood thud impact"),
)
"""Wood is the middle between what rings and what is dull."""
_WORDS = {
    Kind.FOOTSTEP: ("footstep", "FEETHmn"),
    Kind.WHOOSH: ("whoosh", "WHSH"),
    Kind.ROOM_TONE: ("room tone", "AMBRoom"),
}
NEUTRAL = "synthesis"
"""The source that has sounds of nothing in particular."""
_SURFACE = "concrete"
"""Of steps, where nothing says it: the most usual under shoes, and the plainest."""


def is_open(wanted: Wanted) -> bool:
    """Whether nothing says which sound is meant, besides its kind."""
    return not wanted.words.strip() and not wanted.ucs


def is_guess(wanted: Wanted) -> bool:
    """Whether something hits something, and nothing says what."""
    return wanted.kind is Kind.IMPACT and is_open(wanted)


def with_words(wanted: Wanted) -> Wanted:
    """What is wanted, in words: its own, or those of the plainest sound of its kind.

    Steps without a surface get one. Effects and ambience without words stay without: whichever
    sound they got would be a guess that nobody asked for.
    """
    if wanted.kind is Kind.FOOTSTEP and not wanted.surface and not names_surface(wanted):
        wanted = replace(wanted, surface=_SURFACE)
    if not is_open(wanted):
        return wanted
    if wanted.kind is Kind.IMPACT:
        words = next(text for most, text in _BY_STRENGTH if wanted.strength <= most)
        return replace(wanted, words=words)
    if wanted.kind in _WORDS:
        words, ucs = _WORDS[wanted.kind]
        return replace(wanted, words=words, ucs=ucs)
    return wanted


def names_surface(wanted: Wanted) -> bool:
    """Whether the words already say more than that somebody walks."""
    step = stem("footstep")
    return any(one != step and one not in synonyms(step) for one in stems_of(wanted.words))
