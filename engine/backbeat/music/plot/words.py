"""Captions of a drawing."""

from __future__ import annotations

from backbeat.drawing.lettering import clock
from backbeat.v1.music_pb2 import EnergyLevel, MusicAnalysis


def level_name(level: EnergyLevel) -> str:
    """The name of a level, such as "low"; empty where it is unknown."""
    name: str = EnergyLevel.Name(level).removeprefix("ENERGY_LEVEL_").lower()
    return "" if level == EnergyLevel.ENERGY_LEVEL_UNSPECIFIED else name


def facts(analysis: MusicAnalysis) -> str:
    """Tempo, metre, length, beats and tracker in one line."""
    beats = len(analysis.beats)
    known = [f"heard by {analysis.tracker}"] if analysis.tracker else []
    if not beats:
        return "  ·  ".join(["no beats", clock(analysis.duration_s), *known])
    bars = sum(beat.beat == 1 for beat in analysis.beats)
    return "  ·  ".join(
        [
            f"{analysis.tempo_bpm:.1f} bpm",
            f"{analysis.beats_per_bar} beats a bar",
            clock(analysis.duration_s),
            f"{_counted(beats, 'beat')} in {_counted(bars, 'bar')}",
            *known,
        ]
    )


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
