"""Analyses made here, of music whose every beat, section and accent is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backbeat.v1.music_pb2 import (
    ENERGY_LEVEL_HIGH,
    ENERGY_LEVEL_LOW,
    ENERGY_LEVEL_MEDIUM,
    Accent,
    Beat,
    Build,
    Drop,
    Energy,
    EnergyLevel,
    EnergySpan,
    MusicAnalysis,
    Onset,
    Phrase,
    Section,
)

LOW, MEDIUM, HIGH = ENERGY_LEVEL_LOW, ENERGY_LEVEL_MEDIUM, ENERGY_LEVEL_HIGH
LUFS = {LOW: -26.0, MEDIUM: -18.0, HIGH: -10.0}
"""Loudness of a section by its level."""
RATE_HZ = 10.0


@dataclass(frozen=True)
class Stretch:
    """A section of a song, in bars."""

    bars: int
    level: EnergyLevel
    label: str = "A"


POP = (
    Stretch(8, LOW, "intro"),
    Stretch(16, MEDIUM, "A"),
    Stretch(8, HIGH, "chorus"),
    Stretch(16, MEDIUM, "A"),
    Stretch(8, HIGH, "chorus"),
    Stretch(8, LOW, "breakdown"),
    Stretch(8, MEDIUM, "build"),
    Stretch(16, HIGH, "drop"),
    Stretch(8, LOW, "outro"),
)


def song(
    stretches: Sequence[Stretch] = POP,
    bpm: float = 120.0,
    per_bar: int = 4,
    first_s: float = 0.0,
    accents: Sequence[tuple[float, float]] = (),
) -> MusicAnalysis:
    """A song of steady beats. What is labelled drop starts with one, what is labelled build is one.

    Args:
        stretches: its sections.
        bpm: beats a minute.
        per_bar: beats in a bar.
        first_s: the first downbeat; the first section starts at 0.
        accents: times in seconds and strengths.
    """
    bar_s = per_bar * 60 / bpm
    duration = first_s + sum(stretch.bars for stretch in stretches) * bar_s
    music = MusicAnalysis(duration_s=duration, tempo_bpm=bpm, beats_per_bar=per_bar)
    at = 1
    for stretch in stretches:
        start = first_s + (at - 1) * bar_s
        _add(music, stretch, at, 0.0 if at == 1 else start, start, bar_s, per_bar)
        at += stretch.bars
    for time, strength in accents:
        music.accents.append(Accent(time_s=time, strength=strength))
    music.energy.CopyFrom(_energy(music))
    return music


def _add(
    music: MusicAnalysis,
    stretch: Stretch,
    bar: int,
    from_s: float,
    start_s: float,
    bar_s: float,
    per_bar: int,
) -> None:
    end_s = start_s + stretch.bars * bar_s
    music.sections.append(
        Section(start_s=from_s, end_s=end_s, label=stretch.label, level=stretch.level, bar=bar)
    )
    for index in range(stretch.bars):
        for beat in range(per_bar):
            time = start_s + (index + beat / per_bar) * bar_s
            music.beats.append(Beat(time_s=time, bar=bar + index, beat=beat + 1, confidence=1))
    for index in range(0, stretch.bars, 8):
        bars = min(8, stretch.bars - index)
        music.phrases.append(Phrase(start_s=start_s + index * bar_s, bar=bar + index, bars=bars))
    if stretch.label == "drop":
        music.drops.append(Drop(time_s=start_s, bar=bar, gain_lu=8))
    if stretch.label == "build":
        music.builds.append(Build(start_s=start_s, end_s=end_s))


def _energy(music: MusicAnalysis) -> Energy:
    curve = []
    for step in range(round(music.duration_s * RATE_HZ)):
        inside = [part for part in music.sections if part.start_s <= step / RATE_HZ < part.end_s]
        curve.append(LUFS[inside[0].level] if inside else -70.0)
    spans = [
        EnergySpan(start_s=part.start_s, end_s=part.end_s, level=part.level)
        for part in music.sections
    ]
    return Energy(rate_hz=RATE_HZ, lufs=curve, momentary_lufs=curve, spans=spans)


def without_beats(duration_s: float, onsets: Sequence[float] = ()) -> MusicAnalysis:
    """Sounds without a pulse, of one level."""
    curve = [-20.0] * round(duration_s * RATE_HZ)
    span = EnergySpan(start_s=0, end_s=duration_s, level=MEDIUM)
    return MusicAnalysis(
        duration_s=duration_s,
        onsets=[Onset(time_s=time, strength=0.8) for time in onsets],
        energy=Energy(rate_hz=RATE_HZ, lufs=curve, momentary_lufs=curve, spans=[span]),
        sections=[Section(start_s=0, end_s=duration_s, label="A", level=MEDIUM)],
    )
