"""Real tunes and harmonies played by bands: a composition in any style of the generator."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.beats import drum_takes, grooves
from training.beats.compose import by_hand, layers
from training.beats.drum_takes import Take
from training.beats.figures import CHORDS
from training.beats.form import plan_excerpt
from training.beats.grooves import swung
from training.beats.harmony import Chord
from training.beats.heard_harmony import chords
from training.beats.piece import Part, Piece, Stretch
from training.beats.players import figure, play_bass, play_chords
from training.beats.sheet import Flags, Floats, Sheet
from training.beats.styles import STYLES, Style
from training.beats.timing import beat_times

_SECONDS = 45.0
_FEWEST_BARS = 8
_BEATS: dict[tuple[int, int], tuple[int, Fraction, int]] = {
    (4, 4): (4, Fraction(1), 4),
    (2, 2): (4, Fraction(1), 4),
    (2, 4): (4, Fraction(1), 4),
    (3, 4): (3, Fraction(1), 4),
    (6, 8): (2, Fraction(3, 2), 3),
    (12, 8): (4, Fraction(3, 2), 3),
}
"""By time signature: beats in a band's bar, quarters of a beat, steps of a beat."""


@dataclass(frozen=True)
class Tune:
    """A stretch of a composition in regular bars; beats from its first bar."""

    metre: int
    division: int
    bars: int
    beat: Floats
    beats: Floats
    pitch: NDArray[np.int64]
    loudness: Floats
    lead: Flags


@dataclass(frozen=True)
class _Manner:
    """What the band has agreed on."""

    style: Style
    swing: float
    groove: grooves.Rows | None
    take: Take | None
    takes: list[Take]
    bass: str
    comp_mode: str
    comp: str
    written: bool
    """The accompaniment plays what the composer wrote."""
    push: bool


def tune(score: Sheet) -> Tune | None:
    """The longest stretch in one time signature that a band can play; None when it is short."""
    best, first = (0, 0), 0
    bars = score.bars
    for index, bar in enumerate([*bars, None]):
        same = (
            bar is not None
            and bar.length == Fraction(4 * bar.beats, bar.unit)
            and (bar.beats, bar.unit) == (bars[first].beats, bars[first].unit)
        )
        if same:
            continue
        if index - first > best[1] - best[0]:
            best = (first, index)
        first = index
        if bar is not None and bar.length != Fraction(4 * bar.beats, bar.unit):
            first = index + 1
        if first >= len(bars):
            break
    first, last = best
    kind = _BEATS.get((bars[first].beats, bars[first].unit)) if last > first else None
    if kind is None:
        return None
    metre, beat, division = kind
    start = float(bars[first].start)
    whole = int((bars[last - 1].start + bars[last - 1].length - bars[first].start) / (metre * beat))
    if whole < _FEWEST_BARS:
        return None
    rows = (score.start >= start) & (score.start < start + whole * metre * float(beat))
    return Tune(
        metre,
        division,
        whole,
        (score.start[rows] - start) / float(beat),
        score.length[rows] / float(beat),
        score.pitch[rows],
        score.loudness[rows],
        score.lead[rows],
    )


def arrange(rng: Generator, melody: Tune, takes: list[Take]) -> Piece:
    """A band plays part of the tune.

    Args:
        rng: the chance of this arrangement.
        melody: what is played.
        takes: drummers to choose from; may be empty.
    """
    name, style = _style(rng, melody)
    bpm = _tempo(rng, style, melody)
    feel = str(rng.choice(style.feels))
    metre = melody.metre
    bars = min(melody.bars, max(_FEWEST_BARS, int(np.ceil(_SECONDS * bpm / 60 / metre))))
    first = int(rng.integers(0, melody.bars - bars + 1))
    electronic = rng.random() < style.electronic
    form = plan_excerpt(rng, bars, electronic)
    length = sum(stretch.bars for stretch in form)
    parts = _band(rng, name, style, melody, bpm, first, bars, form, takes)
    by_hand(rng, parts, feel)
    metres = [metre] * max(length, bars)
    lead = 0.0 if rng.random() < 0.5 else rng.uniform(0.05, 1.2)
    times = beat_times(rng, feel, bpm, metres, lead)
    return Piece(name, parts, metres, times, form, electronic, style.colours)


def _style(rng: Generator, melody: Tune) -> tuple[str, Style]:
    names = [
        name
        for name, style in STYLES.items()
        if style.division == melody.division and melody.metre in style.metres and not style.hands
    ]
    weights = np.array([STYLES[name].weight for name in names])
    name = names[rng.choice(len(names), p=weights / weights.sum())]
    return name, STYLES[name]


def _tempo(rng: Generator, style: Style, melody: Tune) -> float:
    bpm = float(np.exp(rng.uniform(*np.log(style.bpm))))
    lead = melody.beats[melody.lead]
    if len(lead):
        # Nobody sings ten syllables a second.
        bpm = min(bpm, 60 * float(np.percentile(lead, 15)) / 0.1)
    return float(np.clip(bpm, 45, 220))


def _band(
    rng: Generator,
    name: str,
    style: Style,
    melody: Tune,
    bpm: float,
    first: int,
    bars: int,
    form: list[Stretch],
    takes: list[Take],
) -> list[Part]:
    metre, division = melody.metre, melody.division
    step = float(rng.choice([metre / 2, metre])) if metre % 2 == 0 else float(metre)
    harmony = chords(melody.beat - first * metre, melody.beats, melody.pitch, bars, metre, step)
    parts = {
        role: Part(role) for role in ("drums", "percussion", "bass", "chords", "pad", "melody")
    }
    sung = rng.random() < style.voice
    parts["lead"] = Part("voice" if sung else "melody")
    has = {
        "drums": bool(style.grooves) and str(rng.choice(style.grooves)) != "",
        "percussion": rng.random() < 0.15,
        "bass": rng.random() < 0.93,
        "chords": True,
        "second": False,
        "pad": rng.random() < 0.4,
        "melody": not sung,
        "voice": sung,
    }
    loop = grooves.choose(rng, "loop", metre, division)
    swing = rng.uniform(*style.swing)
    manners: dict[str, _Manner] = {}
    for number, stretch in enumerate(form):
        if stretch.letter not in manners:
            manners[stretch.letter] = _manner(rng, style, metre, division, swing, bpm, takes)
        manner = manners[stretch.letter]
        on = layers(rng, stretch, has, number == 0)
        stop = min(bars, stretch.bar + stretch.bars)
        for bar in range(stretch.bar, stop):
            _bar(rng, parts, manner, on, harmony[bar], loop, float(bar * metre), metre, division)
        if on["drums"]:
            _drums(rng, parts["drums"], manner, stretch, stop, metre, division)
        window = (first * metre, (first + stretch.bar) * metre, (first + stop) * metre)
        if on["melody"] or on["voice"]:
            _copy(parts["lead"], melody, melody.lead, window, swing, 0.8)
        if on["chords"] and manner.written:
            _copy(parts["chords"], melody, ~melody.lead, window, swing, 0.7)
    return [part for part in parts.values() if part.notes]


def _manner(
    rng: Generator,
    style: Style,
    metre: int,
    division: int,
    swing: float,
    bpm: float,
    takes: list[Take],
) -> _Manner:
    name = str(rng.choice(style.grooves)) if style.grooves else ""
    straight = metre == 4 and division == 4
    taken = straight and takes and rng.random() < (0.65 if not swing else 0.3)
    mode = str(rng.choice(style.chords)) if rng.random() < 0.85 else str(rng.choice(list(CHORDS)))
    return _Manner(
        style,
        swing,
        grooves.choose(rng, name, metre, division) if name else None,
        drum_takes.choose(rng, takes, bpm) if taken else None,
        takes,
        figure(rng, str(rng.choice(style.bass)) or "root", division, "bass"),
        mode,
        figure(rng, mode, division, "chords"),
        rng.random() < 0.45,
        rng.random() < style.push,
    )


def _bar(
    rng: Generator,
    parts: dict[str, Part],
    manner: _Manner,
    on: dict[str, bool],
    harmony: list[Chord],
    loop: grooves.Rows,
    start: float,
    metre: int,
    division: int,
) -> None:
    swing, push = manner.swing, manner.push
    if on["bass"]:
        play_bass(rng, parts["bass"], manner.bass, harmony, start, metre, division, swing, push)
    if on["chords"] and not manner.written:
        play_chords(
            rng,
            parts["chords"],
            manner.comp_mode,
            manner.comp,
            harmony,
            start,
            metre,
            division,
            swing,
            push,
            12,
            0.65,
        )
    if on["pad"]:
        for chord in harmony:
            for pitch in chord.pitches:
                parts["pad"].play(start + chord.start, chord.beats * 0.97, pitch + 12, 0.55)
    if on["percussion"]:
        grooves.play_bar(rng, parts["percussion"], loop, start, division, swing, 0.6)


def _drums(
    rng: Generator,
    part: Part,
    manner: _Manner,
    stretch: Stretch,
    stop: int,
    metre: int,
    division: int,
) -> None:
    start, beats = float(stretch.bar * metre), float((stop - stretch.bar) * metre)
    if beats <= 0:
        return
    if manner.take is not None:
        drum_takes.play_along(rng, part, manner.take, start, beats, manner.takes)
        return
    if manner.groove is None:
        return
    for bar in range(stretch.bar, stop):
        grooves.play_bar(
            rng, part, manner.groove, float(bar * metre), division, manner.swing, stretch.energy
        )
    if rng.random() < 0.5:
        size = float(rng.choice([0.5, 1, min(2, metre)]))
        grooves.fill(rng, part, start + beats, division, manner.swing, size)
    if rng.random() < 0.4:
        part.play(start, 1, grooves.CRASH, 0.8)


def _copy(
    part: Part,
    melody: Tune,
    rows: Flags,
    window: tuple[int, int, int],
    swing: float,
    loudness: float,
) -> None:
    """The written notes of a window: where the piece begins, the window begins and ends, in beats."""
    zero, low, high = window
    chosen = np.flatnonzero(rows & (melody.beat >= low) & (melody.beat < high))
    for row in chosen:
        begin = swung(float(melody.beat[row]) - zero, swing)
        end = swung(float(melody.beat[row] + melody.beats[row]) - zero, swing)
        strength = loudness + 0.4 * (float(melody.loudness[row]) - 0.5)
        part.play(begin, max(0.1, end - begin), int(melody.pitch[row]), strength)
