"""Where what lasts is in the new cut: piece by piece with its picture, and beds by the scene."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from backbeat.foley.conform.uses import Run, Uses

_NEXT_S = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the old cut that is seen in the new one without a cut. Times in seconds."""

    start: Fraction
    end: Fraction
    """In the new cut."""
    old_start: Fraction
    old_end: Fraction
    run: Run
    """Of the new cut."""


def pieces_of(uses: Uses, start: Fraction, end: Fraction) -> list[Piece]:
    """Where a stretch of the old cut is seen in the new one, in order of its new time.

    Pieces that go on into one another in both cuts are one.

    Args:
        uses: of media in both cuts.
        start, end: in the old cut.
    """
    found: list[Piece] = []
    for run in uses.old_runs:
        first, last = max(start, run.clip.start), min(end, run.clip.end)
        if first < last:
            found += _of_run(uses, run, first, last)
    found.sort(key=lambda piece: piece.start)
    joined: list[Piece] = []
    for piece in found:
        before = joined[-1] if joined else None
        if before is not None and _goes_on(before, piece):
            joined[-1] = Piece(before.start, piece.end, before.old_start, piece.old_end, before.run)
        else:
            joined.append(piece)
    return joined


def scenes_of(
    pieces: Sequence[Piece], others: Sequence[Piece], longest_gap: Fraction
) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Where a bed goes on in the new cut: new start, new end, and the old time of its start.

    A bed is one a scene: what was put between two of its shots is under it too, if it isn't long
    and no other bed of the layer is there.

    Args:
        pieces: of the bed, in order of time.
        others: of the other beds of its layer.
        longest_gap: what is filled at most, in seconds.
    """
    scenes: list[tuple[Fraction, Fraction, Fraction]] = []
    for piece in pieces:
        if scenes and piece.start - scenes[-1][1] <= longest_gap:
            start, end, old_start = scenes[-1]
            taken = any(one.start < piece.start and end < one.end for one in others)
            if not taken or piece.start <= end + _NEXT_S:
                scenes[-1] = start, max(end, piece.end), old_start
                continue
        scenes.append((piece.start, piece.end, piece.old_start))
    return scenes


def _of_run(uses: Uses, run: Run, first: Fraction, last: Fraction) -> list[Piece]:
    if run.clip.retimed or not run.clip.speed:
        return _as_before(uses, run, first, last)
    found = []
    low, high = sorted((run.media_at(first), run.media_at(last)))
    edges = uses.edges(run, low, high)
    for begin, finish in itertools.pairwise(edges):
        for new in uses.of(run, begin):
            if new.clip.retimed:
                continue
            news = sorted((new.time_of(begin), new.time_of(finish)))
            olds = sorted((run.time_of(begin), run.time_of(finish)))
            found.append(Piece(news[0], news[1], olds[0], olds[1], new))
    return found


def _as_before(uses: Uses, run: Run, first: Fraction, last: Fraction) -> list[Piece]:
    """Pieces under clips that are frozen or ramped, in both cuts alike."""
    found = []
    for new in uses.alike(run):
        alike = (new.clip.retimed, new.clip.speed) == (run.clip.retimed, run.clip.speed)
        if alike and new.clip.media_start - new.shift == run.clip.media_start:
            start = new.clip.start + first - run.clip.start
            end = min(new.clip.start + last - run.clip.start, new.clip.end)
            if start < end:
                found.append(Piece(start, end, first, first + end - start, new))
    return found


def _goes_on(before: Piece, piece: Piece) -> bool:
    same_speed = (before.end - before.start) == (before.old_end - before.old_start) and (
        piece.end - piece.start
    ) == (piece.old_end - piece.old_start)
    return (
        same_speed
        and abs(piece.start - before.end) <= _NEXT_S
        and abs(piece.old_start - before.old_end) <= _NEXT_S
    )
