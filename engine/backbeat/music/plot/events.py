"""Draws builds, drops and accents in the lane above the waveform."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from backbeat.drawing.lettering import width_of
from backbeat.drawing.scene import Lines, Scene, Shape, Text
from backbeat.music.plot import theme
from backbeat.music.plot.rows import Row, points
from backbeat.v1.music_pb2 import ORIGIN_USER, Accent, Build, Drop, MusicAnalysis

_ACCENT_SPACING = 7.0
"""Fewest pixels between two accents; of nearer ones the strongest is drawn."""


def draw_events(scene: Scene, row: Row, analysis: MusicAnalysis) -> None:
    """Draws the events of a row."""
    _draw_builds(scene, row, analysis.builds)
    accents = [accent for accent in analysis.accents if row.holds(accent.time_s)]
    for accent in _thinned(accents, _ACCENT_SPACING / row.pixels):
        _draw_accent(scene, row, accent)
    _draw_drops(scene, row, analysis.drops)


def diamond(x: float, y: float, size: float, color: str) -> Shape:
    """Symbol of an accent."""
    return Shape(points([x - size, x, x + size, x], [y, y - size, y, y + size]), color)


def wedge(left: float, right: float, bottom: float, height: float) -> Shape:
    """Symbol of a build."""
    return Shape(points([left, right, right], [bottom, bottom - height, bottom]), theme.BUILD, 0.8)


def arrow(x: float, bottom: float, size: float) -> Shape:
    """Symbol of a drop, pointing down."""
    return Shape(points([x - size, x + size, x], [bottom - 1.5 * size] * 2 + [bottom]), theme.DROP)


def _draw_builds(scene: Scene, row: Row, builds: Iterable[Build]) -> None:
    for build in builds:
        if not row.touches(build.start_s, build.end_s):
            continue
        left, right = row.x(build.start_s), row.x(build.end_s)
        scene.add(wedge(left, max(right, left + 3), row.wave_top - 2, row.heights.events * 0.55))


def _draw_drops(scene: Scene, row: Row, drops: Iterable[Drop]) -> None:
    free = 0.0
    for drop in drops:
        if not row.holds(drop.time_s):
            continue
        x, size = row.x(drop.time_s), row.heights.small
        # Leave the bar numbers legible.
        line = np.array(
            [[x, row.wave_top, x, row.bars_top], [x, row.energy_top, x, row.energy_bottom]]
        )
        scene.add(Lines(line, theme.DROP, 1.5), arrow(x, row.wave_top, row.heights.events * 0.28))
        words = f"{drop.gain_lu:+.0f} LU".replace("-", "−")
        if x > free and x + 10 + width_of(words, size) < row.right:
            scene.add(Text(x + 8, row.wave_top - 4, words, size, theme.DROP))
            free = x + 14 + width_of(words, size)


def _draw_accent(scene: Scene, row: Row, accent: Accent) -> None:
    color = theme.USER if accent.origin == ORIGIN_USER else theme.ACCENT
    size = row.heights.events * (0.08 + 0.1 * min(max(accent.strength, 0.0), 1.0))
    scene.add(diamond(row.x(accent.time_s), row.wave_top + 3 + size, size, color))


def _thinned(accents: Iterable[Accent], apart_s: float) -> list[Accent]:
    """The user's accents, and the strongest of those closer than `apart_s`."""
    kept: list[Accent] = []
    for accent in accents:
        if kept and accent.time_s - kept[-1].time_s < apart_s:
            if _weight(accent) > _weight(kept[-1]):
                kept[-1] = accent
        else:
            kept.append(accent)
    return kept


def _weight(accent: Accent) -> tuple[bool, float]:
    return accent.origin == ORIGIN_USER, accent.strength
