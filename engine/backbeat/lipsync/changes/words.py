"""Which words of a new recording keep the mouth that said them before."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backbeat.footage.footage import Span
from backbeat.lipsync.changes.agreement import ALIKE, ALIKE_TO_EYES

_NEAR_S = 0.3
"""How far apart the same word is looked for: what finds words errs by as much."""
_AROUND_S = 0.04
"""How far a mouth moves before and after the sounds of a word."""


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word that is said."""

    start_s: float
    end_s: float
    text: str
    """As `lipsync.visemes.words` or a transcript has it; compared as it is."""


@dataclass(frozen=True)
class Compared:
    """What two recordings have in common."""

    changed: tuple[Span, ...]
    """Where words are other ones, or the same at another time; in order, apart."""
    kept: int
    """Words that are said as before."""
    moved: int
    """Words that are the same, but said at another time."""
    new: int
    """Words that were not said before."""


def compared(
    own: Sequence[TimedWord], new: Sequence[TimedWord], likeness: Callable[[TimedWord], float]
) -> Compared:
    """Compares what was said with what is said now, both on one clock.

    A word keeps its mouth where the same word is said near it and the mouth fits, or where another
    is said that looks the same. In a pause beside new words the change reaches as far as they do,
    not to the next word.

    Args:
        own: in order; what the picture says.
        new: in order.
        likeness: of what both say while a new word is said, as `agreement.likeness`.
    """
    pairs = _kept(own, new, likeness)
    holes = zip([(-1, -1), *pairs], [*pairs, (len(own), len(new))], strict=True)
    changed: list[Span] = []
    for (own_before, new_before), (own_after, new_after) in holes:
        gone = [*own[own_before + 1 : own_after], *new[new_before + 1 : new_after]]
        if not gone:
            continue
        start_s = min(word.start_s for word in gone) - _AROUND_S
        end_s = max(word.end_s for word in gone) + _AROUND_S
        if own_before >= 0:
            start_s = max(start_s, min(own[own_before].end_s, new[new_before].end_s))
        if own_after < len(own):
            end_s = min(end_s, max(own[own_after].start_s, new[new_after].start_s))
        if end_s > max(start_s, 0):
            changed.append(Span(max(start_s, 0.0), end_s))
    same = _same_words(own, new)
    kept = len(pairs)
    moved = max(0, same - kept)
    return Compared(tuple(changed), kept, moved, len(new) - kept - moved)


def _kept(
    own: Sequence[TimedWord], new: Sequence[TimedWord], likeness: Callable[[TimedWord], float]
) -> list[tuple[int, int]]:
    """Pairs of the same word in both recordings, in order, of which the mouth fits."""
    pairs: list[tuple[int, int]] = []
    after = 0
    for number, word in enumerate(new):
        near = [other for other in range(after, len(own)) if _apart(own[other], word) <= _NEAR_S]
        if not near:
            continue
        least = ALIKE_TO_EYES
        if any(own[other].text == word.text for other in near):
            near = [other for other in near if own[other].text == word.text]
            least = ALIKE
        if likeness(word) >= least:
            pairs.append((min(near, key=lambda other: _apart(own[other], word)), number))
            after = pairs[-1][0] + 1
    return pairs


def _apart(one: TimedWord, other: TimedWord) -> float:
    return abs((one.start_s + one.end_s) - (other.start_s + other.end_s)) / 2


def _same_words(own: Sequence[TimedWord], new: Sequence[TimedWord]) -> int:
    """How many words both have in the same order, whenever they are said."""
    matcher = difflib.SequenceMatcher(
        None, [word.text for word in own], [word.text for word in new], autojunk=False
    )
    return sum(block.size for block in matcher.get_matching_blocks())
