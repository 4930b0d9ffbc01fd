"""Sounds in scripts: lines "SFX: door slams", and words in capitals in lines of action.

A script has no times, so that its sounds become cues only where something else says when: the
order of what is heard and seen cannot tell which line is meant. They are listed instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backbeat.foley.spotting.asked import Given, LeftOut
from backbeat.foley.spotting.vocabulary import VOICE, named, spelled

_LINE = re.compile(
    r"\s*(?:\[|\()?\s*"
    r"(?:SFX|SOUND|SOUND EFFECTS?|FX|FOLEY|F/X|GERÄUSCH|SON|SONIDO|SUONO)\s*[:–—-]\s*(.+?)"
    r"\s*(?:\]|\))?\s*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"\s*(?:INT|EXT|EST|INT\./EXT|I/E)[. ]", re.IGNORECASE)
_TRANSITION = re.compile(r"[A-Z ]+(?:TO|IN|OUT|BLACK)[:.]?")
_CAPITALS = re.compile(r"\b[A-Z]{4,}(?:[ -][A-Z]{2,})*\b")
_NO_TIME = "A script has no times. Put it on the timeline as a marker, or into a cue sheet."


def from_script(text: str, name: str) -> Given:
    """The sounds that a script names, none of them timed."""
    return Given((), tuple(_sounds(text.removeprefix("﻿"), name)))


def _sounds(text: str, name: str) -> Iterator[LeftOut]:
    spoken = False
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{name}, line {number}"
        if not line.strip():
            spoken = False
            continue
        marked = _LINE.fullmatch(line)
        if marked:
            yield LeftOut(marked[1], where, _NO_TIME)
        elif _HEADING.match(line) or _TRANSITION.fullmatch(line.strip()):
            continue
        elif _is_speaker(line):
            # What follows is said, up to the next empty line.
            spoken = True
        elif not spoken:
            yield from (LeftOut(found, where, _NO_TIME) for found in _in_action(line))


def _is_speaker(line: str) -> bool:
    words = line.strip()
    return words.isupper() and len(words.split()) <= 4 and named(words) is None


def _in_action(line: str) -> Iterator[str]:
    """Sounds that are written in capitals; a name in capitals is none."""
    for found in _CAPITALS.finditer(line):
        words = spelled(found[0])
        if VOICE.isdisjoint(words) and named(f"{_before(line, found.start())} {found[0]}"):
            yield " ".join(f"{_before(line, found.start())} {found[0].lower()}".split())


def _before(line: str, at: int) -> str:
    """The two words before, by which a verb becomes a sound: "the door SLAMS"."""
    words = re.findall(r"[^\W_]+", line[:at])[-2:]
    return " ".join(word for word in words if word.casefold() not in ("the", "a", "an"))
