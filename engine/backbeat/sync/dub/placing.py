"""Where the lines of a dub lie, and how much each is stretched.

Lines begin where those of the original begin. What is too long takes the pause behind it, then is
made faster up to a limit; what is still too long moves its neighbours, all together as little as
possible (least squares in order: isotonic regression).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from backbeat.footage.footage import Span

Float64s = npt.NDArray[np.float64]

STRETCH_PERCENT = 8.0
"""How much lines are stretched where nobody says otherwise."""
BREATH_S = 0.08
"""Least pause between lines of one speaker."""
_LEAST_PAUSE_S = 0.1
_PAUSE_SHORTER, _PAUSE_LONGER = 0.4, 1.7
"""How much shorter or longer pauses inside a line may be made."""
_LATE_S = 0.1
"""Distance from the original's beginning that is said."""
_WORTH = 0.9
"""Share of the original's line that a slower line is to fill, so that it is made slower at all."""
_SHORT_S, _SHORT_SHARE = 0.8, 0.75
"""How much shorter than the original's a line is that is said."""
_OVER_S = 0.05
"""How much too long a line is that is said: less, and its neighbours make room unnoticed."""


@dataclass(frozen=True)
class Cue:
    """A line to be placed."""

    start_s: float
    """Where the original's line begins, and ends."""
    end_s: float
    speaker: int
    pieces: tuple[Span, ...]
    """Stretches of speech of the dub's line on its own clock, in order; at least one."""
    new_speaker: int = 0
    """Where others than the original's speaker say it."""


@dataclass(frozen=True)
class PlacedPiece:
    """A stretch of speech and where it lies."""

    source: Span
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Placed:
    """A line where it lies."""

    pieces: tuple[PlacedPiece, ...]
    stretch: float
    """Of its speech: 1.05 is 5 % longer."""
    problem: str
    """A sentence; empty: none."""

    @property
    def start_s(self) -> float:
        """Where it begins."""
        return self.pieces[0].start_s

    @property
    def end_s(self) -> float:
        """Where it ends."""
        return self.pieces[-1].end_s


@dataclass(frozen=True)
class _Length:
    """How long a line is made."""

    speech: float
    """Stretch of its speech."""
    pause: float
    """Stretch of its pauses."""
    total_s: float
    over_s: float = 0.0
    """By how much it is longer than its room."""


def placed(cues: Sequence[Cue], until_s: float, stretch_percent: float) -> list[Placed]:
    """Places lines; none overlaps the next of its speaker.

    Args:
        cues: by `start_s`.
        until_s: end of the picture.
        stretch_percent: how much speech may be made faster or slower.
    """
    if not cues:
        return []
    rooms = [_room_s(cues, number, until_s) for number in range(len(cues))]
    most = stretch_percent / 100
    lengths = [_length(cue, room, most) for cue, room in zip(cues, rooms, strict=True)]
    starts = _starts(cues, lengths, until_s)
    result = []
    for number, (cue, length) in enumerate(zip(cues, lengths, strict=True)):
        start_s = float(starts[number])
        problem = _problem(cues, lengths, starts, number, until_s, most)
        result.append(Placed(_pieces(cue, length, start_s), length.speech, problem))
    return result


def _room_s(cues: Sequence[Cue], number: int, until_s: float) -> float:
    """From a line's beginning to the next one's that it must not run into."""
    cue = cues[number]
    for following in cues[number + 1 :]:
        if following.speaker == cue.speaker or following.start_s >= cue.end_s:
            return max(following.start_s - BREATH_S - cue.start_s, 0.05)
    return max(until_s - cue.start_s, 0.05)


def _length(cue: Cue, room_s: float, most: float) -> _Length:
    """As long as the original's line, where that is within limits; else as near as there is room.

    Pauses give way first.
    """
    speech_s = sum(piece.end_s - piece.start_s for piece in cue.pieces)
    pauses_s = sum(b.start_s - a.end_s for a, b in pairwise(cue.pieces))
    wanted_s = min(cue.end_s - cue.start_s, room_s)
    least_pauses = _least_pauses(cue)

    def pause_stretch(speech: float) -> float:
        if pauses_s <= 0:
            return 1.0
        share = (wanted_s - speech * speech_s) / pauses_s
        return min(max(share, least_pauses), _PAUSE_LONGER)

    pause = pause_stretch(1.0)
    speech = min(max((wanted_s - pause * pauses_s) / speech_s, 1 - most), 1 + most)
    if speech * speech_s + pause * pauses_s < _WORTH * wanted_s:
        # It stays far too short anyhow: better as it was said.
        speech = 1.0
    pause = pause_stretch(speech)
    total_s = speech * speech_s + pause * pauses_s
    if total_s > wanted_s and speech > 1 - most:
        speech = max(1 - most, (wanted_s - pause * pauses_s) / speech_s)
        total_s = speech * speech_s + pause * pauses_s
    return _Length(speech, pause, total_s, max(0.0, total_s - room_s))


def _least_pauses(cue: Cue) -> float:
    pauses = [b.start_s - a.end_s for a, b in pairwise(cue.pieces)]
    shortest = min((pause for pause in pauses if pause > 0), default=1.0)
    return min(1.0, max(_PAUSE_SHORTER, _LEAST_PAUSE_S / shortest))


def _starts(cues: Sequence[Cue], lengths: Sequence[_Length], until_s: float) -> Float64s:
    """Beginnings as near to the original's as goes."""
    wanted = np.array([cue.start_s for cue in cues])
    steps = np.array(
        [
            _step_s(cue, following, length)
            for cue, following, length in zip(cues, cues[1:], lengths, strict=False)
        ]
    )
    before = np.concatenate([[0.0], np.cumsum(steps)])
    free = _isotonic(wanted - before)
    latest = until_s - lengths[-1].total_s - before[-1]
    starts: Float64s = np.clip(free, 0.0, max(0.0, latest)) + before
    ends: dict[int, float] = {}
    for number, (cue, length) in enumerate(zip(cues, lengths, strict=True)):
        starts[number] = max(starts[number], ends.get(cue.speaker, 0.0))
        ends[cue.speaker] = starts[number] + length.total_s + BREATH_S
    return starts


def _step_s(cue: Cue, following: Cue, length: _Length) -> float:
    """How much later the next line begins at least: people who overlap may go on doing so."""
    apart_s = following.start_s - cue.start_s
    if following.speaker == cue.speaker:
        return length.total_s + BREATH_S
    pause_s = min(max(0.0, following.start_s - cue.end_s), BREATH_S)
    if following.start_s < cue.end_s:
        return min(apart_s, length.total_s)
    return length.total_s + pause_s


def _isotonic(values: Float64s) -> Float64s:
    """The nearest values, in least squares, of which none is below the one before.

    Pool adjacent violators (Ayer and others 1955).
    """
    pools: list[tuple[float, int]] = []
    for value in values.tolist():
        total, count = value, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            total, count = total + pools[-1][0], count + pools[-1][1]
            pools.pop()
        pools.append((total, count))
    means: Float64s = np.repeat(
        [total / count for total, count in pools], [count for _, count in pools]
    )
    return means


def _pieces(cue: Cue, length: _Length, start_s: float) -> tuple[PlacedPiece, ...]:
    pieces: list[PlacedPiece] = []
    at_s = start_s
    for number, piece in enumerate(cue.pieces):
        if number:
            at_s += length.pause * (piece.start_s - cue.pieces[number - 1].end_s)
        end_s = at_s + length.speech * (piece.end_s - piece.start_s)
        pieces.append(PlacedPiece(piece, at_s, end_s))
        at_s = end_s
    return tuple(pieces)


def _problem(
    cues: Sequence[Cue],
    lengths: Sequence[_Length],
    starts: Float64s,
    number: int,
    until_s: float,
    most: float,
) -> str:
    cue, length = cues[number], lengths[number]
    start_s = float(starts[number])
    late_s = start_s - cue.start_s
    past_s = start_s + length.total_s - until_s
    if length.over_s > _OVER_S:
        share = length.over_s / length.total_s
        return (
            f"It is {length.over_s:.1f} s too long for its place, even {most:.0%} faster: "
            f"shorten its text by {max(share, 0.01):.0%}."
        )
    if past_s > _OVER_S:
        return f"It runs {past_s:.1f} s past the end of the picture: shorten the lines before it."
    if abs(late_s) > _LATE_S:
        side = "after" if late_s > 0 else "before"
        return (
            f"It begins {abs(late_s):.1f} s {side} the original's line, as a line beside it is too "
            "long."
        )
    missing_s = cue.end_s - cue.start_s - length.total_s
    share = length.total_s / max(cue.end_s - cue.start_s, 1e-3)
    if missing_s > _SHORT_S and share < _SHORT_SHARE:
        return (
            f"It is {missing_s:.1f} s shorter than the original's line, and the mouth rests "
            "meanwhile: add some words."
        )
    return ""
