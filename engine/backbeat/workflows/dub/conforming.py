"""Conforms the new lines to the original's: which stands for which, where it lies, how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from backbeat.footage.footage import Span
from backbeat.sync.dub.lines import Line
from backbeat.sync.dub.matching import Match, matched
from backbeat.sync.dub.placing import Cue, Placed, placed
from backbeat.workflows.dub.hearing import Heard
from backbeat.workflows.dub.new_lines import NewLine, as_lines

_NEAR_S = 2.0
"""How far from its place in the script the original's line may begin."""
_BETWEEN_S = 0.25
"""Pause between lines from different recordings that are said one after another."""


@dataclass(frozen=True)
class Dubbed:
    """A line of the result."""

    original: tuple[Line, ...]
    """Those it stands for; empty: none."""
    new: tuple[NewLine, ...]
    """What is said; empty: the original is heard."""
    placed: Placed | None
    """Where it lies; None: it is not heard."""
    problem: str

    @property
    def start_s(self) -> float:
        """Where the original's begins, else where it lies."""
        if self.original:
            return self.original[0].start_s
        return self.placed.start_s if self.placed else 0.0


def conformed(
    original: Heard, new: Sequence[NewLine], same_language: bool, stretch_percent: float
) -> list[Dubbed]:
    """Matches and places the lines of a dub.

    Args:
        original: what is said in the video.
        new: the lines, in order.
        same_language: whether words can be compared.
        stretch_percent: how much speech may be made faster or slower.

    Returns:
        Every line of the original and of the dub once, by where they begin.
    """
    pairs = (
        _by_times(original.lines, new)
        if _is_timed(new)
        else _by_order(original.lines, new, same_language)
    )
    heard = [pair for pair in pairs if _cue(*pair) is not None]
    cues = sorted(
        ((cue, pair) for pair in heard if (cue := _cue(*pair)) is not None),
        key=lambda one: one[0].start_s,
    )
    places = placed([cue for cue, _ in cues], original.duration_s, stretch_percent)
    result = [
        Dubbed(ours, theirs, place, place.problem)
        for (_, (ours, theirs)), place in zip(cues, places, strict=True)
    ]
    result += [
        Dubbed(ours, theirs, None, _why_not(ours, theirs))
        for ours, theirs in pairs
        if _cue(ours, theirs) is None
    ]
    return sorted(result, key=lambda line: line.start_s)


_Pair = tuple[tuple[Line, ...], tuple[NewLine, ...]]


def _is_timed(new: Sequence[NewLine]) -> bool:
    return bool(new) and all(line.start_s is not None for line in new)


def _by_order(original: Sequence[Line], new: Sequence[NewLine], same_language: bool) -> list[_Pair]:
    def taken(match: Match) -> _Pair:
        return (
            tuple(original[number] for number in match.original),
            tuple(new[number] for number in match.dub),
        )

    return [taken(match) for match in matched(original, as_lines(new), same_language)]


def _by_times(original: Sequence[Line], new: Sequence[NewLine]) -> list[_Pair]:
    """Lines of a script with times: they replace what the original says there.

    A line of the original goes to the new line that it shares most time with.
    """
    owners = [_owner(line, new) for line in original]
    pairs: list[_Pair] = [
        (
            tuple(line for line, owner in zip(original, owners, strict=True) if owner == number),
            (one,),
        )
        for number, one in enumerate(new)
    ]
    return pairs + [
        ((line,), ()) for line, owner in zip(original, owners, strict=True) if owner is None
    ]


def _owner(line: Line, new: Sequence[NewLine]) -> int | None:
    def shared_s(number: int) -> float:
        one = new[number]
        start_s = one.start_s or 0.0
        end_s = one.end_s if one.end_s is not None else start_s + one.duration_s
        return min(end_s, line.end_s) - max(start_s, line.start_s)

    best = max(range(len(new)), key=shared_s, default=None)
    return best if best is not None and shared_s(best) > 0 else None


def _cue(original: tuple[Line, ...], new: tuple[NewLine, ...]) -> Cue | None:
    """Where a line belongs; None where it cannot be said."""
    if not new or any(line.recording is None for line in new):
        return None
    pieces = _pieces(new)
    start_s, end_s = new[0].start_s, new[-1].end_s
    if start_s is None:
        if not original:
            return None
        start_s, end_s = original[0].start_s, original[-1].end_s
    elif original and abs(original[0].start_s - start_s) < _NEAR_S and end_s is None:
        end_s = original[-1].end_s
    if end_s is None:
        end_s = start_s + pieces[-1].end_s - pieces[0].start_s
    speaker = original[0].speaker if original else new[0].speaker
    return Cue(start_s, end_s, speaker, pieces)


def _pieces(new: Sequence[NewLine]) -> tuple[Span, ...]:
    """Stretches of speech of lines one after another, on one clock.

    Lines of one recording keep its clock. Of others, each goes on where the last one ended; see
    `sources_of`, which finds the way back.
    """
    result: list[Span] = []
    for _, group in groupby(new, key=lambda line: line.recording):
        spans = [piece for line in group for piece in line.pieces]
        shift_s = result[-1].end_s + _BETWEEN_S - spans[0].start_s if result else 0.0
        result += [Span(span.start_s + shift_s, span.end_s + shift_s) for span in spans]
    return tuple(result)


def sources_of(line: Dubbed) -> list[tuple[NewLine, Span]]:
    """For each piece that is placed, the line it is of, and where it is in its recording."""
    return [(one, piece) for one in line.new for piece in one.pieces]


def _why_not(original: tuple[Line, ...], new: tuple[NewLine, ...]) -> str:
    if not new:
        return "Nothing is said instead: the original is heard. Add a line, or leave it so."
    if any(line.recording is None for line in new):
        return "Nobody says it, and the original is heard: give its row a file, or name a --voice."
    return "It stands for no line of the original, and is not heard: give it a start in a --script."
