"""Composes a piece: style, tempo, form, harmony, and the notes of each part."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.random import Generator

from training.beats import grooves
from training.beats.figures import CHORDS
from training.beats.form import plan_excerpt, plan_song
from training.beats.harmony import Chord, Key, choose_key, progression
from training.beats.keyboard import Hand, play_hand, take_up
from training.beats.piece import Part, Piece, Stretch
from training.beats.players import contour, figure, motif, play_bass, play_chords, play_melody
from training.beats.styles import STYLES, Style
from training.beats.timing import beat_times

_JITTER = {
    "steady": (0.0, 0.004),
    "human": (0.003, 0.011),
    "live": (0.005, 0.014),
    "rubato": (0.004, 0.02),
    "ramp": (0.0, 0.008),
    "jump": (0.0, 0.008),
}
"""Least and most deviation of a player's onsets, in seconds, by feel."""


@dataclass
class Material:
    """The material that sections of one letter share."""

    chords: list[list[Chord]]
    groove: grooves.Rows | None
    bass: str
    comp_mode: str
    comp: str
    second_mode: str
    second: str
    rhythm: list[tuple[float, float]]
    degrees: list[int]
    sung: list[tuple[float, float]]
    sung_degrees: list[int]
    push: bool
    phrase_shift: tuple[float, float]
    """Where in the bar melody and voice start their phrases, in beats."""
    accents: bool
    """Whether now and then everybody hits a beat that is no first one."""


@dataclass
class Band:
    """The parts of a piece and what it may play."""

    drums: Part = field(default_factory=lambda: Part("drums"))
    percussion: Part = field(default_factory=lambda: Part("percussion"))
    bass: Part = field(default_factory=lambda: Part("bass"))
    chords: Part = field(default_factory=lambda: Part("chords"))
    second: Part = field(default_factory=lambda: Part("chords"))
    pad: Part = field(default_factory=lambda: Part("pad"))
    melody: Part = field(default_factory=lambda: Part("melody"))
    voice: Part = field(default_factory=lambda: Part("voice"))

    def all(self) -> list[Part]:
        """All parts with notes."""
        parts = (
            self.drums,
            self.percussion,
            self.bass,
            self.chords,
            self.second,
            self.pad,
            self.melody,
            self.voice,
        )
        return [part for part in parts if part.notes]


def compose(
    rng: Generator, seconds: float = 45.0, style: str | None = None, song: bool = False
) -> Piece:
    """A piece of at least `seconds`, or a whole song.

    Args:
        rng: random generator; the same state makes the same piece.
        seconds: the least length of an excerpt.
        style: a name in `STYLES`; None draws one.
        song: compose a whole song with its form, whatever its length.
    """
    name = style or _draw_style(rng)
    kind = _mutated(rng, STYLES[name])
    bpm = float(np.exp(rng.uniform(*np.log(kind.bpm))))
    if rng.random() < 0.1:
        bpm = float(np.clip(bpm * rng.uniform(0.8, 1.25), 40, 220))
    feel = str(rng.choice(kind.feels))
    if feel == "steady" and rng.random() < 0.5:
        bpm = round(bpm)
    if rng.random() < 0.04:
        feel = str(rng.choice(["ramp", "jump"]))
    metre = int(rng.choice(kind.metres))
    electronic = rng.random() < kind.electronic
    bars = max(4, int(np.ceil(seconds * bpm / 60 / metre)))
    form = plan_song(rng, electronic, metre) if song else plan_excerpt(rng, bars, electronic)
    metres = _metres(rng, metre, form, kind)
    if kind.hands:
        band = _play_hands(rng, name, kind, bpm, metres, form)
    else:
        band = _play(rng, name, kind, metre, metres, form, electronic)
    parts = band.all()
    by_hand(rng, parts, feel)
    lead = 0.0 if rng.random() < 0.5 else rng.uniform(0.05, 1.2)
    return Piece(
        name,
        parts,
        metres,
        beat_times(rng, feel, bpm, metres, lead),
        form,
        electronic,
        kind.colours,
    )


def by_hand(rng: Generator, parts: list[Part], feel: str) -> None:
    """Has players play the parts: off the beat as the feel has it, chords strummed."""
    low, high = _JITTER[feel]
    for part in parts:
        part.jitter_s = rng.uniform(low, high)
        if feel != "steady" and rng.random() < 0.4:
            part.late_s = rng.normal(0, 0.008)
        if part.role in ("chords", "pad") and rng.random() < 0.5:
            part.strum_s = rng.uniform(0.0, 0.035)


def _draw_style(rng: Generator) -> str:
    names = list(STYLES)
    weights = np.array([STYLES[name].weight for name in names])
    return names[rng.choice(len(names), p=weights / weights.sum())]


def _mutated(rng: Generator, kind: Style) -> Style:
    """A style that sometimes takes traits of another, for variety in the training data."""
    other = STYLES[_draw_style(rng)]
    if rng.random() < 0.08:
        kind = replace(kind, colours=other.colours)
    if other.division != kind.division or not set(other.metres) & set(kind.metres):
        return kind
    if rng.random() < 0.06 and kind.grooves:
        kind = replace(kind, grooves=other.grooves or kind.grooves)
    if rng.random() < 0.1:
        kind = replace(kind, chords=other.chords)
    if rng.random() < 0.1:
        kind = replace(kind, bass=other.bass)
    if kind.grooves and rng.random() < 0.06:
        kind = replace(kind, grooves=())
    return kind


def _metres(rng: Generator, metre: int, form: list[Stretch], kind: Style) -> list[int]:
    metres = [metre] * sum(stretch.bars for stretch in form)
    chance = rng.random()
    if chance < 0.02 and kind.division == 4:
        other = int(rng.choice([value for value in (2, 3, 4, 5, 6, 7) if value != metre]))
        for stretch in form[1:]:
            if rng.random() < 0.5:
                metres[stretch.bar : stretch.bar + stretch.bars] = [other] * stretch.bars
    elif chance < 0.04 and metre == 4:
        metres[int(rng.integers(len(metres)))] = 2
    return metres


def _play(
    rng: Generator,
    name: str,
    kind: Style,
    metre: int,
    metres: list[int],
    form: list[Stretch],
    electronic: bool,
) -> Band:
    key = choose_key(rng)
    band = Band()
    swing = rng.uniform(*kind.swing)
    rate = int(rng.choice([1, 1, 1, 2, 2, -2, 4]))
    has = {
        role: rng.random() < chance
        for role, chance in (
            ("bass", 0.93),
            ("chords", 0.92),
            ("second", 0.3),
            ("pad", 0.35),
            ("melody", 0.55),
            ("percussion", 0.2),
        )
    }
    has["voice"] = rng.random() < kind.voice
    has["drums"] = bool(kind.grooves) and str(rng.choice(kind.grooves)) != ""
    if not (has["drums"] or has["chords"] or has["bass"]):
        has["chords"] = True
    materials: dict[tuple[str, int], Material] = {}
    starts = np.cumsum([0, *metres])
    # A loop may turn against the bar.
    percussion = grooves.choose(rng, "loop", metre if rng.random() < 0.8 else 3, kind.division)
    fills = rng.random() < 0.7
    for number, stretch in enumerate(form):
        here = metres[stretch.bar]
        shared = (stretch.letter, here)
        if shared not in materials:
            materials[shared] = _material(rng, name, kind, key, here, rate, stretch.bars)
        material = materials[shared]
        on = layers(rng, stretch, has, number == 0)
        if number and rng.random() < 0.04:
            _rest(rng, on)
        for index in range(stretch.bars):
            bar = stretch.bar + index
            start, beats = float(starts[bar]), metres[bar]
            last = index == stretch.bars - 1
            _play_bar(
                rng, band, kind, key, material, on, percussion, stretch, index, start, beats, swing
            )
            if on["drums"] and rng.random() < 0.05:
                grooves.fill(
                    rng,
                    band.drums,
                    start + rng.integers(1, 2 * beats + 1) / 2,
                    kind.division,
                    swing,
                    0.5,
                )
            if on["drums"] and material.accents and rng.random() < 0.12:
                where = start + float(rng.integers(0, 2 * beats)) / 2
                for drum in (grooves.CRASH, grooves.KICK):
                    band.drums.play(where, 1, drum, rng.uniform(0.6, 0.95))
            phrase_end = last or (index % 4 == 3 and rng.random() < 0.35)
            if on["drums"] and fills and phrase_end and rng.random() < 0.75 and beats > 1:
                grooves.fill(
                    rng,
                    band.drums,
                    start + beats,
                    kind.division,
                    swing,
                    float(rng.choice([0.5, 1, 1, min(2, beats)])),
                )
        if (
            on["drums"]
            and (number == 0 or rng.random() < 0.45)
            and name not in ("swing", "jazzballad", "bossa")
        ):
            band.drums.play(float(starts[stretch.bar]), 1, grooves.CRASH, 0.8)
        if stretch.label == "build" and has["drums"]:
            _roll(rng, band.drums, float(starts[stretch.bar]), stretch.bars * here, kind.division)
    return band


def _play_hands(
    rng: Generator, name: str, kind: Style, bpm: float, metres: list[int], form: list[Stretch]
) -> Band:
    """Each hand does one thing for some bars, then another."""
    key, band = choose_key(rng), Band()
    starts = np.cumsum([0, *metres])
    tempo = bpm / 2 if rng.random() < 0.15 else bpm
    for stretch in form:
        rate = int(rng.choice([1, 1, 2, -2, 0]))
        chords = progression(rng, key, name, metres[stretch.bar], rate, max(stretch.bars, 12))
        hands: tuple[Hand, Hand] | None = None
        for index in range(stretch.bars):
            bar = stretch.bar + index
            if hands is None or rng.random() < 0.3:
                hands = (
                    take_up(rng, False, tempo, kind.division),
                    take_up(rng, True, tempo, kind.division),
                )
            elif rng.random() < 0.15:
                hands = (take_up(rng, False, tempo, kind.division), hands[1])
            loudness = 0.3 + 0.4 * stretch.energy
            here = (chords[index % len(chords)], key, float(starts[bar]), metres[bar])
            play_hand(rng, band.melody, hands[0], *here, 12 + 12 * (rng.random() < 0.4), loudness)
            play_hand(rng, band.chords, hands[1], *here, -int(rng.choice([0, 0, 12])), loudness)
    return band


def _material(
    rng: Generator, name: str, kind: Style, key: Key, metre: int, rate: int, bars: int
) -> Material:
    groove_name = str(rng.choice(kind.grooves)) if kind.grooves else ""
    comp_mode = str(rng.choice(kind.chords))
    second_mode = str(rng.choice(list(CHORDS)))
    rhythm, sung = (
        motif(rng, metre, kind.division, rng.uniform(0.3, 0.9)),
        motif(rng, metre, kind.division, rng.uniform(0.4, 0.95)),
    )
    return Material(
        chords=progression(
            rng, key, name, metre, rate if rng.random() < 0.75 else 0, max(bars, 12)
        ),
        groove=grooves.choose(rng, groove_name, metre, kind.division) if groove_name else None,
        bass=_turned(
            rng, figure(rng, str(rng.choice(kind.bass)) or "root", kind.division, "bass"), 0.12
        ),
        comp_mode=comp_mode,
        comp=_turned(rng, figure(rng, comp_mode, kind.division, "chords"), 0.15),
        second_mode=second_mode,
        second=_turned(rng, figure(rng, second_mode, kind.division, "chords"), 0.3),
        rhythm=rhythm,
        degrees=contour(rng, len(rhythm)),
        sung=sung,
        sung_degrees=contour(rng, len(sung)),
        push=rng.random() < kind.push,
        phrase_shift=(_phrase_shift(rng, metre), _phrase_shift(rng, metre)),
        accents=rng.random() < 0.3,
    )


def _turned(rng: Generator, row: str, chance: float) -> str:
    """The figure rotated, so that it does not always stress the downbeat."""
    if rng.random() > chance or len(row) < 8:
        return row
    shift = int(rng.integers(1, len(row) // 2)) * 2
    return row[shift:] + row[:shift]


def _phrase_shift(rng: Generator, metre: int) -> float:
    return 0.0 if rng.random() < 0.3 else float(rng.integers(-2, 4 * metre)) / 2


def layers(rng: Generator, stretch: Stretch, has: dict[str, bool], first: bool) -> dict[str, bool]:
    """The parts that play in a section."""
    on = dict(has)
    if stretch.label in ("breakdown", "intro", "outro"):
        for role in ("drums", "bass", "chords", "melody", "voice", "percussion"):
            on[role] = on[role] and rng.random() < (0.55 if stretch.label != "breakdown" else 0.35)
        on["pad"] = on["pad"] or rng.random() < 0.5
    elif stretch.label == "verse":
        on["pad"] = on["pad"] and rng.random() < 0.5
        on["second"] = on["second"] and rng.random() < 0.6
    elif stretch.label == "build":
        on["bass"] = on["bass"] and rng.random() < 0.4
    if stretch.label in ("chorus", "drop") and rng.random() < 0.5:
        on["pad"] = True
    if not first and rng.random() < 0.08:
        on["drums"] = False
    if not any(on[role] for role in ("drums", "bass", "chords", "second", "percussion")):
        role = str(
            rng.choice([role for role in ("drums", "chords", "bass") if has[role]] or ["chords"])
        )
        on[role] = True
    return on


def _rest(rng: Generator, on: dict[str, bool]) -> None:
    """Silences all parts but one for a section."""
    keep = str(rng.choice([role for role, plays in on.items() if plays]))
    for role in on:
        on[role] = role == keep


def _play_bar(
    rng: Generator,
    band: Band,
    kind: Style,
    key: Key,
    material: Material,
    on: dict[str, bool],
    percussion: grooves.Rows,
    stretch: Stretch,
    index: int,
    start: float,
    beats: int,
    swing: float,
) -> None:
    chords = material.chords[index % len(material.chords)]
    division, loudness = kind.division, 0.45 + 0.3 * stretch.energy
    if on["drums"] and material.groove:
        grooves.play_bar(rng, band.drums, material.groove, start, division, swing, stretch.energy)
    if on["percussion"]:
        grooves.play_bar(rng, band.percussion, percussion, start, division, swing, stretch.energy)
    push = material.push and rng.random() < 0.7
    if on["bass"] and kind.bass != ("",):
        play_bass(rng, band.bass, material.bass, chords, start, beats, division, swing, push)
    if on["chords"] and kind.chords != ("",):
        play_chords(
            rng,
            band.chords,
            material.comp_mode,
            material.comp,
            chords,
            start,
            beats,
            division,
            swing,
            push,
            12,
            loudness,
        )
    if on["second"] and kind.chords != ("",):
        play_chords(
            rng,
            band.second,
            material.second_mode,
            material.second,
            chords,
            start,
            beats,
            division,
            swing,
            push,
            24,
            loudness - 0.1,
        )
    if on["pad"] and kind.chords != ("",):
        for chord in chords:
            early = rng.choice([0.0, 0.0, 0.25, 0.5, -0.25])
            for pitch in chord.pitches:
                band.pad.play(
                    start + chord.start - early,
                    chord.beats * 0.98 + early,
                    pitch + 12,
                    loudness - 0.1,
                )
    if index % 2 == 0 and rng.random() < 0.85:
        if on["melody"]:
            degrees = (
                material.degrees if rng.random() < 0.6 else contour(rng, len(material.degrees))
            )
            play_melody(
                rng,
                band.melody,
                material.rhythm,
                degrees,
                key,
                start + material.phrase_shift[0],
                swing,
                12,
            )
        if on["voice"]:
            rhythm = (
                material.sung
                if rng.random() < 0.5
                else motif(rng, beats, division, rng.uniform(0.4, 0.95))
            )
            play_melody(
                rng,
                band.voice,
                rhythm,
                contour(rng, len(rhythm)),
                key,
                start + material.phrase_shift[1] + rng.choice([0, 0, -0.5, 0.5]),
                swing,
                7,
            )


def _roll(rng: Generator, part: Part, start: float, beats: int, division: int) -> None:
    """A snare roll that quickens over a build."""
    drum = int(rng.choice([grooves.SNARE, grooves.CLAP, 40]))
    beat = 0.0
    while beat < beats:
        done = beat / beats
        step = 1.0 if done < 0.5 else 0.5 if done < 0.75 else 1 / division
        part.play(start + beat, 0.1, drum, 0.4 + 0.5 * done)
        beat += step
