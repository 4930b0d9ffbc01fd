"""Reads MusicXML, compressed or not, as far as a performance needs it."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from fractions import Fraction

from training.beats.scores import Instrument, Score, Turn, Written, WrittenBar

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_TURNS = (
    ("back", re.compile(r"(^|\b)(a|in) ?tempo|tempo (i|1|primo)\b|zeitma|mouv", re.I)),
    (
        "slower",
        re.compile(r"\b(rit|rall|allarg|slarg|calando|smorz|morendo|zöger|cédez|sosten)", re.I),
    ),
    ("faster", re.compile(r"\b(accel|string|anim|press|drängend|stretto)", re.I)),
)
_PLAIN = 0.55
_WEDGE = 0.13
"""How much a hairpin changes the loudness when no dynamic follows it."""


@dataclass
class _Loudness:
    """Dynamics of one part, by written quarters from the start; nothing here need be exact."""

    marks: list[tuple[float, float]] = field(default_factory=list)
    wedges: list[tuple[float, float, int]] = field(default_factory=list)
    opened: tuple[float, int] | None = None

    def hairpin(self, at: float, kind: str) -> None:
        if kind == "stop" and self.opened:
            self.wedges.append((self.opened[0], at, self.opened[1]))
            self.opened = None
        elif kind in ("crescendo", "diminuendo"):
            self.opened = (at, 1 if kind == "crescendo" else -1)

    def at(self, moment: float) -> float:
        index = bisect_right(self.marks, (moment, 2.0))
        level = self.marks[index - 1][1] if index else _PLAIN
        since = self.marks[index - 1][0] if index else -1.0
        following = self.marks[index] if index < len(self.marks) else None
        place = bisect_right(self.wedges, (moment, moment, 2))
        for start, stop, way in self.wedges[max(0, place - 2) : place]:
            if start < since or stop <= start:
                continue
            goal = level + way * _WEDGE
            if following and following[0] - stop <= 4 and (following[1] - level) * way > 0:
                goal = following[1]
            share = min(1.0, (moment - start) / (stop - start))
            level += (goal - level) * share
        return min(1.0, max(0.15, level))


@dataclass
class _Shared:
    """What the parts together say of one bar."""

    length: Fraction = Fraction(0)
    beats: int = 4
    unit: int = 4
    implicit: bool = False
    opens: bool = False
    closes: bool = False
    endings: tuple[int, ...] = ()
    tempi: list[tuple[Fraction, float]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)

    def bar(self) -> WrittenBar:
        full = Fraction(4 * self.beats, self.unit)
        length = self.length or full
        return WrittenBar(
            full if full < length < full + Fraction(1, 8) else length,
            self.beats,
            self.unit,
            self.implicit,
            self.opens,
            self.closes,
            self.endings,
            tuple(sorted(self.tempi)),
            tuple(sorted(self.turns, key=lambda turn: turn.start)),
        )


def read(data: bytes, title: str = "") -> Score:
    """The score in a MusicXML file.

    Args:
        data: the file's bytes, `.mxl` or `.musicxml`.
        title: a name for the score.

    Raises:
        ValueError: `data` holds no `score-partwise`.
    """
    root = ET.fromstring(_text(data))
    if root.tag != "score-partwise":
        raise ValueError(f"{title or 'The score'} is not a part-wise MusicXML score.")
    about = {part.get("id"): part for part in root.iterfind("part-list/score-part")}
    shared: list[_Shared] = []
    instruments, notes = [], []
    for number, part in enumerate(root.iterfind("part")):
        reader = _Part(first=number == 0)
        for index, measure in enumerate(part.iterfind("measure")):
            if index == len(shared):
                shared.append(_Shared())
            reader.measure(measure, shared[index])
        instruments.append(reader.instrument(about.get(part.get("id"))))
        notes.append(reader.notes())
    bars = tuple(each.bar() for each in shared)
    filled = tuple(part + ((),) * (len(bars) - len(part)) for part in notes)
    return Score(title, tuple(instruments), bars, filled)


def _text(data: bytes) -> bytes:
    if data[:2] != b"PK":
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        container = ET.fromstring(archive.read("META-INF/container.xml"))
        for place in container.iter():
            if place.tag.endswith("rootfile"):
                return archive.read(place.get("full-path", ""))
    raise ValueError("The compressed score names no root file.")


class _Part:
    """Reads one part, bar by bar."""

    def __init__(self, *, first: bool) -> None:
        self._first = first
        self._divisions, self._transpose = 1, 0
        self._beats, self._unit = 4, 4
        self._staves, self._sung = 1, False
        self._start = Fraction(0)
        self._bars: list[tuple[Fraction, list[Written]]] = []
        self._loudness = _Loudness()
        self._ending: tuple[int, ...] = ()
        self._ending_stops = False

    def measure(self, measure: ET.Element, shared: _Shared) -> None:
        """Reads a bar, and adds to what the parts share of it."""
        at = furthest = begun = 0
        out: list[Written] = []
        for element in measure:
            tag = element.tag
            if tag == "note":
                if element.find("grace") is not None or element.find("cue") is not None:
                    continue
                length = int(float(element.findtext("duration", "0")))
                if element.find("chord") is None:
                    begun = at
                    at += length
                note = self._note(element, begun, length)
                if note:
                    out.append(note)
                furthest = max(furthest, at)
            elif tag == "backup":
                at -= int(float(element.findtext("duration", "0")))
            elif tag == "forward":
                at += int(float(element.findtext("duration", "0")))
                furthest = max(furthest, at)
            elif tag == "attributes":
                self._attributes(element)
            elif tag in ("direction", "sound"):
                self._direction(element, Fraction(at, self._divisions), shared)
            elif tag == "barline" and self._first:
                self._barline(element, shared)
        shared.beats, shared.unit = self._beats, self._unit
        if self._first:
            shared.endings = self._ending
            self._ending = () if self._ending_stops else self._ending
            self._ending_stops = False
        shared.implicit = shared.implicit or measure.get("implicit") == "yes"
        shared.length = max(shared.length, Fraction(furthest, self._divisions))
        self._bars.append((self._start, out))
        self._start += Fraction(furthest, self._divisions)

    def _attributes(self, element: ET.Element) -> None:
        self._divisions = int(element.findtext("divisions") or self._divisions)
        self._staves = int(element.findtext("staves") or self._staves)
        beats, unit = element.findtext("time/beats"), element.findtext("time/beat-type")
        if beats and unit:
            self._beats, self._unit = sum(int(each) for each in beats.split("+")), int(unit)
        transpose = element.find("transpose")
        if transpose is not None:
            self._transpose = int(transpose.findtext("chromatic") or 0) + 12 * int(
                transpose.findtext("octave-change") or 0
            )

    def _note(self, element: ET.Element, begun: int, length: int) -> Written | None:
        pitch = element.find("pitch")
        if pitch is None or length <= 0:
            return None
        self._sung = self._sung or element.find("lyric") is not None
        midi = (
            12 * (int(pitch.findtext("octave", "4")) + 1)
            + _STEPS[pitch.findtext("step", "C")]
            + round(float(pitch.findtext("alter") or 0))
            + self._transpose
        )
        notations = element.find("notations")
        marks = set()
        slur_ends = False
        if notations is not None:
            marks = {mark.tag for group in notations for mark in (group, *group)}
            slur_ends = any(slur.get("type") == "stop" for slur in notations.iterfind("slur"))
        return Written(
            Fraction(begun, self._divisions),
            Fraction(length, self._divisions),
            midi,
            int(element.findtext("staff") or 1),
            _PLAIN,
            tied=any(tie.get("type") == "stop" for tie in element.iterfind("tie")),
            staccato="staccato" in marks or "staccatissimo" in marks,
            accent="accent" in marks or "strong-accent" in marks,
            arpeggio="arpeggiate" in marks,
            fermata="fermata" in marks,
            slur_ends=slur_ends,
        )

    def _direction(self, element: ET.Element, at: Fraction, shared: _Shared) -> None:
        sound = element if element.tag == "sound" else element.find("sound")
        if sound is not None:
            tempo, dynamics = sound.get("tempo"), sound.get("dynamics")
            if tempo and float(tempo) > 0:
                shared.tempi.append((at, float(tempo)))
            if dynamics:
                level = min(1.0, float(dynamics) * 0.9 / 127)
                self._loudness.marks.append((float(self._start + at), level))
        for wedge in element.iterfind("direction-type/wedge"):
            self._loudness.hairpin(float(self._start + at), wedge.get("type", ""))
        for words in element.iterfind("direction-type/words"):
            for kind, pattern in _TURNS:
                if words.text and pattern.search(words.text):
                    shared.turns.append(Turn(at, kind))
                    break

    def _barline(self, element: ET.Element, shared: _Shared) -> None:
        for repeat in element.iterfind("repeat"):
            if repeat.get("direction") == "forward":
                shared.opens = True
            else:
                shared.closes = True
        for ending in element.iterfind("ending"):
            if ending.get("type") == "start":
                numbers = re.findall(r"\d+", ending.get("number", ""))
                self._ending = tuple(int(number) for number in numbers)
            else:
                self._ending_stops = True

    def instrument(self, about: ET.Element | None) -> Instrument:
        """Who plays, once all bars are read."""
        name = (about.findtext("part-name") or "") if about is not None else ""
        program = about.findtext("midi-instrument/midi-program") if about is not None else None
        return Instrument(" ".join(name.split()), int(program or 1) - 1, self._staves, self._sung)

    def notes(self) -> tuple[tuple[Written, ...], ...]:
        """The notes of each bar, as loud as the dynamics say."""
        self._loudness.marks.sort()
        self._loudness.wedges.sort()
        level = self._loudness.at
        return tuple(
            tuple(replace(note, loudness=level(float(start) + float(note.start))) for note in bar)
            for start, bar in self._bars
        )
