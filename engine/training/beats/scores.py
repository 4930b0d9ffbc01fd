"""A composition as it is written, and as it is played: bars, notes, marks, repeats taken.

Time is in quarter notes, exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

_MOST_BARS = 2000


@dataclass(frozen=True, slots=True)
class Written:
    """A note on paper."""

    start: Fraction
    """Quarters from the start of its bar."""
    length: Fraction
    pitch: int
    """MIDI note."""
    staff: int
    """1 the upper one."""
    loudness: float
    """0 to 1, by the dynamics around it."""
    tied: bool = False
    """Held over from the note before."""
    staccato: bool = False
    accent: bool = False
    arpeggio: bool = False
    fermata: bool = False
    slur_ends: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A word about the tempo."""

    start: Fraction
    """Quarters from the start of the bar; of the piece in `Music`."""
    kind: str
    """slower, faster or back."""


@dataclass(frozen=True)
class WrittenBar:
    """What all parts share of a bar."""

    length: Fraction
    beats: int
    unit: int
    """The time signature: 6 and 8 for 6/8."""
    implicit: bool = False
    """Not counted: a pick-up, or the second half of a bar that a repeat divides."""
    opens: bool = False
    """A repeated section begins here."""
    closes: bool = False
    """A repeated section ends here."""
    endings: tuple[int, ...] = ()
    """The times of the repeated section in which the bar is played; empty: always."""
    tempi: tuple[tuple[Fraction, float], ...] = ()
    """Quarters from the start of the bar, and quarters a minute."""
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Instrument:
    """Who plays a part."""

    name: str
    program: int
    """General MIDI, from 0."""
    staves: int
    sung: bool
    """Has words under its notes."""


@dataclass(frozen=True)
class Score:
    """A composition as written."""

    title: str
    instruments: tuple[Instrument, ...]
    bars: tuple[WrittenBar, ...]
    notes: tuple[tuple[tuple[Written, ...], ...], ...]
    """By instrument, then by bar."""


@dataclass(frozen=True, slots=True)
class Played:
    """A note in the order of playing, ties joined."""

    start: Fraction
    """Quarters from the start of the piece."""
    length: Fraction
    instrument: int
    written: Written
    """The first note of those that are tied."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in the order of playing."""

    start: Fraction
    length: Fraction
    beats: int
    unit: int
    skipped: Fraction
    """How much of the full bar lies before its start: 3 in a pick-up of one quarter in 4/4."""


@dataclass(frozen=True)
class Music:
    """A composition as played."""

    title: str
    instruments: tuple[Instrument, ...]
    bars: tuple[Bar, ...]
    notes: tuple[Played, ...]
    """By start."""
    tempi: tuple[tuple[Fraction, float], ...]
    """Quarters, and quarters a minute from there on."""
    turns: tuple[Turn, ...]

    @property
    def end(self) -> Fraction:
        """Quarters of the whole piece."""
        return self.bars[-1].start + self.bars[-1].length


def playing_order(bars: tuple[WrittenBar, ...]) -> list[int]:
    """Indices of the bars as played: every repeat once, first and second endings in turn."""
    order: list[int] = []
    opened, time, at = 0, 1, 0
    passed: set[int] = set()
    while at < len(bars) and len(order) < _MOST_BARS:
        bar = bars[at]
        if bar.opens and at != opened:
            opened, time = at, 1
        if order and order[-1] == at - 1 and bars[at - 1].endings and not bar.endings:
            opened, time = at, 1
        if bar.endings and time not in bar.endings:
            at += 1
            continue
        order.append(at)
        again = max(bar.endings) + 1 if bar.endings else 2
        if bar.closes and at not in passed and time < again:
            if time + 1 >= again:
                passed.add(at)
            time += 1
            at = opened
            continue
        if bar.closes:
            opened, time = at + 1, 1
        at += 1
    return order


def played(score: Score) -> Music:
    """The score with its repeats taken and its ties joined."""
    bars: list[Bar] = []
    tempi: list[tuple[Fraction, float]] = []
    turns: list[Turn] = []
    notes: list[Played] = []
    open_notes: dict[tuple[int, int], int] = {}
    start, filled = Fraction(0), Fraction(0)
    order = playing_order(score.bars)
    for number, following in zip(order, [*order[1:], None], strict=True):
        bar = score.bars[number]
        rest = score.bars[following].length if following is not None else Fraction(0)
        skipped = _skipped(bar, filled, rest, first=not bars)
        full = Fraction(4 * bar.beats, bar.unit)
        filled = (skipped + bar.length) % full if bar.length < full else Fraction(0)
        bars.append(Bar(start, bar.length, bar.beats, bar.unit, skipped))
        tempi += [(start + at, tempo) for at, tempo in bar.tempi]
        turns += [Turn(start + turn.start, turn.kind) for turn in bar.turns]
        for instrument, part in enumerate(score.notes):
            for note in part[number]:
                begins = start + note.start
                before = open_notes.get((instrument, note.pitch))
                if note.tied and before is not None:
                    held = notes[before]
                    if held.start + held.length == begins:
                        longer = held.length + note.length
                        notes[before] = Played(held.start, longer, instrument, held.written)
                        continue
                open_notes[instrument, note.pitch] = len(notes)
                notes.append(Played(begins, note.length, instrument, note))
        start += bar.length
    notes.sort(key=lambda note: (float(note.start), note.instrument, note.written.pitch))
    return Music(
        score.title, score.instruments, tuple(bars), tuple(notes), tuple(tempi), tuple(turns)
    )


def _skipped(bar: WrittenBar, filled: Fraction, following: Fraction, *, first: bool) -> Fraction:
    full = Fraction(4 * bar.beats, bar.unit)
    if bar.length >= full:
        return Fraction(0)
    if filled and filled + bar.length <= full:
        return filled
    if bar.length + following == full and not first:
        return Fraction(0)
    if first or bar.implicit:
        return full - bar.length
    return Fraction(0)
