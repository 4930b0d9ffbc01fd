"""Which lines of a dub stand for which of the original: in order, by length, pauses and words.

Dynamic programming over beads, as sentences of translations are aligned by their lengths (Gale and
Church 1993), with durations for lengths.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, permutations
from statistics import median

from backbeat.sync.dub.lines import Line

_BEADS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 0), (0, 1))
_SPREAD = 0.3
"""Deviation of the logarithm of how much longer lines are in another language."""
_MOST_AWAY = 4.0
"""Most that a length costs: two lines rather stand for one another than for nothing."""
_JOIN, _JOIN_PAUSE = 1.0, 0.6
"""Cost of a line joined to another, and of each second of the pause between them."""
_ALONE, _ALONE_SECOND = 3.0, 0.15
"""Cost of a line that stands for nothing, and of each second of it."""
_PAUSE = 0.15
_PAUSE_FLOOR_S = 0.3
_PLACE, _PLACE_MOST_S = 1.2, 3.0
"""Cost of each second between lines where the dub was recorded to the picture, and the most."""
_IN_PLACE_S, _MOST = 0.6, 0.8
"""Distance of most matched lines up to which a dub was recorded to the picture."""
_DOUBT, _DOUBT_LINE = 2.0, 0.4
"""How much more that may cost than matching by order alone, and for each line."""
_WORDS = 1.5
"""Cost of lines in one language that have no word in common."""
_OTHER_SPEAKER = 1.5
_MOST_SPEAKERS = 3
"""Speakers up to which every way to give them their parts is tried."""
_LANGUAGES = 0.15
"""Deviation of the logarithm of how much longer one language is than another."""
_LEAST_MATCHES = 3
"""Lines that tell how much longer a line usually is."""
_BEAM = 25.0
"""How much more than the cheapest way so far another may cost, to be followed."""
_BAND, _LEAST_BAND = 0.08, 30
"""Lines away from the straight that are looked at: a share of all, and at least."""


@dataclass(frozen=True)
class Match:
    """Lines that stand for one another: numbers from 0, each in order, either may be empty."""

    original: tuple[int, ...]
    dub: tuple[int, ...]


def matched(
    original: Sequence[Line], dub: Sequence[Line], same_language: bool = False
) -> list[Match]:
    """Matches the lines of a dub to those of the original; each line is in one match.

    Args:
        original: by their start.
        dub: by their start, on its own clock.
        same_language: whether words can be compared.
    """
    if not original or not dub:
        return [Match((i,), ()) for i in range(len(original))] + [
            Match((), (j,)) for j in range(len(dub))
        ]
    ratio = _ratio(original, dub)
    rough = _Table(original, dub, same_language, False, {}, ratio).best()[0]
    ratio = _median_ratio(original, dub, rough) or ratio
    ways = [
        _Table(original, dub, same_language, in_place, speakers, ratio).best()
        for speakers in _castings(original, dub)
        for in_place in (True, False)
    ]
    placed, placed_cost = min(ways[::2], key=lambda way: way[1])
    ordered, cost = min(ways[1::2], key=lambda way: way[1])
    is_placed = _distance_s(
        original, dub, placed
    ) <= _IN_PLACE_S and placed_cost <= cost + _DOUBT + _DOUBT_LINE * len(placed)
    return placed if is_placed else ordered


class _Table:
    """The costs, and the cheapest way through them."""

    def __init__(
        self,
        original: Sequence[Line],
        dub: Sequence[Line],
        same_language: bool,
        in_place: bool,
        speakers: dict[int, int],
        ratio: float,
    ) -> None:
        self._original, self._dub = original, dub
        self._same_language, self._in_place, self._speakers = same_language, in_place, speakers
        self._ratio = ratio
        self._words = [_words(line.text) for line in original], [_words(line.text) for line in dub]

    def best(self) -> tuple[list[Match], float]:
        """The cheapest matches, and what they cost."""
        return self._best(_BEAM) or self._best(math.inf) or ([], math.inf)

    def _best(self, beam: float) -> tuple[list[Match], float] | None:
        """The same among ways that never cost more than the cheapest so far and `beam`."""
        rows, columns = len(self._original), len(self._dub)
        band = max(_LEAST_BAND, round(_BAND * max(rows, columns)))
        costs = {(0, 0): 0.0}
        beads: dict[tuple[int, int], tuple[int, int]] = {}
        limits = [math.inf] * (rows + 1)
        for i in range(rows + 1):
            middle = round(i * columns / rows)
            lowest = math.inf
            for j in range(max(0, middle - band), min(columns, middle + band) + 1):
                best = costs.get((i, j), math.inf)
                for a, b in _BEADS:
                    before = costs.get((i - a, j - b), math.inf)
                    if before >= best or (a and before > limits[i - a]):
                        continue
                    cost = before + self._cost(i - a, i, j - b, j)
                    if cost < best:
                        costs[i, j], beads[i, j], best = cost, (a, b), cost
                lowest = min(lowest, best)
            limits[i] = lowest + beam
        if (rows, columns) not in beads:
            return None
        found: list[Match] = []
        i, j = rows, columns
        while i or j:
            a, b = beads[i, j]
            found.append(Match(tuple(range(i - a, i)), tuple(range(j - b, j))))
            i, j = i - a, j - b
        return found[::-1], costs[rows, columns]

    def _cost(self, i: int, i_end: int, j: int, j_end: int) -> float:
        original, dub = self._original[i:i_end], self._dub[j:j_end]
        if not original or not dub:
            return _ALONE + _ALONE_SECOND * (original or dub)[0].duration_s
        length_s = original[-1].end_s - original[0].start_s
        dub_s = dub[-1].end_s - dub[0].start_s
        away = math.log(max(dub_s, 0.05) * self._ratio / max(length_s, 0.05))
        cost = min(away * away / (2 * _SPREAD * _SPREAD), _MOST_AWAY)
        cost += _joining(original) + _joining(dub)
        if self._in_place:
            distance_s = abs(original[0].start_s - dub[0].start_s)
            cost += _PLACE * min(distance_s, _PLACE_MOST_S)
        if i and j:
            cost += _PAUSE * abs(
                math.log(_pause(self._original, i) / _pause(self._dub, j)),
            )
        if self._speakers and self._speakers.get(dub[0].speaker) != original[0].speaker:
            cost += _OTHER_SPEAKER
        if self._same_language:
            cost += _WORDS * (1 - self._alike(i, i_end, j, j_end))
        return cost

    def _alike(self, i: int, i_end: int, j: int, j_end: int) -> float:
        ours = [word for words in self._words[0][i:i_end] for word in words]
        theirs = [word for words in self._words[1][j:j_end] for word in words]
        if not ours or not theirs:
            return 0.5
        return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def _joining(lines: Sequence[Line]) -> float:
    pauses = (b.start_s - a.end_s for a, b in pairwise(lines))
    turns = sum(a.speaker != b.speaker for a, b in pairwise(lines))
    return sum(_JOIN + _JOIN_PAUSE * max(0.0, pause) for pause in pauses) + 2 * turns


def _pause(lines: Sequence[Line], number: int) -> float:
    pause_s = lines[number].start_s - lines[number - 1].end_s
    return max(0.0, pause_s) + _PAUSE_FLOOR_S


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _ratio(original: Sequence[Line], dub: Sequence[Line]) -> float:
    """How much longer the original is, all in all; not all of it may be dubbed."""
    spoken_s = sum(line.duration_s for line in dub)
    ratio = sum(line.duration_s for line in original) / max(spoken_s, 1e-3)
    return _believed(ratio, min(len(original), len(dub)))


def _median_ratio(
    original: Sequence[Line], dub: Sequence[Line], matches: Sequence[Match]
) -> float | None:
    """How much longer a line of the original usually is; None where hardly any match singly."""
    ratios = [
        original[match.original[0]].duration_s / max(dub[match.dub[0]].duration_s, 1e-3)
        for match in matches
        if len(match.original) == len(match.dub) == 1
    ]
    return _believed(median(ratios), len(ratios)) if len(ratios) >= _LEAST_MATCHES else None


def _believed(ratio: float, lines: int) -> float:
    """The likeliest ratio of languages, of which most are near 1, after some lines."""
    prior = (_SPREAD / _LANGUAGES) ** 2
    return math.exp(math.log(max(ratio, 1e-3)) * lines / (lines + prior))


def _castings(original: Sequence[Line], dub: Sequence[Line]) -> list[dict[int, int]]:
    """Whom of the original each speaker of the dub may speak; empty where it makes no difference.

    Of many, the one who speaks longest speaks for the one who does, and so on.
    """
    ours, theirs = _by_length(original), _by_length(dub)
    if len(ours) < 2 or len(theirs) < 2:
        return [{}]
    if max(len(ours), len(theirs)) > _MOST_SPEAKERS:
        return [dict(zip(theirs, ours, strict=False))]
    if len(theirs) <= len(ours):
        return [
            dict(zip(theirs, chosen, strict=True)) for chosen in permutations(ours, len(theirs))
        ]
    return [dict(zip(chosen, ours, strict=True)) for chosen in permutations(theirs, len(ours))]


def _by_length(lines: Sequence[Line]) -> list[int]:
    spoken: Counter[int] = Counter()
    for line in lines:
        spoken[line.speaker] += round(1000 * line.duration_s)
    return [speaker for speaker, _ in spoken.most_common()]


def _distance_s(original: Sequence[Line], dub: Sequence[Line], matches: Sequence[Match]) -> float:
    distances = [
        abs(original[match.original[0]].start_s - dub[match.dub[0]].start_s)
        for match in matches
        if match.original and match.dub
    ]
    return sorted(distances)[int(_MOST * (len(distances) - 1))] if distances else math.inf
