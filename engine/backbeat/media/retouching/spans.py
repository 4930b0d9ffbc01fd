"""Which parts of an output are copied as they were encoded, and which are encoded."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from backbeat.media.retouching.source import SourcePictures

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

LONGEST_S = Fraction(10)
"""Longest part that is encoded at once, in seconds: so much work is lost at most by a stop."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of the output's pictures."""

    first: int
    after: int
    copied: bool

    @property
    def pictures(self) -> range:
        """The numbers of its pictures."""
        return range(self.first, self.after)


def spans_of(
    pictures: SourcePictures,
    shown: Ints,
    changing: Bools,
    cuts: Sequence[int],
    copying: bool,
) -> list[Span]:
    """The spans of an output, in order and without gaps.

    Args:
        pictures: of the source.
        shown: which of them the output shows, shape (m,).
        changing: which of the output's pictures may change, shape (m,).
        cuts: pictures with which shots begin; spans that are encoded end before them.
        copying: whether packets may be copied.
    """
    if not copying or not pictures.by_packets:
        copied = np.zeros(len(shown), bool)
    elif pictures.alone:
        copied = ~changing
    else:
        copied = _groups(pictures, shown, changing)
    longest = max(1, int(LONGEST_S * pictures.rate))
    spans = []
    edges = [0, *(np.flatnonzero(np.diff(copied)) + 1).tolist(), len(shown)]
    for first, after in itertools.pairwise(edges):
        if copied[first]:
            spans.append(Span(first, after, True))
            continue
        begins = sorted({first, *(cut for cut in cuts if first < cut < after)})
        for begin, end in zip(begins, [*begins[1:], after], strict=True):
            spans += [Span(at, min(at + longest, end), False) for at in range(begin, end, longest)]
    return spans


def _groups(pictures: SourcePictures, shown: Ints, changing: Bools) -> Bools:
    """Whole groups of pictures, from one closed key frame to the next, shown in their order."""
    copied = np.zeros(len(shown), bool)
    begins = np.flatnonzero(pictures.closed)
    ends = np.append(begins[1:], len(pictures.ticks))
    where = np.flatnonzero(np.isin(shown, begins))
    end_of = dict(zip(begins.tolist(), ends.tolist(), strict=True))
    place = np.empty(len(pictures.ticks), np.int64)
    place[pictures.decoded] = np.arange(len(pictures.ticks))
    for at in where.tolist():
        begin = int(shown[at])
        count = end_of[begin] - begin
        part = slice(at, at + count)
        in_order = np.array_equal(shown[part], np.arange(begin, begin + count))
        if not in_order or changing[part].any():
            continue
        # Nothing of another group is stored between.
        places = place[begin : begin + count]
        if places.max() - places.min() == count - 1 and places[0] == places.min():
            copied[part] = True
    return copied
