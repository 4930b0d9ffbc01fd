"""Draws bars and beats with their numbers, and the time scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backbeat.drawing import colors
from backbeat.drawing.lettering import clock, width_of
from backbeat.drawing.scene import Lines, Scene, Segments, Text
from backbeat.music.plot import theme
from backbeat.music.plot.rows import LEFT, Row
from backbeat.v1.music_pb2 import ORIGIN_USER, Beat, MusicAnalysis

_MIN_BEAT_SPACING, _MIN_BAR_SPACING = 4.0, 6.0
"""Fewest pixels between two beats, and between two bars."""
_NUMBER_GAP = 14.0
_CLOCK_ROOM = 84.0
_SURE = 0.5
"""Beats of less confidence are drawn paler."""
_CLOCK_S = (
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600,
    1800, 3600,
)  # fmt: skip


@dataclass(frozen=True)
class Thinning:
    """Which beats, bars and numbers are drawn, the same in every row."""

    beats: bool
    """Whether beats are drawn."""
    every_bars: int
    """Bars per line."""
    number_every: int
    """Bars per number."""

    @classmethod
    def of(cls, analysis: MusicAnalysis, row: Row) -> Thinning:
        """The densest grid that stays legible in a row."""
        times = np.array([beat.time_s for beat in analysis.beats])
        downbeats = np.array([beat.time_s for beat in analysis.beats if beat.beat == 1])
        beat = float(np.median(np.diff(times))) * row.pixels if len(times) > 1 else np.inf
        bar = float(np.median(np.diff(downbeats))) * row.pixels if len(downbeats) > 1 else np.inf
        last = analysis.beats[-1].bar if analysis.beats else 0
        room = width_of(str(last), row.heights.small) + _NUMBER_GAP
        return cls(beat >= _MIN_BEAT_SPACING, _step(bar, _MIN_BAR_SPACING), _step(bar, room))


def draw_grid(scene: Scene, row: Row, analysis: MusicAnalysis, thinning: Thinning) -> None:
    """Draws bars, beats and time scale of a row."""
    beats = [beat for beat in analysis.beats if row.holds(beat.time_s)]
    shown = [beat for beat in beats if _is_shown(beat, thinning)]
    users = [beat for beat in beats if beat.origin == ORIGIN_USER]
    heard = [beat for beat in shown if beat.origin != ORIGIN_USER]
    tall = row.heights.bars * 0.4
    for beat_1, color, height in ((False, theme.BEAT, 0.5 * tall), (True, theme.BAR, tall)):
        for sure, opacity in ((False, 0.45), (True, 1.0)):
            chosen = [
                beat
                for beat in heard
                if (beat.beat == 1) == beat_1 and (beat.confidence >= _SURE) == sure
            ]
            scene.add(*_ticks(row, chosen, color, height, opacity))
    scene.add(*_ticks(row, users, theme.USER, tall, 1.0))
    downbeats = [beat for beat in shown if beat.beat == 1]
    if downbeats:
        through = _segments(row, downbeats, row.wave_top, row.bars_top)
        scene.add(Lines(through, theme.BAR, 1.0, 0.22))
    _draw_numbers(scene, row, downbeats, thinning.number_every)
    _draw_clock(scene, row)


def _is_shown(beat: Beat, thinning: Thinning) -> bool:
    if beat.beat == 1:
        return (beat.bar - 1) % thinning.every_bars == 0
    return thinning.beats


def _ticks(
    row: Row, beats: Sequence[Beat], color: str, height: float, opacity: float
) -> list[Lines]:
    if not beats:
        return []
    segments = _segments(row, beats, row.bars_top + 2, row.bars_top + 2 + height)
    return [Lines(segments, color, 1.25, opacity)]


def _segments(row: Row, beats: Sequence[Beat], top: float, bottom: float) -> Segments:
    xs = np.array([row.x(beat.time_s) for beat in beats])
    return np.column_stack([xs, np.full_like(xs, top), xs, np.full_like(xs, bottom)])


def _draw_numbers(scene: Scene, row: Row, downbeats: Sequence[Beat], every: int) -> None:
    size, baseline = row.heights.small, row.energy_top - 5
    for beat in downbeats:
        x = row.x(beat.time_s)
        if (beat.bar - 1) % every == 0 and x + 2 + width_of(str(beat.bar), size) <= row.right:
            scene.add(Text(x + 2, baseline, str(beat.bar), size, colors.INK))


def _draw_clock(scene: Scene, row: Row) -> None:
    size, top = row.heights.small, row.energy_bottom
    step = next((s for s in _CLOCK_S if s * row.pixels >= _CLOCK_ROOM), _CLOCK_S[-1])
    digits = 0 if step >= 1 else len(f"{step:g}") - 2
    marks = [
        at
        for at in np.arange(np.ceil(row.start_s / step - 1e-6), row.end_s / step + 1e-6) * step
        if LEFT <= row.x(at) <= row.right
    ]
    xs = np.array([row.x(at) for at in marks])
    ticks = np.column_stack([xs, np.full_like(xs, top), xs, np.full_like(xs, top + 4)])
    scene.add(Lines(ticks, colors.DIM, 1.0))
    baseline = top + size + 5
    for at, x in zip(marks, xs.tolist(), strict=True):
        words = clock(float(at), digits)
        half = width_of(words, size) / 2
        if x + half <= row.right + 20:
            scene.add(Text(x, baseline, words, size, colors.DIM, "middle"))


def _step(each: float, room: float) -> int:
    step = 1
    while each * step < room:
        step *= 2
    return step
