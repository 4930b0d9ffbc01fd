"""Moves cues with their picture, from an old cut to a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from backbeat.foley.conform.moments import Found, Moments
from backbeat.foley.conform.outcomes import Anchored, Conformed, NewPlace, Outcome
from backbeat.foley.conform.same_media import matches
from backbeat.foley.conform.stretches import Piece, pieces_of, scenes_of
from backbeat.foley.conform.uses import Uses
from backbeat.foley.spine import Spine

_SAME_FRAMES = Fraction(1, 2)
"""A cue that is less than this from where it was is kept."""
_LONGEST_FILL_S = Fraction(20)
"""A bed goes on under new shots between its own for this long at most."""


def conformed(
    cues: Sequence[Anchored],
    old: Spine,
    new: Spine,
    contents: Mapping[str, str] | None = None,
) -> list[Conformed]:
    """What becomes of each cue after a recut, in the order of `cues`.

    A hit stays on the frame of the media that it was on, wherever that frame is seen now. What
    lasts follows piece by piece; beds are laid under the scenes that their shots make now.

    Args:
        cues: of the old cut.
        old, new: the cuts.
        contents: digests of media files, by path, as far as they are known; media that was moved
            and renamed is known again by them.
    """
    uses = Uses(old, new, matches(old, new, contents))
    return list(_Conforming(cues, old, new, uses).all())


class _Conforming:
    def __init__(self, cues: Sequence[Anchored], old: Spine, new: Spine, uses: Uses) -> None:
        self._cues, self._old, self._new, self._uses = cues, old, new, uses
        self._moments = Moments(old, new, uses)
        self._bed_pieces = {
            index: pieces_of(uses, one.time, one.end)
            for index, one in enumerate(cues)
            if one.cue.kind.is_bed and one.end is not None
        }

    def all(self) -> Iterator[Conformed]:
        for index, one in enumerate(self._cues):
            if index in self._bed_pieces:
                yield self._bed(index, one)
            elif one.end is not None and one.end > one.time:
                yield self._lasting(one, one.end)
            else:
                yield self._hit(one)

    def _hit(self, one: Anchored) -> Conformed:
        anchor = one.time if one.anchor is None else one.anchor
        off = one.time - anchor
        found = self._moments.of(anchor)
        if not found:
            return Conformed(one, Outcome.CUT, self._moments.why_gone(anchor))
        places = tuple(
            NewPlace(max(place.time + off, Fraction(0)), None, one.time, place.known)
            for place in found
        )
        return self._judged(one, places, _doubts(found))

    def _lasting(self, one: Anchored, end: Fraction) -> Conformed:
        """What lasts, and has a moment at which it begins."""
        pieces = pieces_of(self._uses, one.time, end)
        if not pieces:
            return self._hit(one)
        doubts = _piece_doubts(pieces)
        if any(piece.old_start > one.time + 1 / self._old.rate for piece in pieces[:1]):
            doubts = ("The picture of its beginning is trimmed off.", *doubts)
        places = tuple(NewPlace(piece.start, piece.end, piece.old_start) for piece in pieces)
        whole = sum((piece.end - piece.start for piece in pieces), Fraction(0))
        divided = len(pieces) > 1
        conformed = self._judged(one, places, doubts)
        short = whole < end - one.time - 1 / self._new.rate
        if short and not divided and conformed.outcome in (Outcome.KEPT, Outcome.MOVED):
            return Conformed(
                one, conformed.outcome, f"{conformed.reason} It is shorter with its shot.", places
            )
        return conformed

    def _bed(self, index: int, one: Anchored) -> Conformed:
        pieces = self._bed_pieces[index]
        if not pieces:
            return Conformed(one, Outcome.CUT, "None of the shots of its scene is used any more.")
        others = [
            piece
            for other, found in self._bed_pieces.items()
            for piece in found
            if other != index
            and self._cues[other].cue.layer is one.cue.layer
            and not _overlap(self._cues[other], one)
        ]
        scenes = scenes_of(pieces, others, _LONGEST_FILL_S)
        places = tuple(NewPlace(start, end, old_start) for start, end, old_start in scenes)
        if len(places) > 1:
            return Conformed(
                one, Outcome.SPLIT, f"Its scene is in {len(places)} parts now.", places
            )
        (place,), (start, end, _) = places, scenes[0]
        grown = (end - start) - (one.last - one.time)
        fitted = abs(grown) > _SAME_FRAMES / self._new.rate
        away = abs(place.time - one.time) > _SAME_FRAMES / self._new.rate
        outcome = Outcome.MOVED if away or fitted else Outcome.KEPT
        reason = "Its scene begins at another time." if away else "Its scene is where it was."
        if fitted:
            change = "longer" if grown > 0 else "shorter"
            size = f"{float(abs(grown)):.2f} s {change}"
            reason = f"{reason[:-1]}, and is {size}." if away else f"Its scene is {size}."
        return Conformed(one, outcome, reason, places)

    def _judged(
        self, one: Anchored, places: tuple[NewPlace, ...], doubts: tuple[str, ...]
    ) -> Conformed:
        if doubts:
            return Conformed(one, Outcome.REVIEW, " ".join(doubts), places)
        if len(places) > 1:
            lasting = places[0].end is not None
            what = "Its picture is divided into" if lasting else "Its picture is used in"
            return Conformed(one, Outcome.SPLIT, f"{what} {len(places)} places now.", places)
        moved = places[0].time - one.time
        if abs(moved) <= _SAME_FRAMES / self._new.rate:
            return Conformed(one, Outcome.KEPT, "Its picture is where it was.", places)
        side = "later" if moved > 0 else "earlier"
        return Conformed(
            one, Outcome.MOVED, f"Its picture is {float(abs(moved)):.2f} s {side}.", places
        )


def _overlap(first: Anchored, second: Anchored) -> bool:
    return first.time < second.last and second.time < first.last


def _doubts(found: Sequence[Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(doubt for one in found for doubt in one.doubts))


def _piece_doubts(pieces: Sequence[Piece]) -> tuple[str, ...]:
    doubts = []
    if any(piece.end - piece.start != piece.old_end - piece.old_start for piece in pieces):
        doubts.append("Its clip plays at another speed now; the sound is not stretched.")
    unsure = {piece.run.likeness for piece in pieces if not piece.run.likeness.is_sure}
    doubts += [f"Its clip plays {likeness.value} now." for likeness in unsure]
    return tuple(doubts)
