"""Labels of sections: similar sections share one, and roles such as chorus or drop are named."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.music.form.bars import BarFeatures
from backbeat.music.form.rises import BuildCandidate, DropCandidate, loudness_of

_ALIKE = 0.55
_TIMBRE_DB = 4.0
"""Typical difference in band level between sections of one letter."""
_CHROMA = 0.15
"""Typical distance between their mean pitch classes, of unit length."""
_LONGEST_ENDS = 16
"""Most bars of an intro or outro."""
_QUIETER_LU = 1.5
_FEW = 2
"""With this many sections or fewer, an intro or outro has to be much quieter."""
_MUCH_QUIETER_LU = 3.0
_CHORUS_LOUDER_LU = 0.3
_WITHOUT_LOWS_DB = 7.0
_BREAKDOWN_LU = 4.0
_LOWS_BACK_DB = {"build": 2.0, "breakdown": 6.0}
"""Least gain of kick and bass at a drop, in dB, by what leads up to it."""


@dataclass(frozen=True)
class _Part:
    start: int
    end: int
    letter: int
    loudness: float
    low_db: float


def names(
    starts: Ints,
    features: BarFeatures,
    power: Float64s,
    find_drops: list[DropCandidate],
    rises: list[BuildCandidate],
) -> list[str]:
    """The label of each section.

    Args:
        starts: the bar each begins with, as an index; rising, the first being 0.
        features: of each bar.
        power: K-weighted mean square of each bar, shape (bars,).
        find_drops: where the music comes back in.
        rises: what leads up to that.
    """
    parts = _parts(starts, features, power)
    found: dict[int, str] = {}
    typical_low = float(np.percentile(features.low_db, 75))
    for index in range(len(parts)):
        role = _role(parts, index, typical_low, rises)
        if role:
            found[index] = role
    _name_verses(parts, found)
    for index in _drops(parts, found, find_drops):
        found[index] = "drop"
    for index in _choruses(parts, found):
        found[index] = "chorus"
    letters: dict[int, str] = {}
    for index, part in enumerate(parts):
        if index not in found:
            found[index] = letters.setdefault(part.letter, _letter(len(letters)))
    return [found[index] for index in range(len(parts))]


def _parts(starts: Ints, features: BarFeatures, power: Float64s) -> list[_Part]:
    ends = np.append(starts[1:], len(power))
    letters = _letters(starts, ends, features)
    return [
        _Part(
            int(start),
            int(end),
            letter,
            float(loudness_of(power[start:end].mean(keepdims=True))[0]),
            float(features.low_db[start:end].mean()),
        )
        for start, end, letter in zip(starts, ends, letters, strict=True)
    ]


def _letters(starts: Ints, ends: Ints, features: BarFeatures) -> list[int]:
    """Letter of each section: that of the most similar one before it, or a new one."""
    middles: list[tuple[Float64s, Float64s, int]] = []
    letters = []
    for start, end in zip(starts, ends, strict=True):
        timbre = features.timbre[start:end].mean(axis=0)
        chroma = features.chroma[start:end].mean(axis=0)
        alike = [_likeness(timbre - other, chroma - notes) for other, notes, _ in middles]
        best = int(np.argmax(alike)) if alike else -1
        if best < 0 or alike[best] < _ALIKE:
            best = len(middles)
            middles.append((timbre, chroma, 0))
        other, notes, seen = middles[best]
        middles[best] = (
            (other * seen + timbre) / (seen + 1),
            (notes * seen + chroma) / (seen + 1),
            seen + 1,
        )
        letters.append(best)
    return letters


def _likeness(timbre: Float64s, chroma: Float64s) -> float:
    """Likeness of two sections from their differences; 1 for identical ones."""
    sound = np.exp(-0.5 * np.mean(timbre**2) / _TIMBRE_DB**2)
    notes = np.exp(-0.5 * np.sum(chroma**2) / _CHROMA**2)
    return float(0.5 * (sound + notes))


def _role(parts: list[_Part], index: int, typical_low: float, rises: list[BuildCandidate]) -> str:
    part = parts[index]
    if any(_share(part, rise) > 0.6 for rise in rises):
        return "build"
    if len(parts) < _FEW:
        return ""
    if index in (0, len(parts) - 1):
        return _end(parts, index)
    before, after = parts[index - 1].loudness, parts[index + 1].loudness
    lower = part.loudness < before - 1
    hollow = part.low_db < typical_low - _WITHOUT_LOWS_DB
    if lower and (hollow or part.loudness < min(before, after) - _BREAKDOWN_LU):
        return "breakdown"
    return ""


def _name_verses(parts: list[_Part], named: dict[int, str]) -> None:
    """Renames breakdowns whose letter also occurs without a role: such a section is a verse."""
    plain = {part.letter for index, part in enumerate(parts) if index not in named}
    for index, role in list(named.items()):
        if role == "breakdown" and parts[index].letter in plain:
            del named[index]


def _end(parts: list[_Part], index: int) -> str:
    """Intro or outro: a letter that occurs once, or a quiet version of another."""
    part = parts[index]
    usual = float(np.median([one.loudness for one in parts]))
    inside = [one.loudness for one in parts[1:-1] if one.letter == part.letter]
    if len(parts) == _FEW:
        fits = part.loudness < usual - _MUCH_QUIETER_LU
    elif inside:
        fits = part.loudness < float(np.mean(inside)) - _QUIETER_LU
    else:
        fits = parts[0].letter != parts[-1].letter or part.loudness < usual - _QUIETER_LU
    if not fits or part.end - part.start > _LONGEST_ENDS:
        return ""
    return "outro" if index else "intro"


def _share(part: _Part, rise: BuildCandidate) -> float:
    inside = min(part.end, rise.end) - max(part.start, rise.start)
    return inside / (part.end - part.start)


def _drops(parts: list[_Part], named: dict[int, str], find_drops: list[DropCandidate]) -> list[int]:
    """Sections after a build or breakdown, if most sections of their letter follow one."""
    gains = {leap.bar: leap for leap in find_drops}
    marked = []
    for index, part in enumerate(parts[1:], 1):
        least = _LOWS_BACK_DB.get(named.get(index - 1, ""))
        leap = gains.get(part.start)
        if index not in named and leap and least is not None and leap.low_gain_db >= least:
            marked.append(index)
    free = [part.letter for index, part in enumerate(parts) if index not in named]
    letters = [parts[index].letter for index in marked]
    return [
        index
        for index in marked
        if 2 * letters.count(parts[index].letter) > free.count(parts[index].letter)
    ]


def _choruses(parts: list[_Part], named: dict[int, str]) -> list[int]:
    """The loudest letter that recurs with another section in between."""
    free = [index for index in range(len(parts)) if index not in named]
    if not free:
        return []
    usual = float(np.mean([parts[index].loudness for index in free]))
    best, found = usual + _CHORUS_LOUDER_LU, []
    for letter in {parts[index].letter for index in free}:
        places = [index for index in free if parts[index].letter == letter]
        apart = any(second - first > 1 for first, second in pairwise(places))
        loudness = float(np.mean([parts[index].loudness for index in places]))
        if apart and loudness > best:
            best, found = loudness, places
    return found


def _letter(number: int) -> str:
    """A to Z, then AA, AB..."""
    more, here = divmod(number, 26)
    return (_letter(more - 1) if more else "") + chr(ord("A") + here)
